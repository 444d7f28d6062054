"""All filed forms at once: the county view, and everything about them to take away."""

import zipfile
from collections.abc import Iterator, Sequence

from assistant.app.county import County, county_of
from assistant.app.desk.closing import slip_of
from assistant.app.desk.desk import Desk, DeskForm
from assistant.app.exports import export_document
from assistant.app.rulebook import rule_title
from assistant.app.slips import export_slips
from assistant.domain.slip import Slip
from assistant.domain.target import TargetDocument
from assistant.exceptions import AssistantError
from assistant.export.docx import document_bytes
from assistant.export.pages import Pages, Section
from assistant.export.pages_docx import pages_document
from assistant.export.sheets import Sheet
from assistant.export.xlsx import sheets_workbook, workbook_bytes
from assistant.messages import Language, Message
from assistant.store import Form, FormStatus, User

_NO_UNIT = Message(zh="（未填单位）", en="(no unit)")
_SUMMARY_NAME = Message(zh="汇总.xlsx", en="summary.xlsx")
_SLIP_NAME = Message(zh="意见书/{name}.docx", en="slips/{name}.docx")
_JSON_NAME = Message(zh="数据/{name}.json", en="data/{name}.json")
_FORM_NAME = Message(zh="申报表/{name}.xlsx", en="forms/{name}.xlsx")
_FORMS = Message(zh="各表", en="Forms")
_RULES = Message(zh="各规则", en="Rules")
_PHRASES = Message(zh="雷同表述", en="Shared words")
_FORM_COLUMNS = (
    Message(zh="单位", en="Unit"),
    Message(zh="表", en="Form"),
    Message(zh="年度", en="Year"),
    Message(zh="状态", en="State"),
    Message(zh="错误", en="Errors"),
    Message(zh="警告", en="Warnings"),
    Message(zh="提示", en="Infos"),
    Message(zh="结论", en="Verdict"),
    Message(zh="得分", en="Points"),
    Message(zh="版次", en="Version"),
    Message(zh="来源文件", en="File"),
)
_RULE_COLUMNS = (
    Message(zh="规则", en="Rule"),
    Message(zh="内容", en="What it finds"),
    Message(zh="单位数", en="Units"),
    Message(zh="问题数", en="Findings"),
)
_PHRASE_COLUMNS = (
    Message(zh="表述", en="Words"),
    Message(zh="单位数", en="Units"),
    Message(zh="最常见的目标值", en="Commonest target"),
    Message(zh="用此目标值的单位数", en="Units that set it"),
    Message(zh="单位", en="Units by name"),
)
_TITLE = Message(zh="绩效目标审核情况通报（底稿）", en="Notice on the review of targets (draft)")
_LEAD = Message(
    zh="本次共审核 {units} 个单位的 {forms} 份绩效目标表，其中有错误的 {red} 份、"
    "仅有警告的 {amber} 份、未发现问题的 {green} 份。"
    "以下数字均由规则统计，已豁免和判为不成立的不计。",
    en="{forms} forms of {units} units were reviewed: {red} with errors, {amber} with warnings "
    "only, {green} with neither. All figures are counted from the rules' findings that stand.",
)
_COMMON = Message(zh="一、普遍存在的问题", en="1. What is common")
_WORST = Message(zh="二、问题较多的单位", en="2. Units with most findings")
_SHARED = Message(zh="三、雷同表述", en="3. Shared words")
_WORST_COLUMNS = (Message(zh="单位", en="Unit"), Message(zh="问题数", en="Findings"))
_TOLD_RULES, _TOLD_UNITS, _TOLD_PHRASES = 12, 20, 20
_MOST_NAME = 60
_FORBIDDEN = set('\\/:*?"<>|')


def county(
    desk: Desk,
    *,
    by: User,
    status: FormStatus | None = None,
    search: str = "",
    language: Language = Language.CHINESE,
) -> County:
    """The county view of the forms that the filter lets through.

    Raises:
        NotPermittedError: the user is no reviewer.
    """
    forms = desk.every_form(by=by, status=status, search=search)
    return county_of(desk.county_form(form, by=by, language=language) for form in forms)


def prepare_county(
    desk: Desk,
    *,
    by: User,
    status: FormStatus | None = None,
    search: str = "",
    language: Language = Language.CHINESE,
) -> Iterator[tuple[int, int]]:
    """Read what `county` will need, form by form; gives how many of how many are read.

    What was read before and has not changed is remembered, so that a second visit reads nothing.

    Raises:
        NotPermittedError: the user is no reviewer.
    """
    forms = desk.every_form(by=by, status=status, search=search)
    for number, form in enumerate(forms, start=1):
        desk.county_form(form, by=by, language=language)
        yield number, len(forms)


def notice(
    desk: Desk,
    *,
    by: User,
    status: FormStatus | None = None,
    search: str = "",
    language: Language = Language.CHINESE,
) -> bytes:
    """The page to write the county's notice (通报) from, as a Word file."""
    forms = desk.every_form(by=by, status=status, search=search)
    found = county(desk, by=by, status=status, search=search, language=language)
    return document_bytes(pages_document([_notice_pages(found, forms, language)]))


def export_everything(
    desk: Desk,
    *,
    by: User,
    status: FormStatus | None = None,
    search: str = "",
    language: Language = Language.CHINESE,
) -> Iterator[bytes]:
    """A zip of a summary workbook and, for each form, its slip, itself and its JSON; in pieces.

    One form is held at a time, so that two thousand take no more room than one.

    Raises:
        NotPermittedError: the user is no reviewer.
    """
    forms = desk.every_form(by=by, status=status, search=search)
    found = county(desk, by=by, status=status, search=search, language=language)
    return _zipped(desk, forms, found, by, language)


def _zipped(
    desk: Desk, forms: Sequence[Form], found: County, by: User, language: Language
) -> Iterator[bytes]:
    pieces = _Pieces()
    names = _Names()
    rows: list[tuple[str, ...]] = []
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as package:
        for form in forms:
            try:
                on_desk = desk.open(form.id, by=by, language=language, suggest=False)
            except AssistantError:  # withdrawn by its unit since the list was made
                continue
            slip = slip_of(on_desk, by=by)
            rows.append(_summary_row(on_desk, slip))
            name = names.new(form.title)
            for path, content in _contents(name, on_desk, slip, language):
                package.writestr(path, content)
                yield pieces.taken()
        book = sheets_workbook(_sheets(rows, found, language))
        package.writestr(_SUMMARY_NAME.text(language), workbook_bytes(book))
    yield pieces.taken()


def _contents(
    name: str, on_desk: DeskForm, slip: Slip, language: Language
) -> Iterator[tuple[str, bytes | str]]:
    document = TargetDocument(targets=(on_desk.target,))
    yield _SLIP_NAME.text(language, name=name), export_slips([slip], "docx", language)
    yield _FORM_NAME.text(language, name=name), export_document(document, "xlsx")
    yield _JSON_NAME.text(language, name=name), export_document(document, "json")


class _Pieces:
    """What a zip is written to, taken away as it comes; it cannot be sought in."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        data = b"".join(self._held)
        self._held.clear()
        return data


class _Names:
    """File names that no system refuses, each once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def new(self, title: str) -> str:
        plain = "".join(
            "_" if sign in _FORBIDDEN or not sign.isprintable() else sign for sign in title
        )
        plain = plain.strip(" .")[:_MOST_NAME] or "_"
        name, number = plain, 1
        while name in self._given:
            number += 1
            name = f"{plain} ({number})"
        self._given.add(name)
        return name


def _summary_row(on_desk: DeskForm, slip: Slip) -> tuple[str, ...]:
    form, summary = on_desk.form, on_desk.summary
    return (
        form.unit.name or _NO_UNIT.text(on_desk.language),
        form.title,
        str(form.year or ""),
        form.status.value,
        str(summary.error),
        str(summary.warning),
        str(summary.info),
        slip.verdict.value,
        str(slip.points),
        str(form.version),
        form.source_name or "",
    )


def _sheets(rows: Sequence[tuple[str, ...]], found: County, language: Language) -> Iterator[Sheet]:
    def header(columns: Sequence[Message]) -> tuple[str, ...]:
        return tuple(column.text(language) for column in columns)

    yield Sheet(
        _FORMS.text(language),
        (header(_FORM_COLUMNS), *rows),
        (28, 40, 8, 10, 8, 8, 8, 8, 8, 8, 30),
    )
    yield Sheet(
        _RULES.text(language),
        (header(_RULE_COLUMNS), *_rule_rows(found, language)),
        (10, 40, 10, 10),
    )
    yield Sheet(
        _PHRASES.text(language),
        (header(_PHRASE_COLUMNS), *_phrase_rows(found)),
        (50, 10, 20, 20, 80),
    )


def _rule_rows(found: County, language: Language) -> list[tuple[str, ...]]:
    return [
        (rule.code, rule_title(rule.code, language), str(rule.units), str(rule.findings))
        for rule in found.rules
    ]


def _phrase_rows(found: County) -> list[tuple[str, ...]]:
    return [
        (
            phrase.text,
            str(len(phrase.units)),
            phrase.target or "",
            str(phrase.same_target or ""),
            "、".join(phrase.units),
        )
        for phrase in found.phrases
    ]


def _notice_pages(found: County, forms: Sequence[Form], language: Language) -> Pages:
    def header(columns: Sequence[Message]) -> tuple[str, ...]:
        return tuple(column.text(language) for column in columns)

    red = sum(form.lights.error > 0 for form in forms)
    amber = sum(form.lights.error == 0 and form.lights.warning > 0 for form in forms)
    lead = _LEAD.text(
        language, units=len(found.rows), forms=len(forms), red=red, amber=amber,
        green=len(forms) - red - amber,
    )  # fmt: skip
    rules = _rule_rows(found, language)[:_TOLD_RULES]
    units = [(row.unit, str(row.total)) for row in found.rows if row.total][:_TOLD_UNITS]
    phrases = [row[:4] for row in _phrase_rows(found)][:_TOLD_PHRASES]
    return Pages(
        _TITLE.text(language),
        (lead,),
        (
            Section(
                _COMMON.text(language),
                rows=(header(_RULE_COLUMNS), *rules) if rules else (),
                widths=(10, 60, 15, 15),
            ),
            Section(
                _WORST.text(language),
                rows=(header(_WORST_COLUMNS), *units) if units else (),
                widths=(70, 30),
            ),
            Section(
                _SHARED.text(language),
                rows=(header(_PHRASE_COLUMNS[:4]), *phrases) if phrases else (),
                widths=(50, 12, 20, 18),
            ),
        ),
    )
