"""Which conflict is it? Repeats one conditional update of a memory with its present content, once."""

import os

import anthropic

store = os.environ.get("MEMORY_STORE_ID", "memstore_example")
memory_id = os.environ.get("MEMORY_ID", "mem_example")
client = anthropic.Anthropic(max_retries=0)
memories = client.beta.memory_stores.memories

try:
    memory = memories.retrieve(memory_id, memory_store_id=store)
    memories.update(
        memory_id,
        memory_store_id=store,
        content=memory.content,
        precondition={"type": "content_sha256", "content_sha256": memory.content_sha256},
    )
except anthropic.ConflictError as conflict:
    print(f"conflict: {conflict.error_code or 'no code'}")
else:
    print("stored")
