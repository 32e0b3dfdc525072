"""When a sum agrees with its stated total: bounds included."""

from __future__ import annotations

import pytest

from tollbook.reconcile.figures import total
from tollbook.reconcile.totals import verdict
from tollbook.records import Count


def exact(number: int) -> Count:
    return Count(low=number, best=number, high=number)


def bound(qualifier: str, number: int) -> Count:
    upper = qualifier in ("nearly", "up_to", "fewer_than")
    low, high = (None, number) if upper else (number, None)
    return Count(low=low, best=number, high=high, qualifier=qualifier)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stated", "parts", "complete", "expected"),
    [
        (exact(35), [exact(27), exact(8)], False, "agrees"),
        (exact(35), [exact(27), exact(9)], False, "disagrees"),
        (exact(35), [exact(27), exact(7)], False, "incomplete"),
        (exact(35), [exact(27), exact(7)], True, "disagrees"),
        (bound("more_than", 60), [exact(35), exact(26)], True, "agrees"),
        (bound("more_than", 60), [exact(34), exact(26)], True, "disagrees"),
        (bound("at_least", 26), [exact(21), exact(5)], True, "agrees"),
        (bound("at_least", 26), [exact(21), exact(4)], False, "incomplete"),
        (bound("nearly", 60), [exact(35), exact(24)], True, "agrees"),
        (bound("nearly", 60), [exact(35), exact(25)], True, "disagrees"),
        (bound("up_to", 60), [exact(35), exact(25)], True, "agrees"),
        (bound("up_to", 60), [exact(35), exact(26)], True, "disagrees"),
        (Count(low=None, best=60, high=None, qualifier="about"), [exact(35), exact(22)], False, "agrees"),
        (Count(low=60, best=None, high=65, qualifier="between"), [exact(35), exact(28)], False, "agrees"),
        (exact(35), [bound("at_least", 20), exact(8)], False, "incomplete"),
        (exact(35), [bound("at_least", 20), exact(8)], True, "agrees"),
        (exact(35), [bound("at_least", 30), exact(8)], False, "disagrees"),
        (exact(35), [Count(low=None, best=None, high=None), exact(8)], False, "incomplete"),
    ],
)
def test_verdict(stated: Count, parts: list[Count], complete: bool, expected: str) -> None:
    assert verdict(stated, total(parts), complete) == expected


def test_a_sum_keeps_its_open_sides() -> None:
    summed = total([bound("at_least", 20), exact(8)])
    assert (summed.low, summed.best, summed.high, summed.qualifier) == (28, 28, None, "at_least")
