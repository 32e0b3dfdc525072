"""How a site is run: what may be done on it, by whom, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

PASSWORD = "TOLLBOOK_PASSWORD"  # noqa: S105 - the name of a variable
READER_PASSWORD = "TOLLBOOK_READER_PASSWORD"  # noqa: S105 - the name of a variable
SECRET = "TOLLBOOK_SECRET"  # noqa: S105 - the name of a variable
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
SHORTEST = 8


class SettingsError(Exception):
    """A site must not be run like this; the message is one clear line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `create_app` is told.

    `password` is the reviewers', `reader_password` the readers'; with neither, everybody who gets through is a
    reviewer, which is only right on one's own machine (`check`). With `public` reading needs no password. With
    `read_only` nobody can write. `names` are the host names under which the site may be asked for; empty lets any
    in. `secret` signs sessions; empty takes a new one at every start. Sizes are in bytes.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    read_only: bool = False
    public: bool = False
    password: str | None = field(default=None, repr=False)
    reader_password: str | None = field(default=None, repr=False)
    secret: str = field(default="", repr=False)
    names: tuple[str, ...] = LOOPBACK_NAMES
    most_body: int = 1 << 20  # of a form; pages that take files raise it by path
    most_upload: int = 32 << 20
    requests_a_minute: int = 1200  # of one address; a page with its map is about ten
    logins_a_minute: int = 6
    https: bool = False

    @property
    def guarded(self) -> bool:
        """Tell whether somebody has to log in for anything."""
        return self.password is not None or self.reader_password is not None


def from_environment(
    environment: Mapping[str, str], *, host: str, port: int, read_only: bool, public: bool, names: tuple[str, ...] = ()
) -> Settings:
    """Return the settings of `tollbook serve`: options, and secrets from the environment, which `ps` does not show.

    Raises SettingsError when it would listen beyond this machine without a password.
    """
    beyond = not is_loopback(host)
    found = Settings(
        host=host,
        port=port,
        read_only=read_only,
        public=public,
        password=environment.get(PASSWORD) or None,
        reader_password=environment.get(READER_PASSWORD) or None,
        secret=environment.get(SECRET, ""),
        # Beyond this machine only its owner knows its names; a password guards it, and a foreign name gains nothing.
        names=names or (() if beyond else LOOPBACK_NAMES),
    )
    check(found)
    return found


def check(settings: Settings) -> None:
    """Raise SettingsError where strangers could read or write."""
    for name, word in ((PASSWORD, settings.password), (READER_PASSWORD, settings.reader_password)):
        if word is not None and len(word) < SHORTEST:
            raise SettingsError(f"{name} is too short: {SHORTEST} characters or more")
    if settings.password is not None and settings.password == settings.reader_password:
        raise SettingsError(f"{PASSWORD} and {READER_PASSWORD} are the same: a reader would be a reviewer")
    if is_loopback(settings.host):
        return
    if settings.password is None and not settings.read_only:
        raise SettingsError(
            f"will not listen on {settings.host} without a password: set {PASSWORD}, or use --read-only"
        )
    if not settings.guarded and not settings.public:
        raise SettingsError(
            f"will not listen on {settings.host} without a password: set {PASSWORD} or {READER_PASSWORD}, "
            "or let everybody read with --public"
        )


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches `host`."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
