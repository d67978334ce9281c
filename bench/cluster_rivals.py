"""Clusters by two published libraries, for ``python -m bench.clusters``. It runs in an environment of its own.

    .venv-clusters/bin/python bench/cluster_rivals.py minhash < texts.json
    .venv-clusters/bin/python bench/cluster_rivals.py retsim < texts.json

``texts.json`` is a list of ``[id, text]``. The answer is ``[[id, id, similarity], …]`` of the pairs that the library
holds for near-duplicates. Nothing of newscrawler is imported, so that the environment needs nothing else.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Callable

Pairs = list[tuple[str, str, float]]

PERMUTATIONS = 128
"""The library's default."""
JACCARD = 0.5
"""Threshold of the index. Half of a text is what most descriptions of near-duplicate news begin with."""
RUN = 5
LEAST_SIMILARITY = 0.8
"""Cosine from which on RETSim's pairs are passed on. Its authors recommend .9 for near-duplicates."""


def minhash(texts: list[tuple[str, str]]) -> Pairs:
    """Return the pairs of datasketch's MinHash-LSH over runs of five words."""
    datasketch = importlib.import_module("datasketch")
    index = datasketch.MinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS)
    pairs: Pairs = []
    for id_, text in texts:
        words = re.findall(r"\w+", text.casefold())
        signature = datasketch.MinHash(num_perm=PERMUTATIONS)
        signature.update_batch({" ".join(words[at : at + RUN]).encode() for at in range(max(1, len(words) - RUN + 1))})
        pairs += [(id_, other, 1.0) for other in index.query(signature)]
        index.insert(id_, signature)
    return pairs


def retsim(texts: list[tuple[str, str]]) -> Pairs:
    """Return the pairs of RETSim's embeddings of whole texts that are alike."""
    numpy = importlib.import_module("numpy")
    unisim = importlib.import_module("unisim")
    vectors = numpy.asarray(unisim.TextSim(store_data=False).embed([text for _, text in texts]))
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    alike = vectors @ vectors.T
    ids = [id_ for id_, _ in texts]
    return [
        (ids[a], ids[b], float(alike[a, b]))
        for a in range(len(ids))
        for b in range(a + 1, len(ids))
        if alike[a, b] >= LEAST_SIMILARITY
    ]


RIVALS: dict[str, Callable[[list[tuple[str, str]]], Pairs]] = {"minhash": minhash, "retsim": retsim}

if __name__ == "__main__":
    json.dump(RIVALS[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
