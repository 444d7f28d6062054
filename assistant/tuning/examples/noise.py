"""What scanning, copying and pasting do to a text; numbers stay readable."""

import re
from collections.abc import Callable
from random import Random

from assistant.tuning.examples.words import wording

_FULL = str.maketrans("0123456789%,", "０１２３４５６７８９％，")
_DIGIT = re.compile(r"\d")


def _full_width(rng: Random, text: str) -> str:
    return text.translate(_FULL)


def _half_width_marks(rng: Random, text: str) -> str:
    return text.replace("，", ",").replace("；", ";").replace("。", ".")


def _broken_line(rng: Random, text: str) -> str:
    """A line break at a mark: inside a word, intake has already mended it."""
    places = [match.end() for match in re.finditer("[，；。]", text)][:-1]
    if not places:
        return text
    place = rng.choice(places)
    return f"{text[:place]}\n{text[place:]}"


def _blanks(rng: Random, text: str) -> str:
    """A blank before a number, as scanned tables have it."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)", lambda _: rng.choice(("", " ")), text)


def _page_mark(rng: Random, text: str) -> str:
    return f"{text}\n— {rng.randint(2, 30)} —"


def _confused(rng: Random, text: str) -> str:
    """One character read as one that looks like it, never in a clause with a number."""
    pairs = wording().confused
    clauses = re.split(r"([，；。、])", text)
    places = [
        place
        for place, clause in enumerate(clauses)
        if not _DIGIT.search(clause) and any(char in pairs for char in clause)
    ]
    if not places:
        return text
    place = rng.choice(places)
    char = next(char for char in clauses[place] if char in pairs)
    clauses[place] = clauses[place].replace(char, pairs[char], 1)
    return "".join(clauses)


def _no_marks_at_end(rng: Random, text: str) -> str:
    return text.rstrip("。；，")


_NOISE: tuple[Callable[[Random, str], str], ...] = (
    _full_width,
    _half_width_marks,
    _broken_line,
    _blanks,
    _page_mark,
    _confused,
    _no_marks_at_end,
)


def spoil(rng: Random, text: str) -> str:
    """``text`` as a scan or a paste would give it."""
    for change in rng.sample(_NOISE, rng.choice((1, 1, 2))):
        text = change(rng, text)
    return text
