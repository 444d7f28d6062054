"""Labels around the table: which words name the unit, the year, the goal, an amount."""

import re
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from assistant.domain.quantity import normalise

_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_LEAD = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.]|\d+[、.]|\([一二三四五六七八九十\d]+\)|[★*●])+"
)
_NUMBERED = re.compile(r"(?:子|二级)?项目(?:\d{1,2}|[一二三四五六七八九十]{1,3})")
_PROJECT = frozenset({"project"})
_IN_CELL = re.compile(r"(?P<label>[^:：]{1,20})[:：]\s*(?P<value>\S.*)", re.DOTALL)


@lru_cache(maxsize=1024)
def plain_label(text: str) -> str:
    """``text`` as labels are compared: blanks, brackets, numbering and colons dropped."""
    plain = re.sub(r"\s", "", normalise(text))
    plain = _LEAD.sub("", plain).replace("其中:", "其中")
    return (_BRACKET.sub("", plain) or plain.strip("()[]")).strip(":;,。、")


@lru_cache(maxsize=1024)
def kinds_of(text: str) -> frozenset[str]:
    """Every kind of label that a whole cell can be; funding labels as ``funding.total``."""
    if len(text) > 40:
        return frozenset()
    plain = plain_label(text)
    return _PROJECT if _NUMBERED.fullmatch(plain) else _kinds().get(plain, frozenset())


def is_kind(text: str, kind: str) -> bool:
    """Whether a whole cell is a label of ``kind``."""
    return kind in kinds_of(text)


def split_label(text: str) -> tuple[str, str] | None:
    """``项目名称：某某项目`` in one cell or line as label and content, if the label is known."""
    match = _IN_CELL.match(text)
    if match is None or not kinds_of(match["label"]):
        return None
    return match["label"], match["value"].strip()


@cache
def _kinds() -> dict[str, frozenset[str]]:
    raw = yaml.safe_load(
        (files("assistant.intake") / "terms" / "labels.yaml").read_text(encoding="utf-8")
    )
    funding = {f"funding.{name}": words for name, words in raw.pop("funding").items()}
    found: dict[str, set[str]] = {}
    for kind, words in {**raw, **funding}.items():
        for word in words:
            found.setdefault(word, set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}
