"""A row on its way into the table: an indicator with what the drafter must still weigh it by."""

from enum import IntEnum

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.profile import Profile, Scheme
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.library import LEVEL1

QUANTITY, QUALITY, TIMELINESS = "数量指标", "质量指标", "时效指标"
ECONOMIC, SOCIAL, ECOLOGICAL = "经济效益指标", "社会效益指标", "生态效益指标"
LASTING, SATISFACTION, COST = "可持续影响指标", "服务对象满意度指标", "经济成本指标"
OUTPUTS = (QUANTITY, QUALITY, TIMELINESS)
BENEFITS = (ECONOMIC, SOCIAL, ECOLOGICAL, LASTING)
ORDER = tuple(LEVEL1)


class Rank(IntEnum):
    """What is kept first when the table would grow too long."""

    NEEDED = 100
    """The only row of a class, or of a task, that the table must have."""
    STATED = 80
    """The unit's own number."""
    MODEL = 60
    """Proposed by the model and grounded."""
    USUAL = 50
    """What the library measures such work by."""
    FILLER = 20
    """Good to have where there is room."""


class Candidate(Frozen):
    """A row with what decides whether it stays.

    Attributes:
        level2: 二级指标 in full.
        name: 三级指标.
        operator: bound.
        value: number, without unit.
        unit: measure word.
        passport: where the value comes from.
        confirm: True while a person must confirm the value.
        tasks: tasks that it measures.
        importance: 1 to 5.
        rank: what is kept first.
        note: how it is computed and what proves it.
        facts: places (source, start) of the facts that it uses.
        by_model: True where the model proposed it.
    """

    level2: str
    name: str
    operator: Operator
    value: str
    unit: str
    passport: Provenance
    confirm: bool = False
    tasks: tuple[str, ...] = ()
    importance: int = 3
    rank: int = Rank.USUAL
    note: str | None = None
    facts: tuple[tuple[str, int], ...] = ()
    by_model: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Two rows with the same key would be one row printed twice."""
        return self.level2, self.name

    @property
    def from_text(self) -> bool:
        """True where the unit's own words give the value."""
        return self.passport.kind in (
            ProvenanceKind.TASK,
            ProvenanceKind.GOAL,
            ProvenanceKind.DERIVED,
        )


def level1_of(level2: str, profile: Profile) -> str:
    """The level-1 name for a class; the 2015 catalogue has cost under outputs."""
    if profile.scheme is Scheme.NATIONAL_2015 and level2 == "成本指标":
        return "产出指标"
    return LEVEL1.get(level2, "产出指标")


def printed_level2(level2: str, profile: Profile) -> str:
    """The level-2 name that the profile's catalogue prints for a class."""
    if profile.scheme is Scheme.NATIONAL_2015 and LEVEL1.get(level2) == "成本指标":
        return "成本指标"
    if profile.scheme is Scheme.NATIONAL_2021 and level2 == LASTING:
        return SOCIAL
    return level2


def indicator_of(candidate: Candidate, place: int, profile: Profile) -> Indicator:
    """The row as the table prints it, still without its weight."""
    level2 = printed_level2(candidate.level2, profile)
    return Indicator(
        id=f"I{place}",
        level1=level1_of(level2, profile),
        level2=level2,
        name=candidate.name,
        operator=candidate.operator,
        value=candidate.value,
        unit=candidate.unit or None,
        note=candidate.note,
        provenance={"value": candidate.passport},
        confirm=candidate.confirm,
        tasks=candidate.tasks,
    )
