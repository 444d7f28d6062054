"""Local rule settings: what one province or bureau asks that another does not."""

from decimal import Decimal
from enum import StrEnum

from assistant.domain.frozen import Frozen


class Scheme(StrEnum):
    """Which catalogue of level-1 and level-2 names applies."""

    NATIONAL_2015 = "2015"
    """成本 under 产出; 可持续影响 allowed."""
    NATIONAL_2021 = "2021"
    """成本 as a level-1 name (财预〔2021〕101号, wording not verified)."""
    LOCAL = "local"
    """A provincial mix of both."""


class Requirement(StrEnum):
    """What an absent class of indicators means."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class Similarity(Frozen):
    """Thresholds of text likeness, 0 to 1."""

    duplicate: float = 0.95
    near: float = 0.80
    cover: float = 0.35


class Profile(Frozen):
    """The values that rules read; none of them is ever a constant in a rule.

    Attributes:
        name: file name without ending (``sichuan``).
        title_zh: name on screen.
        title_en: name on screen in English.
        scheme: catalogue of level names.
        weight_total: what the weights must add up to, in points.
        weight_tolerance: how far off the sum may be, in points.
        level1_norm: share of each level-1 name in points of 100, without a cost class.
        level1_norm_with_cost: the same where the table has a cost class.
        level1_tolerance: points by which a share may differ.
        require: level-1 or level-2 name to what its absence means.
        qualitative_picklist: drop-down values that name a scale, not a target.
        max_single_weight: points above which one row is too heavy.
        min_single_weight: points at or below which rows are too light to tell apart.
        name_max: characters of a name above which it is long (info).
        name_max_hard: characters above which it is too long (warning).
        qualitative_share: share of rows or weight above which 定性 rows are too many.
        similarity: text likeness thresholds.
        unit_forced: the platform forces a unit on 定性 rows, so one left there is no fault.
    """

    name: str
    title_zh: str
    title_en: str
    scheme: Scheme = Scheme.NATIONAL_2021
    weight_total: Decimal = Decimal(90)
    weight_tolerance: Decimal = Decimal("0.01")
    level1_norm: dict[str, Decimal] = {}
    level1_norm_with_cost: dict[str, Decimal] = {}
    level1_tolerance: Decimal = Decimal(10)
    require: dict[str, Requirement] = {}
    qualitative_picklist: tuple[str, ...] = ()
    max_single_weight: Decimal = Decimal(20)
    min_single_weight: Decimal = Decimal(2)
    name_max: int = 25
    name_max_hard: int = 40
    qualitative_share: Decimal = Decimal("0.30")
    similarity: Similarity = Similarity()
    unit_forced: bool = False
