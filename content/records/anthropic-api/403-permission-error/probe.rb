# Who answers, and which models may this key use? Sends no prompt and costs nothing.
# Uses no SDK: `ruby probe.rb`.
require "json"
require "net/http"

uri = URI("#{ENV.fetch("ANTHROPIC_BASE_URL", "https://api.anthropic.com")}/v1/models?limit=100")
proxy = uri.find_proxy # HTTPS_PROXY; left alone, Net::HTTP of Ruby 3.1 reads http_proxy only
http = Net::HTTP.new(uri.host, uri.port, proxy&.host, proxy&.port)
http.use_ssl = uri.scheme == "https"
answer = http.get(uri.request_uri, "x-api-key" => ENV.fetch("ANTHROPIC_API_KEY"), "anthropic-version" => "2023-06-01")
id = answer["request-id"]

case answer
when Net::HTTPOK
  puts "request id: #{id || "none"}"
  puts "workspace: #{answer["anthropic-workspace-id"] || "not sent"}"
  JSON.parse(answer.body)["data"].each { |model| puts "model: #{model["id"]}" }
when Net::HTTPForbidden
  if id
    puts "refused by the API: #{JSON.parse(answer.body).dig("error", "type")}, request id #{id}"
  else
    puts "refused in front of the API: no request id"
  end
else
  abort "#{answer.code}: #{answer.body}"
end
