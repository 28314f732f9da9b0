"""Append a line to a memory that others write too: read, change, send once; after a conflict read again."""

import os

import anthropic

store = os.environ.get("MEMORY_STORE_ID", "memstore_example")
memory_id = os.environ.get("MEMORY_ID", "mem_example")
memories = anthropic.Anthropic(max_retries=0).beta.memory_stores.memories

for attempt in range(1, 4):
    memory = memories.retrieve(memory_id, memory_store_id=store)
    try:
        memories.update(
            memory_id,
            memory_store_id=store,
            content=f"{memory.content or ''}\none more line",
            precondition={"type": "content_sha256", "content_sha256": memory.content_sha256},
        )
    except anthropic.ConflictError as conflict:
        print(f"attempt {attempt}: somebody was faster ({conflict.request_id})")
    else:
        print(f"attempt {attempt}: stored")
        break
else:
    print("given up: too many writers")
