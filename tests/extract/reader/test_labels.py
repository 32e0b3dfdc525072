"""The labels are the vocabulary's words; their order is that of the weights, and may differ."""

from typing import get_args

from tollbook.extract.reader.assemble import QUALIFIERS
from tollbook.extract.reader.labels import EFFECTS, SLOTS, TOPICS
from tollbook.records import Cause, Effect, Modality, Qualifier, Scope, Topic


def test_labels_are_those_of_the_records() -> None:
    assert set(EFFECTS) == set(get_args(Effect))
    assert set(TOPICS) == set(get_args(Topic))
    assert set(SLOTS["scope"]) == set(get_args(Scope))
    assert set(SLOTS["modality"]) == set(get_args(Modality))
    assert set(SLOTS["cause"]) == set(get_args(Cause))
    assert set(SLOTS["count"]) - {"one", "two", "unknown"} == set(get_args(Qualifier))
    assert set(get_args(Qualifier)) >= QUALIFIERS
