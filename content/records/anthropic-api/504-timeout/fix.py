"""Stream a long answer: bytes keep coming, so nobody on the way takes the connection for dead."""

import anthropic

client = anthropic.Anthropic()

with client.messages.stream(
    model="claude-sonnet-4-6",
    max_tokens=32000,  # without streaming the SDK refuses this before it sends anything
    messages=[{"role": "user", "content": "Write a long report."}],
) as stream:
    message = stream.get_final_message()

print(f"{message.stop_reason}: {message.usage.output_tokens} output tokens")
