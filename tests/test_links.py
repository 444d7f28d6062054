"""No page sends its reader astray: every relative link leads to a file, an anchor to a heading."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\((?P<target>[^()\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#{1,6} +(?P<words>.+?) *$", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z]+:", re.IGNORECASE)


def text_of(page: Path) -> str:
    """The page without its code, in which brackets are no links and hashes no headings."""
    return CODE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The names by which GitHub calls the headings of ``page``."""
    shown = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
    text = shown.sub("", page.read_text(encoding="utf-8"))
    words = (match["words"].lower() for match in HEADING.finditer(text))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in words}


def broken(page: Path) -> list[str]:
    """The links of ``page`` that lead nowhere, each with what is missing."""
    missing = []
    for match in LINK.finditer(text_of(page)):
        name, _, anchor = match["target"].partition("#")
        if ELSEWHERE.match(name):
            continue
        target = (page.parent / unquote(name)).resolve() if name else page
        if not target.exists():
            missing.append(f"{match['target']}: no such file")
        elif anchor and unquote(anchor) not in anchors(target):
            missing.append(f"{match['target']}: no such heading")
    return missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """In the checkout as it stands; other sites are not asked."""
    assert broken(page) == []


def test_a_wrong_link_is_found(tmp_path: Path) -> None:
    """A missing file, a missing heading and a picture that is gone; code and other sites pass."""
    page = tmp_path / "page.md"
    page.write_text(
        "# 一份表怎么走 The way\n[ok](#一份表怎么走-the-way) [site](https://example.org/x#y)\n"
        "[gone](gone.md) [heading](page.md#other) ![picture](images/gone.png)\n"
        "`[code](no.md)`\n```\n[code](no.md)\n# other\n```\n",
        encoding="utf-8",
    )
    assert [line.partition(":")[0] for line in broken(page)] == [
        "gone.md",
        "page.md#other",
        "images/gone.png",
    ]
