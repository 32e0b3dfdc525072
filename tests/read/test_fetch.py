import gzip
import ipaddress
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tollbook.read import ReadError
from tollbook.read import fetch as web
from tollbook.read.fetch import fetch, is_public, public_address

PAGE = b"<html><body>Hello</body></html>"
BOMB = gzip.compress(b"0" * 30_000_000)
ROUTES = {
    "/page": (200, {"Content-Type": "text/html; charset=UTF-8"}, PAGE),
    "/packed": (200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"}, gzip.compress(b"packed")),
    "/bomb": (200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"}, BOMB),
    "/brotli": (200, {"Content-Type": "text/plain", "Content-Encoding": "br"}, b"x"),
    "/picture": (200, {"Content-Type": "image/png"}, b"x"),
    "/missing": (404, {"Content-Type": "text/html"}, b"x"),
    "/moved": (302, {"Location": "/page"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/inside": (302, {"Location": "http://inside.example/page"}, b""),
    "/file": (302, {"Location": "file:///etc/hostname"}, b""),
    "/user": (302, {"Location": "http://me:pw@news.example/page"}, b""),
}


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.seen.append((self.headers["Host"], self.headers["User-Agent"]))
        status, headers, body = ROUTES[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def lookup(host: str, _port: int) -> str:
    if host != "news.example":
        raise ReadError(f"not a public address: {host}")
    return "127.0.0.1"


def get(site: ThreadingHTTPServer, path: str):
    return fetch(f"http://news.example:{site.server_port}{path}", lookup)


def test_the_checked_address_is_used_and_the_host_kept(site) -> None:
    got = get(site, "/page")
    assert (got.data, got.content_type, got.charset) == (PAGE, "text/html", "UTF-8")
    host, agent = site.seen[0]
    assert host == f"news.example:{site.server_port}"
    assert "Tollbook" in agent


def test_redirects_and_packed_answers(site, monkeypatch) -> None:
    monkeypatch.setitem(ROUTES, "/moved", (302, {"Location": f"http://news.example:{site.server_port}/page"}, b""))
    assert get(site, "/moved").url.endswith(f"news.example:{site.server_port}/page")
    assert get(site, "/packed").data == b"packed"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/missing", "404"),
        ("/picture", r"not a text or page \(image/png\)"),
        ("/brotli", "packed"),
        ("/bomb", "more than 20,000,000 bytes"),
        ("/loop", "more than 5 redirects"),
        ("/inside", "not a public address: inside.example"),
        ("/file", "cannot be fetched|only http"),
        ("/user", "user name or password"),
    ],
)
def test_what_is_refused(site, path: str, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        get(site, path)
    assert "\n" not in str(caught.value)


def test_the_local_machine_is_never_reached(site) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"):
        with pytest.raises(ReadError):
            fetch(f"http://{host}:{site.server_port}/page")
    assert site.seen == []


@pytest.mark.parametrize(
    "url", ["http://a:b@news.example/", "ftp://news.example/", "http://", "http://[::1/", "http://\x00/"]
)
def test_bad_addresses(url: str) -> None:
    with pytest.raises(ReadError):
        fetch(url, lookup)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_public_addresses() -> None:
    assert is_public(ipaddress.ip_address("1.1.1.1"))
    assert is_public(ipaddress.ip_address("2606:4700:4700::1111"))


def test_one_private_address_among_public_ones_refuses_the_host(monkeypatch) -> None:
    found = [(2, 1, 6, "", ("1.1.1.1", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(web.socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(ReadError, match="not a public address"):
        public_address("both.example", 80)
    monkeypatch.setattr(web.socket, "getaddrinfo", lambda *_a, **_k: found[:1])
    assert public_address("one.example", 80) == "1.1.1.1"
