"""One http(s) address to bytes, without reaching anything that is not on the public internet.

Every host is looked up once, refused unless all its addresses are public, and the connection goes to
the address that was checked (a second look-up could answer otherwise). Redirects pass the same way.
Proxies and credentials of the environment are not used.
"""

from __future__ import annotations

import ipaddress
import socket
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

import httpx

from tollbook.read.reports import ReadError

MOST_BYTES = 20_000_000
MOST_SECONDS = 60.0
MOST_REDIRECTS = 5
WAIT = httpx.Timeout(15.0, connect=10.0)
AGENT = "Tollbook/0.1 (reads conflict reports)"
READABLE = ("text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml", "application/json")
READABLE_ENDINGS = ("+xml", "+json", "/jsonl", "/x-ndjson", "/ndjson")
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits

Lookup = Callable[[str, int], str]
IP = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a server sent, and the address it came from in the end."""

    url: str
    data: bytes
    content_type: str | None
    charset: str | None


def fetch(url: str, lookup: Lookup | None = None) -> Fetched:
    """Return what `url` holds. `lookup` gives the IP address to connect to for a host and a port.

    Raises ReadError (without the address) for a host that is not public, an answer that is no
    success, no text, too large or too slow, and for more than five redirects.
    """
    transport = _Checked(lookup or public_address)
    deadline = time.monotonic() + MOST_SECONDS
    headers = {
        "User-Agent": AGENT,
        "Accept-Encoding": "gzip",
        "Accept": "text/html, application/xml, text/*;q=0.9, */*;q=0.5",
    }
    try:
        with (
            httpx.Client(
                transport=transport,
                follow_redirects=True,
                max_redirects=MOST_REDIRECTS,
                timeout=WAIT,
                trust_env=False,
                headers=headers,
            ) as client,
            client.stream("GET", url) as response,
        ):
            return _answer(response, deadline)
    except httpx.TooManyRedirects:
        raise ReadError(f"more than {MOST_REDIRECTS} redirects") from None
    except httpx.TimeoutException:
        raise ReadError("the server did not answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise ReadError(f"cannot be fetched: {' '.join(str(error).split())[:120] or type(error).__name__}") from None


def public_address(host: str, port: int) -> str:
    """Return an IP address of `host`; raise ReadError unless every address it has is public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ReadError(f"no such host: {host[:100]}") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(ipaddress.ip_address(address.partition("%")[0])) for address in addresses):
        raise ReadError(f"not a public address: {host[:100]}")
    return addresses[0]


def is_public(address: IP) -> bool:
    """Tell whether `address` is one of the public internet, as is any IPv4 address wrapped in it."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(each is not None and not is_public(each) for each in inner):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


class _Checked(httpx.BaseTransport):
    """Sends each request, redirects included, to the address that `lookup` allows for its host."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        # No connection is used twice: it is bound to the name it was opened for, not only to the IP address.
        self._inner = httpx.HTTPTransport(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.scheme not in {"http", "https"}:
            raise ReadError("only http and https addresses are read")
        if url.userinfo:
            raise ReadError("an address with a user name or password is not read")
        host = url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
        # The Host header is set already, and the server's name is kept for TLS.
        request.extensions = {**request.extensions, "sni_hostname": host}
        pinned = httpx.Request(
            request.method,
            url.copy_with(host=self._lookup(host, port)),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return self._inner.handle_request(pinned)

    def close(self) -> None:
        self._inner.close()


def _answer(response: httpx.Response, deadline: float) -> Fetched:
    if response.status_code != httpx.codes.OK:
        raise ReadError(f"the server answered {response.status_code} {response.reason_phrase}".rstrip())
    content_type, charset = _content_type(response.headers.get("content-type"))
    if content_type and not (content_type in READABLE or content_type.endswith(READABLE_ENDINGS)):
        raise ReadError(f"not a text or page ({content_type[:60]})")
    data = _body(response, deadline)
    return Fetched(url=str(response.url), data=data, content_type=content_type, charset=charset)


def _content_type(header: str | None) -> tuple[str | None, str | None]:
    """Return the media type and charset of a Content-Type header, None where it has none."""
    if not header:
        return None, None
    message = Message()
    message["content-type"] = header
    charset = message.get_param("charset")
    return message.get_content_type(), charset if isinstance(charset, str) and charset else None


def _body(response: httpx.Response, deadline: float) -> bytes:
    """Return the body, unpacked here so that a small answer cannot become a huge one."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in {"identity", "gzip", ""}:
        raise ReadError(f"packed in a way that was not asked for ({packing[:20]})")
    unpack = zlib.decompressobj(31) if packing == "gzip" else None
    data = bytearray()
    try:
        for chunk in response.iter_raw():
            data += unpack.decompress(chunk, MOST_BYTES + 1 - len(data)) if unpack else chunk
            if len(data) > MOST_BYTES:
                raise ReadError(f"more than {MOST_BYTES:,} bytes")
            if time.monotonic() > deadline:
                raise ReadError("the server did not answer in time")
    except zlib.error:
        raise ReadError("broken gzip data") from None
    return bytes(data)
