"""From what the workbench knows to what the page shows; pure, so that tests need no browser.

Everything that comes from files, users or models leaves here either as a plain string for a
component that sets it as text, or escaped by a template.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from assistant.app.diagnosis import Check
from assistant.app.overview import ClassWeight, Overview
from assistant.app.workbench import Page, Progress, Stage
from assistant.app.workbench.offers import Candidate
from assistant.domain.finding import Finding
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.export.about import set_aside
from assistant.export.report import CardReport, RuleReport, TableReport
from assistant.messages import Language
from assistant.store import FormStatus, User
from assistant.ui import wording
from assistant.ui.marking import lines_of, marked

SMART_LETTERS = "SMART"
_LONGEST_LEAD = 8


def render(template: str, language: Language, **values: object) -> str:
    """A template of the page with its words and values, all escaped."""
    words = {name: message.text(language) for name, message in wording.WORDS.items()}
    return _environment().get_template(template).render(words=words, **values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("assistant.ui"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


# The table.


def table_value(page: Page, titles: dict[str, str]) -> dict[str, Any]:
    """What the script of the table draws.

    Args:
        page: the page.
        titles: names of the rules by code, in the language of the page.
    """
    language = page.language
    findings: dict[str, list[Finding]] = {}
    for finding in page.table.review.findings if page.table else ():
        if finding.indicator and finding.waiver is None:
            findings.setdefault(finding.indicator, []).append(finding)
    tasks = {task.id: task.text for task in (page.target.tasks if page.target else ())}
    if page.state.source is not None:
        tasks = {task.id: task.text for task in page.state.source.tasks} | tasks
    return {
        "language": language.value,
        "busy": page.busy,
        "editable": page.editable,
        "words": _table_words(language),
        "rows": [_row(row, page, findings.get(row.id, []), titles, tasks) for row in page.rows],
    }


def _row(
    row: Indicator,
    page: Page,
    findings: list[Finding],
    titles: dict[str, str],
    tasks: dict[str, str],
) -> dict[str, Any]:
    printed = ("level1", "level2", "name", "operator", "value", "unit", "weight")
    cells = {field: _printed(getattr(row, field)) for field in printed}
    return {
        "id": row.id,
        "number": row.number,
        **cells,
        "confirm": row.confirm,
        "passport": _passport(row, page.language, tasks),
        "smart": _smart(row, page.overview, page.language),
        "findings": [_chip(finding, titles, page.language) for finding in findings],
    }


def _printed(cell: object) -> str:
    if cell is None:
        return ""
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _chip(finding: Finding, titles: dict[str, str], language: Language) -> dict[str, Any]:
    severity = wording.SEVERITIES[finding.severity.value].text(language)
    title = titles.get(finding.code, finding.name)
    return {
        "code": finding.code,
        "title": title,
        "severity": finding.severity.value,
        "page": f"/rules/{finding.code}?lang={language.value}",
        "lines": [f"{severity} {finding.code} {title}", finding.message],
    }


def _passport(row: Indicator, language: Language, tasks: dict[str, str]) -> dict[str, Any] | None:
    provenance = row.provenance.get("value")
    if provenance is None:
        return None
    quoted = tasks.get(provenance.source or "")
    lines = [wording.PASSPORT.text(language), passport(row, language)]
    if quoted:
        lines.append(wording.PASSPORT_TASK.text(language, text=quoted))
    if row.confirm:
        lines.append(wording.PASSPORT_CONFIRM.text(language))
    return {"kind": provenance.kind.value, "short": _short(provenance, language), "lines": lines}


def _short(provenance: Provenance, language: Language) -> str:
    source = (provenance.source or "").removeprefix("T")
    if provenance.kind in (ProvenanceKind.TASK, ProvenanceKind.DERIVED) and source.isdecimal():
        return wording.PASSPORT_FROM_TASK.text(language, source=source)
    return wording.PASSPORT_KINDS[provenance.kind.value].text(language)


def passport(row: Indicator, language: Language) -> str:
    """Where the value of a row comes from, in one sentence."""
    provenance = row.provenance.get("value")
    if provenance is None:
        return ""
    message = wording.PROVENANCE_KINDS[provenance.kind.value]
    source = (provenance.source or "").removeprefix("T")
    return message.text(language, source=source, quote=provenance.quote or "")


def _smart(row: Indicator, overview: Overview | None, language: Language) -> dict[str, Any] | None:
    if overview is None:
        return None
    lost = overview.lost.get(row.id, {})
    lines = [wording.SMART.text(language)]
    for letter in SMART_LETTERS:
        meaning = wording.SMART_LETTERS[letter].text(language)
        if letter in lost:
            codes = "、".join(lost[letter])
            lines.append(wording.SMART_LOST.text(language, meaning=meaning, codes=codes))
        else:
            lines.append(wording.SMART_EARNED.text(language, meaning=meaning))
    earned = sum(letter not in lost for letter in SMART_LETTERS)
    return {
        "letters": [[letter, letter not in lost] for letter in SMART_LETTERS],
        "label": wording.SMART_LABEL.text(language, earned=earned),
        "lines": lines,
    }


def _table_words(language: Language) -> dict[str, Any]:
    words: dict[str, Any] = {
        # The script puts the number of the row in.
        name: message.text(language, row="{row}")
        for name, message in wording.TABLE_WORDS.items()
    }
    return {**words, "operators": [operator.value for operator in Operator]}


# What stands above the table.


def board_html(page: Page) -> str:
    """Progress, sums, weights by class and coverage of tasks."""
    language, table, overview = page.language, page.table, page.overview
    progress = progress_line(page.progress, len(page.rows), page.seconds, language)
    return render(
        "board.html",
        language,
        progress=progress,
        share=_share(page.progress),
        form=page.form,
        status=wording.STATUSES[page.form.status.value].text(language) if page.form else None,
        summary=table.review.summary if table else None,
        rows=len(page.rows),
        confirm=sum(row.confirm for row in page.rows) if table else 0,
        profile=_profile_line(table, language) if table else None,
        apart=[title for title, _ in set_aside(table.review, language)] if table else [],
        points=overview.points if overview else None,
        total=overview.total if overview else None,
        classes=[_bar(one, overview, language) for one in overview.classes] if overview else [],
        tasks=overview.tasks if overview else [],
        covered=(
            sum(bool(task.rows) and not task.catch_all for task in overview.tasks)
            if overview
            else 0
        ),
        measurable=sum(not task.catch_all for task in overview.tasks) if overview else 0,
        waiting=page.form is None and not page.busy,
    )


def progress_line(
    progress: Progress | None, rows: int, seconds: int, language: Language
) -> tuple[str, str] | None:
    """What long work is at, and what it works on."""
    if progress is None:
        return None
    line = wording.STAGES[progress.stage.value].text(
        language, number=progress.number, total=progress.total, rows=rows, seconds=seconds
    )
    return line, progress.words


def _share(progress: Progress | None) -> int:
    if progress is None or progress.stage is not Stage.DRAFTING or not progress.total:
        return 100 if progress is not None and progress.stage is Stage.CHECKING else 0
    return round(100 * (progress.number - 1) / progress.total)


def _bar(one: ClassWeight, overview: Overview, language: Language) -> dict[str, Any]:
    widest = max(
        (max(each.points, each.norm or Decimal(0)) for each in overview.classes), default=Decimal(1)
    )
    scale = widest or Decimal(1)
    off = one.norm is not None and abs(one.points - one.norm) > overview.total / 10
    name = one.level1 or wording.NO_CLASS.text(language)
    norm = wording.NORM.text(language, norm=_plain(one.norm)) if one.norm is not None else ""
    return {
        "name": name.removesuffix("指标"),
        "points": _plain(one.points),
        "norm": norm,
        "width": round(100 * one.points / scale, 1),
        "tick": round(100 * one.norm / scale, 1) if one.norm is not None else None,
        "off": off,
        "label": wording.BAR.text(language, name=name, points=_plain(one.points), norm=norm),
    }


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _profile_line(table: TableReport, language: Language) -> str:
    message = wording.PROFILE_GUESSED if table.guessed else wording.PROFILE
    return message.text(language, profile=table.profile)


# Findings, offers, forms, rules.


def rows_named(indicators: Iterable[str], language: Language) -> str:
    """Row ids as people name them: 第 9、10 行."""
    numbers = "、".join(indicator.removeprefix("I") for indicator in indicators)
    if not numbers:
        return wording.WHOLE_TABLE.text(language)
    return wording.ROWS.text(language, rows=numbers)


def findings_html(table: TableReport | None, language: Language) -> str:
    """The findings as cards, seven rows of one kind on one card; escaped."""
    if table is None:
        return ""
    return render(
        "findings.html",
        language,
        cards=[_card(card, language) for card in table.cards],
        not_checked=table.review.not_checked,
        lang=language.value,
    )


def _card(card: CardReport, language: Language) -> dict[str, object]:
    several = len(card.messages) > 1
    return {
        "severity": card.severity.value,
        "severity_label": wording.SEVERITIES[card.severity.value].text(language),
        "title": card.title,
        "where": rows_named(card.rows, language),
        "codes": card.codes,
        "lines": [
            f"{rows_named(rows, language)}：{message}" if several and rows else message
            for message, rows in card.messages
        ],
        "basis": card.basis,
    }


def offers_html(page: Page) -> str:
    """The first offer that stands open, with its ways out; nothing where none does."""
    if not page.offers:
        return ""
    offer = page.offers[0]
    changes = [_change(one, offer.before) for one in offer.candidates]
    return render(
        "offers.html",
        page.language,
        offer=offer,
        # With one way out the words that go are struck; with several each has its own.
        before=changes[0]["before"] if len(changes) == 1 else None,
        changes=changes,
        where=rows_named((offer.indicator,) if offer.indicator else (), page.language),
        left=wording.OFFERS_LEFT.text(page.language, count=len(page.offers)),
        lang=page.language.value,
    )


def _change(one: Candidate, before: str) -> dict[str, Any]:
    """A change with the stretches that differ."""
    pairs = marked(lines_of(before), lines_of(one.after))
    return {
        "one": one,
        "before": [line for line, _ in pairs if line],
        "after": [line for _, line in pairs if line],
    }


def head_html(user: User | None, language: Language, *, signs_in: bool) -> str:
    """The title, and who is signed in."""
    name = None
    if user is not None:
        name = user.name if signs_in else wording.LOCAL.text(language)
    return render("head.html", language, user=name, signs_in=signs_in)


def tools_html(page: Page) -> str:
    """The buttons for what can be done with the form now."""
    status = page.form.status if page.form else None
    return render(
        "tools.html",
        page.language,
        busy=page.busy,
        form=page.form,
        editable=page.editable,
        can_undo=page.can_undo,
        can_redo=page.can_redo,
        confirm=sum(row.confirm for row in page.rows),
        exports=[(name, label.text(page.language)) for name, label in wording.EXPORTS.items()],
        can_submit=status in (FormStatus.DRAFT, FormStatus.RETURNED),
        can_withdraw=status is FormStatus.SUBMITTED,
    )


def forms_html(page: Page) -> str:
    """The forms that the user may open."""
    forms = [
        {
            "id": form.id,
            "title": form.title,
            "status": wording.STATUSES[form.status.value].text(page.language),
            "kind": form.status.name.lower(),
            "updated": form.updated.astimezone().strftime("%m-%d %H:%M"),
            "current": page.form is not None and form.id == page.form.id,
        }
        for form in page.forms
    ]
    return render("forms.html", page.language, forms=forms)


def slip_html(page: Page) -> str:
    """The opinion slip that came back with the form, while the form is the unit's to change."""
    if page.slip is None or page.form is None:
        return ""
    notes = page.slip.notes
    proposed = [{**_change(one.candidate, one.before), "done": one.done} for one in page.proposed]
    return render(
        "slip.html",
        page.language,
        slip=page.slip,
        opinions=[text for text in (notes.opinion,) if text],
        proposed=proposed,
        editable=page.editable and not page.busy,
        status=wording.STATUSES[page.form.status.value].text(page.language),
    )


def chips_html(page: Page) -> str:
    """The tables of a file that has several, and example sentences for what can be said next."""
    tables = [
        {
            "place": place,
            "title": " ".join(
                str(part)
                for part in (target.unit.name, target.year, target.project)
                if part is not None
            )
            or wording.UNTITLED.text(page.language),
            "rows": len(target.indicators),
        }
        for place, target in enumerate(page.state.choices)
    ]
    return render("chips.html", page.language, tables=tables, chips=chips_for(page))


def chips_for(page: Page) -> tuple[str, ...]:
    """Sentences that would do something now, the likeliest first."""
    if page.busy or not page.editable:
        return ()
    if page.target is None:
        return tuple(message.text(page.language) for message in wording.STARTERS)
    rows = page.rows
    chips: list[str] = []
    lost = page.overview.lost if page.overview else {}
    numbered = next((row for row in rows if (row.value or "").isdecimal()), None)
    if numbered is not None:
        more = int(numbered.value or 0) + 2
        chips.append(f"把第{numbered.number}条改成{more}{numbered.unit or ''}")
    vague = next((row for row in rows if lost.get(row.id, {}).keys() & {"S", "M"}), None)
    if vague is not None:
        chips.append(f"第{vague.number}条太虚，换一个")
    if not any("成本" in f"{row.level1}{row.level2}" for row in rows):
        chips.append("加一条成本指标")
    if any("满意" in f"{row.level1}{row.name}" for row in rows):
        chips.append("满意度都改成≥92%")
    chips.append("权重向数量指标倾斜")
    if not page.target.drafted and page.target.tasks:
        chips.insert(0, wording.REDRAFT)
    return tuple(chips[:5])


def rule_html(rule: RuleReport, language: Language) -> str:
    """The page of one rule, served by ourselves."""
    paragraphs = [part.strip() for part in rule.page.split("\n\n") if part.strip()]
    return render(
        "rule.html",
        language,
        rule=rule,
        severity=wording.SEVERITIES[rule.severity.value].text(language),
        paragraphs=[_lead(paragraph) for paragraph in paragraphs[2:]],
        lang=language.value,
    )


def _lead(paragraph: str) -> tuple[str, str]:
    """The leading words of a paragraph (为什么) apart from the rest."""
    lead, mark, rest = paragraph.partition("：")
    return (lead, rest) if mark and len(lead) <= _LONGEST_LEAD else ("", paragraph)


def rules_html(rules: Iterable[RuleReport], language: Language) -> str:
    """All rules, each with a link to its page."""
    listed = [
        {
            "code": rule.code,
            "title": rule.title,
            "severity": rule.severity.value,
            "severity_label": wording.SEVERITIES[rule.severity.value].text(language),
        }
        for rule in rules
    ]
    return render("rules.html", language, rules=listed, lang=language.value)


def login_html(language: Language, problem: str | None) -> str:
    """The page where people sign in."""
    return render("login.html", language, problem=problem, lang=language.value)


def checks_html(checks: Iterable[Check], language: Language) -> str:
    """What a test of the model found, each line with what to do."""
    found = [
        (
            one.name,
            one.state.value,
            wording.CHECK_STATES[one.state.value].text(language),
            one.details,
        )
        for one in checks
    ]
    return render("checks.html", language, checks=found)


def missing_html(language: Language) -> str:
    """What is said where a page is asked for that is not there."""
    return render("missing.html", language, lang=language.value)
