"""A tree of text to lines of a given width; nothing is coloured here and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, chop_cells

Style = Literal["total", "incident", "detail", "quote", "agrees", "disagrees", "heading"]
LEAST_WIDTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One entry of the tree: its line, details that stand under it, and the entries below it."""

    text: str
    style: Style
    details: tuple[tuple[str, Style], ...] = ()
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of output: the branches on the left, then words in one style."""

    branch: str
    text: str
    style: Style


def lines(nodes: Sequence[Node], width: int) -> Iterator[Line]:
    """Yield the lines of `nodes`, one tree after the other, none wider than `width` (24 at least)."""
    for node in nodes:
        if node is not nodes[0]:
            yield Line(branch="", text="", style="detail")
        yield from _entry(node, "", "", max(width, LEAST_WIDTH))


def _entry(node: Node, first: str, rest: str, width: int) -> Iterator[Line]:
    """Yield a node whose first line hangs on `first` and whose other lines on `rest`."""
    stem = rest + ("│  " if node.children else "   ")
    for at, text in enumerate(wrap(node.text, width - cell_len(rest) - 3)):
        yield Line(branch=first if at == 0 else stem, text=text, style=node.style)
    for detail, style in node.details:
        for text in wrap(detail, width - cell_len(stem)):
            yield Line(branch=stem, text=text, style=style)
    for child in node.children:
        final = child is node.children[-1]
        yield from _entry(child, rest + ("└─ " if final else "├─ "), rest + ("   " if final else "│  "), width)


def wrap(text: str, width: int) -> list[str]:
    """Return `text` in lines of at most `width` cells (a wide character takes two), broken at spaces where it can."""
    width = max(width, 8)
    found: list[str] = [""]
    for word in text.split(" "):
        for piece in chop_cells(word, width) or [""]:
            joined = f"{found[-1]} {piece}" if found[-1] else piece
            if cell_len(joined) <= width:
                found[-1] = joined
            else:
                found.append(piece)
    return found
