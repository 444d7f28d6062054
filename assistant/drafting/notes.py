"""What the user should know beside the table: numbers left out, a model that failed, weights."""

from collections.abc import Sequence

from assistant.domain.target import PerformanceTarget
from assistant.drafting.assemble import MAX_ROWS
from assistant.drafting.background import is_all_conditional
from assistant.drafting.candidates import Candidate
from assistant.drafting.facts import Aside, Fact, FactRole, is_injection, sources_of
from assistant.messages import Language, Message

DETERMINISTIC = Message(
    zh="本稿未使用模型：数字取自任务原文，其余取自指标库，由规则生成。",
    en="No model was used: numbers come from the tasks, the rest from the indicator library.",
)
MODEL_FAILED = Message(
    zh="模型中途失败：{reason} 已得到的指标都已保留；"
    "从第 {place} 项任务起由规则和指标库补齐，请重点核对。",
    en="The model failed: {reason} Rows so far are kept; from task {place} on, rules and library "
    "filled in: check these with care.",
)
TOO_SLOW = Message(
    zh="模型在本机上较慢；为不让您久等，从第 {place} 项任务起由规则和指标库起草，请重点核对。",
    en="The model is slow here: from task {place} on, rules and library drafted the rows.",
)
STOPPED = Message(
    zh="已按要求停止；停止前得到的指标都已保留，表格由规则和指标库补齐。",
    en="Stopped as asked; rows so far are kept, rules and library filled in the rest.",
)
UNUSED = Message(
    zh="未用作指标值的数字（请确认是否需要）：{list}。",
    en="Numbers of the text that no indicator uses: {list}.",
)
FULL_TABLE = Message(
    zh="表已满 {count} 行，下列数字未单列指标，请并入同类指标或替换次要的行：{list}。",
    en="The table is full with {count} rows; these numbers have none of their own: {list}.",
)
BACKGROUND = Message(
    zh="视为背景、未设指标的数字：{list}。", en="Numbers taken as background: {list}."
)
_ASIDES = {
    Aside.PAST: Message(zh="以往的情况，可作历史依据", en="reached before, a basis at most"),
    Aside.EXISTING: Message(zh="现有情况，不是当年产出", en="what there is, no output"),
    Aside.SHARE: Message(zh="总额的组成部分", en="part of a sum"),
    Aside.WHOLE: Message(
        zh="跨年度的总额，本年支出另有数", en="a sum over several years, this year's part is given"
    ),
    Aside.NAME: Message(zh="名称或描述的一部分", en="part of a name"),
    Aside.UNIT: Message(zh="没有计量单位", en="no measure word"),
    Aside.EVENT: Message(zh="开始或举行的时间", en="a day of beginning"),
    Aside.CONDITIONAL: Message(
        zh="附有条件或写明不设指标，不作为目标", en="conditional, or said to have no row"
    ),
    Aside.HANDLED: Message(
        zh="经手或涉及的金额，不是支出也不是产出", en="money handled, neither cost nor output"
    ),
    Aside.NOTHING: Message(zh="计划数为零", en="none is planned"),
}
_QUOTED = Message(zh="{source}“{quote}”", en="{source} '{quote}'")
CONDITIONAL = Message(
    zh="下列任务附有条件或写明不设指标，未起草指标，条件具备时请自行增列：{list}。",
    en="Tasks that are conditional or said to have no row; add rows once certain: {list}.",
)
TO_CONFIRM = Message(
    zh="{count} 行的数值是建议值（待确认），请按本单位实际修改或确认后再提交。",
    en="{count} values are proposals: correct or confirm them before submission.",
)
INSTRUCTIONS = Message(
    zh="{sources} 中有像是写给程序的语句，已当作普通文字处理，对结果没有影响，请核对原文。",
    en="{sources} hold words addressed to a program; they were treated as text and had no effect.",
)
GOAL_WRITTEN = Message(
    zh="整体绩效目标原为空，已按指标拟写一段，请核改。",
    en="The overall goal was blank; one was written from the rows: check it.",
)
NO_TASKS = Message(
    zh="没有年度任务，未能起草指标；请先填写任务。",
    en="There are no tasks, so no indicators were drafted; give the tasks first.",
)
WEIGHTS = Message(zh="权重分配：{lines}。", en="Weights: {lines}.")


def number_notes(facts: Sequence[Fact], rows: Sequence[Candidate], language: Language) -> list[str]:
    """The numbers that no row uses: those that could belong to an output, and background."""
    used = {place for row in rows for place in row.facts}
    left = [fact for fact in facts if (fact.source, fact.start) not in used]
    notes = []
    if said := _quoted([fact for fact in left if fact.role is not FactRole.CONTEXT], language):
        full = len(rows) >= MAX_ROWS
        message = FULL_TABLE if full else UNUSED
        notes.append(message.text(language, list=said, count=len(rows)))
    if groups := _by_reason([fact for fact in left if fact.role is FactRole.CONTEXT], language):
        notes.append(BACKGROUND.text(language, list=groups))
    return notes


def _quoted(facts: Sequence[Fact], language: Language) -> str:
    said = [_QUOTED.text(language, source=fact.source, quote=fact.quote) for fact in facts]
    return ("、" if language is Language.CHINESE else ", ").join(dict.fromkeys(said))


def _by_reason(facts: Sequence[Fact], language: Language) -> str:
    """The numbers in groups, each with why it is background."""
    groups: dict[Aside, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.aside or Aside.NAME, []).append(fact)
    chinese = language is Language.CHINESE
    return ("；" if chinese else "; ").join(
        f"{_quoted(group, language)}{'（' if chinese else ' ('}"
        f"{_ASIDES[aside].text(language)}{'）' if chinese else ')'}"
        for aside, group in groups.items()
    )


def instruction_notes(target: PerformanceTarget, language: Language) -> list[str]:
    """Where the unit's words talk to a program."""
    found = [source.id for source in sources_of(target) if is_injection(source.text)]
    return [INSTRUCTIONS.text(language, sources="、".join(found))] if found else []


def conditional_notes(target: PerformanceTarget, language: Language) -> list[str]:
    """The tasks that promise nothing without a condition."""
    found = [task.id for task in target.tasks if is_all_conditional(task.text)]
    return [CONDITIONAL.text(language, list="、".join(found))] if found else []


def confirm_note(rows: Sequence[Candidate], language: Language) -> list[str]:
    """How many values wait for a person."""
    count = sum(row.confirm for row in rows)
    return [TO_CONFIRM.text(language, count=count)] if count else []
