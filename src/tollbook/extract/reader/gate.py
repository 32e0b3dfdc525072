"""The gate: which sentences may speak of people harmed or make a statement. It costs next to nothing.

A table learnt from the corpus (`train/gate.py`) gives each piece of the vocabulary a few weights; a sentence passes by
the best of its pieces and by their mean. What stands beside a sentence with people harmed is let through more easily:
it may go on about them in words of its own ("Four were children").
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tollbook.data import path
from tollbook.extract.reader.tokens import Tokens

FEATURES = 8  # weights of a piece


REACH = 2  # sentences on either side of one with people harmed


def passed(tokens: Tokens) -> list[int]:
    """Return the numbers of the sentences of `tokens` that are worth reading for their own words."""
    return [number for number, ids in enumerate(tokens.ids) if score(ids) >= 0]


def beside(tokens: Tokens, harmed: Collection[int], seen: Collection[int]) -> list[int]:
    """Return further sentences worth reading, since they stand near the sentences `harmed`; none of `seen`."""
    near = {other for number in harmed for other in range(number - REACH, number + REACH + 1)}
    fresh = sorted(near & set(range(len(tokens.ids))) - set(seen))
    least = -float(_table()[3])
    return [number for number in fresh if score(tokens.ids[number]) >= least]


def score(ids: tuple[int, ...]) -> float:
    """Return the score of one sentence; it passes from 0 on."""
    pieces, weights, bias, _ = _table()
    features = pieces[list(ids)].astype(np.float32)
    pooled = np.concatenate([features.max(axis=0), features.mean(axis=0)])
    return float(pooled @ weights + bias)


@cache
def _table() -> tuple[npt.NDArray[np.float16], npt.NDArray[np.float32], float, float]:
    with np.load(path("reader/gate.npz")) as file:
        arrays: Any = {name: file[name] for name in file.files}
    return arrays["pieces"], arrays["weights"], float(arrays["bias"]), float(arrays["beside"])
