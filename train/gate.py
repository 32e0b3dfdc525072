"""Train the gate: ``python train/gate.py``. A sentence passes by the best of its pieces and their mean.

Each piece of the vocabulary gets a few weights, a projection of its (frozen) word embedding; so a word that the
corpus does not have is judged by those that are like it. Set on the development part so that hardly a sentence
with an anchor is lost.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from corpus import Item, languages, load
from torch import Tensor, nn
from train import embeddings
from vocabulary import TARGET

from tollbook.extract.reader.gate import FEATURES
from tollbook.extract.reader.tokens import tokenise

ORDINARY = Path(__file__).parent / "ordinary"
EPOCHS, RATE = 12, 3e-3
ALONE, BESIDE = 0.96, 0.995  # share of sentences with an anchor that pass by themselves, and beside others


class Gate(nn.Module):
    """Embeddings of one sentence's pieces in, one score out."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.piece = nn.Linear(hidden, FEATURES)
        self.sentence = nn.Linear(2 * FEATURES, 1)

    def forward(self, words: Tensor, mask: Tensor) -> Tensor:
        features = self.piece(words)
        best = features.masked_fill(mask[:, :, None] == 0, -1e4).amax(1)
        mean = (features * mask[:, :, None]).sum(1) / mask.sum(1).clamp(min=1)[:, None]
        return self.sentence(torch.cat([best, mean], 1))[:, 0]


def sentences(items: list[Item]) -> list[tuple[tuple[int, ...], float]]:
    """Return the pieces of each sentence, and whether it has an anchor."""
    found = []
    for item in items:
        tokens = tokenise(item.text)
        wanted = {tokens.sentence_at(claim.anchor[0]) for claim in item.claims}
        found += [(ids, float(number in wanted)) for number, ids in enumerate(tokens.ids)]
    return found


def ordinary() -> dict[str, list[tuple[tuple[int, ...], float]]]:
    """Return the sentences of ordinary news, where nobody is harmed: nine of ten to learn from, the others apart."""
    parts: dict[str, list[tuple[tuple[int, ...], float]]] = {"ordinary train": [], "ordinary": []}
    for path in sorted(ORDINARY.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            name = "ordinary" if number % 10 == 0 else "ordinary train"
            parts[name] += [(ids, 0.0) for ids in tokenise(line).ids]
    return parts


def padded(part: list[tuple[tuple[int, ...], float]]) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, mask and gold of a batch."""
    width = max(len(ids) for ids, _ in part)
    ids = torch.tensor([[*ids, *[0] * (width - len(ids))] for ids, _ in part])
    mask = torch.tensor([[1.0] * len(ids) + [0.0] * (width - len(ids)) for ids, _ in part])
    return ids, mask, torch.tensor([gold for _, gold in part])


def main() -> None:
    """Train, choose the threshold, write ``gate.npz``."""
    torch.manual_seed(7)
    items = [item for language in languages() for item in load(language)]
    parts = {name: sentences([item for item in items if item.split == name]) for name in ("train", "dev", "test")}
    parts |= ordinary()
    parts["train"] += parts.pop("ordinary train")
    words = embeddings(384)
    scale = words.std()
    gate = Gate(384)
    optimiser = torch.optim.AdamW(gate.parameters(), lr=RATE, weight_decay=0.02)
    rng = np.random.default_rng(7)
    for _ in range(EPOCHS):
        order = rng.permutation(len(parts["train"]))
        for first in range(0, len(order), 32):
            ids, mask, gold = padded([parts["train"][number] for number in order[first : first + 32]])
            drop = (torch.rand(mask.shape) > 0.1) * mask
            loss = nn.functional.binary_cross_entropy_with_logits(gate(words[ids] / scale, drop), gold)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    with torch.no_grad():
        table = gate.piece(words / scale).numpy().astype(np.float16)

        def scored(name: str) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
            ids, mask, gold = padded(parts[name])
            return gate(words[ids] / scale, mask).numpy(), gold.numpy()

        points, gold = scored("dev")
        least, beside = (float(np.quantile(points[gold == 1], 1 - share)) for share in (ALONE, BESIDE))
        for name in ("dev", "test", "ordinary"):
            points, gold = scored(name)
            anchored = f"{np.mean(points[gold == 1] >= least):.4f}" if gold.any() else "-"
            others = f"{np.mean(points[gold == 0] >= least):.3f} of {int((1 - gold).sum())} others"
            print(f"{name}: {anchored} of {int(gold.sum())} sentences with an anchor pass, {others}")
        np.savez_compressed(
            TARGET / "gate.npz",
            pieces=table,
            weights=gate.sentence.weight[0].numpy(),
            bias=np.float32(gate.sentence.bias[0].item() - least),
            beside=np.float32(least - beside),
        )


if __name__ == "__main__":
    main()
