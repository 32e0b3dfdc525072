"""Whether the meaning of two sentences tells one event from two: ``python eval/meaning.py``.

For labelled pairs of claims of two reports it takes the cosine of the sentences they stand in, by the mean
of the words' embeddings and by the mean of what the reader's encoder makes of the tokens (mean vector taken off), and
prints how often a pair of one event has the higher cosine (AUC, 0.5 is chance), among all pairs and among those that
the comparisons leave in doubt, and what the cosine adds to their score (bits a pair of a logistic regression). The
encoder's states are no output of the shipped model, so that the package onnx is needed (the extra "train").
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from golden_cases import FOLDER
from labelled import Labelled, golden, held_out_reports

from tollbook.data import path
from tollbook.extract.reader import network, tokens
from tollbook.link import events_told
from tollbook.link.compare import Pair, compare
from tollbook.records import Claim, Report
from tollbook.relations import position

DOUBT = (0.0, 8.0)  # bits between which another comparison could turn a verdict
STEPS, RIDGE = 100, 1e-2

Array = npt.NDArray[np.float64]


class Encoder:
    """The shipped encoder with its last states as an output."""

    def __init__(self) -> None:
        """Load the model and name the states that its tags are made of."""
        model = onnx.load(str(path("reader/body.onnx")))
        made = {name: node for node in model.graph.node for name in node.output}
        name = "tags"
        while not name.startswith("/ReduceSum") or "quantized" in name:
            name = next(item for item in made[name].input if item in made and "scale" not in item)
        self._states = name
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
        self._session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])

    def vectors(self, claim: Claim, report: Report) -> tuple[Array, Array]:
        """Return the sentence of a claim by its words and by the encoder."""
        read = tokens.tokenise(report.text)
        number = read.sentence_at(position(claim))
        ids = np.array([read.window(number, number + 1).ids], np.int64)
        words = network.embedded(ids)
        given = {"words": words, "kinds": np.zeros_like(ids), "mask": np.ones(ids.shape, np.float32)}
        (states,) = self._session.run([self._states], given)
        return words[0][1:-1].mean(0), states[0][1:-1].mean(0)


def rows(sets: list[Labelled]) -> Iterator[tuple[bool, float, float, float]]:
    """Yield for each labelled pair of two reports: one event, the score without meaning, the two cosines."""
    encoder = Encoder()
    reports = {report.id: report for one in sets for report in one.reports}
    claims = {claim.id: claim for one in sets for claim in events_told(one.claims) if claim.id in one.event}
    found = {name: encoder.vectors(claim, reports[claim.report_id]) for name, claim in claims.items()}
    middle = [np.mean([vectors[kind] for vectors in found.values()], 0) for kind in (0, 1)]
    for one in sets:
        for left, right in combinations([claims[name] for name in sorted(one.event)], 2):
            if left.report_id == right.report_id:
                continue
            published = reports[left.report_id].published, reports[right.report_id].published
            pair = Pair(left=left, right=right, left_published=published[0], right_published=published[1])
            cosines = [
                cosine(found[left.id][kind] - middle[kind], found[right.id][kind] - middle[kind]) for kind in (0, 1)
            ]
            same = one.event[left.id] == one.event[right.id]
            yield same, sum(reason.score for reason in compare(pair)), cosines[0], cosines[1]


def cosine(one: Array, other: Array) -> float:
    """Return the cosine of two vectors."""
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def auc(same: Array, by: Array) -> float:
    """Return how often a pair of one event has more of `by` than one of two events."""
    return float(np.mean((by[same == 1][:, None] > by[same == 0]) + 0.5 * (by[same == 1][:, None] == by[same == 0])))


def bits(same: Array, *by: Array) -> float:
    """Return the bits a pair that a logistic regression on `by` leaves open."""
    table = np.column_stack([np.ones(len(same)), *((item - item.mean()) / item.std() for item in by)])
    weights = np.zeros(table.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (chance - same) + RIDGE * weights
        bend = (table.T * (chance * (1 - chance))) @ table + RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    chance = np.clip(1 / (1 + np.exp(-table @ weights)), 1e-9, 1 - 1e-9)
    return float(-np.mean(same * np.log2(chance) + (1 - same) * np.log2(1 - chance)))


def main() -> None:
    """Print the figures of the development reports and, sums alone, of the held-out ones."""
    development = [one for folder in (FOLDER, FOLDER / "long", FOLDER / "third") for one in golden(folder)]
    for title, sets in (("development", development), ("held out", [held_out_reports()])):
        same, score, words, encoder = np.array(list(rows(sets)), float).T
        doubt = (score >= DOUBT[0]) & (score < DOUBT[1])
        counted = f"{doubt.sum()}, {same[doubt].sum():.0f} of one event"
        print(f"{title}: {len(same)} pairs, {same.sum():.0f} of one event; in doubt {counted}")
        print(f"  score    {_aucs(same, score, doubt)}; leaves {bits(same, score):.3f} bits open")
        for name, by in (("words", words), ("encoder", encoder)):
            print(f"  {name:8} {_aucs(same, by, doubt)}; with the score {bits(same, score, by):.3f} bits")


def _aucs(same: Array, by: Array, doubt: npt.NDArray[np.bool_]) -> str:
    return f"AUC {auc(same, by):.3f}, in doubt {auc(same[doubt], by[doubt]):.3f}"


if __name__ == "__main__":
    main()
