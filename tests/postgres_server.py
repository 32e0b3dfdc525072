"""A PostgreSQL server of our own, for as long as it is needed, from the programs of Debian's package."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OWNER = "keeper"
PASSWORD = "p@ss:/?#[%] word"  # all that a URL must escape
ESCAPED = "p%40ss%3A%2F%3F%23%5B%25%5D%20word"
START_SECONDS = 60
DEBIAN = "/usr/lib/postgresql"


class AbsentError(Exception):
    """There is no PostgreSQL here that could be started; the message says why."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    folder: Path  # of its socket

    def url(self, database: str = "team", schema: str | None = None, user: str = OWNER, secret: str = ESCAPED) -> str:
        """The URL of a ledger, through loopback."""
        asked = f"?schema={schema}" if schema else ""
        return f"postgresql://{user}:{secret}@127.0.0.1:{self.port}/{database}{asked}"

    def socket_url(self, schema: str) -> str:
        """The URL of a ledger, through the server's socket."""
        return f"postgresql://{OWNER}:{ESCAPED}@/team?host={self.folder}&port={self.port}&schema={schema}"

    def sql(self, statement: str, database: str = "team") -> list[tuple[object, ...]]:
        """Run a statement as the owner, outside any ledger, and return its rows."""
        import psycopg  # noqa: PLC0415 - there only with the extra

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=OWNER, password=PASSWORD, dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


def _program(name: str) -> str:
    versions = sorted(Path(DEBIAN).glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, versions), os.environ.get("PATH", "")]))
    if found is None:
        raise AbsentError(f"{name} is not here (Debian: apt-get install postgresql)")
    return found


def _account() -> dict[str, object]:
    """Arguments of `subprocess` that make a process an account PostgreSQL agrees to run under: any but root."""
    if os.geteuid() != 0:
        return {}
    try:
        known = pwd.getpwnam("postgres")
    except KeyError:
        raise AbsentError("root cannot run PostgreSQL, and there is no account postgres") from None
    return {
        "user": known.pw_uid,
        "group": known.pw_gid,
        "extra_groups": [g.gr_gid for g in grp.getgrall() if known.pw_name in g.gr_mem],
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """Start a server with an empty database `team`, and stop it and take it away afterwards.

    The database is Norwegian (where "aa" is sorted after "z"), since a team's may be anything. With `durable` what is
    committed is on the disk, as on a real server. Raises AbsentError where it cannot be started.
    """
    initdb, postgres, account = _program("initdb"), _program("postgres"), _account()
    # Not pytest's folder: the account of the server could not enter it.
    folder = Path(tempfile.mkdtemp(prefix="tollbook-pg-", dir="/tmp"))
    try:
        secret = folder / "secret"
        secret.write_text(PASSWORD)
        if account:
            for path in (folder, secret):
                os.chown(path, account["user"], account["group"])  # type: ignore[call-overload]
        words = [initdb, "-D", folder / "data", "-U", OWNER, "-A", "scram-sha-256", f"--pwfile={secret}"]
        words += ["-E", "UTF8", "--locale=C", "--no-sync"]
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder, **account)  # type: ignore[call-overload]
        if done.returncode:
            raise RuntimeError(f"initdb: {done.stderr}")
        with _started(postgres, folder, account, durable=durable) as server:
            server.sql("CREATE DATABASE team TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'nb'", "postgres")
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(postgres: str, folder: Path, account: dict[str, object], *, durable: bool) -> Iterator[Server]:
    server = Server(port=_free_port(), folder=folder)
    settings = ["listen_addresses=127.0.0.1", f"port={server.port}", f"unix_socket_directories={folder}"]
    settings += ["max_connections=40", f"fsync={'on' if durable else 'off'}"]
    words = [postgres, "-D", str(folder / "data"), *(word for setting in settings for word in ("-c", setting))]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, cwd=folder, **account)  # type: ignore[call-overload]
    try:
        until = time.monotonic() + START_SECONDS
        while not _answers(server):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL does not start: {(folder / 'log').read_text()}")
            time.sleep(0.05)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # "fast shutdown": it ends whoever is still connected
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(server: Server) -> bool:
    import psycopg  # noqa: PLC0415

    try:
        server.sql("SELECT 1", "postgres")
    except psycopg.OperationalError:
        return False
    return True
