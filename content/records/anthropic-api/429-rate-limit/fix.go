// Send again after the seconds that `retry-after` names, six times at most.
// Uses no SDK: `go run fix.go`.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

const waits = 6

const hi = `{"model": "claude-haiku-4-5-20251001", "max_tokens": 16, "messages": [{"role": "user", "content": "hi"}]}`

type said struct {
	StopReason string `json:"stop_reason"`
	Error      struct {
		Type    string
		Details struct {
			Code string `json:"error_code"`
		}
	}
}

func send() (*http.Response, said) {
	base := os.Getenv("ANTHROPIC_BASE_URL")
	if base == "" {
		base = "https://api.anthropic.com"
	}
	request, err := http.NewRequest(http.MethodPost, base+"/v1/messages", strings.NewReader(hi))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("x-api-key", os.Getenv("ANTHROPIC_API_KEY"))
	request.Header.Set("anthropic-version", "2023-06-01")
	request.Header.Set("content-type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	var body said
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		log.Fatalf("%s: %v", answer.Status, err)
	}
	return answer, body
}

func main() {
	for left := waits; ; left-- {
		answer, body := send()
		if answer.StatusCode == http.StatusOK {
			fmt.Println("answered:", body.StopReason)
			return
		}
		code := body.Error.Details.Code
		if code == "" {
			code = body.Error.Type
		}
		if answer.StatusCode != http.StatusTooManyRequests {
			log.Fatalf("%s: %s", answer.Status, code)
		}
		seconds, err := strconv.Atoi(answer.Header.Get("retry-after"))
		if err != nil || left == 0 { // no wait is named, or waiting did not help: ask for less, or later
			fmt.Printf("given up: %s (%s)\n", code, answer.Header.Get("request-id"))
			return
		}
		time.Sleep(time.Duration(seconds) * time.Second)
	}
}
