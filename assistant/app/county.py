"""What a county's forms have in common: rules by unit, phrases that many units share."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from assistant.domain.finding import Finding, Severity
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.validators.likeness import clauses, plain_text

FEWEST_UNITS = 3
"""A phrase that fewer units share is no news."""
_SHORTEST_CLAUSE = 8
"""Characters under which a clause of a goal is a set phrase that says nothing of copying."""


class CountyForm(NamedTuple):
    """As much of one reviewed form as the county view needs, for thousands are held at once.

    Attributes:
        id: names the form.
        unit: the unit's name as shown.
        rows: name and target of each indicator, as printed.
        goal: the goal.
        counts: how many findings stand by rule code; infos left out.
    """

    id: str
    unit: str
    rows: tuple[tuple[str, str], ...]
    goal: str
    counts: Mapping[str, int]


class RuleTally(NamedTuple):
    """How far one rule reaches.

    Attributes:
        code: the rule.
        units: how many units it finds something at.
        findings: how many findings it has in all.
    """

    code: str
    units: int
    findings: int


class HeatRow(NamedTuple):
    """One unit in the heat map.

    Attributes:
        unit: its name.
        forms: ids of its forms.
        counts: findings by rule, in the order of `County.rules`.
        total: findings of every rule.
    """

    unit: str
    forms: tuple[str, ...]
    counts: tuple[int, ...]
    total: int


class Phrase(NamedTuple):
    """Words that stand in the forms of several units.

    Attributes:
        text: the words as most of them print it.
        is_goal: a clause of the goal; else the name of an indicator.
        units: the units, in the order of their forms.
        target: the target that most of them set for it, or None for a clause.
        same_target: how many units set exactly that target.
    """

    text: str
    is_goal: bool
    units: tuple[str, ...]
    target: str | None = None
    same_target: int = 0


class County(NamedTuple):
    """The forms of many units at one glance.

    Attributes:
        forms: how many forms.
        rules: every rule that found something, the one that reaches most units first.
        rows: every unit, the one with most findings first.
        phrases: what is repeated across units, the most widespread first.
    """

    forms: int
    rules: tuple[RuleTally, ...]
    rows: tuple[HeatRow, ...]
    phrases: tuple[Phrase, ...]


def county_of(forms: Iterable[CountyForm], *, fewest: int = FEWEST_UNITS) -> County:
    """The county view of ``forms``.

    Args:
        forms: reviewed forms; several of one unit count as one unit.
        fewest: units that must share a phrase for it to be told.
    """
    listed = list(forms)
    by_unit: dict[str, list[CountyForm]] = defaultdict(list)
    for form in listed:
        by_unit[form.unit].append(form)
    sums = {unit: _sum(own) for unit, own in by_unit.items()}
    rules = _rules(sums.values())
    codes = [rule.code for rule in rules]
    rows = [
        HeatRow(
            unit,
            tuple(form.id for form in own),
            tuple(sums[unit][code] for code in codes),
            sums[unit].total(),
        )
        for unit, own in by_unit.items()
    ]
    rows.sort(key=lambda row: (-row.total, row.unit))
    return County(len(listed), rules, tuple(rows), _phrases(listed, fewest))


def county_form(
    form_id: str, unit: str, target: PerformanceTarget, findings: Iterable[Finding]
) -> CountyForm:
    """What the county view needs of a reviewed form.

    Args:
        form_id: names the form.
        unit: the unit's name as shown.
        target: the table.
        findings: what was found in it.
    """
    rows = tuple((row.name, _target(row)) for row in target.indicators if row.name)
    return CountyForm(form_id, unit, rows, target.goal or "", counts_of(findings))


def counts_of(findings: Iterable[Finding]) -> Counter[str]:
    """Findings that must be answered, by rule code: infos and waived ones are left out."""
    return Counter(
        finding.code
        for finding in findings
        if finding.severity is not Severity.INFO and finding.waiver is None
    )


def _sum(forms: Iterable[CountyForm]) -> Counter[str]:
    total: Counter[str] = Counter()
    for form in forms:
        total.update(form.counts)
    return total


def _rules(sums: Iterable[Counter[str]]) -> tuple[RuleTally, ...]:
    units: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    for counts in sums:
        units.update(code for code, count in counts.items() if count)
        findings.update(counts)
    tallies = [RuleTally(code, reach, findings[code]) for code, reach in units.items()]
    return tuple(sorted(tallies, key=lambda rule: (-rule.units, -rule.findings, rule.code)))


class _Gathered:
    """Who prints a phrase, how, and with which target."""

    def __init__(self) -> None:
        self.units: dict[str, None] = {}
        self.spellings: Counter[str] = Counter()
        self.targets: dict[str, dict[str, None]] = defaultdict(dict)

    def add(self, unit: str, text: str, target: str | None) -> None:
        self.units[unit] = None
        self.spellings[text] += 1
        if target is not None:
            self.targets[target][unit] = None


def _phrases(forms: Sequence[CountyForm], fewest: int) -> tuple[Phrase, ...]:
    names: dict[str, _Gathered] = defaultdict(_Gathered)
    goals: dict[str, _Gathered] = defaultdict(_Gathered)
    for form in forms:
        for name, target in form.rows:
            if key := plain_text(name):
                names[key].add(form.unit, name, target)
        for clause in clauses(form.goal):
            if len(key := plain_text(clause)) >= _SHORTEST_CLAUSE:
                goals[key].add(form.unit, clause, None)
    found = [
        _phrase(gathered, is_goal=is_goal)
        for gathers, is_goal in ((names, False), (goals, True))
        for gathered in gathers.values()
        if len(gathered.units) >= fewest
    ]
    found.sort(key=lambda phrase: (-len(phrase.units), -phrase.same_target, phrase.text))
    return tuple(found)


def _phrase(gathered: _Gathered, *, is_goal: bool) -> Phrase:
    text = gathered.spellings.most_common(1)[0][0]
    units = tuple(gathered.units)
    if not gathered.targets:
        return Phrase(text, is_goal, units)
    target, setters = max(gathered.targets.items(), key=lambda item: len(item[1]))
    return Phrase(text, is_goal, units, target, len(setters))


def _target(row: Indicator) -> str:
    operator = row.operator.value if row.operator else ""
    return f"{operator}{row.value or ''}{row.unit or ''}"
