"""The words of reports, in Chinese and in English."""

import re
from collections.abc import Sequence

from assistant.domain.finding import Severity, Summary
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.messages import Language, Message

SEVERITIES: dict[Severity, Message] = {
    Severity.ERROR: Message(zh="错误", en="error"),
    Severity.WARNING: Message(zh="警告", en="warning"),
    Severity.INFO: Message(zh="提示", en="info"),
}
TITLE = Message(zh="审核报告", en="Review")
TABLE = Message(zh="{unit} {year}年 {kind}", en="{unit} {year} {kind}")
NO_UNIT = Message(zh="（未填单位）", en="(no unit)")
FILE = Message(zh="文件", en="File")
PROFILE = Message(zh="口径：{name}", en="Profile: {name}")
PROFILE_GUESSED = Message(
    zh="口径：{name}（按表自动判断）", en="Profile: {name} (guessed from the table)"
)
ROWS_AND_WEIGHTS = Message(
    zh="{rows} 行指标，权重合计 {weight}", en="{rows} indicators, weights add up to {weight}"
)
SUMMARY = Message(
    zh="错误 {error} · 警告 {warning} · 提示 {info}",
    en="{error} errors · {warning} warnings · {info} infos",
)
CLEAN = Message(zh="未发现问题", en="Nothing found")
ALL_SET_ASIDE = Message(
    zh="发现的问题均已豁免或与基线相同", en="Everything found is waived or known from the baseline"
)
WHOLE_TABLE = Message(zh="整表", en="whole table")
ROWS = Message(zh="第 {rows} 行", en="row {rows}")
BASIS = Message(zh="依据：{basis}", en="Basis: {basis}")
SAFE_FIX = Message(zh="可自动修复：{change}", en="Safe fix: {change}")
OFFERED_FIX = Message(zh="可采纳（需您确认）：{change}", en="Offered, needs your yes: {change}")
SUGGESTED = Message(
    zh="建议（已验证）：{change}（{why}）", en="Suggested and verified: {change} ({why})"
)
ALTERNATIVE = Message(zh="或者：{change}（{why}）", en="Or: {change} ({why})")
SUPPLY = Message(zh="需单位补充：{what}", en="The unit supplies: {what}")
PLATFORM = Message(zh="平台填报：{advice}", en="On the platform: {advice}")
QUESTIONS = Message(zh="请单位补充或确认", en="Questions to the unit")
ACCEPTED = Message(
    zh="全部采纳后：错误 {error} · 警告 {warning} · 提示 {info}",
    en="With all accepted: {error} errors · {warning} warnings · {info} infos",
)
MORE_FIXES = Message(zh="同类修改另有 {count} 处", en="{count} more changes of this kind")
HINT_FIX = Message(
    zh="有 {count} 处可自动修复：加 --fix 再运行一次。",
    en="{count} safe fixes: run again with --fix.",
)
HINT_PROFILE = Message(
    zh="口径是自动判断的；不对时用 --profile 指定。",
    en="The profile was guessed; name another with --profile.",
)
NOT_CHECKED = Message(zh="未能检查的规则", en="Not checked")
CHANGES = Message(zh="已自动修复", en="Fixed")
UNREAD = Message(zh="未能读取的文件", en="Files that could not be read")
RULES_VERSION = Message(zh="规则版本：{version}", en="Rules version: {version}")
WAIVED = Message(zh="{count} 项发现已豁免", en="{count} findings are waived")
KNOWN = Message(zh="{count} 项发现与基线相同", en="{count} findings are known from the baseline")
DECISION = Message(
    zh="{code} {where}：{reason}（{who}，{until}）", en="{code} {where}: {reason} ({who}, {until})"
)
UNTIL = Message(zh="有效期至 {day}", en="until {day}")
NO_END = Message(zh="未定期限", en="no end set")
PROBLEMS = Message(zh="读取时的疑点，请核对原件", en="Doubts of the reading; check the original")
NOTES = Message(zh="说明", en="Notes")
DRAFTED = Message(
    zh="起草 {rows} 行，其中 {confirm} 行的数值待确认；模型调用 {calls} 次，用时 {seconds} 秒",
    en="{rows} rows drafted, {confirm} with a value to confirm; {calls} model calls, {seconds} s",
)
SOURCES_TITLE = Message(zh="取值来源", en="Where the values come from")
TO_CONFIRM = Message(zh="待确认", en="to confirm")
FINDINGS_TITLE = Message(zh="审核发现", en="Findings")

INDICATOR_COLUMNS: tuple[Message, ...] = (
    Message(zh="行", en="Row"),
    Message(zh="二级指标", en="Level 2"),
    Message(zh="三级指标", en="Indicator"),
    Message(zh="目标", en="Target"),
    Message(zh="权重", en="Weight"),
    Message(zh="来源", en="Source"),
)
RULE_COLUMNS: tuple[Message, ...] = (
    Message(zh="规则", en="Rule"),
    Message(zh="级别", en="Level"),
    Message(zh="内容", en="What it finds"),
    Message(zh="名称", en="Name"),
)
FINDING_COLUMNS: tuple[Message, ...] = (
    Message(zh="级别", en="Level"),
    Message(zh="规则", en="Rule"),
    Message(zh="位置", en="Where"),
    Message(zh="问题与建议", en="What was found, what to do"),
    Message(zh="原文", en="Evidence"),
    Message(zh="依据", en="Basis"),
)
# Headers that no reader takes for those of an indicator table.
SOURCE_COLUMNS: tuple[Message, ...] = (
    Message(zh="行", en="Row"),
    Message(zh="取值", en="Figure"),
    Message(zh="来自", en="From"),
    Message(zh="引文", en="Quote"),
    Message(zh="状态", en="State"),
)
PROVENANCE: dict[ProvenanceKind, Message] = {
    ProvenanceKind.TASK: Message(zh="任务原文", en="the task's words"),
    ProvenanceKind.GOAL: Message(zh="目标原文", en="the goal's words"),
    ProvenanceKind.HISTORY: Message(zh="上年表", en="last year's table"),
    ProvenanceKind.LIBRARY: Message(zh="指标库", en="the indicator library"),
    ProvenanceKind.MODEL: Message(zh="模型建议", en="the model's proposal"),
    ProvenanceKind.USER: Message(zh="人工填写", en="a person"),
    ProvenanceKind.DERIVED: Message(zh="由原文推算", en="derived from the words"),
}
_NUMBERED = re.compile(r"([TI])(\d+)")
_PLACES = {
    "T": Message(zh="任务 {number}", en="task {number}"),
    "I": Message(zh="第 {number} 行", en="row {number}"),
}
FIELDS: dict[str, Message] = {
    "level1": Message(zh="一级指标", en="level 1"),
    "level2": Message(zh="二级指标", en="level 2"),
    "name": Message(zh="三级指标", en="name"),
    "operator": Message(zh="性质", en="operator"),
    "value": Message(zh="指标值", en="value"),
    "unit": Message(zh="度量单位", en="unit"),
    "weight": Message(zh="权重", en="weight"),
    "direction": Message(zh="指标方向", en="direction"),
    "note": Message(zh="说明", en="note"),
    "confirm": Message(zh="待确认", en="to confirm"),
    "goal": Message(zh="整体绩效目标", en="goal"),
    "notes": Message(zh="其他说明", en="notes"),
    "project": Message(zh="项目名称", en="project"),
    "status": Message(zh="状态", en="status"),
    "year": Message(zh="预算年度", en="year"),
}


def rows_text(rows: Sequence[str], language: Language) -> str:
    """Rows as people name them: 第 9–14、16 行; the whole table where none is named."""
    if not rows:
        return WHOLE_TABLE.text(language)
    numbers = [row.removeprefix("I") for row in rows]
    if all(number.isdecimal() for number in numbers):
        numbers = _ranges(sorted({int(number) for number in numbers}))
    separator = "、" if language is Language.CHINESE else ", "
    return ROWS.text(language, rows=separator.join(numbers))


def _ranges(numbers: list[int]) -> list[str]:
    """Runs of three or more as ``9–14``."""
    parts: list[str] = []
    start = 0
    for end in range(1, len(numbers) + 1):
        if end < len(numbers) and numbers[end] == numbers[end - 1] + 1:
            continue
        run = numbers[start:end]
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
        start = end
    return parts


def summary_text(summary: Summary, language: Language) -> str:
    """How many findings stand, or that there are none."""
    counts = summary.model_dump()
    message = SUMMARY if any(counts.values()) else CLEAN
    return message.text(language, **counts)


def source_text(passport: Provenance | None, language: Language) -> str:
    """Where a value comes from, in a few words."""
    if passport is None:
        return ""
    kind, source = PROVENANCE[passport.kind].text(language), passport.source or ""
    if match := _NUMBERED.fullmatch(source):
        return f"{kind} {_PLACES[match[1]].text(language, number=match[2])}"
    # Other sources are names for programs (entries of the library): the kind says enough.
    return kind
