"""Bytes to text, or an error: never a wrong letter in silence."""

from __future__ import annotations

import codecs
import re

from tollbook.read.reports import ReadError

MARKS = (  # byte order marks; UTF-32's little-endian mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Windows-1252 text of western Europe holds above ASCII. Bytes of other code pages decode to other
# characters ("³", "¿", "†") or to long runs of accented letters, and are refused.
WESTERN = frozenset("æøåäöüéèêëáàâãíìîïóòôõúùûñçßÆØÅÄÖÜÉÈÊËÁÀÂÍÓÔÕÚÑÇœŒ…“”‘’„–—•·°§€£«»´½ª©®\xa0\xad")
RUN = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f]{3,}[^\W\d_]*")  # three accented letters in a row
MOST_ACCENTED = 0.15  # of all letters; Norwegian has about 2 in a hundred, Vietnamese and Cyrillic far more


def decode(data: bytes, charset: str | None = None) -> tuple[str, str]:
    """Return the text of `data` and the encoding it was read in.

    A byte order mark decides, then `charset` (what a server or page declares), then UTF-8, then
    Windows-1252 where the outcome looks like western European text. Raises ReadError otherwise,
    and for data with NUL characters, which is no text.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return _strict(data, name), name
    if charset is not None:
        return _declared(data, charset)
    try:
        return _textual(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return _textual(_western(data)), "windows-1252"


def _declared(data: bytes, charset: str) -> tuple[str, str]:
    try:
        name = codecs.lookup(charset.strip()).name
        "".encode(name)  # refuses codecs such as "hex" that are not of text
    except (LookupError, ValueError):
        raise ReadError(f"unknown encoding {charset[:40]!r}") from None
    # What calls itself ISO 8859-1 or ASCII on the web is Windows-1252 (WHATWG Encoding Standard).
    name = "cp1252" if name in {"iso8859-1", "ascii"} else name
    if name == "cp1252":
        try:
            return _strict(data, "utf-8"), "utf-8"
        except ReadError:
            pass
    return _strict(data, name), name


def _strict(data: bytes, name: str) -> str:
    try:
        return _textual(data.decode(name))
    except UnicodeDecodeError as error:
        raise ReadError(f"not valid {name} (byte {error.start + 1})") from None


def _western(data: bytes) -> str:
    refused = ReadError("not UTF-8 text, and no other encoding is certain: save it as UTF-8")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise refused from None
    above = [character for character in text if character > "\x7f"]
    letters = sum(character.isalpha() for character in text)
    accented = sum(character.isalpha() for character in above)
    if not WESTERN.issuperset(above) or accented > MOST_ACCENTED * letters or RUN.search(text):
        raise refused
    return text


def _textual(text: str) -> str:
    if "\x00" in text:
        raise ReadError("binary, not text")
    return text.removeprefix("\ufeff")
