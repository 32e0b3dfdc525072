"""From readings to mentions: what `weighing` keeps is added up where it is a list, and parts find their wholes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tollbook.data import table
from tollbook.extract.evidence import evidence
from tollbook.extract.reader.labels import TOPICS
from tollbook.extract.reader.reading import Reading
from tollbook.extract.reader.sides import armed
from tollbook.extract.reader.tokens import Tokens
from tollbook.extract.reader.weighing import weighed
from tollbook.records import Cue, Mention, Qualifier, Report, Role

Words = tuple[int, int]
REACH = 2  # paragraphs: how far a place or a day is carried to a toll that has none in its own window
LIST_GAP = 80  # characters between two people of one list
ROLES: dict[str, Role] = {
    "who": "victims",
    "by": "perpetrator",
    "with": "weapon",
    "at": "place",
    "on": "time",
    "src": "attribution",
}
FLAGS: dict[str, Cue] = {"again": "definite", "another": "another", "rising": "rising", "earlier": "earlier"}
# ACLED's event and sub-event types behind the reader's labels.
EVENTS = {
    "clash": ("Battles", "Armed clash"),
    "attack": ("Violence against civilians", "Attack"),
    "air": ("Explosions/Remote violence", "Air/drone strike"),
    "shelling": ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    "suicide": ("Explosions/Remote violence", "Suicide bomb"),
    "bomb": ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    "grenade": ("Explosions/Remote violence", "Grenade"),
    "chemical": ("Explosions/Remote violence", "Chemical weapon"),
    "abduct": ("Violence against civilians", "Abduction/forced disappearance"),
    "sexual": ("Violence against civilians", "Sexual violence"),
    "mob": ("Riots", "Mob violence"),
    "force": ("Protests", "Excessive force against protesters"),
    "protest": ("Protests", "Protest with intervention"),
    "riot": ("Riots", "Violent demonstration"),
    "arrest": ("Strategic developments", "Arrests"),
}
QUALIFIERS: frozenset[str] = frozenset({"at_least", "more_than", "about", "nearly", "up_to", "fewer_than"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A reading that is kept: its words by role, its own sentence's first, and the readings it speaks of."""

    reading: Reading
    paragraph: int
    roles: dict[str, tuple[Words, ...]]
    counts: tuple[Words, ...] = ()
    about: tuple[int, ...] = ()
    scope: str = "incident"
    cues: tuple[Cue, ...] = field(default=())
    bare: int = 0

    @property
    def effect(self) -> str:
        """Return the effect, or the topic of a statement."""
        return self.reading.labels["effect"]

    @property
    def statement(self) -> bool:
        """Tell whether nobody is counted."""
        return self.effect in TOPICS


def mentions(report: Report, tokens: Tokens, readings: Sequence[Reading]) -> tuple[Mention, ...]:
    """Return the mentions of `report` in text order."""
    kept = [_told(tokens, reading) for reading in weighed(tokens, readings, report.language)]
    told = _placed(_with_wholes(_listed(kept, report)))
    return tuple(_mention(report, index, item) for index, item in enumerate(told))


def _told(tokens: Tokens, reading: Reading) -> Told:
    anchor, labels = reading.anchor, reading.labels
    own = tokens.sentences[anchor.sentence]

    def order(words: tuple[int, int, float]) -> tuple[bool, int]:
        return not own.start <= words[0] < own.end, abs(words[0] - anchor.start)

    roles = {
        role: tuple((start, end) for start, end, _ in sorted(spans, key=order)) for role, spans in reading.spans.items()
    }
    if anchor.kind == "who" and not any(start < anchor.end and anchor.start < end for start, end in roles["who"]):
        roles["who"] = ((anchor.start, anchor.end), *roles["who"])
    cues: list[Cue] = [FLAGS[labels["flag"]]] if labels["flag"] in FLAGS else []
    bare = {"one": 1, "two": 2}.get(labels["count"], 0) if anchor.kind == "who" else 0
    if bare == 1:
        cues.append("single")
    if labels["scope"] == "subset":
        cues.append("of_these")
    return Told(
        reading=reading,
        paragraph=own.paragraph,
        roles=roles,
        counts=((anchor.start, anchor.end),) if anchor.kind == "n" else (),
        scope="cumulative" if "earlier" in cues else labels["scope"],
        cues=tuple(cues),
        bare=bare,
    )


def _listed(kept: Sequence[Told], report: Report) -> list[Told]:
    """Add up lists ("two soldiers and three civilians"): the sum, and behind it each of them as a part of it.

    The dead of two sides ("seven soldiers and 47 rebels") are not added up.
    """
    groups: list[list[Told]] = []
    for item in kept:
        if groups and _joins(groups[-1], item):
            groups[-1].append(item)
        else:
            groups.append([item])
    told: list[Told] = []
    for side in (side for group in groups for side in _sides(group, report)):
        place = len(told)
        if len(side) == 1:
            told += side
            continue
        told.append(_sum(side))
        told += [replace(part, scope="subset", about=(place,), roles=_who_only(part)) for part in side]
    return told


def _sides(group: list[Told], report: Report) -> list[list[Told]]:
    """Part a list of both sides' dead: the armed of no state one by one, the others together."""
    ends = [item.reading.anchor.start for item in group[1:]]
    words = [_people(report.text, item, end) for item, end in zip(group, [*ends, None], strict=True)]
    fought = [armed(each, report.language or "und") for each in words]
    if all(fought) or not any(fought):
        return [group]
    ours = [item for item, theirs in zip(group, fought, strict=True) if not theirs]
    parted = [ours, *([item] for item, theirs in zip(group, fought, strict=True) if theirs)]
    return sorted(parted, key=lambda side: side[0].reading.anchor.start)


def _people(text: str, item: Told, end: int | None) -> str:
    """Return the words for the people of one member of a list, none of those of the next one, which begins at `end`."""
    start = item.reading.anchor.start
    spans = [(left, right if end is None else min(right, end)) for left, right in item.roles["who"]]
    behind = [(left, right) for left, right in spans if start <= left < right]
    return " ".join(text[left:right] for left, right in behind or item.roles["who"])


def _joins(group: Sequence[Told], item: Told) -> bool:
    last = group[-1]
    listed = item.reading.labels["listed"] == "yes" and last.effect == item.effect and not item.statement
    near = 0 <= item.reading.anchor.start - last.reading.anchor.end <= LIST_GAP
    return listed and near and last.scope == item.scope


def _sum(group: Sequence[Told]) -> Told:
    """Return the whole of a list; a member without a number word counts too."""
    first = group[0]
    roles = {role: _joined(item.roles[role] for item in group) for role in first.roles}
    cues = tuple(cue for cue in first.cues if cue != "single")
    counts = tuple(words for item in group for words in item.counts)
    return replace(first, roles=roles, counts=counts, cues=cues, bare=sum(item.bare for item in group))


def _joined(lists: Iterable[tuple[Words, ...]]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(words for one in lists for words in one))


def _who_only(part: Told) -> dict[str, tuple[Words, ...]]:
    return {role: words if role == "who" else () for role, words in part.roles.items()}


def _with_wholes(told: Sequence[Told]) -> list[Told]:
    """Give each subset the last figure of its effect before it (else behind it), each statement its attack."""
    found: list[Told] = []
    for index, item in enumerate(told):
        if item.scope == "subset" and not item.about:
            whole = _whole(told, index)
            found.append(replace(item, about=(whole,)) if whole is not None else replace(item, scope="incident"))
        elif item.effect in ("responsibility", "denial", "confirmation"):
            last = [n for n in range(index) if told[n].scope == "incident" and not told[n].statement]
            found.append(replace(item, about=tuple(last[-1:])))
        else:
            found.append(item)
    return found


def _whole(told: Sequence[Told], index: int) -> int | None:
    part = told[index]
    alike = [
        number
        for number, other in enumerate(told)
        if number != index and other.effect == part.effect and other.scope in ("incident", "total")
    ]
    before = [number for number in alike if number < index]
    here = [number for number in alike if number > index and told[number].paragraph == part.paragraph]
    return before[-1] if before else here[0] if here else None


def _placed(told: Sequence[Told]) -> list[Told]:
    """Carry place and day on to a toll that has none within reach of its words."""
    found: list[Told] = []
    last: Told | None = None
    for item in told:
        if item.statement or item.scope != "incident" or item.reading.labels["cause"] != "conflict":
            found.append(item)
            continue
        if last is not None and item.paragraph - last.paragraph <= REACH:
            roles = dict(item.roles)
            for role in ("at", "on"):
                roles[role] = item.roles[role] or last.roles[role]
            item = replace(item, roles=roles)  # noqa: PLW2901
        last = item
        found.append(item)
    return found


def _mention(report: Report, index: int, item: Told) -> Mention:
    labels, sure = item.reading.labels, item.reading.sure
    anchor = item.reading.anchor
    found = [evidence(report, "count", words) for words in item.counts]
    for role, name in ROLES.items():
        found += [evidence(report, name, words) for words in item.roles[role]]
    if item.statement:
        found.append(evidence(report, "topic", (anchor.start, anchor.end)))
    event = EVENTS.get(labels["event"]) if sure["event"] >= table("reader/settings")["least"]["event"] else None
    kind: Qualifier | None = None
    if labels["count"] in QUALIFIERS and len(item.counts) == 1:
        kind = labels["count"]  # type: ignore[assignment]
    return Mention(
        report_id=report.id,
        index=index,
        language=report.language or "und",
        effect=None if item.statement else item.effect,  # type: ignore[arg-type]
        topic=item.effect if item.statement else None,  # type: ignore[arg-type]
        scope="incident" if item.statement else item.scope,  # type: ignore[arg-type]
        modality=labels["modality"],  # type: ignore[arg-type]
        cause=labels["cause"],  # type: ignore[arg-type]
        event_type=event[0] if event and not item.statement else None,
        sub_event_type=event[1] if event and not item.statement else None,
        evidence=tuple(found),
        about=item.about,
        cues=item.cues,
        bare=item.bare,
        qualifier=kind,
        confidence=round(sure["effect"], 3),
    )
