"""Read the words of a place phrase: which names it holds, and what the words around them say.

"the desert east of Homs province" holds one name, Homs, said to be a first-order division, with
the relation "east of". Reading uses the gazetteer to find where names begin and end, and the
words of ``data/places/<language>.toml`` for everything else; it chooses no place yet.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tollbook.normalise.gazetteer import Entry, gazetteer, prominent
from tollbook.normalise.place_keys import fold, unvaried
from tollbook.normalise.place_lookup import SOLID
from tollbook.normalise.place_names import Named, names_in
from tollbook.normalise.place_words import WORD, listed, looked_up, people_of, words, words_of

_ABOUT = {"around": "near", "countryside": "countryside of"}  # words for a kind that say where beside a place
_NAMING = frozenset({"of", "de", "d'", "d’"})  # between a word for a kind and the name of one
_DASHES = ("-", "–", "—", "‑")
_CUT = re.compile(r"^['’ʼ][^\W\d_]+")
_NUMBERED = re.compile(r" (?:\d+|[A-Z])(?= [a-z]|$)")
_HALVES = {
    "east": ("ash Sharqiyah", "ash Sharqi"),
    "west": ("al Gharbiyah", "al Gharbi"),
    "north": ("ash Shamaliyah", "ash Shamali"),
    "south": ("al Janubiyah", "al Janubi"),
}
_SIDES = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})


def read(text: str, language: str) -> tuple[Named, ...]:
    """Return the names in the place phrase `text`, in order, each with what the words say of it."""
    lexicon = words_of(language)
    found = list(names_in(text, language))
    result: list[Named] = []
    free = 0
    for index, named in enumerate(found):
        until = found[index + 1].start if index + 1 < len(found) else len(text)
        lead, tail = text[free : named.start], text[named.end : until]
        numbered = _NUMBERED.match(tail)
        if numbered and not prominent(named.entries):
            end = named.end + numbered.end()
            named = replace(named, text=text[named.start : end], end=end, entries=())  # noqa: PLW2901 - "Tall 900"
            tail = text[end:until]
        after, used = (named.kind, 0) if named.kind else kind_after(tail, lexicon, last=index + 1 == len(found))
        beside, used = _relation_after(tail, used, lexicon)
        free = named.end + used
        before, rest = _kind_before(lead, lexicon)
        kind = after or before or _river(lead, named, lexicon) or _own_kind(named, lexicon)
        relation, side, beyond = _relation(rest, lexicon, typed=before is not None)
        if kind == after is not None and _described(rest, lexicon):
            side = None
        if side and kind == after == "town" and not any(e.population >= SOLID for e in named.entries):
            named, side = replace(named, entries=_halves(named.text, side)), None  # noqa: PLW2901
        about = _ABOUT.get(kind or "")
        if about is not None:
            kind, relation = None, relation or about
        if beside and beside.endswith(" part"):  # "喀布尔西部" lies in Kabul
            side = side or beside.removesuffix(" part")
        elif beside and not (before == "town" and beside.removesuffix(" of") in _SIDES):
            relation = beside
        clitic = lexicon["script"].get("and_clitic")
        joined = bool(result and clitic) and named.text.startswith(str(clitic)) and not lead.strip()
        joined = joined or (
            bool(result) and lead.strip(" '’" if lexicon["after"] else None).lower() in lexicon["lists"]["and"]
        )
        if result and lead.strip() in _DASHES and _two_towns(result[-1], named):
            joined, relation = True, "between"
            result[-1] = replace(result[-1], relation=relation)
        result.append(
            replace(
                named, kind=kind, relation=named.relation or relation, side=side or named.side,
                beyond=beyond, joined=joined, away=_away(rest, lexicon), told=True,
                small=_called_village(lead, tail, lexicon),
            )
        )  # fmt: skip
    shared = _shared_kind(result)
    return _finest_first(shared) if lexicon["script"].get("wide_first") else shared


def _halves(name: str, side: str) -> tuple[Entry, ...]:
    """Return the places that are the eastern (western ...) one of two villages of a name: "Eastern Ghariyah town".

    Arabic names them so ("al-Ghariyah ash-Sharqiyah"); a part of a village is no town of its own.
    """
    forms = (f"{name} {form}" for form in _HALVES.get(side, ()))
    return next((found for form in forms if (found := gazetteer().find(form) or gazetteer().find_loosely(form))), ())


def _two_towns(left: Named, right: Named) -> bool:
    """Tell whether two names may be those of towns of one country: a dash between them stands for the way there."""
    homes = ({e.country for e in named.entries if e.kind == "town"} for named in (left, right))
    return bool(next(homes) & next(homes))


def _called_village(lead: str, tail: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether the word next to a name calls it a village ("the village of X", not "a village near X")."""
    villages, before = lexicon["lists"]["villages"], lead.lower().split()
    if len(before) > 1 and before[-1] in _NAMING:
        before.pop()
    beside = [word.strip(",.'’") for word in (*before[-1:], *tail.lower().split()[:1])]
    return any(word and listed(word, villages, lexicon) for word in beside)


def speaks_of_border(text: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether one of the words of `text` is that for a border."""
    return any(listed(word.low, lexicon["lists"]["borders"], lexicon) for word in words(text, lexicon))


def _own_kind(named: Named, lexicon: dict[str, Any]) -> str | None:
    """Return the kind that the last sign of a name without spaces gives ("伊德利卜省")."""
    if not lexicon["script"].get("unspaced") or not named.entries:
        return None
    kind = lexicon["types"].get(unvaried(named.text[-1]))
    return kind if any(entry.kind == kind for entry in named.entries) else None


def _finest_first(names: tuple[Named, ...]) -> tuple[Named, ...]:
    """Turn the names of a language that names the wider place first, pairs kept ("伊拉克和叙利亚")."""
    groups: list[list[Named]] = []
    for named in names:
        if named.joined and groups:
            groups[-1].append(named)
        else:
            groups.append([named])
    return tuple(named for group in reversed(groups) for named in group)


def _relation_after(tail: str, used: int, lexicon: dict[str, Any]) -> tuple[str | None, int]:
    """Return (relation that the words behind a name give, characters used): "Halep'in doğusundaki", "加奥附近"."""
    if not lexicon["after"]:
        return None, used
    rest = tail[used:]
    if lexicon["script"].get("unspaced"):
        for size in range(min(6, len(rest)), 0, -1):
            if unvaried(rest[:size]) in lexicon["after"]:
                return str(lexicon["after"][unvaried(rest[:size])]), used + size
        return None, used
    lead = re.match(r"(?:['’ʼ][^\W\d_]*)?[ -]+", rest)
    if lead is None:
        return None, used
    parts = list(WORD.finditer(rest, lead.end()))[:3]
    for width in range(len(parts), 0, -1):
        if "," in rest[lead.end() : parts[width - 1].end()]:
            continue
        phrase = " ".join(part.group().replace("İ", "i").lower() for part in parts[:width])
        relation = looked_up(phrase, lexicon["after"], lexicon)
        if relation is not None:
            return str(relation), used + parts[width - 1].end()
    return None, used


def _described(lead: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether a side says where a division lies ("the northeastern Kharkiv region"), not a part of it."""
    parts = lead.lower().split()
    while parts and parts[-1] in lexicon["sides"]:
        parts.pop()
    return bool(parts) and (parts[-1] in lexicon["lists"]["determiners"] or parts[-1].strip("’'") in ("s", ""))


def _away(lead: str, lexicon: dict[str, Any]) -> float | None:
    """Return the kilometres that `lead` gives ("some 160 km north of"), None when it gives none."""
    for number, unit in re.findall(r"(\d+(?:[.,]\d+)?)[ -]?([^\W\d_]+)", lead.lower()):
        if unit in lexicon["units"]:
            return float(number.replace(",", ".")) * float(lexicon["units"][unit])
    return None


def _shared_kind(names: list[Named]) -> tuple[Named, ...]:
    """Give "Homs" in "Homs and Hama provinces" the kind that stands after the last name, and "between" to both."""
    out = list(names)
    for index in range(len(out) - 1, 0, -1):
        here, before = out[index], out[index - 1]
        if here.joined:
            kind, relation = before.kind or here.kind, here.relation or before.relation
            out[index - 1] = replace(before, kind=kind)
            out[index] = replace(here, relation=relation)
    return tuple(out)


def _river(lead: str, named: Named, lexicon: dict[str, Any]) -> str | None:
    """Return "river" for a name with an article that a river bears ("on the Dnipro"; the city has none)."""
    words = lead.lower().split()
    article = bool(words) and words[-1] in lexicon["lists"]["river_articles"]
    return "river" if article and any(entry.kind == "river" for entry in named.entries) else None


def kind_after(tail: str, lexicon: dict[str, Any], *, last: bool) -> tuple[str | None, int]:
    """Return (kind that the first words of `tail` give, characters used): " province was" gives admin1.

    Unless the name is the `last`, " city of " speaks of the next one ("the Gaza city of Rafah").
    """
    if lexicon["script"].get("unspaced"):
        sizes = (n for n in range(min(5, len(tail)), 0, -1) if unvaried(tail[:n]) in lexicon["types"])
        size = next(sizes, 0)
        return (lexicon["types"][unvaried(tail[:size])], size) if size else (None, 0)
    if lexicon["script"].get("cut"):
        tail = _CUT.sub(lambda m: " " * len(m.group()), tail)
    if lexicon["script"].get("types_before"):
        return None, 0
    match = re.match(
        r"(?:(?:['’]s)? +|-"
        + ("|" if lexicon["script"].get("closed") else "")
        + r")((?:[^\W\d_]+(?:-[^\W\d_]+)? ?){1,3})",
        tail,
    )
    if match is None:
        return None, 0
    parts = match.group(1).split()
    for width in range(len(parts), 0, -1):
        phrase = " ".join(parts[:width])
        low = phrase.replace("İ", "i").lower()
        kind = looked_up(low, lexicon["types"], lexicon) or lexicon["compounds"].get(low)
        if kind is not None:
            used = match.start(1) + len(phrase)
            of_next = not last and tail[used:].strip().lower() in lexicon["lists"]["side_joins"]
            return (None, 0) if of_next else (kind, used)
    return None, 0


def _kind_before(lead: str, lexicon: dict[str, Any]) -> tuple[str | None, str]:
    """Return (kind that the last words of `lead` give, the lead without them): "the city of " gives town."""
    parts = lead.split()
    if not parts or "," in lead[len(lead.rstrip()) - 1 :]:
        return None, lead
    ends = len(parts)
    if parts[-1].lower() in lexicon["lists"]["joins"] and ends > 1:
        ends -= 1
        if parts[ends - 1].lower() in lexicon["lists"]["capital_words"]:
            return None, " ".join(parts)
    while lexicon["own"] is not None and ends > 1 and _describes(parts[ends - 1], lexicon):
        ends -= 1  # "l'Etat indien du Bihar", "la provincia siria de Idlib"
    for width in (3, 2, 1):
        phrase = " ".join(parts[max(0, ends - width) : ends]).lower()
        kind = looked_up(phrase, lexicon["types"], lexicon) if width <= ends else None
        if kind is not None and phrase not in lexicon["relations"]:
            return (None, lead) if kind in (*_ABOUT, "coast") else (kind, " ".join(parts[: ends - width]))
    return None, lead


def _describes(word: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether a word behind that for a kind of place only says which country it is of, or what became of it."""
    if word in lexicon["types"] or word in lexicon["relations"]:
        return False
    country = word.islower() and fold(word) in (lexicon["own"] or ())
    return country or word in lexicon["lists"]["adjectives"] or people_of(word, lexicon) is not None


def _relation(lead: str, lexicon: dict[str, Any], *, typed: bool) -> tuple[str | None, str | None, bool]:
    """Return (relation, side, whether open land lies between) that `lead`, the words before a name, gives."""
    parts = [part.strip(",.").lower() for part in lead.split()]
    lists = lexicon["lists"]
    end = len(parts)
    while end and (
        parts[end - 1] in lists["determiners"]
        or parts[end - 1] in lists["adjectives"]
        or parts[end - 1].endswith(lexicon["held"])
        or (typed and lexicon["own"] is None and _loose_adjective(parts[end - 1], lexicon))
    ):
        end -= 1
    beyond = any(lexicon["types"].get(part) == "area" for part in parts[-4:]) and not any(
        lexicon["types"].get(part) == "town" for part in parts
    )
    for width in (5, 4, 3, 2, 1):
        phrase = " ".join(parts[max(0, end - width) : end])
        relation = looked_up(phrase, lexicon["relations"], lexicon) if width <= end else None
        if relation is not None:
            return relation, None, beyond
    sides, at = _sides(parts, end, lexicon)
    if sides and at == end and not typed:
        return None, sides, beyond
    if end and parts[end - 1] in lists["joins"] | lists["side_joins"]:
        sides, at = _sides(parts, end - 1, lexicon)
        if sides and parts[end - 1] in lists["inside"] | lists["side_joins"]:
            return f"{sides} of", None, beyond
        if end > 1 and parts[end - 2] in lists["parts"]:
            return None, _sides(parts, end - 2, lexicon)[0] or None, beyond
    return None, None, beyond


def _loose_adjective(word: str, lexicon: dict[str, Any]) -> bool:
    return word not in lexicon["relations"] and word not in lexicon["lists"]["side_joins"] | lexicon["lists"]["joins"]


def _sides(parts: list[str], end: int, lexicon: dict[str, Any]) -> tuple[str, int]:
    """Return (sides named just before `end`, joined by "and", and where they end)."""
    found: list[str] = []
    at = end
    while at and (parts[at - 1] in lexicon["sides"] or (found and parts[at - 1] in lexicon["lists"]["and"])):
        if parts[at - 1] in lexicon["sides"]:
            found.insert(0, lexicon["sides"][parts[at - 1]])
        at -= 1
    return " and ".join(found), end
