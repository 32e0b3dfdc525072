"""Run the encoder: windows of tokens in, scores out. The one module that knows onnxruntime."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tollbook.data import path
from tollbook.extract.reader.tokens import Window

Array = npt.NDArray[np.float32]
BLOCK, BLOCK_BYTES, HIDDEN = 32, 18, 384
ROW_BYTES = HIDDEN // BLOCK * BLOCK_BYTES
BATCH_TOKENS = 1024
OUTPUTS = ("tags", "roles", "labels")


def scores(windows: Sequence[Window], kinds: Sequence[Sequence[int]] | None = None) -> list[tuple[Array, Array, Array]]:
    """Return for each window its scores: tags (tokens, 7), roles (tokens, roles * 3), labels (all slots).

    `kinds` marks anchors (see `Window.kinds`); without, roles and labels mean nothing.
    """
    marks = kinds or [[0] * len(window.ids) for window in windows]
    answers: list[tuple[Array, Array, Array] | None] = [None] * len(windows)
    for batch in _batches([len(window.ids) for window in windows]):
        width = max(len(windows[number].ids) for number in batch)
        ids = np.zeros((len(batch), width), np.int64)
        kind = np.zeros((len(batch), width), np.int64)
        mask = np.zeros((len(batch), width), np.float32)
        for row, number in enumerate(batch):
            size = len(windows[number].ids)
            ids[row, :size] = windows[number].ids
            kind[row, :size] = marks[number]
            mask[row, :size] = 1.0
        tags, roles, labels = _session().run(OUTPUTS, {"words": embedded(ids), "kinds": kind, "mask": mask})
        for row, number in enumerate(batch):
            size = len(windows[number].ids)
            answers[number] = (tags[row, :size], roles[row, :size], labels[row])
    return [answer for answer in answers if answer is not None]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield numbers of windows of like length, a bounded number of tokens at a time."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: lengths[number]):
        if batch and lengths[number] * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def embedded(ids: npt.NDArray[np.int64]) -> Array:
    """Return the word embeddings of token ids, shape (..., 384): rows of 4-bit blocks (Q4_0) unpacked."""
    used, places = np.unique(ids, return_inverse=True)
    table = dequantise(np.asarray(_rows()[used]).reshape(-1, BLOCK_BYTES)).reshape(len(used), HIDDEN)
    return table[places.reshape(ids.shape)]


def dequantise(blocks: npt.NDArray[np.uint8]) -> Array:
    """Return the weights of Q4_0 blocks, shape (n, 18), as float32 of shape (n, 32)."""
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    weights: Array = scale * (halves - 8)
    return weights


@cache
def _rows() -> npt.NDArray[np.uint8]:
    """Return the packed rows, one a piece, mapped and not read."""
    return np.memmap(path("reader/words.bin"), np.uint8, "r").reshape(-1, ROW_BYTES)


@cache
def _session() -> Any:
    # Imported here: commands that read nothing need not load it.
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    threads = os.environ.get("TOLLBOOK_THREADS", "")  # for several processes beside each other: 1
    options.intra_op_num_threads = int(threads) if threads.isdecimal() else 0
    options.log_severity_level = 3
    model = str(path("reader/body.onnx"))
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
