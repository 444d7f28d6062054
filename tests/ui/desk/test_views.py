"""What the desk shows, without a browser: marks, changes, text that stays text, bad requests."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.app.desk.answering import Answer, answer_card
from assistant.app.desk.closing import return_form
from assistant.app.desk.desk import Desk
from assistant.app.desk.taking_in import Intake, Outcome, TakenIn
from assistant.domain.target import PerformanceTarget, Problem, Unit
from assistant.messages import Language, Message
from assistant.store import DecisionKind, FormStatus, Store, User
from assistant.ui.desk import steps as acting
from assistant.ui.desk import wording
from assistant.ui.desk.card_view import card_views
from assistant.ui.desk.county_view import heat_of
from assistant.ui.desk.document_view import document_view
from assistant.ui.desk.screens import draw_intake
from assistant.ui.desk.state import Pane, Screen, State
from assistant.ui.desk.steps import Steps
from tests.app.desk.conftest import EVIL, file_form, filed_table

TAGS = {
    "a", "abbr", "article", "button", "code", "dd", "del", "details", "div", "dl", "dt", "fieldset",
    "form", "h2", "h3", "header", "img", "input", "ins", "kbd", "label", "legend", "li", "mark",
    "nav", "ol", "option", "p", "progress", "section", "select", "span", "strong", "summary",
    "table", "tbody", "td", "textarea", "th", "thead", "tr", "ul",
}  # fmt: skip


class Markup(HTMLParser):
    """The tags of a page, and whether each is closed where it should be."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("input", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def evil_table() -> PerformanceTarget:
    """Markup wherever a unit can write."""
    table = filed_table(f"局{EVIL}")
    rows = tuple(
        row.model_copy(
            update={
                "name": f"{row.name}{EVIL}",
                "unit": EVIL,
                "level2": f"{row.level2}{EVIL}",
                "note": EVIL,
                "columns": {EVIL: EVIL},
            }
        )
        for row in table.indicators
    )
    return table.model_copy(
        update={
            "indicators": rows,
            "goal": f"{table.goal}{EVIL}",
            "project": EVIL,
            "notes": EVIL,
            "unit": Unit(code=EVIL, name=f"局{EVIL}"),
            "problems": (Problem(code="E01", indicator="I1", message=EVIL, evidence=EVIL),),
        }
    )


def shown(desk: Desk, by: User, *states: State) -> str:
    return "".join(Steps(desk, by, Language.CHINESE).show(state).markup for state in states)


def test_markup_in_any_cell_or_name_stays_text_on_every_screen(
    desk: Desk, store: Store, reviewer: User
) -> None:
    """Units, cells, file names, reasons and what the browser sends back never become tags."""
    form = store.forms.create(evil_table(), by=reviewer, source_name=f"{EVIL}.xlsx", title=EVIL)
    store.forms.set_status(form.id, 1, FormStatus.SUBMITTED, by=reviewer)
    steps = Steps(desk, reviewer, Language.CHINESE)
    at = State(screen=Screen.FORM, form=form.id)
    where = {"form": form.id, "version": 1, "card": "I2"}
    asked: list[dict[str, object]] = [
        {"do": "reject", **where, "reason": EVIL},
        {"do": "edit", **where, "card": "I3", "fields": {"name": EVIL}},
        {"do": "accept", **where, "card": "I4"},
        {"do": "search", "value": EVIL},
        {"do": EVIL},
        {"do": "open", "form": EVIL},
    ]
    pages = [one.markup for action in asked for one in steps.take(at, action)]
    pages += [shown(desk, reviewer, at.next(pane=pane)) for pane in Pane]
    pages.append(shown(desk, reviewer, State(), State(screen=Screen.COUNTY)))
    failed = TakenIn(EVIL, Outcome.FAILED, reason=EVIL)
    taken = TakenIn(EVIL, Outcome.NEW, store.forms.get(form.id, by=reviewer))
    intake = Intake(1, 2, 1.0, (failed, taken), finished=True)
    pages.append(draw_intake(intake, 1, Language.CHINESE))
    everything = "".join(pages)
    assert "&lt;img src=x" in everything
    parsed = Markup(everything)
    assert not parsed.open
    assert {tag for tag, _ in parsed.found} <= TAGS
    for tag, attributes in parsed.found:
        assert not any(name.startswith("on") for name in attributes)
        if tag == "img":
            assert (attributes["src"] or "").startswith("data:image/svg+xml;base64,")


def test_every_finding_marks_one_cell_that_leads_to_its_card(
    desk: Desk, store: Store, clerk: User, reviewer: User
) -> None:
    """Marks and cards name each other; what names no cell stands at the row's number."""
    form = file_form(store, clerk)
    opened = desk.open(form.id, by=reviewer, suggest=False)
    document = document_view(opened.target, opened.cards, Language.CHINESE)
    header = [cell.text for cell in document.columns]
    row = next(row for row in document.rows if row.id == "I2")
    marked = {header[place]: cell for place, cell in enumerate(row.cells) if cell.mark}
    assert marked["指标值"].text == "好坏"
    assert marked["指标值"].mark is not None
    assert marked["指标值"].mark[:2] == ("error", "I2") and "M01" in marked["指标值"].mark.label
    cards = {card.id for card in opened.cards}
    cells = [cell for one in document.rows for cell in one.cells]
    cells += [*document.columns, *document.table.marks]
    cells += [cell for block in document.blocks for cell in block.marks]
    leads = {cell.mark.card for cell in cells if cell.mark}
    assert leads == cards


def test_a_mark_is_settled_once_its_findings_are(
    desk: Desk, store: Store, clerk: User, reviewer: User
) -> None:
    form = file_form(store, clerk)
    answer = Answer(DecisionKind.WAIVED, reason="已批")
    answer_card(desk, form.id, 1, "I2", answer, by=reviewer)
    opened = desk.open(form.id, by=reviewer, suggest=False)
    document = document_view(opened.target, opened.cards, Language.CHINESE)
    marks = {row.id: [cell.mark for cell in row.cells if cell.mark] for row in document.rows}
    assert all(mark.settled for mark in marks["I2"])
    assert not any(mark.settled for mark in marks["I3"])


def test_changes_are_told_by_what_differs(
    desk: Desk, store: Store, clerk: User, reviewer: User
) -> None:
    """Before and after give back the whole lines, and mark only what is not in the other."""
    form = file_form(store, clerk)
    opened = desk.open(form.id, by=reviewer)
    views = card_views(opened.cards, opened.target, Language.CHINESE)
    card = next(view for view in views if view.id == "I4")
    real = opened.card("I4").candidates[0].suggestion
    first = card.candidates[0]
    assert "\n".join("".join(p.text for p in line) for line in first.after) == real.after
    assert "\n".join("".join(p.text for p in line) for line in first.before) == real.before
    changed = "".join(p.text for line in first.after for p in line if p.changed)
    assert "90" in changed and "参训教师满意度" not in changed
    assert ("operator", "性质", "≥") in card.fields
    basis = card.basis.split("；")
    assert len(set(basis)) == len(basis)


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "accept",
        {},
        {"do": "drop tables"},
        {"do": "accept", "candidate": -1},
        {"do": "accept", "candidate": 10**12},
        {"do": "reject", "reason": "长" * 5000},
        {"do": "waive", "expires": "明年"},
        {"do": "page", "value": "9" * 300},
        {"do": "edit", "fields": {"name": {"deep": 1}}},
        {"do": "open", "form": "../../etc/passwd"},
        {"do": "accept", "form": "x", "version": 1, "card": "I1"},
    ],
)
def test_what_a_browser_should_not_send_is_one_line_on_the_screen(
    desk: Desk, store: Store, clerk: User, reviewer: User, asked: object
) -> None:
    form = file_form(store, clerk)
    state = State(screen=Screen.FORM, form=form.id)
    *_, last = Steps(desk, reviewer, Language.CHINESE).take(state, asked)
    assert re.search(r'<div class="dk-said bad"[^>]*>[^<]+</div>', last.markup)
    assert store.reviews.decisions(form.id, by=reviewer) == ()


def test_a_page_beyond_the_last_is_empty_and_not_an_error(desk: Desk, reviewer: User) -> None:
    *_, last = Steps(desk, reviewer, Language.CHINESE).take(State(), {"do": "page", "value": "99"})
    assert "dk-said bad" not in last.markup


def test_a_form_is_shown_at_once_and_again_with_its_changes(
    desk: Desk, store: Store, clerk: User, reviewer: User
) -> None:
    form = file_form(store, clerk)
    steps = Steps(desk, reviewer, Language.CHINESE)
    first, second = steps.take(State(), {"do": "open", "form": form.id})
    assert 'data-busy="yes"' in first.markup and 'data-busy="no"' in second.markup
    assert "正在验证" in first.markup and 'type="radio"' not in first.markup
    assert 'type="radio"' in second.markup and second.state.seq > first.state.seq


def test_a_unit_sees_a_refusal_and_no_form(
    desk: Desk, store: Store, clerk: User, reviewer: User
) -> None:
    file_form(store, clerk)
    *_, last = Steps(desk, clerk, Language.CHINESE).take(State(), {"do": "queue"})
    assert "只对审核人开放" in last.markup and "教研室" not in last.markup


def test_comparison_and_history_say_what_happened(
    desk: Desk, store: Store, clerk: User, reviewer: User
) -> None:
    form = file_form(store, clerk)
    at = State(screen=Screen.FORM, form=form.id)
    assert wording.NO_EARLIER.zh in shown(desk, reviewer, at.next(pane=Pane.COMPARE))
    answer_card(desk, form.id, 1, "I4", Answer(DecisionKind.ACCEPTED), by=reviewer)
    accepted = desk.open(form.id, by=reviewer).accepted
    afterwards = shown(desk, reviewer, at.next(pane=Pane.AFTER))
    assert "<del>好坏</del> <ins>90</ins>" in afterwards
    return_form(desk, form.id, 1, by=reviewer, opinion="请改第4行")
    saved = store.forms.save(
        form.id, 1, accepted.target, by=clerk, why="接受建议", edits=accepted.edits
    )
    store.forms.set_status(form.id, saved.number, FormStatus.SUBMITTED, by=clerk)
    compared = shown(desk, reviewer, at.next(pane=Pane.COMPARE))
    assert "重报" in compared and "已改" in compared
    history = shown(desk, reviewer, at.next(pane=Pane.HISTORY))
    for words in ("采纳了对", "发出第 1 份意见书", "请改第4行", "经办人", "已退回 → 已提交"):
        assert words in history


def test_a_large_county_says_how_far_it_is_read_and_reads_it_once(
    desk: Desk, store: Store, clerk: User, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every line can be left, and the second visit shows the county at once."""
    monkeypatch.setattr(acting, "_TOLD_EVERY", 0.0)
    for unit in ("甲局", "乙局", "丙局"):
        file_form(store, clerk, filed_table(unit))
    taken = list(Steps(desk, reviewer, Language.CHINESE).take(State(), {"do": "county"}))
    assert ["正在统计：2/3 份表" in one.markup for one in taken] == [False, True, False, False]
    assert all('data-busy="no"' in one.markup and 'data-do="queue"' in one.markup for one in taken)
    assert "dk-heat" in taken[-1].markup and len({one.state.seq for one in taken}) == 4


def test_heat_grows_with_the_count() -> None:
    heats = [heat_of(count) for count in range(12)]
    assert heats == sorted(heats) and heats[0] == 0 and heats[-1] == 4


def test_every_word_is_in_both_languages() -> None:
    """Placeholders of both languages are the same, so that neither breaks on screen."""
    fields = re.compile(r"{(\w+)}")

    def messages(value: object) -> list[Message]:
        if isinstance(value, Message):
            return [value]
        if isinstance(value, dict):
            return [one for part in value.values() for one in messages(part)]
        if isinstance(value, tuple):
            return [one for part in value for one in messages(part)]
        return []

    found = [
        one for name, value in vars(wording).items() if name.isupper() for one in messages(value)
    ]
    assert len(found) > 100
    for one in found:
        assert set(fields.findall(one.zh)) == set(fields.findall(one.en)), one
        assert re.search(r"[一-鿿]|\{", one.zh)


def test_english_screens_carry_no_chinese_of_ours(
    desk: Desk, store: Store, clerk: User, reviewer: User
) -> None:
    """With a queue that is empty, every word on the screen is the desk's own."""
    markup = Steps(desk, reviewer, Language.ENGLISH).show(State()).markup
    plain = re.sub(r'value="[^"]*"|data-value="[^"]*"|href="[^"]*"', "", markup)
    assert not re.search(r"[一-鿿]", plain)
    assert "Queue" in plain


def test_no_style_or_script_of_the_desk_asks_another_host() -> None:
    folder = Path(wording.__file__).parent
    for name in ("desk.css", "desk.js"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "http" not in text and "//" not in re.sub(r"(?m)^\s*//.*$", "", text)
        # The component compiles both as templates: nothing in them may look like one.
        assert "{{" not in text
    assert "`" not in (folder / "desk.css").read_text(encoding="utf-8")


def test_the_documented_keys_are_those_of_the_page() -> None:
    """The page's help, its document and its script name the same keys."""
    documented = (Path(__file__).parents[3] / "docs" / "desk.md").read_text(encoding="utf-8")
    script = (Path(wording.__file__).parent / "desk.js").read_text(encoding="utf-8")
    for key, message in wording.KEYS:
        assert f"| `{key}` | {message.zh} |" in documented
    for key in ("j", "k", "a", "e", "r", "w", "u", "s", "o"):
        assert re.search(rf"(?m)^  {key}: \(", script)
