// Send again after the seconds that `retry-after` names, six times at most.
// Uses no SDK: `java fix.java` (Java 15 or newer).
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.regex.Pattern;

class Fix {
  static final int WAITS = 6;
  static final String MESSAGE = """
    {"model": "claude-haiku-4-5-20251001", "max_tokens": 16, "messages": [{"role": "user", "content": "hi"}]}
    """;

  public static void main(String[] args) throws Exception {
    var env = System.getenv();
    var base = env.getOrDefault("ANTHROPIC_BASE_URL", "https://api.anthropic.com");
    var request = HttpRequest.newBuilder(URI.create(base + "/v1/messages"))
      .header("x-api-key", env.getOrDefault("ANTHROPIC_API_KEY", ""))
      .header("anthropic-version", "2023-06-01")
      .header("content-type", "application/json")
      .POST(BodyPublishers.ofString(MESSAGE))
      .build();
    var client = HttpClient.newHttpClient();
    var answer = client.send(request, BodyHandlers.ofString());
    for (int wait = 0; wait < WAITS && answer.statusCode() == 429; wait++) {
      var seconds = answer.headers().firstValueAsLong("retry-after");
      if (seconds.isEmpty()) break; // then waiting does not help
      Thread.sleep(seconds.getAsLong() * 1000);
      answer = client.send(request, BodyHandlers.ofString());
    }

    var body = answer.body();
    switch (answer.statusCode()) {
      case 200 -> System.out.println("answered: " + word("stop_reason", body).orElse("no stop reason"));
      case 429 -> {
        var id = answer.headers().firstValue("request-id").orElse("no request id");
        System.out.printf("given up: %s (%s)%n", code(body), id); // ask for less, or later
      }
      default -> {
        System.err.println(answer.statusCode() + ": " + code(body));
        System.exit(1);
      }
    }
  }

  static String code(String body) {
    return word("error_code", body).or(() -> word("type", body)).orElse("no type");
  }

  // The JDK reads no JSON; for single words a pattern will do. The `type` that is just `error` is the outer one.
  static Optional<String> word(String name, String body) {
    var pattern = Pattern.compile("\"" + name + "\": *\"(?!error\")(\\w+)\"");
    return pattern.matcher(body).results().findFirst().map(found -> found.group(1));
  }
}
