"""Where the language model is asked: the environment variables of ``--extractor llm``."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx


class ModelError(Exception):
    """The language model cannot be asked, or did not answer as asked; the message is one clear line without the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible server. `url` is the base that ``/chat/completions`` follows; the key is never shown."""

    url: httpx.URL
    model: str
    key: str | None = field(default=None, repr=False)


def from_environment(environment: Mapping[str, str]) -> Endpoint:
    """Return what TOLLBOOK_LLM_URL, TOLLBOOK_LLM_MODEL and TOLLBOOK_LLM_KEY (none: no key) say.

    Raises ModelError where one is missing or the URL is none. A key goes over TLS, or stays on this machine.
    """
    missing = [name for name in ("TOLLBOOK_LLM_URL", "TOLLBOOK_LLM_MODEL") if not environment.get(name, "").strip()]
    if missing:
        raise ModelError(f"--extractor llm needs {' and '.join(missing)} in the environment")
    try:
        url = httpx.URL(environment["TOLLBOOK_LLM_URL"].strip().rstrip("/"))
    except (httpx.InvalidURL, UnicodeError):
        raise ModelError("TOLLBOOK_LLM_URL is no address") from None
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.query or url.fragment:
        raise ModelError("TOLLBOOK_LLM_URL is no address such as https://llm.example.org/v1")
    key = environment.get("TOLLBOOK_LLM_KEY", "").strip() or None
    if key is not None and not (key.isascii() and key.isprintable()):
        raise ModelError("TOLLBOOK_LLM_KEY is no key: it has characters that no header takes")
    if key is not None and url.scheme == "http" and not _is_here(url.host):
        raise ModelError("TOLLBOOK_LLM_KEY would travel unencrypted: give TOLLBOOK_LLM_URL as https")
    return Endpoint(url=url, model=environment["TOLLBOOK_LLM_MODEL"].strip(), key=key)


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
