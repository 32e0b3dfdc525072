import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.read.formats import drafts, kind_of
from tollbook.read.reports import ReadError

RECORD = {"text": "Nine people were killed.", "title": "Nine killed", "published": "2020-01-02T03:04:05Z"}


def read(text: str | bytes, kind: str | None = None):
    return drafts(text if isinstance(text, bytes) else text.encode(), kind)[0]


def test_one_object() -> None:
    (draft,) = read(
        json.dumps({**RECORD, "language": "nob", "outlet": "Wire", "url": "https://a.example/1", "id": 7}), "json"
    )
    assert (draft.text, draft.title, draft.outlet) == ("Nine people were killed.", "Nine killed", "Wire")
    assert (draft.published, draft.language, draft.url) == (date(2020, 1, 2), "nb", "https://a.example/1")


def test_blank_and_null_values_count_as_absent() -> None:
    (draft,) = read('{"text": "a", "published": "", "language": null, "outlet": null}', "json")
    assert (draft.published, draft.language, draft.outlet) == (None, None, None)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1), st.sampled_from([None, 0, 2]))
def test_a_list_gives_its_records_in_order_and_lines_give_the_same(texts: list[str], indent: int | None) -> None:
    records = [{"text": text, "x": [{"text": "no"}]} for text in texts]
    from_list = read(json.dumps(records, indent=indent), "json")
    from_lines = read("\n\n".join(json.dumps(record) for record in records), "jsonl")
    assert [draft.text for draft in from_list] == [draft.text for draft in from_lines] == texts


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ('[\n{"text": "a"},\n{"text": 5}\n]', "json", r"line 3: Expected `str`, got `int` - at `\$.text`"),
        ('[\n{"text": "a"},\n{"title": "b"}]', "json", "line 3: .*missing required field `text`"),
        ('[{"text": "a"}\n{"text": "b"}]', "json", "line 2: not JSON"),
        ('{"text": "a"}\n{"text": "b"}', "json", "line 2: more than one JSON value"),
        ('{"text": "a", "published": "20.04.2019"}', "json", "line 1: not an ISO 8601 date"),
        ('{"text": "a", "language": "norsk"}', "json", "line 1: not a language tag"),
        ('{"text": "a", "x": NaN}', "json", "line 1: not JSON: NaN"),
        ('{"text": "a"', "json", "line 1: not JSON"),
        ("[]", "json", "an empty list"),
        ('"text"', "json", "line 1: Expected `object`, got `str`"),
        ("[" * 100_000, "json", "nested too deeply"),
        ('{"text": "a"}\n\nnope\n', "jsonl", "line 3: not JSON"),
        ('{"text": "a"}\n{"text": []}\n', "jsonl", "line 2: Expected `str`"),
        ('{"text": "a"} {"text": "b"}', "jsonl", "line 1: not JSON: more than one value"),
        (" \n", "text", "empty"),
        (b"\x00\x01", "text", "binary"),
    ],
)
def test_bad_input_is_one_clear_line(text: str | bytes, kind: str, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read(text, kind)
    assert "\n" not in str(caught.value)


def test_a_long_list_is_read_in_linear_time() -> None:
    records = ",\n".join(json.dumps({"text": "x" * 100}) for _ in range(20_000))
    assert read(f"[{records}]", "json")[-1].where == "line 20000"


@pytest.mark.parametrize(
    ("text", "count", "first"),
    [
        ("Nine people were killed.", 1, "Nine people were killed."),
        ("[Updated] Nine people were killed.", 1, "[Updated] Nine people were killed."),
        ('{"text": "a"}', 1, "a"),
        ('{"text": "a"}\n{"text": "b"}\n', 2, "a"),
        ('[{"text": "a"}, {"text": "b"}]', 2, "a"),
    ],
)
def test_input_without_a_name_is_told_from_its_first_characters(text: str, count: int, first: str) -> None:
    found = read(text)
    assert (len(found), found[0].text) == (count, first)


def test_broken_json_without_a_name_is_an_error_and_no_report() -> None:
    with pytest.raises(ReadError):
        read('{"text": "a"}\n{"text": }\n')


def test_kinds_by_name() -> None:
    assert kind_of("a/B.TXT") == "text"
    assert kind_of("a.pdf") is None
    assert kind_of("txt") is None
