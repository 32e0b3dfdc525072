"""The scorer of attributions, on an invented article."""

import polnear
from polnear import Said

from tollbook.records import Claim, Evidence, Span

TEXT = (
    "Officials said twelve people were killed in the raid. "
    "Taxes will fall, the mayor promised. Three died, it was said."
)


def at(words):
    start = TEXT.index(words)
    return start, start + len(words)


def marked(source, content):
    return Said((at(source),), (at(content),))


def claim(**roles):
    spans = {role: at(words) for role, words in roles.items()}
    evidence = tuple(
        Evidence(role=role, span=Span(report_id="r", start=start, end=end, quote=TEXT[start:end]))
        for role, (start, end) in spans.items()
    )
    return Claim(id=str(roles), report_id="r", language="en", effect="killed", evidence=evidence)


SAID = [marked("Officials", "twelve people were killed in the raid"), marked("the mayor", "Taxes will fall")]


def figures(claims):
    return {name: (each.right, each.given, each.wanted) for name, each in polnear.score(TEXT, SAID, claims).items()}


def test_annotations_are_read_with_gaps_and_without_sources():
    annotated = (
        "T1\tSource 0 9\tOfficials\nT2\tCue 10 14\tsaid\nT3\tContent 15 20;25 30\tx y\nT4\tAttribution 10 14\tsaid\n"
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n"
        "T5\tDiscuss 0 30\tx\nE2\tAttribution-no-source:T4 Content:T3 Cue:T2\n"
    )
    assert polnear.attributions(annotated) == [
        Said(((0, 9),), ((15, 20), (25, 30))),
        Said((), ((15, 20), (25, 30))),
    ]


def test_only_contents_with_a_number_and_harm_are_wanted():
    assert [polnear.harm_told(TEXT, said) for said in SAID] == [True, False]


def test_the_right_source_is_right():
    assert figures([claim(effect="killed", count="twelve", attribution="Officials")]) == {
        "attributed harm": (1, 1, 1),
        "claims in a content": (1, 1, 1),
        "attribution spans": (1, 1, 0),
        "attribution spans, half of both": (1, 1, 0),
        "attribution spans, same sentence": (1, 1, 0),
    }


def test_another_source_from_another_sentence_is_wrong_for_the_claim():
    found = figures([claim(effect="killed", attribution="the mayor promised")])
    assert found["attributed harm"] == (0, 1, 1)
    assert found["claims in a content"] == (0, 1, 1)
    assert found["attribution spans"] == (1, 1, 0)
    assert found["attribution spans, half of both"] == (1, 1, 0)
    assert found["attribution spans, same sentence"] == (0, 0, 0)


def test_no_claim_and_no_attribution_are_misses():
    assert figures([])["attributed harm"] == (0, 0, 1)
    assert figures([claim(effect="killed")])["claims in a content"] == (0, 0, 1)
    assert figures([claim(effect="died", attribution="it was said")])["attribution spans"] == (0, 1, 0)
