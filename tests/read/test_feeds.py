from datetime import date

import pytest

from tollbook.read.feeds import feed
from tollbook.read.reports import ReadError

ITEMS = """
<item><title>Nine killed in Borno</title><link>https://wire.example/1</link>
  <description>&lt;p&gt;Nine people were &lt;b&gt;killed&lt;/b&gt; on Sunday.&lt;/p&gt;</description>
  <pubDate>Sun, 05 May 2024 23:30:00 -0500</pubDate></item>
<item><title>Fire drill</title><pubDate>man, 06 mai 2024 10:00:00 +0200</pubDate></item>
<item><guid>x</guid></item>
"""


def rss(items: str, prolog: str = "") -> bytes:
    about = "<title>The Wire</title><language>en-gb</language>"
    return f'<?xml version="1.0"?>{prolog}<rss version="2.0"><channel>{about}{items}</channel></rss>'.encode()


def test_items_become_drafts_with_their_own_day() -> None:
    (first, second), notes = feed(rss(ITEMS))
    assert (first.text, first.title, first.outlet) == (
        "Nine people were killed on Sunday.",
        "Nine killed in Borno",
        "The Wire",
    )
    assert (first.published, first.url, first.hint) == (date(2024, 5, 5), "https://wire.example/1", "en-gb")
    assert (second.text, second.published, second.url) == ("Fire drill", None, None)
    assert notes == ["1 of 3 items hold no text"]


def test_atom_content_comes_before_its_summary() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><title>T</title><summary>Short.</summary>
    <content type="html">Long &amp;amp; full.</content><updated>2024-05-06T10:00:00Z</updated></entry></feed>"""
    ((draft,), _notes) = feed(atom.encode())
    assert (draft.text, draft.published) == ("Long & full.", date(2024, 5, 6))


@pytest.mark.parametrize("data", [b"<note>no feed</note>", b"not xml", rss("")])
def test_what_is_no_feed(data: bytes) -> None:
    with pytest.raises(ReadError):
        feed(data)


def test_entities_are_neither_expanded_nor_opened(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not tell")
    bomb = (
        f'<!DOCTYPE rss [<!ENTITY s SYSTEM "file://{secret}"><!ENTITY a "{"a" * 1000}"><!ENTITY b "{"&a;" * 1000}">]>'
    )
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(ReadError, match="entities"):
            feed(rss("<item><title>Title &b;&s;</title></item>", bomb).decode().encode(encoding))
