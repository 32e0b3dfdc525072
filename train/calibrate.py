"""Find the temperature at which the reader is as sure as it is right: ``python train/calibrate.py [LANGUAGE...]``.

Reads the development part with the model as it ships, for each temperature of slot "effect", and prints the expected
calibration error of its claims and the F1 of claims. The best one goes into ``reader/settings.toml`` by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "eval"))

import reader

from tollbook.data import table

TEMPERATURES = (1.0, 1.4, 1.8, 2.2, 2.6)


def main(names: list[str]) -> None:
    """Print one line for each temperature."""
    heat = table("reader/settings")["temperature"]
    for temperature in TEMPERATURES:
        heat["effect"] = temperature
        whole = reader.Score()
        for score in reader.scores(names or reader.languages(), "dev").values():
            whole.merge(score)
        error, claims = reader.calibration(whole.trust), whole.tallies["claim"]
        print(f"{temperature}: calibration error {error:.3f}, claims F1 {claims.f1:.3f} ({len(whole.trust)} given)")


if __name__ == "__main__":
    main(sys.argv[1:])
