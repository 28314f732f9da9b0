# Send again after the seconds that `retry-after` names, six times at most.
# Uses no SDK: `ruby fix.rb`.
require "json"
require "net/http"

WAITS = 6

uri = URI("#{ENV.fetch("ANTHROPIC_BASE_URL", "https://api.anthropic.com")}/v1/messages")
headers = {
  "x-api-key" => ENV.fetch("ANTHROPIC_API_KEY"),
  "anthropic-version" => "2023-06-01",
  "content-type" => "application/json",
}
message = { model: "claude-haiku-4-5-20251001", max_tokens: 16, messages: [{ role: "user", content: "hi" }] }

answer = Net::HTTP.post(uri, message.to_json, headers)
WAITS.times do
  # Without `retry-after` waiting does not help.
  break unless answer.is_a?(Net::HTTPTooManyRequests) && answer["retry-after"]

  sleep Integer(answer["retry-after"])
  answer = Net::HTTP.post(uri, message.to_json, headers)
end

body = JSON.parse(answer.body)
code = body.dig("error", "details", "error_code") || body.dig("error", "type")
case answer
when Net::HTTPOK then puts "answered: #{body["stop_reason"]}"
when Net::HTTPTooManyRequests then puts "given up: #{code} (#{answer["request-id"]})" # ask for less, or later
else abort "#{answer.code}: #{code}"
end
