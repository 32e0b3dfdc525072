"""The tables of a ledger: append-only facts, and the view that is rebuilt from them.

Facts (`reports`, `claims`, `readings`, `links`, `reviews`) are only ever inserted; triggers refuse
anything else. The view (`incidents`, `current_links`, `redirects`) is replaced as a whole, in one transaction
with the watermark of the facts that it was built from. `minted` remembers which claim first stood
under which incident id, so that ids outlive regrouping.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

APP = "tollbook"
# 2 added `readings`; 3 reviews that hide and correct, which older versions cannot read; 4 what a view is made from.
SCHEMA_VERSION = 4

metadata = MetaData()

# Keys: app, schema_version, watermark, basis (which rules made `told` and `ties`), decided (the reviews that stood
# then), causes (of harm that the ledger counts; conflict where it does not say).
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
    Column("left", ForeignKey("claims.id"), nullable=False),
    Column("right", ForeignKey("claims.id"), nullable=False),
    Column("body", Text, nullable=False),
)
reviews = Table(
    "reviews",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
FACTS = (reports, claims, readings, links, reviews)

minted = Table(
    "minted",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claims.id"), nullable=False),
    Column("incident_id", String, nullable=False),
    UniqueConstraint("claim_id", "incident_id"),
)

current_links = Table(
    "current_links",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("link_id", ForeignKey("links.id"), nullable=False),
)
incidents = Table(
    "incidents",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
redirects = Table("redirects", metadata, Column("old", String, primary_key=True), Column("new", String, nullable=False))

# What the view was made from, so that only what has changed since is made anew (`tollbook.renewal.basis`).
told = Table(
    "told",
    metadata,
    Column("report_id", String, primary_key=True),
    Column("digest", String, nullable=False),  # of what its claims said
    Column("cards", Text, nullable=False),
)
ties = Table(
    "ties",
    metadata,
    Column("link_id", ForeignKey("links.id"), primary_key=True),
    Column("left_report", String, nullable=False),
    Column("right_report", String, nullable=False),
    Column("same", Boolean, nullable=False),
)
VIEW = (current_links, incidents, redirects, told, ties)

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
