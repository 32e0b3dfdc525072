"""The reader as a PyTorch module: the encoder with three heads; the package runs its ONNX form."""

from __future__ import annotations

import torch
from encoder import Encoder
from torch import Tensor, nn

from tollbook.extract.reader.labels import ROLES, SLOTS, TAGS

KINDS = 3  # token types: context, the sentence of the anchor, the anchor itself


class Reader(nn.Module):
    """Word embeddings (batch, tokens, hidden) in; tags, roles and labels out.

    `tags` (batch, tokens, 7) finds anchors and needs no types. `roles` (batch, tokens, roles * 3) and `labels` (batch,
    sum of label sets) are of the anchor, whose tokens have type 2.
    """

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        hidden = encoder.hidden
        self.positions = nn.Embedding(encoder.positions, hidden)
        self.kinds = nn.Embedding(KINDS, hidden)
        self.norm = nn.LayerNorm(hidden, eps=encoder.epsilon)
        self.layers = nn.ModuleList(
            Layer(hidden, encoder.heads, encoder.inner, encoder.epsilon) for _ in range(encoder.layers)
        )
        self.tag = nn.Linear(hidden, len(TAGS))
        self.role = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, len(ROLES) * 3))
        self.join = nn.Sequential(nn.Linear(2 * hidden, hidden), nn.GELU(), nn.Dropout(0.1))
        self.label = nn.Linear(hidden, sum(map(len, SLOTS.values())))
        self.drop = nn.Dropout(0.1)
        self.mix = nn.Parameter(torch.zeros(encoder.layers + 1))  # what the heads see: a mean of all layers, learnt
        self._fill(encoder)

    def _fill(self, encoder: Encoder) -> None:
        tensors = {name: torch.from_numpy(value.copy()) for name, value in encoder.tensors.items()}
        hidden = encoder.hidden
        with torch.no_grad():
            self.positions.weight.copy_(tensors["emb.pos"].view(-1, hidden))
            kind = tensors["emb.type"].view(-1, hidden)[0]
            self.kinds.weight.copy_(kind.repeat(KINDS, 1))
            self.kinds.weight[1:] += torch.randn(2, hidden) * 0.01
            self.norm.weight.copy_(tensors["emb.ln.w"])
            self.norm.bias.copy_(tensors["emb.ln.b"])
            for number, layer in enumerate(self.layers):
                layer.fill(
                    {name.split(".", 1)[1]: value for name, value in tensors.items() if name.startswith(f"l{number}.")}
                )

    def forward(self, words: Tensor, kinds: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        spots = torch.arange(words.shape[1], device=words.device)
        state = self.norm(words + self.positions(spots)[None] + self.kinds(kinds))
        bias = ((1.0 - mask) * -1e4)[:, None, None, :]
        states = [state]
        for layer in self.layers:
            states.append(layer(states[-1], bias))
        shares = self.mix.softmax(0)
        state = self.drop(torch.stack([share * one for share, one in zip(shares, states, strict=True)]).sum(0))
        anchor = (kinds == 2).to(state.dtype)
        mean = (state * anchor[:, :, None]).sum(1) / anchor.sum(1).clamp(min=1.0)[:, None]
        labels = self.label(self.join(torch.cat([mean, state[:, 0]], dim=1)))
        return self.tag(state), self.role(state), labels


class Layer(nn.Module):
    """One encoder layer of BERT, normed after each half."""

    def __init__(self, hidden: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps=epsilon)
        self.up = nn.Linear(hidden, inner)
        self.down = nn.Linear(inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps=epsilon)
        self.drop = nn.Dropout(0.1)

    def fill(self, tensors: dict[str, Tensor]) -> None:
        """Copy the weights of the file, which stand row by row, out by in."""
        pairs = {"out": "ao", "up": "fi", "down": "fo"}
        for weight, end in (("weight", "w"), ("bias", "b")):
            getattr(self.qkv, weight).copy_(
                torch.cat([tensors[f"{name}.{end}"] for name in "qkv"]).view(getattr(self.qkv, weight).shape)
            )
            for ours, theirs in pairs.items():
                own = getattr(getattr(self, ours), weight)
                own.copy_(tensors[f"{theirs}.{end}"].view(own.shape))
            getattr(self.norm1, weight).copy_(tensors[f"aln.{end}"])
            getattr(self.norm2, weight).copy_(tensors[f"oln.{end}"])

    def forward(self, state: Tensor, bias: Tensor) -> Tensor:
        batch, length, hidden = state.shape
        split = self.qkv(state).view(batch, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        query, key, value = split[0], split[1], split[2]
        weights = query @ key.transpose(-1, -2) * (hidden // self.heads) ** -0.5 + bias.to(query.dtype)
        mixed = (weights.softmax(-1).to(value.dtype) @ value).transpose(1, 2).reshape(batch, length, hidden)
        state = self.norm1(state + self.drop(self.out(mixed)))
        inner = self.down(nn.functional.gelu(self.up(state)))
        return self.norm2(state + self.drop(inner))
