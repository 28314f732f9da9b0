// Who answers, and which models may this key use? Sends no prompt and costs nothing.
// Uses no SDK: `go run probe.go`.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	base := os.Getenv("ANTHROPIC_BASE_URL")
	if base == "" {
		base = "https://api.anthropic.com"
	}
	request, err := http.NewRequest(http.MethodGet, base+"/v1/models?limit=100", nil)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("x-api-key", os.Getenv("ANTHROPIC_API_KEY"))
	request.Header.Set("anthropic-version", "2023-06-01")
	answer, err := http.DefaultClient.Do(request) // through HTTPS_PROXY, if it is set
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		log.Fatal(err)
	}

	id := answer.Header.Get("request-id")
	if answer.StatusCode == http.StatusForbidden && id == "" {
		fmt.Println("refused in front of the API: no request id")
		return
	}
	var said struct {
		Data  []struct{ ID string }
		Error struct{ Type string }
	}
	if err := json.Unmarshal(body, &said); err != nil {
		log.Fatalf("%s: %s", answer.Status, body)
	}
	switch answer.StatusCode {
	case http.StatusOK:
		fmt.Println("request id:", or(id, "none"))
		fmt.Println("workspace:", or(answer.Header.Get("anthropic-workspace-id"), "not sent"))
		for _, model := range said.Data {
			fmt.Println("model:", model.ID)
		}
	case http.StatusForbidden:
		fmt.Printf("refused by the API: %s, request id %s\n", said.Error.Type, id)
	default:
		log.Fatalf("%s: %s", answer.Status, body)
	}
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
