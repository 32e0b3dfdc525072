"""The vocabulary of Tollbook: frozen records, and nothing that acts on them.

Every record is immutable, slotted, keyword-only and picklable. Unknown is ``None`` or a range,
never a guess. Ids are content hashes (`content_id`), so the same input has the same id anywhere.
The words are those of DESIGN: a *claim* is one statement in one report, an *incident* is what
happened, once; an *outlet* publishes, an *origin* is cited.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Effect = Literal[
    "killed",
    "wounded",
    "casualties",  # killed or wounded, the report does not say which
    "captured",
    "arrested",
    "abducted",
    "missing",
    "displaced",
    "besieged",
]
Topic = Literal[  # what a claim without people harmed is about
    "responsibility",  # somebody says: we did it
    "denial",  # somebody says: we did not
    "confirmation",  # a second party confirms an event, not its toll
    "territory",  # a place taken or lost
    "control",  # who holds a place, or which share of one
    "ceasefire",
    "talks",
    "record",  # "the highest toll since ..."
    "designation",  # who lists whom as terrorist
    "warning",
]
Cause = Literal["conflict", "crime", "accident", "disaster", "other"]
Scope = Literal["incident", "subset", "total", "cumulative"]
Modality = Literal["reported", "claimed", "suspected", "denied", "planned"]
Qualifier = Literal[
    "exact",
    "at_least",
    "more_than",
    "about",
    "nearly",
    "up_to",
    "fewer_than",
    "between",
    "several",
    "tens",
    "dozens",
    "hundreds",
    "thousands",
]
VictimClass = Literal["combatant", "civilian", "mixed", "unknown"]
ActorKind = Literal[
    "government",  # a state and its forces
    "armed-group",
    "militia",
    "monitor",  # counts the dead: SOHR, Airwars, UN human rights office
    "organisation",  # parties, aid agencies, international bodies
    "outlet",  # a press agency or paper, when it is cited
    "coalition",
    "civilians",
    "person",
]
Role = Literal[
    "count",
    "effect",
    "victims",
    "perpetrator",
    "weapon",
    "place",
    "time",
    "attribution",
    "scope",
    "cause",
    "event",
    "topic",
]
Cue = Literal[  # words of a report that tell how its figures hang together
    "total",  # "in all", "a total of", "combined"
    "another",  # "another eight", "five more": apart from a figure named before
    "of_these",  # "among them", "including": part of a figure named before
    "plural_events",  # "in attacks", "in two bombings": a whole of several events
    "rising",  # "the toll rose to", "has climbed to": replaces an earlier figure
    "since",  # "since Thursday": runs over a period
    "running",  # "since 2011", "so far this year": a running toll
    "single",  # "the driver was killed": one person, without a number
    "definite",  # "the soldier", "the 35": speaks again of people named before
    "earlier",  # "had reported 28 before": a figure that the report itself replaces
    "historical",  # "in 2014", "three years ago", "anniversary"
]
Verdict = Literal["same", "different", "unsure"]
Field = Literal[  # what a review may correct of a claim
    "effect",
    "count",
    "scope",
    "modality",
    "cause",
    "event_type",
    "sub_event_type",
    "place",
    "period",
    "victims",
    "perpetrator",
]
SumVerdict = Literal["agrees", "disagrees", "incomplete"]


def content_id(*parts: object) -> str:
    """Return the content hash of `parts` as 16 hexadecimal digits (64 bits).

    Parts must be JSON values; the order counts. Two ids of a ledger of a million records collide
    with a chance of about 3 in 10^8.
    """
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article as read. `language` is a BCP 47 tag, `published` a day or None, never today."""

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters of one report: ``report.text[start:end] == quote``, always."""

    report_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The part a span plays in a claim."""

    role: Role
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What an extractor hands over: words and their roles, nothing resolved yet.

    `index` numbers the mentions of one report from 0 in text order; `about` names, by index, the
    mentions that this one speaks of (the whole of a subset, the attack that is claimed). A role
    may have several spans: the first is what the claim itself says, later ones are what the report
    says elsewhere of the same thing ("they" ... "Daesh militants").
    """

    report_id: str
    index: int
    language: str
    effect: Effect | None
    topic: Topic | None = None
    scope: Scope = "incident"
    modality: Modality = "reported"
    cause: Cause = "conflict"
    event_type: str | None = None
    sub_event_type: str | None = None
    evidence: tuple[Evidence, ...] = ()
    about: tuple[int, ...] = ()
    cues: tuple[Cue, ...] = ()
    events: int | None = None  # "in two attacks": how many events the whole is made of
    bare: int = 0  # people told without a number, to be added to the counts: "a priest", "جنديان" (two in one word)
    qualifier: Qualifier | None = None  # a bound that is told apart from the number ("12 soldiers at the least")
    confidence: float | None = None

    def spans(self, role: Role) -> tuple[Span, ...]:
        """Return the spans that play `role`, in the extractor's order."""
        return tuple(item.span for item in self.evidence if item.role == role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of people as reported; None where a side is open.

    "At least 26" is low 26, best 26, high None. "Nearly 60" is low None, best 60, high 60.
    """

    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier = "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days, inclusive; `precision` is UCDP date_prec (1 day, 2 to six days, 3 week, 4 month, 5 year).

    `start` or `end` is None where that side is open or unknown. `reason` names the words and the anchor.
    """

    start: date | None
    end: date | None
    precision: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere, no finer than the report says.

    `precision` is UCDP where_prec: 1 exact, 2 within about 25 km, 3 second-order division,
    4 first-order division, 5 vague or larger, 6 country, 7 sea or air. `country` is ISO 3166-1
    alpha-2. Latitude and longitude are WGS 84 degrees of the named thing (a point for it, not a
    claim that the event was there; `relation` says "south of", "outside", ...). A name that no
    gazetteer has keeps its `text` with `id` None and the parent that is known.
    """

    text: str
    id: str | None = None
    name: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: int | None = None
    relation: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An entry of the registry: `id` is a slug, `names` maps a BCP 47 tag to spellings, best first."""

    id: str
    kind: ActorKind
    names: tuple[tuple[str, tuple[str, ...]], ...]
    parent: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Victims or perpetrators in the report's own words, with the registry's id where one is sure."""

    text: str
    actor: str | None = None
    victim_class: VictimClass | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who is cited, in the report's words; `origin` is the registry id, or a slug of the words."""

    text: str
    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Superlative:
    """What a claim of topic "record" compares. Whose dead and where are the claim's own `victims` and `place`.

    `since` are the days in which the time looked back on began where `opens` ("since March"), else that time itself
    ("this year"); None where the words do not say or cannot be resolved, and `bounded` tells which. `alone`: it is
    the highest, not one of several.
    """

    effect: Effect
    since: Period | None = None
    opens: bool = False
    bounded: bool = False
    alone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement in one report, resolved as far as the report allows."""

    id: str
    report_id: str
    language: str
    effect: Effect | None
    topic: Topic | None = None
    count: Count | None = None
    victims: Party | None = None
    perpetrator: Party | None = None
    weapon: str | None = None
    place: Place | None = None
    period: Period | None = None
    attribution: tuple[Attribution, ...] = ()
    scope: Scope = "incident"
    modality: Modality = "reported"
    cause: Cause = "conflict"
    event_type: str | None = None
    sub_event_type: str | None = None
    evidence: tuple[Evidence, ...] = ()
    about: tuple[str, ...] = ()  # ids of the claims of this report that this one speaks of
    cues: tuple[Cue, ...] = ()
    events: int | None = None
    superlative: Superlative | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One named comparison: its score (a weight of evidence; above 0 speaks for "same") and why."""

    name: str
    score: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two claims (`left` < `right`) and whether they speak of the same event."""

    left: str
    right: str
    verdict: Verdict
    score: float
    reasons: tuple[Reason, ...] = ()
    decided_by: str = "tollbook"  # or the reviewer's name


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    """The value of one field of a claim, under the attribute of its kind; all of them None where it is unknown."""

    field: Field
    word: str | None = None  # effect, scope, modality, cause, event_type, sub_event_type
    count: Count | None = None
    place: Place | None = None
    period: Period | None = None
    party: Party | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A finding of `check` as a reviewer saw it; its id hashes what it is about, so that it is another when that is."""

    id: str
    kind: str
    line: str
    incident: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One human decision, numbered in the order it was made.

    `action` "same", "different" or "unsure" joins or parts two claims; "split" takes one claim off
    its incident; "hide" takes a false claim out of everything; "correct" gives one field of a claim another
    `value` (`was` is what the reviewer saw there); "seen" says that a `finding` was looked at and stands, and changes
    nothing else; "undo" takes back the review whose number `undoes` names.
    """

    number: int
    action: Literal["same", "different", "unsure", "split", "hide", "correct", "seen", "undo"]
    claims: tuple[str, ...] = ()
    undoes: int | None = None
    value: FieldValue | None = None
    was: FieldValue | None = None
    finding: Noted | None = None
    why: str | None = None
    who: str | None = None
    when: str | None = None  # ISO 8601, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A claim that a review took out of everything, or that is part of such a claim ("four of them officers")."""

    claim: Claim
    review: Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One field of a claim that counts as `review` has it; `as_read` is what the report was read to say."""

    claim: str
    as_read: FieldValue
    review: Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """A decision in force that changes nothing any more, and why."""

    review: Review
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A figure as it was known at the end of a day (None: reports without a date)."""

    as_of: date | None
    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One effect of one incident over all its claims; `rule` names why best is best."""

    effect: Effect
    low: int | None
    best: int | None
    high: int | None
    claims: tuple[str, ...]
    origins: tuple[str, ...]
    history: tuple[Revision, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """People already counted in a figure of the same incident ("four officers among them")."""

    effect: Effect
    low: int | None
    best: int | None
    high: int | None
    who: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SumCheck:
    """A stated total beside the sum of its parts, bounds included."""

    effect: Effect
    stated: Count
    parts: Count
    verdict: SumVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One of several values that reports give for the same thing, and the claims that give it."""

    value: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Readings that cannot all be true. `about`: place, count, period, perpetrator, victims, sum."""

    about: str
    values: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideDeaths:
    """The dead of one side of an incident (UCDP deaths_a, deaths_b, deaths_civilians, deaths_unknown).

    `actors` are the side's ids or names, A before B as UCDP orders them; `rule` names why these are its dead.
    """

    side: Literal["a", "b", "civilians", "unknown"]
    actors: tuple[str, ...]
    low: int | None
    best: int
    high: int | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    """How well an incident is attested (levels: `reconcile.corroboration`, after Every Casualty).

    `independent` origins are cited in `texts` texts that are no copies of each other; `coherent`: nothing told of it
    contradicts; `direct`: an origin can know by itself (the side that lost the people, or a monitor).
    """

    level: Literal["contested", "corroborated", "single-direct", "single-indirect", "uncited"]
    independent: int
    texts: int
    coherent: bool
    direct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What happened, once (`kind` incident), or a stated whole of several incidents (`kind` total)."""

    id: str
    kind: Literal["incident", "total"]
    claims: tuple[str, ...]
    cause: Cause = "conflict"
    event_type: str | None = None
    sub_event_type: str | None = None
    part_of: str | None = None
    parts: tuple[str, ...] = ()
    period: Period | None = None
    place: Place | None = None
    perpetrators: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    sums: tuple[SumCheck, ...] = ()
    subsets: tuple[Subset, ...] = ()
    reports: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    confirmed_by: tuple[str, ...] = ()
    responsibility_claimed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    corroboration: Corroboration | None = None
    deaths: tuple[SideDeaths, ...] = ()  # () where nobody died, and where the toll has no best number to divide


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCheck:
    """A claim of topic "record" held against the ledger: the incident it speaks of, and those it was compared with."""

    claim: str
    verdict: Literal["supported", "contradicted", "not enough in the ledger"]
    why: str
    incident: str | None = None
    compared: tuple[str, ...] = ()  # the highest tolls first


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The published ledger: everything that `show` and `export` need, rebuilt from the facts."""

    reports: Sequence[Report]
    claims: Sequence[Claim]
    links: Sequence[Link]
    incidents: Sequence[Incident]
    background: Sequence[Claim]  # running tolls and old events
    statements: Sequence[Claim]  # effect None, and figures that are no toll of an incident
    set_aside: Sequence[Claim]  # read, and not conflict harm
    redirects: tuple[tuple[str, str], ...] = ()  # (old incident id, id that holds it now)
    hidden: Sequence[Hidden] = ()  # not among `claims`
    corrections: Sequence[Correction] = ()  # `claims` hold the corrected values
    lapsed: Sequence[Lapsed] = ()
    record_checks: Sequence[RecordCheck] = ()
    reviews: Sequence[Review] = ()  # all that were made, those taken back and the undoing too
    causes: tuple[Cause, ...] = ("conflict",)  # which harm is counted
    as_of: date | None = None  # the day whose knowledge this is; None: all that is known
