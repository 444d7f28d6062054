"""Which families a task calls for, and because of which of its words.

Two signals add up. The activity words of a family, kept by people in the sector files, are looked
for literally: they are what a reader would point at. Behind them stands BM25 over character pairs,
which needs no word segmentation and still finds a family when a task puts its work in words that
nobody listed. Both weigh a pair by how few families use it, so that 培训 says little and 接种 much.

The formula is Okapi BM25 in its usual constants, written out here in twenty lines: the packages
that hold it bring numpy, whose import alone takes longer than all queries of a draft.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from assistant.library.entries import Entry, Family, squeeze
from assistant.library.load import all_families, all_sectors

_SENTENCE = re.compile(r"[。；;！!？?\n\r]+")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_UNIT_NAME = re.compile(
    r"[^，,。；;：:]{1,30}(?:局|委|办|厅|部|院|校|学|园|所|室|站|馆|队|会|社|场|处|中心|政府|公司|本级|机关)"
)
_NAME_SAYS = 4
_K1, _B = 1.2, 0.75
_DIMINISH = 0.6
"""Each further word of a family adds this share of what the one before it could."""
_PAIRS_SHARE = 0.2
"""Weight of BM25 beside the activity words."""
_LONGEST = 4000
"""Characters of a query that are read: a task, not a report, calls for indicators."""

MIN_WORDS = 3.2
"""Score of activity words below which a family is not offered for them."""
MIN_PAIRS = 15.0
"""BM25 score from which a family is offered without any activity word."""


class FamilyMatch(NamedTuple):
    """A family that a text calls for.

    Attributes:
        family: the family.
        score: how strongly; comparable within one query.
        why: the words of the text that say so, the strongest first.
    """

    family: Family
    score: float
    why: tuple[str, ...]


class _Word(NamedTuple):
    parts: tuple[str, ...]
    weight: float

    @property
    def shown(self) -> str:
        return "…".join(self.parts)


def pairs(text: str) -> list[str]:
    """The character pairs of every run of Chinese characters in ``text``."""
    return [run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)]


def plain(text: str) -> str:
    """``text`` as it is compared: half-width, lower case, without blanks inside a line."""
    lines = unicodedata.normalize("NFKC", text[:_LONGEST]).lower().splitlines()
    return "\n".join(squeeze(line) for line in lines)


class Index:
    """Every family, ready to be asked."""

    def __init__(self, families: tuple[Family, ...]) -> None:
        """Count the character pairs of each family's words and names."""
        self.families = families
        documents = [Counter(pairs("|".join(_texts(family)))) for family in families]
        total = len(documents)
        seen = Counter(pair for document in documents for pair in document)
        self._idf = {
            pair: math.log(1 + (total - count + 0.5) / (count + 0.5))
            for pair, count in seen.items()
        }
        self._unseen = math.log(1 + (total + 0.5) / 0.5)
        mean = sum(map(Counter.total, documents)) / max(total, 1)
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for number, document in enumerate(documents):
            norm = _K1 * (1 - _B + _B * document.total() / mean)
            for pair, count in document.items():
                share = self._idf[pair] * count * (_K1 + 1) / (count + norm)
                self._postings.setdefault(pair, []).append((number, share))
        self._words: dict[str, list[tuple[int, _Word]]] = {}
        for number, family in enumerate(families):
            for word in map(self._word, dict.fromkeys((family.activity, *family.words))):
                self._words.setdefault(word.parts[0], []).append((number, word))

    def information(self, word: str) -> float:
        """How much it says that a text holds ``word``: rare pairs say more."""
        found = [self._idf.get(pair, self._unseen) for pair in pairs(word)]
        return max(found, default=0.0) + 0.5 * (sum(found) - max(found, default=0.0))

    def _word(self, word: str) -> _Word:
        parts = tuple(plain(word).split("+"))
        return _Word(parts, sum(self.information(part) for part in parts))

    def ask(self, text: str) -> list[FamilyMatch]:
        """The families that ``text`` calls for, best first; none rather than nonsense."""
        compared = plain(text)
        sentences = [part for part in _SENTENCE.split(compared) if part]
        if not sentences:
            return []
        by_words, by_pairs = self._by_words(compared, sentences), self._by_pairs(compared)
        matches = []
        for number in by_words.keys() | by_pairs.keys():
            found = by_words.get(number, [])
            spoken = sum(word.weight * _DIMINISH**rank for rank, word in enumerate(found))
            likeness = by_pairs.get(number, 0.0)
            if spoken < MIN_WORDS and likeness < MIN_PAIRS:
                continue
            why = tuple(word.shown for word in found) or self._shared_runs(number, compared)
            score = spoken + _PAIRS_SHARE * likeness
            matches.append(FamilyMatch(self.families[number], score, why))
        return sorted(matches, key=lambda match: (-match.score, match.family.activity))

    def _by_words(self, text: str, sentences: list[str]) -> dict[int, list[_Word]]:
        """The activity words that ``text`` holds, by family, strongest first."""
        found: dict[int, list[_Word]] = {}
        for first, words in self._words.items():
            if first not in text:
                continue
            for number, word in words:
                if any(all(part in sentence for part in word.parts) for sentence in sentences):
                    found.setdefault(number, []).append(word)
        return {number: _strongest(words) for number, words in found.items()}

    def _by_pairs(self, text: str) -> dict[int, float]:
        scores: dict[int, float] = {}
        for pair in set(pairs(text)):
            for number, share in self._postings.get(pair, ()):
                scores[number] = scores.get(number, 0.0) + share
        return scores

    def _shared_runs(self, number: int, text: str) -> tuple[str, ...]:
        known = set(pairs("|".join(_texts(self.families[number]))))
        runs: list[str] = []
        for stretch in _HAN.findall(text):
            run = ""
            for i in range(len(stretch) - 1):
                if stretch[i : i + 2] in known:
                    run = run + stretch[i + 1] if run else stretch[i : i + 2]
                    continue
                runs.append(run)
                run = ""
            runs.append(run)
        best = sorted(set(filter(None, runs)), key=lambda run: (-self.information(run), run))
        return tuple(best[:3])


def _texts(family: Family) -> Iterable[str]:
    yield family.activity
    yield from (part for word in family.words for part in word.split("+"))
    yield from (entry.name for entry in family.entries)


def _strongest(words: list[_Word]) -> list[_Word]:
    """``words``, strongest first, none that another already says."""
    kept: list[_Word] = []
    for word in sorted(words, key=lambda word: -word.weight):
        if not any(_within(word, other) for other in kept):
            kept.append(word)
    return kept


def _within(word: _Word, other: _Word) -> bool:
    """Whether ``other`` already says all that ``word`` says."""
    return all(any(part in longer for longer in other.parts) for part in word.parts)


@lru_cache(maxsize=1)
def the_index() -> Index:
    """The index of the whole library, built once per process."""
    return Index(all_families())


def sector_scores(texts: Iterable[str]) -> dict[str, float]:
    """How strongly ``texts`` speak of each sector that is not shared by all."""
    told = [(bare, _say(bare)) for bare in (_BRACKETED.sub("", plain(text)) for text in texts)]
    own = (sector for sector in all_sectors() if not sector.shared)
    # A word counts once a text: a long task must not outvote all others.
    scores = {
        sector.name: float(
            sum(len(word) * say for bare, say in told for word in sector.words if word in bare)
        )
        for sector in own
    }
    for bare, _ in told:
        for match in the_index().ask(bare):
            if match.family.sector in scores:
                scores[match.family.sector] += 0.5 * match.score
    return scores


def _say(text: str) -> int:
    """How much the words of ``text`` count: what a unit is called says most about its trade."""
    return _NAME_SAYS if _UNIT_NAME.fullmatch(text) else 1


def own_share(entry: Entry, text: str) -> float:
    """How much ``text`` asks for this very row of its family, about 0.7 to 1.5."""
    compared = plain(text)
    name = pairs(entry.name)
    overlap = sum(pair in compared for pair in name) / max(len(name), 1)
    if not entry.words:
        return 1 + 0.3 * overlap
    called = any(word in compared for word in entry.words)
    return (1.2 if called else 0.7) + 0.3 * overlap
