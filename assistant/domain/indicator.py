"""One row of a performance target table (绩效指标), as printed and as understood."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, PlainSerializer

from assistant.domain.frozen import Frozen
from assistant.domain.provenance import Provenance


def _plain(number: Decimal) -> str:
    """Digits as printed, never in exponent form."""
    return format(number, "f")


ExactDecimal = Annotated[Decimal, PlainSerializer(_plain, return_type=str, when_used="json")]
"""A decimal that keeps the digits as printed (``22.50`` stays so) and is a string in JSON."""


class Operator(StrEnum):
    """绩效指标性质: how the target value bounds the actual one."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EQUAL = "="
    MORE = ">"
    LESS = "<"
    RANGE = "区间"
    QUALITATIVE = "定性"


class SourceBox(Frozen):
    """Where on its page a row is printed, as fractions of the page's width and height.

    Attributes:
        left: left edge, from the left.
        top: upper edge, from the top.
        right: right edge, from the left.
        bottom: lower edge, from the top.
        scanned: the page is a picture, measured after it was turned and straightened.
    """

    left: float
    top: float
    right: float
    bottom: float
    scanned: bool = False


class SourceAnchor(Frozen):
    """Where in the document a row stands; what the format does not have is absent.

    Attributes:
        page: page of a PDF or a scan, from 1.
        table: table (or sheet) in the document, from 1.
        row: row of that table, from 1, counting header rows.
        line: line of a text document, from 1.
        sheet: name of the worksheet.
        box: where on the page of a PDF or a scan the row is printed.
    """

    page: int | None = None
    table: int | None = None
    row: int | None = None
    line: int | None = None
    sheet: str | None = None
    box: SourceBox | None = None


class Smart(Frozen):
    """Which of the five SMART letters a row earns, as decided by the rules alone."""

    S: bool
    M: bool
    A: bool
    R: bool
    T: bool


class Indicator(Frozen):
    """One indicator row.

    Text is as printed: trimmed, line breaks inside a cell removed. A merged cell such as ``≥95%``
    is split into ``operator``, ``value`` and ``unit``; a 定性 row keeps its words in ``value``.

    Attributes:
        id: ``I1``, ``I2`` … in print order.
        level1: 一级指标 as printed (产出指标, 效益指标, 满意度指标, 成本指标, or a local name).
        level2: 二级指标 as printed (数量指标, 质量指标, 时效指标, 社会效益指标 …).
        name: 三级指标 as printed.
        operator: 绩效指标性质, or None where none is printed or it cannot be read.
        value: 绩效指标值 without operator and unit: a number as printed, or words.
        unit: 绩效度量单位 as printed.
        weight: 权重 or 分值, in points of the profile's total.
        direction: 指标方向性 (正向, 反向) where the form has the column.
        note: 指标解释, 指标值说明 or 备注 where the form has the column.
        source: where the row stands in the document.
        actual: 实际完成值 of a self-rating form, as printed.
        score: 得分 of a self-rating form.
        operator_printed: the operator cell as printed where it differs from ``operator``.
        columns: further printed cells by their header (long-term value, districts …).
        provenance: the passport of a drafted field, by field name (``value`` …).
        confirm: True while a person must still confirm the value (待确认).
        tasks: ids of the annual tasks that the row measures.
        smart: SMART letters, on drafted rows.
    """

    id: str
    level1: str | None = None
    level2: str | None = None
    name: str | None = None
    operator: Operator | None = None
    value: str | None = None
    unit: str | None = None
    weight: ExactDecimal | None = None
    direction: str | None = None
    note: str | None = None
    source: SourceAnchor | None = None
    actual: str | None = None
    score: ExactDecimal | None = None
    operator_printed: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    provenance: dict[str, Provenance] = Field(default_factory=dict)
    confirm: bool = False
    tasks: tuple[str, ...] = ()
    smart: Smart | None = None

    @property
    def number(self) -> int:
        """The row's place in print order, from 1, as people name it (第 3 行)."""
        return int(self.id.removeprefix("I"))
