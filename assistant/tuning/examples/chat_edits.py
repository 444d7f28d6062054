"""The fourth job: what a user says of a table, as edits."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

import cn2an

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget
from assistant.drafting.refine_model import EditField, EditRow, EditVerb, table_line
from assistant.library import Sector
from assistant.llm.prompts import Prompt, fence, load_prompt
from assistant.tuning.examples.checks import UnfitError
from assistant.tuning.examples.example import Example, Job, rows_answer
from assistant.tuning.examples.tables import table_of


class Said(NamedTuple):
    """A part of an instruction with the edit that it asks for."""

    words: str
    edit: EditRow


class Spoken(NamedTuple):
    """A table, what is said of it, and the edits that it asks for."""

    table: PerformanceTarget
    text: str
    edits: tuple[EditRow, ...]


def edit_example(rng: Random, sector: Sector) -> Example:
    """A table of this sector, what is said of it, and the edits.

    Raises:
        UnfitError: this draw cannot be taught.
    """
    spoken = spoken_of(rng, sector)
    kinds = tuple(dict.fromkeys(edit.verb.value for edit in spoken.edits))
    return Example(
        job=Job.EDITS,
        sector=sector.name,
        kinds=(*kinds, f"{len(spoken.edits)} edits"),
        text=spoken.text,
        prompt=edit_prompt(spoken.table, spoken.text, mark=f"{rng.getrandbits(48):012x}"),
        answer=rows_answer(spoken.edits),
    )


def edit_prompt(table: PerformanceTarget, said: str, *, mark: str | None = None) -> Prompt:
    """The question about what is said of a table."""
    return load_prompt("refine").render(
        table="\n".join(table_line(row) for row in table.indicators),
        instruction=fence(said, mark=mark),
    )


def spoken_of(rng: Random, sector: Sector) -> Spoken:
    """A table of this sector and what is said of it.

    Raises:
        UnfitError: this draw cannot be taught.
    """
    families = tuple(rng.sample(sector.families, min(2, len(sector.families))))
    table = table_of(rng, families, rng.choice((3, 4, 5, 6)))
    said = _instruction(rng, table)
    text = "，".join(part.words for part in said) + rng.choice(("", "。", "，谢谢", "，其他不动"))
    if len(text) > 120:
        raise UnfitError("length")
    return Spoken(table, text, tuple(part.edit for part in said))


def _instruction(rng: Random, table: PerformanceTarget) -> list[Said]:
    if rng.random() < 0.12:
        words = rng.choice(("再改得好一点", "看着办吧", "有几条不太合适", "这样行不行", "换个说法"))
        return [Said(words, _edit(EditVerb.NONE, 0))]
    rows = rng.sample(table.indicators, min(rng.choice((1, 1, 1, 2, 2, 3)), len(table.indicators)))
    return [_SAYINGS[rng.choices(range(len(_SAYINGS)), _OFTEN)[0]](rng, row) for row in rows]


def _edit(
    verb: EditVerb, row: int, field: EditField | None = None, value: str | None = None
) -> EditRow:
    return EditRow(verb=verb, row=row, field=field, value=value)


def _which(rng: Random, row: Indicator) -> str:
    """How people point at a row: by number, by name, by its beginning."""
    name = row.name or ""
    return rng.choice(
        (
            f"第{row.number}条",
            f"第{cn2an.an2cn(row.number)}条",
            name,
            f"{name[:6]}那条",
            f"“{name}”",
        )
    )


_NEW_VALUE = (
    "{which}改成{shown}",
    "{which}我们只能做到{shown}",
    "把{which}调到{shown}",
    "{which}按{shown}报",
    "{which}定{shown}就行",
    "麻烦把{which}的目标值写成{shown}",
)


def _new_value(rng: Random, row: Indicator) -> Said:
    low = row.operator is Operator.AT_MOST
    choices = ("1", "2", "3", "5") if low else ("85", "92", "95", "97")
    value = rng.choice(choices if row.unit == "%" else ("3", "6", "8", "12", "18", "30", "260"))
    shown = f"{value}{row.unit or ''}"
    if row.unit == "%" and rng.random() < 0.3:
        shown = f"百分之{value}"
    words = rng.choice(_NEW_VALUE)
    words = words.format(which=_which(rng, row), shown=shown)
    return Said(words, _edit(EditVerb.CHANGE, row.number, EditField.VALUE, value))


def _removed(rng: Random, row: Indicator) -> Said:
    words = rng.choice(("{}删掉", "{}不要了", "去掉{}", "{}今年不做，取消", "把{}拿掉"))
    return Said(words.format(_which(rng, row)), _edit(EditVerb.REMOVE, row.number))


def _weighed(rng: Random, row: Indicator) -> Said:
    value = rng.choice(("5", "8", "10", "12", "15", "20"))
    words = rng.choice(("{}的权重给{}分", "{}权重调成{}", "{}占{}分"))
    words = words.format(_which(rng, row), value)
    return Said(words, _edit(EditVerb.CHANGE, row.number, EditField.WEIGHT, value))


def _measured(rng: Random, row: Indicator) -> Said:
    unit = rng.choice(("场次", "人次", "次", "个", "件", "户"))
    words = rng.choice(("{}单位用{}", "{}的度量单位改为{}")).format(_which(rng, row), unit)
    return Said(words, _edit(EditVerb.CHANGE, row.number, EditField.UNIT, unit))


def _bounded(rng: Random, row: Indicator) -> Said:
    sign, words = rng.choice((("≥", "{}性质改成≥"), ("≤", "{}应该是≤"), ("=", "{}用=号，写成=")))
    return Said(
        words.format(_which(rng, row)),
        _edit(EditVerb.CHANGE, row.number, EditField.OPERATOR, sign),
    )


def _named(rng: Random, row: Indicator) -> Said:
    name = rng.choice(("全年", "年度", "新增", "辖区")) + (row.name or "")
    words = rng.choice(("第{}条名称改成{}", "第{}条叫{}")).format(row.number, name)
    return Said(words, _edit(EditVerb.CHANGE, row.number, EditField.NAME, name[:30]))


_SAYINGS: tuple[Callable[[Random, Indicator], Said], ...] = (
    _new_value,
    _removed,
    _weighed,
    _measured,
    _bounded,
    _named,
)
_OFTEN = (8, 3, 2, 1, 1, 2)
