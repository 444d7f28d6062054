"""A rule's page as people read it, and the table of all rules that the documents hold."""

import re
from typing import TYPE_CHECKING

from assistant.messages import Language, Message
from assistant.validators.policy import basis_text
from assistant.validators.trust import is_trusted, measured_precision

if TYPE_CHECKING:
    from assistant.validators.base import Rule

SEVERITIES = {
    "error": Message(zh="错误", en="error"),
    "warning": Message(zh="警告", en="warning"),
    "info": Message(zh="提示", en="info"),
}
"""Names of the levels."""

_HEADS = {
    "完整性": Message(zh="完整性", en="completeness"),
    "相关性": Message(zh="相关性", en="relevance"),
    "适当性": Message(zh="适当性", en="appropriateness"),
    "可行性": Message(zh="可行性", en="feasibility"),
}
_FACTS = Message(
    zh="级别：{severity}　审核要点：{head}", en="Level: {severity}. Review head: {head}."
)
_NO_HEAD = Message(zh="不属于四项审核要点", en="none of the four")
_BASIS = Message(zh="依据：{basis}", en="Basis: {basis}")
_MEASURED = Message(
    zh="实测准确率：{share}（95% 区间 {low}–{high}），来自 {rows} 行人工标注，"
    "命中 {findings} 处，其中误报 {wrong} 处。",
    en="Measured precision: {share} (95% interval {low}–{high}) on {rows} annotated rows, "
    "{findings} findings, {wrong} of them wrong.",
)
_NOT_SEEN = Message(
    zh="实测准确率：{rows} 行人工标注中没有可判的命中，尚无数据。",
    en="Measured precision: none of {rows} annotated rows gave a finding to judge.",
)
_NOT_MEASURED = Message(zh="实测准确率：尚未测量。", en="Measured precision: not yet measured.")
_DEMOTED = Message(
    zh="准确率不足九成，暂只作提示。", en="Below nine in ten, so it only informs for now."
)


def render_page(rule: "Rule", language: Language) -> str:
    """What is wrong, why, examples, when it holds back, on what basis and how sure we are."""
    title = f"{rule.code} {rule.name}　{rule.title.text(language)}"
    if language is Language.CHINESE:
        sections = list(rule.page_sections.items())[:-1]
        body = [rule.statement, *(f"{heading}：{text}" for heading, text in sections)]
    else:
        title = title.replace("　", "  ")
        body = [rule.page_sections["In English"]]
    parts = [title, _facts(rule, language), *body]
    parts += [_BASIS.text(language, basis=basis_text(rule.basis, language))]
    if rule.judges_tables:
        parts += [precision_text(rule.code, language)]
    return "\n\n".join(_unfold(part) for part in parts)


def precision_text(code: str, language: Language) -> str:
    """The measured precision in one sentence."""
    measured = measured_precision(code)
    if measured is None:
        return _NOT_MEASURED.text(language)
    if measured.share is None:
        return _NOT_SEEN.text(language, rows=measured.rows)
    low, high = measured.interval
    text = _MEASURED.text(
        language,
        share=f"{measured.share:.2f}",
        low=f"{low:.2f}",
        high=f"{high:.2f}",
        rows=measured.rows,
        findings=measured.findings,
        wrong=measured.wrong,
    )
    return text if is_trusted(code) else text + _DEMOTED.text(language)


def rules_table(rules: tuple["Rule", ...]) -> str:
    """All rules as a Markdown table, Chinese with the English name beside it."""
    lines = ["| 编号 | 名称 | 内容 | 级别 | 要点 |", "|---|---|---|---|---|"]
    for rule in rules:
        severity = SEVERITIES[rule.severity.value].zh
        head = rule.head.value if rule.head else "—"
        name = f"{rule.title.zh} `{rule.name}`"
        statement = rule.statement.replace("|", r"\|")
        lines.append(f"| {rule.code} | {name} | {statement} | {severity} | {head} |")
    return "\n".join(lines)


def _facts(rule: "Rule", language: Language) -> str:
    head = _HEADS[rule.head.value] if rule.head else _NO_HEAD
    severity = SEVERITIES[rule.severity.value].text(language)
    return _FACTS.text(language, severity=severity, head=head.text(language))


def _unfold(text: str) -> str:
    """Lines that the source breaks, joined; Chinese text takes no blank where they met."""
    return re.sub(r"(?<=[\u3000-\uffef])\n(?=[\u3000-\uffef])", "", text).replace("\n", " ")
