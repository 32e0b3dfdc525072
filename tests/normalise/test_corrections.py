"""What reviewers type: read strictly, or refused in one line that says what to write."""

from datetime import date

import pytest

from tollbook.normalise import CorrectionError, correction
from tollbook.records import Claim, Count, Party, Period

CLAIM = Claim(
    id="c",
    report_id="r",
    language="nb",
    effect="killed",
    victims=Party(text="soldater", actor="syria-government", victim_class="combatant"),
)


@pytest.mark.parametrize(
    ("typed", "low", "best", "high", "qualifier"),
    [
        ("26", 26, 26, 26, "exact"),
        ("at least 26", 26, 26, None, "at_least"),
        ("26-30", 26, None, 30, "between"),
        ("26/28/30", 26, 28, 30, "between"),
        ("26/?/?", 26, None, None, "at_least"),
        ("?/?/30", None, None, 30, "up_to"),
        ("?/28/", None, 28, None, "about"),
        ("dozens", 12, None, None, "dozens"),
        ("0", 0, 0, 0, "exact"),
    ],
)
def test_counts(typed: str, low: int | None, best: int | None, high: int | None, qualifier: str) -> None:
    found = correction(CLAIM, "count", typed).count
    assert found == Count(low=low, best=best, high=high, qualifier=qualifier)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "start", "end", "precision"),
    [
        ("2019-04-18", date(2019, 4, 18), date(2019, 4, 18), 1),
        ("2019-04-18/2019-04-20", date(2019, 4, 18), date(2019, 4, 20), 2),
        ("2019-04-18/2019-04-24", date(2019, 4, 18), date(2019, 4, 24), 3),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), 4),
        ("2019", date(2019, 1, 1), date(2019, 12, 31), 5),
        ("2019-04-18/..", date(2019, 4, 18), None, 5),
        ("../2019-04", None, date(2019, 4, 30), 5),
    ],
)
def test_periods(typed: str, start: date | None, end: date | None, precision: int) -> None:
    assert correction(CLAIM, "period", typed).period == Period(start=start, end=end, precision=precision)


@pytest.mark.parametrize(
    ("typed", "id", "precision", "relation"),
    [
        ("geonames:169577", "geonames:169577", 1, None),
        ("Homs, SY (town)", "geonames:169577", 1, None),
        ("Homs, Syria (admin1)", "geonames:169575", 4, None),
        ("south of Homs, SY (town)", "geonames:169577", 2, "south of"),
        ("North-East of Homs, SY (admin1)", "geonames:169575", 5, "northeast of"),
        ("Syria", "iso:SY", 6, None),
    ],
)
def test_places(typed: str, id: str, precision: int, relation: str | None) -> None:
    place = correction(CLAIM, "place", typed).place
    assert place is not None
    assert (place.id, place.precision, place.relation, place.country) == (id, precision, relation, "SY")
    assert place.latitude is not None


@pytest.mark.parametrize(
    ("field", "typed", "actor", "text", "kind"),
    [
        ("victims", "civilian", "syria-government", "soldater", "civilian"),
        ("victims", "islamic-state combatant", "islamic-state", "soldater", "combatant"),
        ("victims", "Islamic State", "islamic-state", "soldater", "combatant"),
        ("victims", "=Qalamoun Guard civilian", None, "Qalamoun Guard", "civilian"),
        ("perpetrator", "Daesh", "islamic-state", "Daesh", None),
        ("perpetrator", "=Front of the River", None, "Front of the River", None),
    ],
)
def test_parties(field: str, typed: str, actor: str | None, text: str, kind: str | None) -> None:
    assert correction(CLAIM, field, typed).party == Party(text=text, actor=actor, victim_class=kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "typed", "word"),
    [
        ("effect", "Wounded", "wounded"),
        ("scope", "total", "total"),
        ("modality", "denied", "denied"),
        ("cause", "accident", "accident"),
        ("event_type", "battles", "Battles"),
        ("sub_event_type", "suicide bomb", "Suicide bomb"),
        ("event_type", "unknown", None),
    ],
)
def test_words(field: str, typed: str, word: str | None) -> None:
    assert correction(CLAIM, field, typed).word == word


@pytest.mark.parametrize("field", ["count", "place", "period", "victims", "perpetrator"])
def test_unknown_empties_a_field(field: str) -> None:
    found = correction(CLAIM, field, " Unknown ")
    assert (found.count, found.place, found.period, found.party, found.word) == (None,) * 5


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("weapon", "gun", "choose from"),
        ("effect", "unknown", "choose from"),
        ("effect", "sad", "choose from"),
        ("count", "plenty", "no count"),
        ("count", "a", "no count"),
        ("count", "a banana", "no count"),
        ("count", "27 bananas", "no count"),
        ("count", "between 26 and 30 bananas", "no count"),
        ("count", "-5", "no count"),
        ("count", "5/4/3", "must not fall"),
        ("count", "?/?/?", "one must be known"),
        ("count", "1/2", "LOW/BEST/HIGH"),
        ("count", " ", "no value"),
        ("place", "Homs", "say which"),
        ("place", "Qwertyville", "no place"),
        ("place", "geonames:1", "no place"),
        ("place", "Homs, Norway", "no place"),
        ("period", "yesterday", "no day"),
        ("period", "2019-02-30", "no day"),
        ("period", "2019-05/2019-04", "ends before"),
        ("period", "../..", "both sides are open"),
        ("perpetrator", "Front of the River", 'write "=Front of the River"'),
        ("event_type", "War", "ACLED"),
        ("sub_event_type", "Battles", "ACLED"),
    ],
)
def test_what_is_no_value_is_refused_in_one_line(field: str, typed: str, said: str) -> None:
    with pytest.raises(CorrectionError, match=said) as caught:
        correction(CLAIM, field, typed)
    assert len(str(caught.value).splitlines()) == 1
