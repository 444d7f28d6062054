"""What only the unit can answer: no suggestion is made up for it, it is asked."""

from collections.abc import Iterable

from assistant.domain.finding import Finding, Question, Severity
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language, Message
from assistant.review.verify import is_blank

_ASK: dict[str, Message] = {
    "F01": Message(zh="表头缺的内容请补齐：{evidence}。", en="Fill in the header: {evidence}."),
    "F02": Message(
        zh="{place}空着的栏目填什么？{message}", en="{place}: what goes there? {message}"
    ),
    "F03": Message(
        zh="{place}的“{evidence}”应填什么？不适用的行请删除。",
        en="{place}: what stands in place of '{evidence}'? Remove the row if it does not apply.",
    ),
    "D01": Message(
        zh="{place}的百分比应是多少？{message}", en="{place}: what is the percentage? {message}"
    ),
    "D07": Message(
        zh="{place}的成本数和预算总额，哪一个有误？{message}",
        en="{place}: which is wrong, the cost or the budget? {message}",
    ),
    "TM03": Message(
        zh="{place}的日期应是哪一天？{message}", en="{place}: which date is meant? {message}"
    ),
    "V02": Message(
        zh="{place}的目标值是多少？{message}", en="{place}: what is the target figure? {message}"
    ),
    "V04": Message(zh="{place}的度量单位是什么？", en="{place}: what is the unit of measure?"),
    "V01": Message(
        zh="{place}是至少、至多还是正好？{message}", en="{place}: at least, at most or exactly?"
    ),
    "Y01": Message(zh="资金数对不上，请核对：{message}", en="Check the amounts: {message}"),
    "Y02": Message(zh="资金来源对不上，请核对：{message}", en="Check the sources: {message}"),
    "Y03": Message(zh="金额口径请核对：{message}", en="Check the amounts in the text: {message}"),
    "D08": Message(zh="请核对测算：{message}", en="Check the estimate: {message}"),
    "D09": Message(zh="为什么低于上年？{message}", en="Why below last year? {message}"),
    "E01": Message(zh="请对照原件核对：{message}", en="Check against the original: {message}"),
    "E02": Message(
        zh="文件里为什么有看不见的文字？{message}", en="Why is there hidden text? {message}"
    ),
    "P01": Message(zh="{place}的数从哪里来？{message}", en="{place}: where is it from? {message}"),
    "P02": Message(zh="{place}的依据是什么？{message}", en="{place}: on what basis? {message}"),
    "T01": Message(
        zh="{place}属于哪个一级指标？{message}", en="{place}: which level-1 class is it?"
    ),
    "D05": Message(
        zh="{place}是越大越好还是越小越好？{message}", en="{place}: is more or less better?"
    ),
    "T02": Message(
        zh="{place}属于哪个二级指标？{message}", en="{place}: which level-2 class is it?"
    ),
    "T06": Message(zh="本地采用哪一套口径？{message}", en="Which scheme applies? {message}"),
    "R02": Message(
        zh="{place}出自哪项任务？没有的，请在任务中补上或删去该行。",
        en="{place}: which task is it from? Add the task or remove the row.",
    ),
    "U04": Message(
        zh="这些目标值是怎么测算的？{message}", en="How were these figures worked out? {message}"
    ),
}
"""The question that each rule comes to, where a fact, a document or a choice is missing."""

_FACTS = frozenset(_ASK)
_BLANK = Message(
    zh="{place}“{name}”的目标值是多少{unit}？由单位填写。",
    en="{place} '{name}': how many {unit}? The unit fills it in.",
)
_PLACE = Message(zh="第 {number} 行", en="Row {number}")
_TABLE = Message(zh="本表", en="the table")


def needs_fact(finding: Finding) -> bool:
    """Whether the rule asks for something that no change of wording can give."""
    return finding.code in _FACTS


def questions_about(
    findings: Iterable[Finding], target: PerformanceTarget, language: Language
) -> tuple[Question, ...]:
    """The questions to the unit that these findings come to, each once."""
    asked: dict[tuple[str | None, str], Question] = {}
    blanks = {row.id for row in target.indicators if is_blank(row)}
    for finding in findings:
        if not needs_fact(finding) or finding.waiver is not None:
            continue
        if finding.indicator in blanks and finding.field == "value":
            continue
        question = Question(
            code=finding.code,
            indicator=finding.indicator,
            field=finding.field,
            text=_ASK[finding.code].text(
                language,
                place=_place(finding.indicator, target, language),
                message=finding.message,
                evidence=finding.evidence,
            ),
            blocking=finding.severity is Severity.ERROR,
        )
        asked.setdefault((question.indicator, question.text), question)
    return tuple(asked.values())


def questions_of_blanks(target: PerformanceTarget, language: Language) -> tuple[Question, ...]:
    """One question for each figure that was left to the unit."""
    return tuple(
        Question(
            code="F02",
            indicator=row.id,
            field="value",
            text=_BLANK.text(
                language,
                place=_place(row.id, target, language),
                name=row.name or "",
                unit=row.unit or "",
            ),
        )
        for row in target.indicators
        if is_blank(row)
    )


def _place(indicator: str | None, target: PerformanceTarget, language: Language) -> str:
    for number, row in enumerate(target.indicators, start=1):
        if row.id == indicator:
            return _PLACE.text(language, number=number)
    return _TABLE.text(language)
