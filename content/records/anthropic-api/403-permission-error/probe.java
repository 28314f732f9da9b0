// Who answers, and which models may this key use? Sends no prompt and costs nothing.
// Uses no SDK: `java probe.java`. Java does not read HTTPS_PROXY; add -Dhttps.proxyHost=… -Dhttps.proxyPort=…
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

class Probe {
  // The JDK reads no JSON; for single words a pattern will do. The `type` that is just `error` is the outer one.
  static final Pattern MODEL = Pattern.compile("\"id\": *\"([^\"]+)\"");
  static final Pattern TYPE = Pattern.compile("\"type\": *\"(?!error\")(\\w+)\"");

  public static void main(String[] args) throws Exception {
    var env = System.getenv();
    var base = env.getOrDefault("ANTHROPIC_BASE_URL", "https://api.anthropic.com");
    var request = HttpRequest.newBuilder(URI.create(base + "/v1/models?limit=100"))
      .header("x-api-key", env.getOrDefault("ANTHROPIC_API_KEY", ""))
      .header("anthropic-version", "2023-06-01")
      .build();
    var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    var headers = answer.headers();
    var id = headers.firstValue("request-id");

    if (answer.statusCode() == 200) {
      System.out.println("request id: " + id.orElse("none"));
      System.out.println("workspace: " + headers.firstValue("anthropic-workspace-id").orElse("not sent"));
      MODEL.matcher(answer.body()).results().forEach(model -> System.out.println("model: " + model.group(1)));
    } else if (answer.statusCode() == 403 && id.isPresent()) {
      var type = TYPE.matcher(answer.body());
      var named = type.find() ? type.group(1) : "no type";
      System.out.println("refused by the API: " + named + ", request id " + id.get());
    } else if (answer.statusCode() == 403) {
      System.out.println("refused in front of the API: no request id");
    } else {
      System.err.println(answer.statusCode() + ": " + answer.body());
      System.exit(1);
    }
  }
}
