"""Who is cited: "the Observatory said", "according to two officials", "opplyser den London-baserte eksilgruppen"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tollbook.extract.rules.lexicon import Hit, Lexicon
from tollbook.extract.rules.text import Token
from tollbook.extract.rules.times import TimeMatch

LONGEST_SOURCE = 14  # tokens; longer runs beside "said" are no name of a source


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The words for who is cited; `cue` is where "said" or "according to" stands, `claiming` whether it doubts."""

    start: int
    end: int
    cue_start: int
    cue_end: int
    claiming: bool


def sources(text: str, words: Sequence[Token], times: Sequence[TimeMatch], lexicon: Lexicon) -> list[Source]:
    """Return the sources of one sentence, in text order."""
    if not words:
        return []
    start, end = words[0].start, words[-1].end
    found: list[Source] = []
    for hit in lexicon.phrases("attribution", "before").find(text, start, end):
        found += _source(hit, _right(hit, words, times, lexicon), lexicon)
    for hit in lexicon.phrases("attribution", "verbs").find(text, start, end):
        left = _left(hit, words, times, lexicon)
        right = [] if left or not _may_invert(hit, words, times, lexicon) else _right(hit, words, times, lexicon)
        found += _source(hit, left or right, lexicon)
    unique: list[Source] = []
    for source in sorted(found, key=lambda source: (source.start, source.end)):
        if not unique or source.start >= unique[-1].end:
            unique.append(source)
    return unique


def _may_invert(hit: Hit, words: Sequence[Token], times: Sequence[TimeMatch], lexicon: Lexicon) -> bool:
    """Tell whether the subject may stand behind the verb: after a quotation or comma, or what opens the clause."""
    before = [token for token in words if token.end <= hit.start]
    if not before or before[-1].text in ',"”»“–—-:' or _timed(before[-1], times):
        return True
    opener = next((token for token in reversed(before) if token.text in ",;:" or token is before[0]), before[0])
    return opener.low in lexicon.words("grammar", "at") and len(before) <= 6


def _source(hit: Hit, run: Sequence[Token], lexicon: Lexicon) -> list[Source]:
    if not run:
        return []
    claiming = lexicon.phrases("attribution", "claiming").match(hit.low)
    cuts = [index for index, token in enumerate(run) if token.low in lexicon.words("grammar", "and")]
    cuts = [index for index in cuts if not _inside_name(run, index, lexicon)]
    names = [run[start + 1 : end] for start, end in zip([-1, *cuts], [*cuts, len(run)], strict=True)]
    return [
        Source(start=name[0].start, end=name[-1].end, cue_start=hit.start, cue_end=hit.end, claiming=claiming)
        for name in names
        if name
    ]


def _inside_name(run: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Tell whether "and" belongs to one name ("Ministry of Health and Population", "Support of Islam and Muslims")."""
    capitals = 0 < index < len(run) - 1 and run[index - 1].capital and run[index + 1].capital
    return capitals and index > 1 and run[index - 2].low in lexicon.words("grammar", "partitive_opening")


def _timed(token: Token, times: Sequence[TimeMatch]) -> bool:
    return any(time.start <= token.start < time.end for time in times)


def _left(hit: Hit, words: Sequence[Token], times: Sequence[TimeMatch], lexicon: Lexicon) -> list[Token]:
    """Return the subject before "said": back to a comma, a quotation mark or the start of the clause."""
    run: list[Token] = []
    joins = lexicon.words("grammar", "and")
    adverbs = lexicon.words("attribution", "adverbs")
    stops = lexicon.words("grammar", "clause")
    before = _without_aside([token for token in words if token.end <= hit.start], lexicon)
    for position in range(len(before) - 1, -1, -1):
        token = before[position]
        if token.low in joins and not _two_sources(before[:position], lexicon):
            return run or _subject(before[:position], lexicon)
        if not run and token.low in lexicon.words("grammar", "split"):  # "has given no toll, but said"
            return _main_subject(before[:position], lexicon)
        if not run and (token.low in adverbs or _timed(token, times)):
            continue
        if token.text == "," and not run:
            if lexicon.phrases("grammar", "participle").match(hit.low):  # "claimed the attack, saying ..."
                return _main_subject(before[:position], lexicon)
            return _before_apposition(before[:position], lexicon)
        if token.text in "()" and position > 1 and _bracketed(before, position):
            run.insert(0, token)  # "the People's Defence Force (PDF) said"
            continue
        if token.text in ',:;–—-"”“»«()' or token.low in stops or _timed(token, times):
            break
        run.insert(0, token)
        if len(run) > LONGEST_SOURCE:
            return []
    return _noun_phrase(run, lexicon)


def _without_aside(before: list[Token], lexicon: Lexicon) -> list[Token]:
    """Drop a word in commas between a subject and its "said" (", meanwhile,", ", for its part,")."""
    if not before or before[-1].text != ",":
        return before
    comma = next((index for index in range(len(before) - 2, -1, -1) if before[index].text == ","), None)
    if comma is None:
        return before
    words = " ".join(token.low for token in before[comma + 1 : -1])
    return before[:comma] if lexicon.phrases("attribution", "asides").match(words) else before


def _bracketed(before: Sequence[Token], position: int) -> bool:
    """Tell whether a bracket holds one short name behind the words of a source."""
    near = [token.text for token in before[max(0, position - 2) : position + 3]]
    return "(" in near and ")" in near


def _before_apposition(before: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Return the source before a name in commas ("the chairman of the association, F. Mallo, told ...")."""
    comma = next((index for index in range(len(before) - 1, -1, -1) if before[index].text == ","), None)
    if comma is None or not 1 <= len(before) - comma - 1 <= 8 or not before[comma + 1].capital:
        return []
    run: list[Token] = []
    for token in reversed(before[:comma]):
        if not token.word or token.low in lexicon.words("grammar", "clause") | lexicon.words("grammar", "and"):
            break
        run.insert(0, token)
    return _noun_phrase(run, lexicon) if len(run) <= LONGEST_SOURCE else []


def _subject(before: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Return the name that opens a clause ("M23 denies it and says ..."): up to its first ordinary word."""
    starts = [
        index for index, token in enumerate(before) if not token.word or token.low in lexicon.words("grammar", "clause")
    ]
    clause = before[starts[-1] + 1 :] if starts else before
    run: list[Token] = []
    for token in clause[:6]:
        small = token.low in lexicon.words("grammar", "articles") | lexicon.words("grammar", "groups")
        if not token.capital and not small:
            break
        run.append(token)
    return run if any(token.capital for token in run[1:]) or len(run) > 1 or (run and run[0].text.isupper()) else []


def _main_subject(before: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Return the words that open a sentence, up to its first verb: who goes on speaking behind a comma."""
    verbs = lexicon.words("verbs", "attack") | lexicon.words("grammar", "passive") | lexicon.words("grammar", "perfect")
    text = " ".join(token.low for token in before)
    keys = (("attribution", "verbs"), ("topics", "responsibility"), ("topics", "denial"))
    told = [hit.start for section, key in keys for hit in lexicon.phrases(section, key).find(text, 0, len(text))]
    run: list[Token] = []
    at = 0
    for token in before:
        if at in told or token.low in verbs or not (token.word or token.text in "-()'’"):
            break
        run.append(token)
        at += len(token.low) + 1
    named = any(token.capital for token in run[1:]) or (len(run) == 1 and run[0].capital)
    return _noun_phrase(run, lexicon) if len(run) <= LONGEST_SOURCE and (named or len(run) <= 4) else []


def _two_sources(before: Sequence[Token], lexicon: Lexicon) -> bool:
    """Tell whether what stands before "and" is a second source ("police and residents said"), not a clause."""
    run: list[Token] = []
    for token in reversed(before):
        if not token.word or token.low in lexicon.words("grammar", "clause"):
            break
        run.append(token)
    verbs = lexicon.words("verbs", "attack") | lexicon.words("grammar", "passive") | lexicon.words("grammar", "perfect")
    harmed = any(lexicon.triggers(token.text, 0, len(token.text)) for token in run)
    return 0 < len(run) <= 5 and not harmed and not any(token.low in verbs for token in run)


def _right(hit: Hit, words: Sequence[Token], times: Sequence[TimeMatch], lexicon: Lexicon) -> list[Token]:
    """Return the noun phrase behind "according to" or an inverted "opplyser": up to a comma, a time, a verb."""
    run: list[Token] = []
    ends = lexicon.words("attribution", "ends")
    closing = lexicon.words("grammar", "perfect") | lexicon.words("grammar", "passive")
    after = [token for token in words if token.start >= hit.end]
    for position, token in enumerate(after):
        apposition = token.text == "," and bool(run) and _apposition(run, after[position + 1 :])
        if token.text == "(" or (run and run[-1].text == "(") or (token.text == ")" and run):
            run.append(token)
            continue
        if apposition:
            run.append(token)
            continue
        if not (token.word or token.text in "-’'") or _timed(token, times):
            break
        if token.low in ends or token.low in closing:
            break
        if lexicon.triggers(token.text, 0, len(token.text)):
            break
        run.append(token)
        if len(run) > LONGEST_SOURCE:
            return []
    while run and not run[-1].word and run[-1].text != ")":
        run.pop()
    return _noun_phrase(run, lexicon)


def _apposition(run: Sequence[Token], after: Sequence[Token]) -> bool:
    """Tell whether ", Liwa al-Quds," renames a source that has no name of its own ("militsen")."""
    if any(token.capital for token in run) or "," in {token.text for token in run}:
        return False
    close = next((index for index, token in enumerate(after[:7]) if token.text == ","), None)
    return close is not None and close > 0 and after[0].capital


def _noun_phrase(run: list[Token], lexicon: Lexicon) -> list[Token]:
    """Drop leading adverbs; a run that nobody can be ("no figures", "two of") is none."""
    if run and run[0].low in lexicon.words("grammar", "negation"):
        return []
    openers = lexicon.words("grammar", "stop") - lexicon.words("grammar", "pronouns")
    while run and (run[0].low in openers or run[0].text in "()"):
        run = run[1:]
    return run if any(token.word for token in run) else []
