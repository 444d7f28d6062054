"""What a suggestion is made from: the table, its facts, and what the library knows of its work."""

import re
from functools import cached_property
from typing import NamedTuple

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import SuggestionKind
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.profile import Profile, Scheme
from assistant.domain.target import AnnualTask, PerformanceTarget
from assistant.library import Entry, guess_sector, search
from assistant.messages import Language
from assistant.validators.context import RuleContext
from assistant.validators.facts import RowFacts
from assistant.validators.facts_names import CatchAll
from assistant.validators.levels import Level2
from assistant.validators.likeness import containment, topic
from assistant.validators.rows import Row
from assistant.validators.totals import weight_sum

_COST = "经济成本指标"
_NEAR_ENOUGH = 0.3
_EVERY_OFFICE = ("机关运转",)
_ENTRIES = 4
"""Library rows tried for one row of the table."""


class Proposal(NamedTuple):
    """A change that has not been verified yet.

    Attributes:
        edits: the change.
        kind: what kind of answer it is.
        rationale: why.
        supply: what only the unit can supply or confirm.
        evidence: the ledger or record that the actual value would be taken from.
        platform: what to choose where a platform offers a drop-down only.
        origin: who worded it.
        keeps_value: the unit's own figure stays.
        last_resort: offered only after every other answer.
    """

    edits: tuple[Edit, ...]
    kind: SuggestionKind
    rationale: str
    supply: tuple[str, ...] = ()
    evidence: str | None = None
    platform: str | None = None
    origin: str = "rule"
    keeps_value: bool = False
    last_resort: bool = False


class Desk:
    """One table laid out for repair."""

    def __init__(
        self,
        target: PerformanceTarget,
        profile: Profile,
        language: Language = Language.CHINESE,
        *,
        drafted: bool = False,
    ) -> None:
        """Read every row once."""
        self.target = target
        self.profile = profile
        self.language = language
        self.context = RuleContext(target, profile, language, drafted)
        self.rows = {row.id: row for row in self.context.rows}
        self.weights = {row.id: row.weight for row in self.context.rows}
        """Weights as the suggestions chosen so far leave them."""

    def facts(self, row: Row) -> RowFacts:
        """What the words of ``row`` mean."""
        return self.context.facts(row)

    @cached_property
    def total_right(self) -> bool:
        """Whether the weights add up as they stand in the table."""
        missing = weight_sum(self.context) - self.profile.weight_total
        return abs(missing) <= self.profile.weight_tolerance

    def free_rows(self) -> list[Row]:
        """Rows whose weight can still be set: no other suggestion has touched it.

        Where the total is wrong anyway, every row: what is set then fits the repaired total.
        """
        rows = [row for row in self.context.rows if row.weight and not row.doubtful]
        if not self.total_right:
            return [row for row in rows if self.weights.get(row.id)]
        return [row for row in rows if self.weights.get(row.id) == row.weight]

    @cached_property
    def sector(self) -> str | None:
        """The sector of the unit, where its texts say so."""
        target = self.target
        texts = [target.unit.name, target.project, target.goal, *(t.text for t in target.tasks)]
        return guess_sector([text for text in texts if text])

    @cached_property
    def has_notes(self) -> bool:
        """Whether the form has a column in which grades can be written."""
        return any(row.note for row in self.target.indicators)

    def tasks_of(self, row: Row) -> list[AnnualTask]:
        """The tasks that the row seems to be about, the likeliest first."""
        core = topic(row.name)
        scored = [
            (max(containment(core, topic(task.text)), containment(topic(task.name or ""), core)), n)
            for n, task in enumerate(self.target.tasks)
            if core
        ]
        near = sorted((item for item in scored if item[0] >= _NEAR_ENOUGH), reverse=True)
        return [self.target.tasks[number] for _, number in near]

    def entries_for(self, row: Row, level2: str) -> list[Entry]:
        """Library rows of a class for what the row is about, then for what the unit does."""
        name = self.facts(row).name
        empty = bool(name.macro or name.state) or name.catch_all is CatchAll.WHOLE
        own = [task.text for task in self.tasks_of(row)]
        project = " ".join(filter(None, (self.target.project, self.target.goal)))
        others = [self.target.project or "", *(task.text for task in self.target.tasks), project]
        others.append(self.target.unit.name or "")
        # A slogan says nothing of the work: the tasks do.
        if empty:
            return self.entries([*own, *others, row.name], level2)
        # What was done is the row's own; what came of it may be that of any task.
        done = level2 in ("数量指标", "质量指标", "时效指标")
        return self.entries([row.name, *own, *(() if done else others)], level2)

    def entries(self, texts: list[str], level2: str | None) -> list[Entry]:
        """Library rows that ``texts`` call for, those of the first text first, each once."""
        found: dict[str, Entry] = {}
        for text in texts:
            for match in search(text, level2=level2, sector=self.sector, limit=3):
                found.setdefault(match.entry.id, match.entry)
            if len(found) >= _ENTRIES:
                break
        entries = list(found.values())[:_ENTRIES]
        # The unit's own trade before what every office does.
        return sorted(entries, key=lambda entry: entry.sector in _EVERY_OFFICE)

    def figure_in(self, texts: list[str], units: tuple[str, ...]) -> tuple[str, str] | None:
        """A figure in one of these units that the unit's own words state, and those words."""
        pattern = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
        for text in texts:
            found = re.findall(rf"(?<![\d.])(\d+(?:\.\d+)?)\s*(?:{pattern})", text)
            if len(found) == 1:
                return found[0], text
        return None


def library_level2(row: Row) -> str | None:
    """The class of a row as the library names it."""
    if row.level2 is None:
        return None
    return _COST if row.level2 is Level2.COST else row.level2.value


def printed_levels(desk: Desk, level2: str, level1: str) -> tuple[str | None, str]:
    """How the form prints a class: as its other rows do, else as its catalogue does."""
    scheme = desk.profile.scheme
    if scheme is Scheme.NATIONAL_2021 and level2 == Level2.SUSTAINABLE_IMPACT:
        level2 = Level2.SOCIAL_BENEFIT.value
    if scheme is Scheme.NATIONAL_2015 and level1 == "成本指标":
        level1, level2 = "产出指标", "成本指标"
    for row in desk.context.rows:
        if row.level2 == level2 and row.indicator.level2:
            return row.indicator.level1, row.indicator.level2
    for row in desk.context.rows:
        if row.level1 == level1 and row.indicator.level1:
            return row.indicator.level1, level2
    printed = any(row.level1 for row in desk.target.indicators)
    return (level1 if printed or not desk.target.indicators else None), level2


_FIELDS = ("level1", "level2", "name", "operator", "value", "unit", "note", "confirm")


def changes(old: Indicator, new: Indicator) -> tuple[Edit, ...]:
    """The edits that make ``new`` of ``old``."""
    return tuple(
        Edit(op=EditOp.SET, indicator=old.id, field=field, value=_text(getattr(new, field)))
        for field in _FIELDS
        if getattr(old, field) != getattr(new, field)
    )


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Operator):
        return value.value
    return None if value is None else str(value)
