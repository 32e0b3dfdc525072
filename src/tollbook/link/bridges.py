"""Pairs that are held apart by their numbers alone, and that a third claim joins.

The 52 of a headline is the 52 of the second paragraph, which rose from 30: so the headline does not speak against the
30. And that the wounded of one report and the dead of another share no number says nothing once the dead are linked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tollbook.link.compare import weights
from tollbook.link.one_report import OTHER_FIGURE
from tollbook.records import Claim, Link
from tollbook.relations import value

BY_NUMBER = (OTHER_FIGURE, "count")  # the names of the reasons that speak of numbers


def bridged(links: Sequence[Link], claims: Sequence[Claim]) -> frozenset[tuple[str, str]]:
    """Return the pairs of `links` whose numbers must not part them: a third claim is the same as both.

    Of two claims of one effect, the third has to tell the very figure of one of them again, in its report. A place, a
    day or a doer that differs still parts a pair.
    """
    told = {claim.id: (claim.report_id, claim.effect, value(claim.count)) for claim in claims}
    same: defaultdict[str, set[str]] = defaultdict(set)
    for item in links:
        if item.verdict == "same":
            same[item.left].add(item.right)
            same[item.right].add(item.left)
    return frozenset(
        (item.left, item.right)
        for item in links
        if item.verdict == "different" and _by_number_alone(item)
        if (thirds := same[item.left] & same[item.right])
        and (
            told[item.left][1] != told[item.right][1]
            or any(told[third] in (told[item.left], told[item.right]) for third in thirds)
        )
    )


def _by_number_alone(link: Link) -> bool:
    numbers = sum(reason.score for reason in link.reasons if reason.name in BY_NUMBER)
    least: float = weights("report")["limits"]["bridge_score"]
    return numbers < 0 and link.score - numbers >= least
