"""Ask the library: indicators for a task, families for an activity, the sector of a unit."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from assistant.library.entries import Entry, Family, full_level2
from assistant.library.index import FamilyMatch, own_share, sector_scores, the_index
from assistant.library.load import all_families, all_sectors
from assistant.messages import Language, Message

_BECAUSE = Message(zh="因为任务中提到{words}", en="because the task says {words}")

_SAME_SECTOR, _OTHER_SECTOR = 1.3, 0.7
_MIN_SECTOR = 4.0
"""Score below which nothing is said about a unit's sector."""
_WEAK = 0.35
"""Share of the best family's score below which others are noise."""


class Match(NamedTuple):
    """An entry that a task calls for.

    Attributes:
        entry: the entry.
        score: how strongly; comparable within one query.
        why: the words of the task that say so, the strongest first.
    """

    entry: Entry
    score: float
    why: tuple[str, ...]

    def reason(self, language: Language = Language.CHINESE) -> str:
        """``why`` as a sentence for the user."""
        return because(self.why, language)


def because(why: tuple[str, ...], language: Language = Language.CHINESE) -> str:
    """The words that matched, as a sentence for the user (因为任务中提到“培训”)."""
    quotes = "“{}”" if language is Language.CHINESE else "'{}'"
    joint = "、" if language is Language.CHINESE else ", "
    return _BECAUSE.text(language, words=joint.join(quotes.format(word) for word in why))


def search_families(
    text: str, *, limit: int = 3, sector: str | None = None
) -> tuple[FamilyMatch, ...]:
    """The activities that ``text`` speaks of, best first; empty where it speaks of none we know.

    Args:
        text: a task or a part of one.
        limit: how many families at most.
        sector: the unit's sector, if known: its families are preferred, those of others are
            held back unless the text is explicit, those of shared sectors are left as they are.
    """
    found = list(_ask(text))
    if sector is not None:
        found = [match._replace(score=match.score * _bias(match, sector)) for match in found]
        found.sort(key=lambda match: -match.score)
    if not found:
        return ()
    floor = _WEAK * found[0].score
    return tuple(match for match in found[:limit] if match.score >= floor)


@lru_cache(maxsize=256)
def _ask(text: str) -> tuple[FamilyMatch, ...]:
    # The drafter asks several times for one task: by class, by family, for alternatives.
    return tuple(the_index().ask(text))


def _bias(match: FamilyMatch, sector: str) -> float:
    if match.family.sector == sector:
        return _SAME_SECTOR
    return 1.0 if match.family.sector in _shared() else _OTHER_SECTOR


@lru_cache(maxsize=1)
def _shared() -> frozenset[str]:
    return frozenset(sector.name for sector in all_sectors() if sector.shared)


def search(
    text: str, *, limit: int = 5, level2: str | None = None, sector: str | None = None
) -> tuple[Match, ...]:
    """The entries that ``text`` calls for, best first; empty rather than nonsense.

    Args:
        text: a task or a part of one.
        limit: how many entries at most.
        level2: only rows of this class (``数量指标`` or ``数量``).
        sector: the unit's sector, if known (see `search_families`).

    Raises:
        KeyError: ``level2`` is no class of the form.
    """
    wanted = full_level2(level2) if level2 else None
    matches = [
        Match(entry, round(found.score * own_share(entry, text), 3), found.why)
        for found in search_families(text, limit=8, sector=sector)
        for entry in found.family.entries
        if wanted in (None, entry.level2)
    ]
    matches.sort(key=lambda match: -match.score)
    return tuple(matches[:limit])


@lru_cache(maxsize=1)
def _by_activity() -> dict[str, Family]:
    return {family.activity: family for family in all_families()}


def family(activity: str) -> Family:
    """The family of this name.

    Raises:
        KeyError: there is no such activity.
    """
    return _by_activity()[activity]


@lru_cache(maxsize=1)
def _by_id() -> dict[str, Entry]:
    return {entry.id: entry for found in all_families() for entry in found.entries}


def entry(entry_id: str) -> Entry:
    """The entry with this id, as provenance names it.

    Raises:
        KeyError: there is no such entry.
    """
    return _by_id()[entry_id]


def guess_sector(texts: Iterable[str]) -> str | None:
    """The sector that a unit's name, tasks and goal speak of, or None where it is unclear."""
    scores = sector_scores(texts)
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] >= _MIN_SECTOR else None
