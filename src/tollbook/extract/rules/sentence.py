"""One sentence with everything the rules can see in it, every mark with its offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tollbook.extract.rules.lexicon import EventWord, Hit, Lexicon, Trigger
from tollbook.extract.rules.names import Name, names
from tollbook.extract.rules.numbers import CountMatch, find_counts
from tollbook.extract.rules.people import People, is_people, named_people, people_phrases, single_people
from tollbook.extract.rules.places import PlaceMatch, find_places
from tollbook.extract.rules.sources import Source, sources
from tollbook.extract.rules.text import Stretch, Token, dateline_end, offsets, tokens
from tollbook.extract.rules.times import TimeMatch, find_times


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence or heading, annotated. All lists are in text order."""

    text: str  # the whole report
    start: int
    end: int
    paragraph: int
    heading: bool
    lexicon: Lexicon
    tokens: tuple[Token, ...]
    counts: tuple[CountMatch, ...]
    times: tuple[TimeMatch, ...]
    places: tuple[PlaceMatch, ...]
    triggers: tuple[Trigger, ...]
    events: tuple[EventWord, ...]
    people: tuple[People, ...]
    singles: tuple[People, ...]
    names: tuple[Name, ...]
    sources: tuple[Source, ...]
    clauses: tuple[tuple[int, int], ...]

    def hits(self, *keys: str) -> list[Hit]:
        """Return where phrases of the lexicon stand in the sentence."""
        return self.lexicon.phrases(*keys).find(self.text, self.start, self.end)

    def has(self, *keys: str) -> bool:
        """Tell whether a phrase of the lexicon stands in the sentence."""
        return bool(self.hits(*keys))

    def between(self, start: int, end: int) -> list[Token]:
        """Return the tokens that lie wholly in ``text[start:end]``."""
        return [token for token in self.tokens if token.start >= start and token.end <= end]

    def first_token(self, offset: int) -> Token | None:
        """Return the first token that begins at or behind `offset`."""
        return next((token for token in self.tokens if token.start >= offset), None)

    def clause(self, offset: int) -> tuple[int, int]:
        """Return the clause that holds `offset`."""
        return next((clause for clause in self.clauses if clause[0] <= offset < clause[1]), (self.start, self.end))


def annotate(text: str, stretch: Stretch, lexicon: Lexicon) -> Sentence:
    """Return the sentence at `stretch` of the report's `text` with its marks."""
    start, end, language = stretch.start, stretch.end, lexicon.language
    words = tokens(text, start, end)
    counts = find_counts(text, start, end, language)
    times = find_times(text, start, end, language)
    places = find_places(text, start, end, language)
    counts = [count for count in counts if not _inside(count, times) and not _inside(count, places)]
    triggers = _triggers(text, start, end, lexicon)
    aside = _aside(text, start, end, triggers, lexicon)
    places = [place for place in places if not aside[0] <= place.start < aside[1]]
    events = [event for event in lexicon.events(text, start, end) if not aside[0] <= event.start < aside[1]]
    said = sources(text, words, times, lexicon)
    topics = [hit for name in lexicon.names("topics") for hit in lexicon.phrases("topics", name).find(text, start, end)]
    head = dateline_end(text, start, end)
    counted = [(start, head)] if head > start else []
    counted += [(count.start, count.end) for count in counts if count.kind not in {"article", "identifier"}]
    when_where = offsets(times) + offsets(places)
    harmed = offsets(triggers)
    closed = offsets(times) + harmed
    people = people_phrases(words, counts, closed, lexicon)
    no_name = [*closed, *when_where, *offsets(said), *offsets(events), *counted]
    singles = [*single_people(words, counts, lexicon), *named_people(words, counts, no_name, lexicon)]
    singles = [one for one in singles if not any(one.start < other.end and other.start < one.end for other in people)]
    return Sentence(
        text=text,
        start=start,
        end=end,
        paragraph=stretch.paragraph,
        heading=stretch.heading,
        lexicon=lexicon,
        tokens=words,
        counts=tuple(counts),
        times=tuple(times),
        places=tuple(places),
        triggers=tuple(triggers),
        events=tuple(events),
        people=tuple(phrase for phrase in people if not _inside(phrase, said)),
        singles=tuple(phrase for phrase in sorted(singles, key=lambda one: one.start) if not _inside(phrase, said)),
        names=tuple(
            names(
                words,
                lexicon,
                [*when_where, *counted, *offsets(topics)],
                events,
                harmed,
            )
        ),
        sources=tuple(said),
        clauses=_clauses(words, start, end, lexicon, when_where),
    )


def _aside(text: str, start: int, end: int, triggers: Sequence[Trigger], lexicon: Lexicon) -> tuple[int, int]:
    """Return the end of a sentence that only dates it by another event ("..., hours after rebels shelled a market").

    Where somebody comes to harm in it, or in nothing before it, it is no aside: (end, end).
    """
    hits = lexicon.phrases("grammar", "aside").find(text, start, end)
    first = next((hit.start for hit in hits if any(trigger.end <= hit.start for trigger in triggers)), end)
    return (end, end) if any(trigger.start >= first for trigger in triggers) else (first, end)


def _inside(mark: People | CountMatch, others: Sequence[TimeMatch | PlaceMatch | Source]) -> bool:
    return any(other.start <= mark.start and mark.end <= other.end for other in others)


def _triggers(text: str, start: int, end: int, lexicon: Lexicon) -> list[Trigger]:
    """Return the harm words that are not part of a phrase such as "among the dead"."""
    parts = lexicon.phrases("cues", "of_these").find(text, start, end)
    needs = lexicon.raw.get("requires", {})
    sentence = text[start:end].lower()
    return [
        trigger
        for trigger in lexicon.triggers(text, start, end)
        if not any(part.start <= trigger.start and trigger.end <= part.end for part in parts)
        and not _of_people(text, trigger, end, lexicon)
        and (trigger.low not in needs or any(word in sentence for word in needs[trigger.low]))
    ]


def _of_people(text: str, trigger: Trigger, end: int, lexicon: Lexicon) -> bool:
    """Tell whether a word only describes people ("a camp for displaced people"), rather than tell of harm now."""
    if trigger.effect not in {"displaced", "besieged"} or "attributive" in trigger.forms:
        return False
    after = tokens(text, trigger.end, end)[:1]
    before = text[: trigger.start].rstrip()[-1:]
    return bool(after) and is_people(after[0].low, lexicon.language) and not before.isdigit()


def _clauses(
    words: Sequence[Token], start: int, end: int, lexicon: Lexicon, closed: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """Cut a sentence at conjunctions that open a clause, and at semicolons and dashes."""
    openers = lexicon.words("grammar", "clause")
    cuts = [start]
    for position, token in enumerate(words):
        inside = any(left <= token.start < right for left, right in closed)
        spaced_dash = token.text in "–—" or (token.text == "-" and position and words[position - 1].end < token.start)
        if not inside and (token.low in openers or token.text == ";" or spaced_dash):
            cuts.append(token.start)
    cuts.append(end)
    return tuple((left, right) for left, right in pairwise(cuts) if right > left)
