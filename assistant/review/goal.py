"""The overall goal put right from what the form itself holds; not one figure is added to it."""

import re
from collections.abc import Callable, Iterator

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Finding, SuggestionKind
from assistant.messages import Message
from assistant.review.desk import Desk, Proposal
from assistant.validators.facts_names import CatchAll
from assistant.validators.likeness import clauses
from assistant.validators.rows import Row
from assistant.validators.wording import phrases, words

_FIGURES = Message(
    zh="把本表已有的指标值写进整体目标，数字全部来自表内。",
    en="Writes figures of this very table into the goal.",
)
_TENSE = Message(
    zh="去掉“了”，由总结口气改为目标口气，其他不动。",
    en="From the tense of a report to that of a goal; nothing else changes.",
)
_REPORTED = Message(
    zh="删去总结已做工作的语句，目标只写将要做到的。",
    en="Drops the clauses that report what was done; a goal says what will be.",
)
_FILLER = Message(
    zh="删去不说明内容的套话词，其他不动。", en="Drops words that say nothing; the rest stays."
)
_PARTY = Message(
    zh="党建和理论学习的表述移出整体目标（另有考核），保留履职内容。",
    en="Party work, which is assessed elsewhere, leaves the goal; the unit's own work stays.",
)
_PROMISES = Message(
    zh="不作为本年目标的承诺，从整体目标中删去：{promises}。",
    en="Promises that are no goal of this year leave the goal: {promises}.",
)
_YEAR = Message(zh="年度改为本表年度 {year}。", en="The year becomes that of the form, {year}.")
_ROWS = 6
_ADVERBS = re.compile(
    "扎实有效|不断|进一步|扎实|切实|大力|积极|深入|全面|持续|稳步|着力|努力|充分|坚决|严格|认真|"
    "高质量|高标准|更好地?|逐步|大幅|有力"
)
_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+[，,。；;！!？?\n]*")
_END = "。"


def goal_answers(desk: Desk, finding: Finding) -> Iterator[Proposal]:
    """Other wordings of the goal for one finding on it."""
    make = _ANSWERS.get(finding.code)
    goal = desk.target.goal or ""
    if make is None or not goal:
        return
    for text, message, told in make(desk, finding, goal):
        if text and text != goal:
            edit = Edit(op=EditOp.SET, field="goal", value=text)
            reason = message.text(desk.language, **told)
            yield Proposal((edit,), SuggestionKind.TEXT, reason, keeps_value=True)


_Answer = Iterator[tuple[str, Message, dict[str, object]]]


def _with_figures(desk: Desk, finding: Finding, goal: str) -> _Answer:
    counted = [
        row
        for row in desk.context.quantitative
        if row.number is not None and row.operator and _is_plain(desk, row)
    ]
    weight = {row.id: row.weight or 0 for row in counted}
    chosen = sorted(counted, key=lambda row: -weight[row.id])[:_ROWS]
    parts = [
        f"{desk.facts(row).name.core}{row.operator}{row.value}{row.unit}"
        for row in counted
        if row in chosen
    ]
    if parts:
        yield f"{goal.rstrip('。；;，, ')}。本年度主要指标：{'；'.join(parts)}。", _FIGURES, {}


def _is_plain(desk: Desk, row: Row) -> bool:
    name = desk.facts(row).name
    return len(name.core) <= desk.profile.name_max and name.catch_all is CatchAll.NO


def _as_goal(desk: Desk, finding: Finding, goal: str) -> _Answer:
    yield _not_done(goal), _TENSE, {}
    # Clauses that only report: as goals they would promise what no row measures.
    done = phrases("goal.done")
    kept = [part for part in _CLAUSE.findall(goal) if done.find(part) is None]
    yield _closed("".join(kept)), _REPORTED, {}
    for text, _, told in _own_work(desk, finding, goal):
        yield _not_done(text), _PARTY, told


def _not_done(text: str) -> str:
    done = phrases("goal.done")
    while (found := done.find(text)) is not None:
        text = text.replace(found, found.removesuffix("了"))
    return text


def _shorter(desk: Desk, finding: Finding, goal: str) -> _Answer:
    yield from _with_figures(desk, finding, goal)
    yield _ADVERBS.sub("", goal), _FILLER, {}
    fillers = words("goal.fillers")
    kept = [part for part in _CLAUSE.findall(goal) if len(fillers.find_all(part)) < 2]
    yield "".join(kept), _FILLER, {}


def _own_work(desk: Desk, finding: Finding, goal: str) -> _Answer:
    party = words("goal.party")
    parts = _CLAUSE.findall(goal)
    kept = [part for part in parts if party.find(part) is None]
    yield _closed("".join(kept)), _PARTY, {}


def _without_promises(desk: Desk, finding: Finding, goal: str) -> _Answer:
    open_ones = set(finding.evidence.split("；"))
    kept = [
        part
        for part in _CLAUSE.findall(goal)
        if not any(item in open_ones for item in clauses(part))
    ]
    named = "；".join(sorted(open_ones, key=goal.find))
    yield _closed("".join(kept)), _PROMISES, {"promises": named}


def _right_year(desk: Desk, finding: Finding, goal: str) -> _Answer:
    year = desk.target.year
    if finding.field == "goal" and year is not None:
        yield goal.replace(finding.evidence, f"{year}年"), _YEAR, {"year": year}


def _closed(text: str) -> str:
    text = text.rstrip("，,；;、 \n")
    return text if not text or text.endswith(("。", "！", "!", ".")) else text + _END


_ANSWERS: dict[str, Callable[[Desk, Finding, str], _Answer]] = {
    "X01": _with_figures,
    "X02": _as_goal,
    "X03": _shorter,
    "X04": _own_work,
    "R04": _without_promises,
    "F04": _right_year,
}
