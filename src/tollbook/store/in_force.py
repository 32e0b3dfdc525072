"""The links of a published view that the reports told anew take with them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from tollbook.store import schema
from tollbook.store.facts import chunks


def of_stories(connection: Connection, touched: Collection[str], judged: Collection[str]) -> frozenset[str]:
    """Return the ids of the links of the reports in `touched`, and of the unsure ones that touch a report of `judged`.

    An unsure link between two reports, neither of them judged anew, stands as it is, whatever became of their stories.
    """
    current, links, claims, ties = schema.current_links.c, schema.links.c, schema.claims.c, schema.ties.c
    found = set[str]()
    for part in chunks(sorted(touched)):
        asked = (
            select(current.link_id)
            .join(schema.links, links.id == current.link_id)
            .join(schema.claims, claims.id == links.left)
            .where(claims.report_id.in_(part))
        )
        found.update(connection.scalars(asked))
    stays, again = set[str](), set[str]()
    known = set(judged)
    for part in chunks(sorted({*touched, *judged})):
        for side in (ties.left_report, ties.right_report):
            asked = select(ties.link_id, ties.left_report, ties.right_report)
            for name, left, right in connection.execute(asked.where(side.in_(part), ties.same.is_(False))):
                (again if left in known or right in known else stays).add(name)
    return frozenset((found - stays) | again)
