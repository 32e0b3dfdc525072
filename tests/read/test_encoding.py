import pytest

from tollbook.read.encoding import decode
from tollbook.read.reports import ReadError

NORWEGIAN = "Åtte drepte i Sør-Jemen – «væpnede menn» på flukt."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_what_can_be_told_for_sure(encoding: str) -> None:
    assert decode(NORWEGIAN.encode(encoding))[0] == NORWEGIAN


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Двенадцать солдат погибли в засаде", "cp1251"),
        ("Dwanaście osób zginęło, wśród nich żołnierze, źródła podały", "cp1250"),
        ("Åtte drepte på Sør-Haugen", "mac-roman"),
        ("قتل اثنا عشر جنديا", "cp1256"),
        ("十二人死亡", "gb18030"),
    ],
)
def test_other_encodings_are_refused_and_never_read_wrong(text: str, encoding: str) -> None:
    with pytest.raises(ReadError):
        decode(text.encode(encoding))
    assert decode(text.encode(encoding), encoding)[0] == text  # declared, they are read


def test_declared_but_wrong() -> None:
    with pytest.raises(ReadError, match="not valid utf-8"):
        decode(b"\xe5tte", "utf-8")
    with pytest.raises(ReadError, match="unknown encoding"):
        decode(b"abc", "hex")
    assert decode("åtte".encode(), "iso-8859-1")[0] == "åtte"  # valid UTF-8 is no accident


def test_binary() -> None:
    for data in (b"\x89PNG\r\n\x1a\n\x00\x00", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n\x00", b"PK\x03\x04\x14\x00"):
        with pytest.raises(ReadError):
            decode(data)
