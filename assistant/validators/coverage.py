"""Which rows stand for which task and which promise: shared pairs of characters, equal figures.

Token overlap in slogans is no coverage, so a task is held by its content, clause by clause, and
only then by its whole name; catch-alls are no evidence for anything.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from assistant.domain.target import AnnualTask
from assistant.validators.facts_names import CatchAll, read_name
from assistant.validators.likeness import PairIndex, clauses, containment, topic
from assistant.validators.rows import Row
from assistant.validators.wording import words

_SHORTEST = 4
"""Characters of a topic below which overlap says nothing."""
_BARE_VERB = 2
"""Characters of what is counted up to which it is no topic of its own."""
_WHOLE_NAME = 0.6
_TOGETHER = 0.65
_NEARLY = 0.75
_BASIC = ("tasks.pay", "tasks.running")
_NUMBER = re.compile(r"(?<![\d.])(\d{2,}(?:\.\d+)?|\d\.\d+|\d(?=\s*(?:万|亿)))\s*(万|亿)?")
_SCALE = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


@lru_cache(maxsize=1024)
def figures(text: str) -> frozenset[Decimal]:
    """The telling numbers of a text, 万 and 亿 worked out; single digits tell nothing."""
    return frozenset(
        Decimal(match[1]) * _SCALE.get(match[2] or "", Decimal(1))
        for match in _NUMBER.finditer(text)
    )


def _row_figures(row: Row) -> frozenset[Decimal]:
    return figures(f"{row.value}{row.unit}") if row.number is not None else frozenset()


def _object(row: Row) -> str:
    """What a row counts: its name without the verb and the metric noun; the verb if it is all."""
    name = read_name(row.name)
    counted = name.bare.removesuffix(name.head_word)
    return topic(counted.removeprefix(name.verb)) or counted


class Evidence:
    """The rows that can stand for something, indexed once a run."""

    def __init__(self, rows: Sequence[Row], cover: float) -> None:
        """Index every row that is no catch-all; ``cover`` is the profile's share that counts."""
        self._rows = [row for row in rows if row.name and not is_catch_all(row.name)]
        self._topics = [topic(row.name) for row in self._rows]
        self._objects = tuple(dict.fromkeys(map(_object, self._rows)))
        self._index = PairIndex(self._topics)
        self._figures = frozenset().union(*map(_row_figures, self._rows))
        names = " ".join(row.name for row in self._rows)
        self._basic = [words(kind) for kind in _BASIC if words(kind).find(names)]
        self._claimed = {task for row in self._rows for task in row.indicator.tasks}
        self._cover = cover

    def covers_clause(self, clause: str) -> bool:
        """Whether a row, or the rows between them, say what ``clause`` says."""
        core = topic(clause)
        if self._index.best(core) >= self._cover or self._index.together(core) >= _TOGETHER:
            return True
        return bool(figures(clause) & self._figures) or self._holds_object(clause, core)

    def _holds_object(self, clause: str, core: str) -> bool:
        """Whether the clause tells of what some row counts: 实训室 in 建设智能制造实训室2间."""
        return any(
            containment(item, core) >= (_NEARLY if len(item) >= _SHORTEST else 1)
            if len(item) > _BARE_VERB
            # 维修面积 leaves 维修 alone: the one job that the goal is about.
            else item != "" and (clause.startswith(item) or clause.endswith(item))
            for item in self._objects
        )

    def covers_task(self, task: AnnualTask) -> bool:
        """Whether some row stands for ``task``: by its mark, its content, or its whole name.

        Pay is pay and running is running, whatever else a task lists beside them.
        """
        if task.id in self._claimed or any(kind.find(task.text) for kind in self._basic):
            return True
        parts = [part for part in clauses(task.content or "") if len(topic(part)) >= _SHORTEST]
        name = topic(task.name or "")
        if any(self._covers_part(part) for part in parts):
            return True
        if self._index.best(name) >= (_WHOLE_NAME if parts else self._cover):
            return True
        return self._named_in(topic(task.text))

    def _named_in(self, text: str) -> bool:
        """Whether ``text`` holds nearly all that some row is about."""
        return any(
            containment(core, text) >= (_NEARLY if len(core) >= _SHORTEST else 1)
            for core in self._topics
            if words("tasks.any_work").drop(core)
        )

    def _covers_part(self, part: str) -> bool:
        return self._index.best(topic(part)) >= self._cover or bool(figures(part) & self._figures)


@lru_cache(maxsize=1024)
def is_catch_all(text: str) -> bool:
    """Whether a task asks for everything, so that no indicator can be asked for it."""
    return read_name(text).catch_all is CatchAll.WHOLE


def is_catch_all_task(task: AnnualTask) -> bool:
    """Whether a task's content (its name, where it has none) asks for everything, if in part."""
    return any(map(is_catch_all, clauses(task.content or task.name or "")))
