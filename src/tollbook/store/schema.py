"""The tables of a ledger: append-only facts, and the view that is rebuilt from them.

Facts (`reports`, `claims`, `readings`, `links`, `reviews`) are only ever inserted; triggers refuse
anything else. The view (`incidents`, `current_links`, `redirects`, and the tables of `BROWSE`) is replaced as a
whole, or row by row where facts came in (`store.step`), in one transaction with the watermark of the facts that it
was built from. `minted` remembers which claim first stood under which incident id, so that ids outlive regrouping.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

APP = "tollbook"
# 2 added `readings`; 3 reviews that hide and correct, which older versions cannot read; 4 what a view is made from, and
# the tables of `BROWSE` with their indexes; 5 when incidents changed; 6 reviews of findings, unreadable for older ones;
# 7 a view that is changed row by row.
SCHEMA_VERSION = 7

metadata = MetaData()

# Keys: app, schema_version, facts (the sum of what is in, see `store.marks`), watermark, basis (which rules made
# `told` and `ties`), decided (the reviews that stood then), causes (of harm that the ledger counts; conflict where it
# does not say).
meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

reports = Table(
    "reports",
    metadata,
    Column("id", String, primary_key=True),
    Column("outlet", Text),
    Column("url", Text),
    Column("language", String),
    Column("published", Date),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Index("reports_published", "published", "id"),
)
claims = Table(
    "claims",
    metadata,
    Column("id", String, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
# Who read a report, and in which language; the last one counts. `body` lists its claims; without one they are
# those of `claims`, as they came in with the report. A claim keeps its row there whatever later readings say.
readings = Table(
    "readings",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("language", String),
    Column("maker", String, nullable=False),
    Column("body", Text),
)
links = Table(
    "links",
    metadata,
    Column("id", String, primary_key=True),
    Column("left", ForeignKey("claims.id"), nullable=False, index=True),
    Column("right", ForeignKey("claims.id"), nullable=False, index=True),
    Column("body", Text, nullable=False),
)
reviews = Table(
    "reviews",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
FACTS = (reports, claims, readings, links, reviews)

# Which reports share a text, so that editions are found without reading all of them; made with the report.
texts = Table(
    "texts",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True),
    Column("digest", String, nullable=False, index=True),
)
# Reports that came in, or were read again, since the view was published.
fresh = Table(
    "fresh",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False),
)

minted = Table(
    "minted",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claims.id"), nullable=False),
    Column("incident_id", String, nullable=False, index=True),
    UniqueConstraint("claim_id", "incident_id"),
)

current_links = Table(
    "current_links",
    metadata,
    Column("link_id", ForeignKey("links.id"), primary_key=True),
    Column("unsure", Boolean, nullable=False),
)
incidents = Table(
    "incidents",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", String, nullable=False),  # sorts as the earliest claims were told
    Column("body", Text, nullable=False),
)
redirects = Table("redirects", metadata, Column("old", String, primary_key=True), Column("new", String, nullable=False))

# When an incident last changed in the published view (`store.changes`). It outlives the view, and is no fact.
changes = Table(
    "changes",
    metadata,
    Column("incident_id", String, primary_key=True),
    Column("moment", String, nullable=False),  # ISO 8601, UTC, to the microsecond: sorts as time does
    Column("first", String),  # the moment of its first publication
    Column("state", String, nullable=False),  # "new", "changed", "moved" (to another id) or "gone"
    Column("to", String),
    Index("changes_moment", "moment", "incident_id"),
)

# What lists, filters, maps and sums of the view are asked of (`store.browse` fills them, `store.selection` asks).
# `key` is an incident's id as a number: the tables are joined by it, and numbers join several times faster than text.
_KEY = BigInteger().with_variant(Integer, "sqlite")  # SQLite: the row's own number, without a further index

browse = Table(
    "browse",
    metadata,
    Column("key", _KEY, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("part_of", String),
    Column("start", Date),
    Column("end", Date),
    Column("month", String),  # "2019-04", of the first day
    Column("date_precision", Integer),
    Column("country", String),
    Column("admin1", Text),
    Column("place", Text),
    Column("words", Text),  # names of the place, lower case, for look-ups by a part of one
    Column("latitude", Float),
    Column("longitude", Float),
    Column("precision", Integer),  # UCDP where_prec
    Column("relation", Text),
    Column("event_type", String),
    Column("sub_event_type", String),
    Column("toll", Integer, nullable=False),  # to sort by: killed, best or else low or high; -1 where nobody was
    Column("wounded", Integer, nullable=False),
    Column("adds", Integer, nullable=False),  # what it adds to a sum of those killed: `add_best` of `browse_effects`
    Column("effects", Integer, nullable=False),  # one bit an effect, in the order of `store.browse.BITS`
    Column("reports", Integer, nullable=False),
    Column("origins", Integer, nullable=False),
    Column("disagreement", Boolean, nullable=False),
    Column("failed_sum", Boolean, nullable=False),
    Column("single_origin", Boolean, nullable=False),
    Column("no_origin", Boolean, nullable=False),
    Column("unsure", Boolean, nullable=False),
    Index("browse_start", "start", "key"),
    Index("browse_toll", "toll", "key"),
    Index("browse_wounded", "wounded", "key"),
    Index("browse_reported", "reports", "key"),
    Index("browse_country", "country", "start"),
)
# One row an effect of an incident. `add_*` is what it adds to the sum of any selection (`store.browse.shares`).
browse_effects = Table(
    "browse_effects",
    metadata,
    Column("key", _KEY, primary_key=True, autoincrement=False),
    Column("effect", String, primary_key=True),
    Column("low", Integer),
    Column("best", Integer),
    Column("high", Integer),
    Column("add_low", Integer, nullable=False),
    Column("add_best", Integer, nullable=False),
    Column("add_high", Integer, nullable=False),
    Column("adds", Integer, nullable=False),  # 1 where it adds anybody; of those, 1 where
    Column("open_high", Integer, nullable=False),  # nobody gives an upper bound, and the number nearest stands in
    Column("no_best", Integer, nullable=False),  # there is no best number, and the lowest stands in
    # All that a sum needs, in the order in which it is grouped.
    Index("browse_sums", "effect", "key", "add_low", "add_best", "add_high", "adds", "open_high", "no_best"),
)
# Many values an incident: facet is "perpetrator", "victim", "origin" or "language".
browse_values = Table(
    "browse_values",
    metadata,
    Column("facet", String, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("key", _KEY, primary_key=True, autoincrement=False),
    Index("browse_values_of", "key", "facet", "value"),
)
# How many incidents there are of every value of every facet, in the whole view.
browse_counts = Table(
    "browse_counts",
    metadata,
    Column("facet", String, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("incidents", Integer, nullable=False),
)
browse_reports = Table(
    "browse_reports",
    metadata,
    Column("report_id", String, primary_key=True),
    Column("key", _KEY, primary_key=True, autoincrement=False),
    Index("browse_reports_of", "key"),
)
# Where a claim stands: in a figure or story of an incident ("claim"), or as a subset of one ("subset").
browse_claims = Table(
    "browse_claims",
    metadata,
    Column("claim_id", String, primary_key=True),
    Column("key", _KEY, primary_key=True, autoincrement=False),
    Column("part", String, nullable=False),
    Index("browse_claims_of", "key"),
)
# Claims that stand in no count, by where they are filed ("background", "statements", "set_aside").
browse_aside = Table(
    "browse_aside",
    metadata,
    Column("claim_id", String, primary_key=True),
    Column("report_id", String, nullable=False),
    Column("filed", String, nullable=False),
    Index("browse_aside_filed", "filed", "report_id"),
    Index("browse_aside_of", "report_id"),
)
# Reports that a better edition of the same text replaced in the view.
browse_editions = Table(
    "browse_editions", metadata, Column("old", String, primary_key=True), Column("new", String, nullable=False)
)
BROWSE = (
    browse,
    browse_effects,
    browse_values,
    browse_counts,
    browse_reports,
    browse_claims,
    browse_aside,
    browse_editions,
)

# What the view was made from, so that only what has changed since is made anew (`tollbook.renewal.step`).
told = Table(
    "told",
    metadata,
    Column("report_id", String, primary_key=True),
    Column("digest", String, nullable=False),  # of what its claims said
)
# Where to look for the like of each claim that takes part in linking (`store.cards`). Days are ordinals.
cards = Table(
    "cards",
    metadata,
    Column("claim_id", String, primary_key=True),
    Column("report_id", String, nullable=False, index=True),
    Column("effect", String),
    Column("number", Integer),
    Column("first", Integer),
    Column("last", Integer),
    Column("country", String),  # this and what follows: where and when it is told of, and where its parts may lie
    Column("told_effect", String),
    Column("told_first", Integer),
    Column("told_last", Integer),
    Column("window_first", Integer),
    Column("window_last", Integer),
    Index("cards_days", "first", "last", "report_id"),
    Index("cards_number", "effect", "number", "report_id"),
    Index("cards_told", "country", "told_effect", "told_first", "told_last", "report_id"),
)
_whole, _adrift = cards.c.window_first.is_not(None), cards.c.first.is_(None)
for _name, _where, _columns in (
    ("cards_wholes", _whole, (cards.c.country, cards.c.told_effect, cards.c.window_first)),
    ("cards_adrift", _adrift, (cards.c.effect, cards.c.number)),
):
    Index(_name, *_columns, sqlite_where=_where, postgresql_where=_where)
ties = Table(
    "ties",
    metadata,
    Column("link_id", ForeignKey("links.id"), primary_key=True),
    Column("left_report", String, nullable=False, index=True),
    Column("right_report", String, nullable=False, index=True),
    Column("same", Boolean, nullable=False),
)
# Claims of replaced editions and of former readings, each with the one that stands for it now.
heirs = Table(
    "heirs",
    metadata,
    Column("claim_id", String, primary_key=True),
    Column("heir", String, nullable=False, index=True),
)
VIEW = (current_links, incidents, redirects, *BROWSE, told, cards, ties, heirs)

# Text is ordered by its characters alone on every database: in a Norwegian one "aa" would come after "z". This stands
# below all tables.
for _table in metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.type, String):
            _column.type = _column.type.with_variant(type(_column.type)(collation="C"), "postgresql")

REFUSAL = "the facts of a ledger are append-only"


def _on(target: Table | MetaData, moment: str, dialect: str, statement: str) -> None:
    event.listen(target, moment, DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


# ERRCODE: as in SQLite, the error is one of integrity. A function, since triggers of PostgreSQL have no body.
_on(
    metadata,
    "before_create",
    "postgresql",
    "CREATE OR REPLACE FUNCTION keep_facts() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
)
for _table in FACTS:
    for _action in ("UPDATE", "DELETE"):
        _on(
            _table,
            "after_create",
            "sqlite",
            f"CREATE TRIGGER keep_{_table.name}_{_action.lower()} BEFORE {_action} ON {_table.name} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        )
    _on(
        _table,
        "after_create",
        "postgresql",
        f"CREATE TRIGGER keep_{_table.name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {_table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_facts()",
    )
