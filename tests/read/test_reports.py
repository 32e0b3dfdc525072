from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.read.reports import Draft, Options, ReadError, iso_day, options, report

NOTHING = Options()
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)


@given(TEXTS.filter(str.strip))
def test_text_is_kept_to_the_letter_but_for_line_ends_and_mark(text: str) -> None:
    read = report(Draft(text=text), NOTHING).text
    assert read == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert report(Draft(text=read), NOTHING).text == read


def test_line_ends_do_not_change_the_id() -> None:
    ids = {report(Draft(text=text), NOTHING).id for text in ("One.\nTwo.", "One.\r\nTwo.", "\ufeffOne.\rTwo.")}
    assert len(ids) == 1


def test_id_depends_on_what_was_published_and_not_on_the_language() -> None:
    draft = Draft(text="Twelve soldiers were killed in an ambush.")
    base = report(draft, NOTHING).id
    assert report(draft, Options(language="fr")).id == base
    assert report(draft, Options(outlet="Wire")).id != base
    assert report(draft, Options(published=date(2020, 1, 2))).id != base


def test_options_fill_what_the_document_does_not_say() -> None:
    draft = Draft(text="Words.", outlet="The Paper", language="fr")
    read = report(draft, Options(outlet="Wire", language="en", published=date(2020, 1, 2)))
    assert (read.outlet, read.language, read.published) == ("The Paper", "fr", date(2020, 1, 2))


@pytest.mark.parametrize("text", ["", " \n ", "\ufeff", "a\x00b", "a\ud800b"])
def test_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(ReadError):
        report(Draft(text=text), NOTHING)


def test_errors_name_the_place_in_the_file() -> None:
    with pytest.raises(ReadError, match=r"^line 7: no text$"):
        report(Draft(text=" ", where="line 7"), NOTHING)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-04-20", date(2019, 4, 20)),
        ("2019-04-20T10:00:00Z", date(2019, 4, 20)),
        ("2019-04-20T23:30:00-05:00", date(2019, 4, 20)),  # the day as written, not in UTC
        (" 2019-04-20 09:15 ", date(2019, 4, 20)),
    ],
)
def test_iso_days(text: str, day: date) -> None:
    assert iso_day(text) == day


@pytest.mark.parametrize(
    "text", ["", "20.04.2019", "04/20/2019", "2019-02-30", "2019-04-20T99:00", "2019", "2019-04-20x", "٢٠١٩-٠٤-٢٠"]
)
def test_other_dates_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 date"):
        iso_day(text)


def test_options_of_the_command_line() -> None:
    assert options("2019-04-20", " Wire ", "NB") == Options(published=date(2019, 4, 20), outlet="Wire", language="nb")
    assert options() == Options()
    for bad in ({"published": "yesterday"}, {"language": "klingonese"}):
        with pytest.raises(ReadError):
            options(**bad)
