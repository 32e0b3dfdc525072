"""The scorer of Norwegian names, on invented sentences."""

import gzip

import norne
from norne import Entity

from tollbook.records import Claim, Evidence, Span


def line(number, word, label, more=""):
    return f"{number}\t{word}\t_\t_\t_\t_\t0\t_\t_\t{more}name={label}\n"


ROWS = [
    "# text = ...\n",
    line(1, "Politiet", "O"),
    line(2, "i", "O"),
    line(3, "Nedre", "B-GPE_LOC"),
    line(4, "Vik", "I-GPE_LOC"),
    line(5, "og", "O"),
    line(6, "Kari", "B-PER"),
    line(7, "Fjell", "I-PER", "SpaceAfter=No|"),
    line(8, ".", "O"),
    "\n",
    line(1, "Ja", "O"),
    line(2, "|", "O"),
]
TEXT = "Politiet i Nedre Vik og Kari Fjell.\nJa\n"


def test_words_become_a_text_and_labels_become_names():
    text, entities = norne.document(list(norne.sentences(ROWS)))
    assert text == TEXT
    assert [(text[slice(*each.words)], each.kind) for each in entities] == [
        ("Nedre Vik", "GPE_LOC"),
        ("Kari Fjell", "PER"),
    ]


def claim(role, words):
    start = TEXT.index(words)
    span = Span(report_id="r", start=start, end=start + len(words), quote=words)
    return Claim(id=words, report_id="r", language="nb", effect="killed", evidence=(Evidence(role=role, span=span),))


def test_a_name_of_the_fitting_kind_is_right():
    _, entities = norne.document(list(norne.sentences(ROWS)))
    claims = [
        claim("place", "i Nedre Vik"),
        claim("place", "Kari Fjell"),
        claim("attribution", "Politiet"),
        claim("attribution", "Kari Fjell"),
    ]
    found, plain = norne.score(TEXT, entities, claims)
    assert {role: (each.right, each.given) for role, each in found.items()} == {
        "place": (1, 2),
        "perpetrator": (0, 0),
        "attribution": (1, 1),
    }
    assert plain == 1


def test_a_capital_that_is_no_name_is_wrong():
    found, plain = norne.score(TEXT, [Entity((0, 8), "ORG")], [claim("place", "Nedre Vik")])
    assert (found["place"].right, found["place"].given, plain) == (0, 1, 0)


def test_files_are_cut_into_reports(tmp_path, monkeypatch):
    monkeypatch.setattr(norne, "SENTENCES", 1)
    (tmp_path / "no_bokmaal-ud-dev.conllu").write_text("".join(ROWS), encoding="utf-8")
    (tmp_path / "train").mkdir()
    with gzip.open(tmp_path / "train" / "nob-news.conll.gz", "wt", encoding="utf-8") as file:
        file.write("".join(ROWS[1:9]))
    assert [text for text, _ in norne.documents(tmp_path, "nb")] == [
        "Politiet i Nedre Vik og Kari Fjell.\n",
        "Ja\n",
        "Politiet i Nedre Vik og Kari Fjell.\n",
    ]
    assert list(norne.documents(tmp_path, "nn")) == []
