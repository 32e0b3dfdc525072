from datetime import date

import pytest

from tollbook.read.formats import drafts
from tollbook.read.pages import day_of, page, plain
from tollbook.read.reports import ReadError

BODY = (
    "<p>At least nine people were killed when a convoy was ambushed outside Maiduguri, officials said.</p>"
    "<p>Two of the dead were drivers. The road has been closed since, and the army has sent reinforcements to it.</p>"
    "<p>No group has said that it was behind the attack, which is the third in the area in a month.</p>"
)


def html(head: str = "", before: str = "", after: str = "", lang: str = "en") -> str:
    return (
        f"<!doctype html><html lang={lang}><head><title>Nine killed | Wire</title>{head}</head><body><nav>Home</nav>"
        f"<article><h1>Nine killed in Borno</h1>{before}{BODY}</article>{after}</body></html>"
    )


def test_article_and_metadata() -> None:
    head = (
        '<meta property="og:site_name" content="The Wire"><link rel="canonical" href="https://wire.example/9">'
        '<meta property="article:published_time" content="2024-05-06T23:10:00+01:00">'
    )
    draft = page(html(head, after="<footer>Copyright 2026 The Wire</footer>"))
    assert draft.text.startswith("At least nine people")
    assert "Copyright" not in draft.text
    assert (draft.title, draft.outlet, draft.url) == ("Nine killed in Borno", "The Wire", "https://wire.example/9")
    assert (draft.published, draft.hint) == (date(2024, 5, 6), "en")


@pytest.mark.parametrize(
    ("head", "before"),
    [
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2024-05-06"}]}'
            "</script>",
            "",
        ),
        ("", '<time datetime="2024-05-06T08:00Z">6 May</time>'),
        (
            "",
            '<time itemprop="datePublished" datetime="2024-05-06">a</time><time datetime="2024-05-07">b</time>',
        ),
        ('<meta name="pubdate" content="Mon, 06 May 2024 08:00:00 GMT">', ""),
        ('<meta itemprop="datePublished" content="2024-05-06">', ""),
    ],
)
def test_dates_the_page_states(head: str, before: str) -> None:
    assert page(html(head, before)).published == date(2024, 5, 6)


@pytest.mark.parametrize(
    ("head", "before", "after"),
    [
        ("", "", "<footer>Copyright 2026-01-02 The Wire</footer>"),
        ("", "<p>Updated 6 May 2024</p>", ""),
        ('<meta property="article:modified_time" content="2024-05-06">', "", ""),
        ('<link rel="canonical" href="https://wire.example/2024/05/06/nine">', "", ""),
        ("", '<time datetime="2024-05-06">a</time><time datetime="2024-05-07">b</time>', ""),
        ("", "", '<aside><time datetime="2024-05-06">another story</time></aside>'),
        ('<script type="application/ld+json">{"@type": "Event", "datePublished": "2024-05-06"}</script>', "", ""),
        ('<script type="application/ld+json">{broken</script>', "", ""),
    ],
)
def test_a_date_is_never_guessed(head: str, before: str, after: str) -> None:
    assert page(html(head, before, after)).published is None


def test_declared_encoding_of_a_page() -> None:
    source = html('<meta charset="windows-1251">').replace("Maiduguri", "Майдугури")
    ((draft,), _notes) = drafts(source.encode("cp1251"), "page")
    assert "Майдугури" in draft.text


@pytest.mark.parametrize(
    "source",
    [
        "<html><body></body></html>",
        f"<html><body><div {' '.join(f'a{n}=1' for n in range(9000))}>{BODY}</div></body></html>",
    ],
)
def test_pages_without_an_article_and_bombs_are_errors(source: str) -> None:
    with pytest.raises(ReadError):
        page(source)


def test_deep_nesting_does_no_harm() -> None:
    assert "nine people" in page(f"<html><body><article>{BODY}{'<div>' * 100_000}x</article></body></html>").text


def test_plain_text_of_a_fragment() -> None:
    assert (
        plain("<p>Nine <b>killed</b>.</p><p>Two&nbsp;hurt.</p><script>x()</script><br>End")
        == "Nine killed.\nTwo hurt.\nEnd"
    )
    assert plain("  As it is. ") == "As it is."


@pytest.mark.parametrize("text", ["6. mai 2024 kl. 12.00", "yesterday", "06/05/2024", "", None, "Mon, 99 May 2024"])
def test_days_in_other_shapes_are_unknown(text: str | None) -> None:
    assert day_of(text) is None
