"""Ledgers in PostgreSQL: addresses, accounts, several in one database. The contract of all is in tests/contract."""

import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError, InternalError

from ledger_samples import claim, incident, report
from postgres_server import PASSWORD, Server
from tollbook.store import Ledger, LedgerError, locate
from tollbook.store import postgres as postgres_module
from tollbook.store.connect import translated, writing

SECRET = "hemmelig"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("postgresql://ane@db/team", "postgresql://ane@db/team"),
        ("postgres://ane@db/team", "postgresql://ane@db/team"),
        ("POSTGRESQL+psycopg://ane@db/team?schema=public", "postgresql://ane@db/team"),
        (f"postgresql://ane:{SECRET}@db:5433/team?schema=mali", "postgresql://ane@db:5433/team?schema=mali"),
        (f"postgresql:///team?host=/run/pg&user=ane&password={SECRET}", "postgresql:///team?host=%2Frun%2Fpg&user=ane"),
        (f"postgresql://db/team?sslmode=require&sslpassword={SECRET}", "postgresql://db/team?sslmode=require"),
        (f"postgresql://ane:%2F%40{SECRET}@db/team", "postgresql://ane@db/team"),
    ],
)
def test_a_url_is_shown_without_what_is_secret_and_its_name_leads_to_the_same_ledger(typed: str, name: str) -> None:
    assert locate(typed).name == name
    assert locate(name).name == name
    assert locate(name).namespace == locate(typed).namespace


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (f"postgresql://ane:{SECRET}@db", "names no database"),
        (f"postgresql://ane:{SECRET}@db/", "names no database"),
        (f"postgresql://ane:x@{SECRET}@db/team", "not a PostgreSQL URL"),
        (f"postgresql://ane:x:{SECRET}/team", "not a PostgreSQL URL"),
        (f"postgresql://ane:x/{SECRET}@db/te@am", "not a PostgreSQL URL"),
        (f"postgresql:/ane:{SECRET}@db/team", "not a PostgreSQL URL"),
        (f"postgresql:{SECRET}", "not a PostgreSQL URL"),
        (f"postgresql://ane:{SECRET}@db/team\udcff", "not a PostgreSQL URL"),
        (f"postgresql://ane:{SECRET}@db/team?autocommit=1", "no parameter autocommit"),
        (f"postgresql://ane:{SECRET}@db/team?port=1&port=2", "number of hosts and ports"),
        (f"postgresql+psycopg2://ane:{SECRET}@db/team", "go through psycopg, not psycopg2"),
        (f"mysql://ane:{SECRET}@db/team", r"not a ledger: mysql://\.\.\. "),
        (f"postgresql://ane:{SECRET}@db/team?schema=a&schema=b", "more than one schema"),
        (f"postgresql://ane:{SECRET}@db/team?schema=", "not a schema's name"),
        (f"postgresql://ane:{SECRET}@db/team?schema=two%20words", "not a schema's name"),
        (f"postgresql://ane:{SECRET}@db/team?schema=a%22b", "not a schema's name"),
        (f"postgresql://ane:{SECRET}@db/team?schema={'å' * 32}", "not a schema's name"),
        (f"postgresql://ane:{SECRET}@db/team?schema=pg_mali", "belongs to PostgreSQL"),
        (f"postgresql://ane:{SECRET}@db/team?schema=information_schema", "belongs to PostgreSQL"),
    ],
)
def test_what_names_no_ledger_is_told_in_one_line_that_repeats_no_password(typed: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said) as caught:
        Ledger.open(typed, create=True)
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_without_psycopg_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match=r"need psycopg: pip install 'tollbook\[postgres\]'"):
        Ledger.open(f"postgresql://ane:{SECRET}@db/team")


def test_a_server_that_is_not_there_is_one_line() -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger.open(f"postgresql://ane:{SECRET}@127.0.0.1:1/team")
    assert str(caught.value) == "postgresql://ane@127.0.0.1:1/team: Connection refused"


def fresh(stem: str) -> str:
    return f"{stem}_{uuid4().hex[:12]}"


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """A database of this test alone."""
    name = fresh("db")
    postgres.sql(f"CREATE DATABASE {name}")
    yield name
    postgres.sql(f"DROP DATABASE {name} WITH (FORCE)")


def refusal(location: str, *, create: bool = False) -> str:
    """The line that is said when a ledger is opened in vain."""
    with pytest.raises(LedgerError) as caught:
        Ledger.open(location, create=create)
    said = str(caught.value)
    assert "\n" not in said
    assert not any(secret in said for secret in (PASSWORD, SECRET, "p%40ss"))
    return said


@pytest.mark.system
def test_wrong_passwords_accounts_and_databases_are_one_line_each(postgres: Server) -> None:
    wrong = refusal(postgres.url(secret=SECRET))
    assert wrong.endswith('/team: password authentication failed for user "keeper"')
    assert refusal(postgres.url(user="nobody")).endswith('password authentication failed for user "nobody"')
    assert refusal(postgres.url("nowhere"), create=True).endswith('/nowhere: database "nowhere" does not exist')
    assert "SSL" in refusal(postgres.url() + "?sslmode=require")
    assert 'invalid connection option "bogus"' in refusal(postgres.url() + "?bogus=1")


@pytest.mark.system
def test_the_socket_and_loopback_lead_to_the_same_ledger(postgres: Server) -> None:
    schema, one = fresh("way"), report()
    with Ledger.open(postgres.socket_url(schema), create=True) as ledger:
        ledger.add(one, [])
    with Ledger.open(postgres.url(schema=schema)) as ledger:
        assert set(ledger.known()) == {one.id}


@pytest.mark.system
def test_one_database_keeps_several_ledgers_and_their_writers_do_not_wait_for_each_other(
    postgres: Server, database: str
) -> None:
    one = report()
    places = [postgres.url(database, schema=name) for name in (None, "mali", "Øst")]
    for place in places:
        Ledger.open(place, create=True).close()
    with (
        Ledger.open(places[0]) as first,
        Ledger.open(places[1]) as second,
        writing(first.engine).begin(),
    ):
        assert second.add(one, [claim(one)])
    seen = []
    for place in places:
        with Ledger.open(place) as ledger:
            seen.append(len(ledger.known()))
    assert seen == [0, 1, 0]
    found = postgres.sql("SELECT schemaname FROM pg_tables WHERE tablename = 'reports' ORDER BY 1", database)
    assert [name for (name,) in found] == ["mali", "public", "Øst"]


@pytest.mark.system
def test_tables_of_others_are_refused_and_left_alone(postgres: Server, database: str) -> None:
    postgres.sql("CREATE TABLE reports (id int); CREATE TABLE meta (key text, value text, more text)", database)
    for create in (True, False):
        assert refusal(postgres.url(database), create=create).endswith(f"/{database} is not a Tollbook ledger")
    tables = postgres.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", database)
    assert tables == [("meta",), ("reports",)]
    Ledger.open(postgres.url(database, schema="beside"), create=True).close()


@pytest.mark.system
def test_a_database_that_cannot_hold_every_script_is_refused(postgres: Server) -> None:
    name = fresh("latin")
    postgres.sql(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    assert "a ledger needs a database in UTF8, this one is in LATIN1" in refusal(postgres.url(name), create=True)
    assert postgres.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", name) == [(0,)]


@pytest.mark.system
def test_a_table_of_facts_is_not_emptied_either(postgres: Server) -> None:
    one = report()
    with Ledger.open(postgres.url(schema=fresh("kept")), create=True) as ledger:
        ledger.add(one, [claim(one)])
        for statement in (
            "TRUNCATE reviews",
            "TRUNCATE reports CASCADE",
            f"INSERT INTO reports (id, text) VALUES ('{one.id}', 'x') ON CONFLICT (id) DO UPDATE SET text = 'x'",
        ):
            with pytest.raises(IntegrityError, match="append-only"), writing(ledger.engine).begin() as connection:
                connection.exec_driver_sql(statement)
        assert ledger.read()[0].reports == (one,)


@pytest.mark.system
def test_a_reader_cannot_write_by_mistake(postgres: Server) -> None:
    with (
        Ledger.open(postgres.url(schema=fresh("read")), create=True) as ledger,
        pytest.raises(InternalError, match="read-only transaction"),
        ledger.engine.begin() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM incidents")


@pytest.fixture
def analyst(postgres: Server) -> Iterator[str]:
    """An account that may do nothing yet."""
    name = fresh("analyst")
    postgres.sql(f"CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'")
    yield name
    postgres.sql(f"DROP OWNED BY {name}")
    postgres.sql(f"DROP ROLE {name}")


@pytest.mark.system
def test_an_account_that_may_only_read_sees_the_view_and_changes_nothing(postgres: Server, analyst: str) -> None:
    schema, one = fresh("shared"), report()
    with Ledger.open(postgres.url(schema=schema), create=True) as ledger:
        ledger.add(one, [claim(one)])
    theirs = postgres.url(schema=schema, user=analyst, secret=SECRET)
    assert f"this account may not use schema {schema}" in refusal(theirs)
    postgres.sql(f"GRANT USAGE ON SCHEMA {schema} TO {analyst}")
    postgres.sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {analyst}")
    with Ledger.open(theirs) as ledger:
        facts, published = ledger.read()
        assert facts.reports == (one,)
        seen = ledger.publish(facts.watermark, [incident(claim(one))], [])
        assert seen is not None
        assert [item.claims for item in seen.incidents] == [(claim(one).id,)]
        assert ledger.read() == (facts, published)
        with pytest.raises(LedgerError, match="permission denied for table reports"):
            ledger.add(report("Two in Goma."), [])
    assert refusal(theirs, create=True).endswith("cannot be written to")
    elsewhere = postgres.url(schema=fresh("new"), user=analyst, secret=SECRET)
    assert refusal(elsewhere, create=True).endswith("permission denied for database team")


@pytest.mark.system
def test_the_grants_of_the_manual_let_a_colleague_write(postgres: Server, analyst: str) -> None:
    schema, one = fresh("shared"), report()
    Ledger.open(postgres.url(schema=schema), create=True).close()
    postgres.sql(f"GRANT USAGE ON SCHEMA {schema} TO {analyst}")
    postgres.sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {analyst}")
    postgres.sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {analyst}")
    with Ledger.open(postgres.url(schema=schema, user=analyst, secret=SECRET), create=True) as ledger:
        assert ledger.add(one, [claim(one)])
        assert ledger.publish(ledger.read()[0].watermark, [incident(claim(one))], []) is not None
        with pytest.raises(IntegrityError, match="append-only"), writing(ledger.engine).begin() as connection:
            connection.exec_driver_sql("DELETE FROM reports")


@pytest.mark.system
def test_a_connection_that_was_cut_between_two_reports_is_made_anew(postgres: Server, database: str) -> None:
    one, two = report("One in Goma."), report("Two in Goma.")
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
    with Ledger.open(postgres.url(database), create=True) as ledger:
        assert ledger.add(one, [claim(one)])
        assert postgres.sql(cut)
        assert ledger.add(two, [claim(two)])
        assert len(ledger.known()) == 2


@pytest.mark.system
def test_a_writer_that_stops_without_dying_loses_its_turn(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    place, one = postgres.url(schema=fresh("stalled")), report()
    Ledger.open(place, create=True).close()
    monkeypatch.setattr(postgres_module, "STALLED", "200ms")
    with (
        Ledger.open(place) as stopped,
        Ledger.open(place) as other,
        pytest.raises(LedgerError, match="idle-in-transaction timeout"),
        translated(stopped.path),
        writing(stopped.engine).begin() as connection,
    ):
        connection.exec_driver_sql(f"INSERT INTO reports (id, text) VALUES ('{one.id}', 'x')")
        assert other.add(one, [claim(one)])
        connection.exec_driver_sql("SELECT 1")
    with Ledger.open(place) as ledger:
        assert ledger.read()[0].reports == (one,)


@pytest.mark.system
def test_an_account_set_to_read_only_is_one_line_when_it_adds(postgres: Server, analyst: str) -> None:
    schema, one = fresh("quiet"), report()
    with Ledger.open(postgres.url(schema=schema), create=True) as ledger:
        ledger.add(one, [claim(one)])
    postgres.sql(f"GRANT USAGE ON SCHEMA {schema} TO {analyst}")
    postgres.sql(f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {analyst}")
    postgres.sql(f"ALTER ROLE {analyst} SET default_transaction_read_only = on")
    theirs = postgres.url(schema=schema, user=analyst, secret=SECRET)
    with Ledger.open(theirs) as ledger:
        assert ledger.read_only
        assert ledger.publish(ledger.read()[0].watermark, [incident(claim(one))], []) is not None
    assert refusal(theirs, create=True).endswith("cannot be written to")


@pytest.mark.system
def test_a_colleague_meets_an_older_ledger(postgres: Server, analyst: str) -> None:
    schema = fresh("old")
    place = postgres.url(schema=schema)
    with Ledger.open(place, create=True) as ledger, writing(ledger.engine).begin() as connection:
        connection.exec_driver_sql("DROP TABLE readings")
        connection.exec_driver_sql("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    postgres.sql(f"GRANT USAGE ON SCHEMA {schema} TO {analyst}")
    postgres.sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {analyst}")
    theirs = postgres.url(schema=schema, user=analyst, secret=SECRET)
    assert "was made by an older Tollbook" in refusal(theirs)
    postgres.sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {analyst}")
    assert refusal(theirs).endswith(f"permission denied for schema {schema}")
    Ledger.open(place).close()
    assert "was made by" not in refusal(theirs, create=True), "the new table is not granted yet"


@pytest.mark.system
def test_a_temporary_table_does_not_stand_before_the_facts(postgres: Server) -> None:
    one = report()
    with Ledger.open(postgres.url(schema=fresh("temp")), create=True) as ledger:
        ledger.add(one, [])
        with writing(ledger.engine).begin() as connection:
            connection.exec_driver_sql("CREATE TEMPORARY TABLE reports (id text)")
        assert set(ledger.known()) == {one.id}
