"""The model as a check of the rules: it moves what is surely no conflict harm, and drops nothing."""

from tollbook.extract import AutoExtractor, RuleExtractor, mentions
from tollbook.records import Report


def report(text: str) -> Report:
    return Report(id="r", text=text, language="en")


def test_nothing_is_dropped_or_moved_where_the_rules_are_right() -> None:
    text = "Gunmen killed 12 soldiers near Gao in Mali on Friday, the army said. Four were officers."
    assert mentions(report(text), AutoExtractor()) == mentions(report(text), RuleExtractor())


def test_spans_are_the_same_and_only_causes_differ() -> None:
    text = "The strikers killed off 12 rivals in the cup. A bus crash killed 9 people near Lyon on Sunday."
    before, after = mentions(report(text), RuleExtractor()), mentions(report(text), AutoExtractor())
    assert [one.evidence for one in before] == [one.evidence for one in after]
    assert all(one.cause in (two.cause, "conflict") for one, two in zip(before, after, strict=True))
