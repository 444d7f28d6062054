"""What the indicator library holds: entries, in families by activity, in sectors.

A family is what one kind of work is measured by: how much was done, how well, on time, to what
effect, and what the people it serves think of it. Tasks name activities, never indicators, so
retrieval finds families first and entries through them.
"""

import re
from enum import StrEnum

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Operator

LEVEL1: dict[str, str] = {
    "数量指标": "产出指标",
    "质量指标": "产出指标",
    "时效指标": "产出指标",
    "经济效益指标": "效益指标",
    "社会效益指标": "效益指标",
    "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
    "经济成本指标": "成本指标",
    "社会成本指标": "成本指标",
    "生态环境成本指标": "成本指标",
}
"""Level-2 names of the form to their level-1 names, in print order."""

_SHORT = {name.removesuffix("指标"): name for name in LEVEL1} | {"满意度": "服务对象满意度指标"}


def full_level2(name: str) -> str:
    """The level-2 name as forms print it, from that or its short form (数量, 满意度).

    Raises:
        KeyError: no such class.
    """
    return name if name in LEVEL1 else _SHORT[name.removesuffix("指标")]


_SCALE = {"%": "100%", "‰": "1000‰", "1/10万": "100000"}
"""What a ratio is multiplied by to give the unit of a rate."""


class Basis(StrEnum):
    """设定依据: what a target value rests on, or where the unit should look for it.

    Source: 财预〔2021〕101号 names these kinds of standard (wording not verified).
    """

    PLAN = "计划标准"
    """A plan, a contract, a rule that leaves no choice (pay in full: 100 %)."""
    INDUSTRY = "行业标准"
    """What the trade's norms or common practice of like units ask."""
    HISTORY = "历史标准"
    """What this unit did in earlier years."""
    EXPENDITURE = "预算支出标准"
    """The expenditure standard that the budget was drawn up by."""


class Entry(Frozen):
    """One indicator that a finance bureau would accept as it stands, but for its value.

    Attributes:
        id: sector slug and number (``education-001``); never reused.
        sector: 行业, as in the file's head.
        activity: the family that it belongs to.
        name: 三级指标.
        level2: 二级指标 in full.
        operator: how the value bounds the actual one.
        value: the usual target, or None where only the unit can say (most counts).
        range: lowest and highest target commonly seen, where one is worth telling.
        unit: 度量单位 to print.
        units: further units under which tasks count the same thing.
        ratio: numerator ÷ denominator, for a rate.
        evidence: 佐证资料: the ledger, record or receipt that proves the actual value.
        basis: what ``value`` rests on, or where the unit finds it if there is none.
        beneficiary: the people whose opinion or good the row measures.
        words: words of a task that call for this very row among its family.
    """

    id: str
    sector: str
    activity: str
    name: str
    level2: str
    operator: Operator
    value: str | None = None
    range: tuple[str, str] | None = None
    unit: str
    units: tuple[str, ...] = ()
    ratio: str | None = None
    evidence: str
    basis: Basis
    beneficiary: str | None = None
    words: tuple[str, ...] = ()

    @property
    def level1(self) -> str:
        """一级指标 that the class belongs to."""
        return LEVEL1[self.level2]

    @property
    def needs_value(self) -> bool:
        """True where the value must come from the unit."""
        return self.value is None

    @property
    def denominator(self) -> str | None:
        """What a rate is divided by."""
        return self.ratio.rpartition("÷")[2] if self.ratio else None

    @property
    def explanation(self) -> str:
        """指标解释 to print beside the row: how it is computed and what proves it."""
        formula = f"{self.ratio}×{_SCALE[self.unit]}；" if self.ratio else ""
        return f"{formula}佐证资料：{self.evidence}"


class Family(Frozen):
    """The rows by which one activity is measured.

    Attributes:
        activity: its name, unique in the library.
        sector: 行业.
        words: words of tasks that call for it; parts joined by ``+`` must stand in one sentence.
        beneficiary: the people it serves.
        entries: its rows, in print order of their classes.
    """

    activity: str
    sector: str
    words: tuple[str, ...]
    beneficiary: str | None = None
    entries: tuple[Entry, ...]


class Sector(Frozen):
    """One file of the library.

    Attributes:
        slug: file name and prefix of ids.
        name: 行业.
        shared: True for work that units of every sector do (running an office, building, buying).
        words: words by which texts and unit names of this sector are known.
        families: its activities.
    """

    slug: str
    name: str
    shared: bool = False
    words: tuple[str, ...]
    families: tuple[Family, ...]


_SPACE = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """``text`` without blanks, as Chinese is matched."""
    return _SPACE.sub("", text)
