"""The opinion slip (审核意见) as a report that can be printed, signed and sent."""

from assistant.domain.finding import Head
from assistant.domain.slip import Slip, SlipItem, Verdict
from assistant.export import wording
from assistant.export.pages import Pages, Section
from assistant.export.sheets import headline
from assistant.messages import Language, Message

_TITLE = Message(zh="预算绩效目标审核意见", en="Review of budget performance targets")
_UNIT = Message(zh="单位：{headline}", en="Unit: {headline}")
_PROFILE = Message(zh="口径：{name}", en="Local rules: {name}")
_RESULT = Message(
    zh="审核结论：{verdict}（{points} 分）——{advice}",
    en="Result: {verdict} ({points} points): {advice}",
)
_OWN_RESULT = Message(
    zh="审核人结论：{verdict}（系统按公式计算为{computed}，{points} 分）",
    en="Reviewer's result: {verdict} (by formula {computed}, {points} points)",
)
_OPINION = Message(zh="审核人意见：{opinion}", en="Reviewer: {opinion}")
_ADVICE: dict[Verdict, Message] = {
    Verdict.EXCELLENT: Message(zh="可以进入下一步", en="may go on"),
    Verdict.GOOD: Message(zh="完善后进入下一步", en="may go on once improved"),
    Verdict.FAIR: Message(zh="修改后重新报送", en="to be changed and filed again"),
    Verdict.POOR: Message(zh="退回重新编制，不得进入下一步", en="sent back; may not go on"),
}
_HEADS = Message(zh="一、总体情况", en="1. Overall")
_HEAD_COLUMNS = (
    Message(zh="审核内容", en="Head"),
    Message(zh="得分（满分25）", en="Points of 25"),
    Message(zh="错误", en="Errors"),
    Message(zh="警告", en="Warnings"),
)
_HEAD_SECTION = Message(zh="{number}、{head}", en="{number}. {head}")
_NUMBERS = "二三四五"
_HEAD_NAMES: dict[Head, Message] = {
    Head.COMPLETENESS: Message(zh="完整性", en="Completeness"),
    Head.RELEVANCE: Message(zh="相关性", en="Relevance"),
    Head.APPROPRIATENESS: Message(zh="适当性", en="Appropriateness"),
    Head.FEASIBILITY: Message(zh="可行性", en="Feasibility"),
}
_NOTHING = Message(zh="未发现需要修改的问题。", en="Nothing that must be changed.")
_ITEM_COLUMNS = (
    Message(zh="序号", en="No."),
    Message(zh="位置与原文", en="Where, as printed"),
    Message(zh="问题与依据", en="What is wrong, on what basis"),
    Message(zh="建议改为", en="Proposed"),
)
_QUESTIONS = Message(zh="六、请单位补充", en="6. Questions to the unit")
_LEFT_OUT = Message(
    zh="另有 {count} 类次要问题见审核明细，不在本意见中逐条列出。",
    en="{count} further kinds of minor findings are in the full report.",
)
_SEE = Message(zh="见第 {number} 条的建议", en="see the proposals of no. {number}")
_COMMENT = Message(zh="审核人：{comment}", en="Reviewer: {comment}")
_SUPPLY = Message(zh="需补充：{what}", en="To supply: {what}")
_FORMULA = Message(
    zh="结论由规则按公开公式计算（四项各 25 分；错误每类扣 5—10 分，警告每类扣 2—4 分，按涉及行数；"
    "90 分以上且无错误为优，75 分以上且无错误为良，60 分以上为中，不足 60 分为差），"
    "不采用模型的判断。",
    en="The result follows a published formula over the rules' findings (25 points a head; an "
    "error costs 5-10, a warning 2-4, by the rows concerned); no model has a say in it.",
)
_SIGNED = Message(zh="审核人：{reviewer}　　日期：{date}", en="Reviewer: {reviewer}  Date: {date}")
_MORE_WORDS = Message(zh="……等 {count} 处", en="… {count} places in all")
_MORE_PROBLEMS = Message(
    zh="另有 {count} 处同类问题，见审核明细。",
    en="{count} more of the kind are in the full report.",
)
_SOURCES = Message(zh="附：依据", en="Bases")
_SOURCE = Message(zh="〔{number}〕{source}", en="[{number}] {source}")
_CITED = Message(zh="〔{number}〕", en="[{number}]")
_BLANK_LINE = "＿＿＿＿＿＿"
_WORDS_SHOWN, _PLACES_SHOWN = 90, 4
_PARTED = "；"


def slip_pages(slip: Slip, language: Language) -> Pages:
    """One slip."""
    sources = _Sources(slip)
    sections = [_overall(slip, language)]
    number = 0
    for place, head in enumerate(Head):
        items = [item for item in slip.items if item.head is head]
        sections.append(_items(head, items, place, number, sources, language))
        number += len(items)
    sections.append(
        Section(_QUESTIONS.text(language), tuple(question.text for question in slip.questions))
    )
    closing = [_LEFT_OUT.text(language, count=slip.left_out)] if slip.left_out else []
    closing += [_FORMULA.text(language), _signature(slip, language)]
    sections.append(Section("", tuple(closing), bullets=False))
    sections.append(Section(_SOURCES.text(language), sources.listed(language), bullets=False))
    return Pages(_TITLE.text(language), tuple(_lead(slip, language)), tuple(sections))


class _Sources:
    """The documents that the slip rests on, each printed once and cited by its number."""

    def __init__(self, slip: Slip) -> None:
        every = (source for item in slip.items for source in item.basis.split(_PARTED))
        self._numbers = {
            source: number for number, source in enumerate(dict.fromkeys(every), start=1)
        }

    def cited(self, basis: str, language: Language) -> str:
        """The numbers of one item's basis."""
        numbers = (self._numbers[source] for source in basis.split(_PARTED))
        return "".join(_CITED.text(language, number=number) for number in numbers)

    def listed(self, language: Language) -> tuple[str, ...]:
        """Each document with its number."""
        return tuple(
            _SOURCE.text(language, number=number, source=source)
            for source, number in self._numbers.items()
        )


def _lead(slip: Slip, language: Language) -> list[str]:
    told = {"points": slip.points, "advice": _ADVICE[slip.verdict].text(language)}
    lines = [
        _UNIT.text(language, headline=headline(slip.target, language)),
        _PROFILE.text(language, name=slip.profile),
        _RESULT.text(language, verdict=slip.verdict.value, **told),
    ]
    notes = slip.notes
    if notes.verdict is not None and notes.verdict is not slip.verdict:
        lines[-1] = _OWN_RESULT.text(
            language,
            verdict=notes.verdict.value,
            computed=slip.verdict.value,
            points=slip.points,
        )
    if notes.opinion:
        lines.append(_OPINION.text(language, opinion=notes.opinion))
    return lines


def _overall(slip: Slip, language: Language) -> Section:
    header = tuple(column.text(language) for column in _HEAD_COLUMNS)
    rows = (
        (
            _HEAD_NAMES[score.head].text(language),
            str(score.points),
            str(score.errors),
            str(score.warnings),
        )
        for score in slip.heads
    )
    return Section(_HEADS.text(language), rows=(header, *rows), widths=(30, 30, 20, 20))


def _items(
    head: Head,
    items: list[SlipItem],
    place: int,
    number: int,
    sources: _Sources,
    language: Language,
) -> Section:
    name = _HEAD_NAMES[head].text(language)
    ordinal = _NUMBERS[place] if language is Language.CHINESE else str(place + 2)
    title = _HEAD_SECTION.text(language, number=ordinal, head=name)
    if not items:
        return Section(title, (_NOTHING.text(language),), bullets=False)
    header = tuple(column.text(language) for column in _ITEM_COLUMNS)
    rows = (
        _item(item, number + offset, sources, language)
        for offset, item in enumerate(items, start=1)
    )
    return Section(title, rows=(header, *rows), widths=(6, 26, 36, 32))


def _item(item: SlipItem, number: int, sources: _Sources, language: Language) -> tuple[str, ...]:
    level = wording.SEVERITIES[item.severity].text(language)
    where = wording.rows_text(item.rows, language)
    words = [_cut(text) for text in item.words[:_PLACES_SHOWN]]
    if len(item.words) > _PLACES_SHOWN:
        words.append(_MORE_WORDS.text(language, count=len(item.words)))
    problems = list(item.problems[:_PLACES_SHOWN])
    if left := len(item.problems) - len(problems):
        problems.append(_MORE_PROBLEMS.text(language, count=left))
    comments = [_COMMENT.text(language, comment=comment) for comment in item.comments]
    see = [_SEE.text(language, number=item.see)] if item.see else []
    supply = [_SUPPLY.text(language, what=what) for what in item.supply]
    return (
        str(number),
        "\n".join((where, *words)),
        "\n".join(
            (
                f"〔{level}〕{' '.join(item.codes)} {item.title}",
                *problems,
                wording.BASIS.text(language, basis=sources.cited(item.basis, language)),
            )
        ),
        "\n".join((*item.proposals, *see, *supply, *comments)),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _WORDS_SHOWN else f"{text[:_WORDS_SHOWN]}…"


def _signature(slip: Slip, language: Language) -> str:
    return _SIGNED.text(
        language,
        reviewer=slip.notes.reviewer or _BLANK_LINE,
        date=slip.notes.date or _BLANK_LINE,
    )
