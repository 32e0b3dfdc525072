"""Train the reader: ``python train/train.py OUT [--epochs N] [--without LANGUAGE] [--seed N]``.

Only the training part of the corpus is learnt from. Each epoch varies every item anew; word embeddings stay
frozen, so that the 4-bit rows ship as they are. A checkpoint is written after each epoch, and a broken run goes
on from the last one.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from corpus import Item, languages, load
from data import IGNORE, Sample, samples, varied, words_by_role
from encoder import unpack, wheel_file
from model import Reader
from torch import Tensor, nn
from vocabulary import TARGET

from tollbook.extract.reader.labels import ROLES, SLOTS
from tollbook.extract.reader.network import BLOCK_BYTES, dequantise

RATE, WARM = 2.0e-4, 0.06
HEAD_RATE = 1e-3
OUTSIDE = 0.3  # weight of tokens that are in no span: there are many more of them
BATCH_TOKENS, BATCH_MOST = 900, 12


def embeddings(hidden: int) -> Tensor:
    """Return the word embeddings that ship, as float32 (pieces, hidden)."""
    rows = np.fromfile(TARGET / "words.bin", np.uint8).reshape(-1, BLOCK_BYTES)
    return torch.from_numpy(dequantise(rows).reshape(-1, hidden))


def epoch_samples(parts: dict[str, list[Item]], seed: int) -> list[Sample]:
    """Return all samples of one epoch, varied by `seed`."""
    rng = random.Random(seed)  # noqa: S311
    found: list[Sample] = []
    for items in parts.values():
        spans = words_by_role(items)
        for item in items:
            found += samples(varied(item, items, spans, rng), rng)
    return found


def batches(found: Sequence[Sample], seed: int) -> Iterator[list[Sample]]:
    """Yield batches of samples of like length, in random order."""
    rng = random.Random(seed)  # noqa: S311
    order = sorted(found, key=lambda sample: (len(sample.ids) + rng.random() * 16, rng.random()))
    groups: list[list[Sample]] = [[]]
    for sample in order:
        longest = max([len(sample.ids), *(len(other.ids) for other in groups[-1])])
        if groups[-1] and (longest * (len(groups[-1]) + 1) > BATCH_TOKENS or len(groups[-1]) == BATCH_MOST):
            groups.append([])
        groups[-1].append(sample)
    rng.shuffle(groups)
    yield from groups


def tensors(batch: Sequence[Sample]) -> tuple[Tensor, ...]:
    """Return ids, kinds, mask, tags, roles (batch, roles, tokens) and labels of a batch, padded."""
    width = max(len(sample.ids) for sample in batch)

    def pad(line: Sequence[int], fill: int) -> list[int]:
        return [*line, *[fill] * (width - len(line))]

    blank = (IGNORE,) * width
    return (
        torch.tensor([pad(sample.ids, 0) for sample in batch]),
        torch.tensor([pad(sample.kinds, 0) for sample in batch]),
        torch.tensor([pad([1] * len(sample.ids), 0) for sample in batch], dtype=torch.float32),
        torch.tensor([pad(sample.tags or blank[: len(sample.ids)], IGNORE) for sample in batch]),
        torch.tensor(
            [
                [pad(line, IGNORE) for line in sample.roles or [blank[: len(sample.ids)]] * len(ROLES)]
                for sample in batch
            ]
        ),
        torch.tensor([sample.labels or (IGNORE,) * len(SLOTS) for sample in batch]),
    )


WEIGHTS = {
    "effect": 1.0,
    "scope": 0.5,
    "modality": 0.3,
    "cause": 0.6,
    "event": 0.3,
    "flag": 0.3,
    "count": 0.5,
    "listed": 0.3,
}


def loss_of(outputs: tuple[Tensor, Tensor, Tensor], tags: Tensor, roles: Tensor, labels: Tensor) -> Tensor:
    """Return the summed loss of a batch; parts without anything to learn give nothing."""
    tag, role, label = (output.float() for output in outputs)
    total = tag.new_zeros(())
    if (tags != IGNORE).any():
        weights = tag.new_tensor([OUTSIDE, *[1.0] * (tag.shape[-1] - 1)])
        total = total + 2.0 * nn.functional.cross_entropy(
            tag.flatten(0, 1), tags.flatten(), weights, ignore_index=IGNORE
        )
    if (roles != IGNORE).any():
        batch, length, _ = role.shape
        by_role = role.view(batch, length, len(ROLES), 3).permute(0, 2, 1, 3)
        weights = role.new_tensor([OUTSIDE, 1.0, 1.0])
        flat = by_role.flatten(0, 2)
        total = total + 3.0 * nn.functional.cross_entropy(flat, roles.flatten(), weights, ignore_index=IGNORE)
    at = 0
    for place, (slot, names) in enumerate(SLOTS.items()):
        gold = labels[:, place]
        if (gold != IGNORE).any():
            part = nn.functional.cross_entropy(label[:, at : at + len(names)], gold, ignore_index=IGNORE)
            total = total + WEIGHTS[slot] * part
        at += len(names)
    return total


def rate_at(step: int, steps: int) -> float:
    """Return the share of the learning rate at a step: up in a line, then down to a twentieth."""
    warm = max(1, int(WARM * steps))
    return step / warm if step < warm else 0.05 + 0.95 * max(0.0, (steps - step) / max(1, steps - warm))


def train(out: Path, parts: dict[str, list[Item]], epochs: int, seed: int, hours: float) -> Reader:
    """Train and return the reader; checkpoints and log lines go along. Ends early when `hours` are over."""
    torch.manual_seed(seed)
    encoder = unpack(wheel_file())
    reader, words = Reader(encoder), embeddings(encoder.hidden)
    heads = [
        value
        for name, value in reader.named_parameters()
        if name.split(".")[0] in ("tag", "role", "join", "label", "kinds", "mix")
    ]
    taken = {id(value) for value in heads}
    body = [value for value in reader.parameters() if id(value) not in taken]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": RATE, "base": RATE}, {"params": heads, "lr": HEAD_RATE, "base": HEAD_RATE}],
        weight_decay=0.01,
    )
    checkpoint, done = out / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        reader.load_state_dict(state["reader"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["epoch"]
    size = sum(1 for _ in batches(epoch_samples(parts, seed), seed))
    steps, step, began = size * epochs, size * done, time.monotonic()
    for epoch in range(done, epochs):
        reader.train()
        losses: list[float] = []
        for batch in batches(epoch_samples(parts, seed + epoch), seed + epoch):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = group["base"] * rate_at(step, steps)
            ids, kinds, mask, tags, roles, labels = tensors(batch)
            with torch.autocast("cpu", torch.bfloat16):
                outputs = reader(words[ids], kinds, mask)
            loss = loss_of(outputs, tags, roles, labels)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
            if step % 500 == 0:
                torch.save(reader.state_dict(), out / "reader.pt")
            if step % 100 == 0:
                spent = time.monotonic() - began
                print(f"step {step}/{steps} loss {np.mean(losses[-100:]):.3f} {spent:.0f} s", flush=True)
        torch.save({"reader": reader.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1}, checkpoint)
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}", flush=True)
        if time.monotonic() - began > hours * 3600:
            break
    if not all(math.isfinite(float(value.abs().max())) for value in reader.parameters()):
        raise FloatingPointError("training diverged")
    return reader


def main() -> None:
    """Read the arguments, train, write ``reader.pt`` into OUT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--without", action="append", default=[], help="a language to leave out")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    parts = {
        language: [item for item in load(language) if item.split == "train"]
        for language in languages()
        if language not in options.without
    }
    reader = train(options.out, parts, options.epochs, options.seed, options.hours)
    torch.save(reader.state_dict(), options.out / "reader.pt")


if __name__ == "__main__":
    main()
