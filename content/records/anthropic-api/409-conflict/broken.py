"""Ends with anthropic.ConflictError: the hash is that of an old copy, and nobody reads again."""

import hashlib
import os

import anthropic

old_copy = "what the memory said an hour ago"
client = anthropic.Anthropic()
client.beta.memory_stores.memories.update(
    os.environ.get("MEMORY_ID", "mem_example"),
    memory_store_id=os.environ.get("MEMORY_STORE_ID", "memstore_example"),
    content=old_copy + "\none more line",
    precondition={"type": "content_sha256", "content_sha256": hashlib.sha256(old_copy.encode()).hexdigest()},
)
