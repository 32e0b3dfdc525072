"""The rules that pages show beside codes are those of docs/CODEBOOKS.md, and every column has one."""

import re
from pathlib import Path

import pytest

from tollbook.data import table
from tollbook.export import acled, ged

DOCUMENT = (Path(__file__).parents[2] / "docs" / "CODEBOOKS.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "columns"), [("UCDP GED", ged.COLUMNS), ("ACLED", acled.COLUMNS)])
def test_the_rules_are_those_of_the_document(name: str, columns: tuple[str, ...]) -> None:
    section = re.search(rf"^## {name} .*?(?=^## |\Z)", DOCUMENT, re.M | re.S)
    assert section
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", section[0], re.M)
    written = {column: rule for named, rule in rows for column in re.findall(r"`(\w+)`", named)}
    assert table("codebooks/rules")[name] == written
    assert set(columns) == set(written)
