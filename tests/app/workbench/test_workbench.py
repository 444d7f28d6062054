"""The workbench without a browser: what a clerk says and does, and what stands there after."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.app.drafts import Drafted, DraftOptions, StopButton
from assistant.app.workbench import Said, Workbench, drafting
from assistant.app.workbench import workbench as service
from assistant.app.workbench.files import file_of
from assistant.app.workbench.state import PartialDraft
from assistant.domain.edit import Edit, EditOp
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import PerformanceTarget, TargetDocument, Unit
from assistant.drafting.events import DraftEvent, RowDrafted
from assistant.messages import Language
from assistant.settings import Settings
from assistant.store import FormStatus, Store
from tests.app.workbench.conftest import Bench

SAMPLE = Path(__file__).parents[3] / "evals/documents/kaijiang-2023.md"
TASKS = "开展教师培训10场次，培训教师300人次，10月底前完成\n组织优质课评选活动2次"


@pytest.fixture
def drafted(bench: Bench) -> Bench:
    bench.say(TASKS, unit="某县教研室", year="2026")
    return bench


@pytest.fixture
def uploaded(bench: Bench) -> Bench:
    bench.say("", SAMPLE)
    return bench


def test_pasted_tasks_become_a_kept_form(drafted: Bench) -> None:
    """Exact weights, numbers with their passports, a form in the store."""
    page = drafted.page
    assert page.target is not None and page.form is not None and page.overview is not None
    assert page.overview.points == Decimal(90)
    assert page.form.title.startswith("某县教研室") and page.form.status is FormStatus.DRAFT
    assert {row.provenance["value"].kind for row in page.rows} >= {ProvenanceKind.TASK}
    assert drafted.store.forms.get(page.form.id, by=drafted.user).version == page.form.version


def test_uploaded_form_is_reviewed_not_redrafted(uploaded: Bench) -> None:
    """Dropping last year's form shows its own 16 rows and what is wrong with them."""
    page = uploaded.page
    assert page.table is not None and len(page.rows) == 16
    assert {"M01", "W01"} <= {code for card in page.table.cards for code in card.codes}


def test_redraft_uses_the_tasks_of_the_uploaded_form_and_can_be_undone(uploaded: Bench) -> None:
    """重新起草 drafts from the form's own tasks; undo brings the form back, redo the draft."""
    before = uploaded.page.target
    anew = uploaded.say("重新起草").target
    assert anew is not None and anew != before
    assert {task for row in anew.indicators for task in row.tasks} == {
        f"T{number}" for number in range(1, 9)
    }
    uploaded.workbench.undo(uploaded.user)
    assert uploaded.page.target == before
    uploaded.workbench.redo(uploaded.user)
    assert uploaded.page.target == anew


def test_a_typed_value_is_the_users_and_touches_no_other_row(drafted: Bench) -> None:
    """What a person types needs no confirmation and loses the passport of the number before."""
    rows = drafted.page.rows
    place = next(i for i, row in enumerate(rows) if row.confirm)
    drafted.workbench.edit(drafted.user, rows[place].id, "value", "88")
    changed = drafted.page.rows
    assert (changed[place].value, changed[place].confirm) == ("88", False)
    assert changed[place].provenance["value"] == Provenance(kind=ProvenanceKind.USER)
    assert [row for row in changed if row.id != rows[place].id] == [
        row for row in rows if row.id != rows[place].id
    ]


def test_a_typed_value_of_an_uploaded_form_gets_no_passport(uploaded: Bench) -> None:
    """A form that a unit filled in does not become a draft by one cell."""
    uploaded.workbench.edit(uploaded.user, "I1", "value", "12")
    target = uploaded.page.target
    assert target is not None and target.indicators[0].value == "12"
    assert not any(row.provenance for row in target.indicators)


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [("I1", "weight", "很多"), ("I99", "value", "3"), ("I1", "id", "I2"), ("不是行", "value", "")],
)
def test_a_cell_that_cannot_be_is_said_and_nothing_moves(
    drafted: Bench, row: str, field: str, value: str
) -> None:
    """Nonsense from a page leaves the table as it was and says what was expected."""
    before = drafted.page
    drafted.workbench.edit(drafted.user, row, field, value)
    assert drafted.page.target == before.target
    assert len(drafted.page.chat) == len(before.chat) + 1


def test_rows_are_added_and_removed(drafted: Bench) -> None:
    """A new row starts in the class of the last; a removed one is gone, undo brings it back."""
    before = drafted.page.rows
    drafted.workbench.add_row(drafted.user)
    added = drafted.page.rows[-1]
    assert len(drafted.page.rows) == len(before) + 1
    assert (added.name, added.level2) == (None, before[-1].level2)
    drafted.workbench.remove_row(drafted.user, added.id)
    drafted.workbench.remove_row(drafted.user, before[1].id)
    assert drafted.page.rows == (before[0], *before[2:])
    drafted.workbench.undo(drafted.user)
    assert before[1] in drafted.page.rows


def test_fix_repairs_form_and_keeps_meaning(uploaded: Bench) -> None:
    """The safe fixes complete the truncated level name; no value or weight moves."""
    before = uploaded.page.rows
    uploaded.workbench.fix(uploaded.user)
    after = uploaded.page.rows
    assert after[13].level1 == "满意度指标"
    assert [(row.operator, row.value, row.weight) for row in before] == [
        (row.operator, row.value, row.weight) for row in after
    ]


def test_one_sentence_changes_the_row_it_names(drafted: Bench) -> None:
    """把第1条改成12场次 changes that row alone, says before and after, and can be taken back."""
    before = drafted.page.rows
    page = drafted.say("把第1条改成12场次")
    assert (page.rows[0].value, page.rows[0].unit) == ("12", "场次")
    assert page.rows[1:] == before[1:]
    assert "10" in drafted.answer and "12" in drafted.answer
    assert drafted.say("撤销").rows == before


def test_an_unclear_sentence_is_asked_back(drafted: Bench) -> None:
    """Nothing is changed on a guess."""
    before = drafted.page.target
    assert drafted.say("把它改一下").target == before
    assert drafted.page.chat[-1].speaker == "assistant" and drafted.answer


def test_balancing_gives_the_exact_total(uploaded: Bench) -> None:
    """A table of 125 points comes to the 90 of its province, and undo takes it back."""
    before = uploaded.page.overview
    uploaded.workbench.balance(uploaded.user)
    after = uploaded.page.overview
    assert before is not None and after is not None
    assert (before.points, after.points, after.total) == (Decimal(125), Decimal(90), Decimal(90))
    uploaded.workbench.undo(uploaded.user)
    assert uploaded.page.overview == before


def test_a_suggestion_is_taken_or_passed_over(uploaded: Bench) -> None:
    """Accepting clears its finding; passing over shows the next; closing leaves the table."""
    uploaded.workbench.show_offers(uploaded.user, "suggestions")
    first, second = uploaded.page.offers[:2]
    uploaded.workbench.pass_over(uploaded.user, first.key)
    assert uploaded.page.offers[0].key == second.key
    before = uploaded.page.target
    uploaded.workbench.accept(uploaded.user, second.candidates[0].key)
    assert uploaded.page.target != before
    uploaded.workbench.accept(uploaded.user, "nonsense")
    assert "重新列出" in uploaded.answer
    uploaded.workbench.show_offers(uploaded.user, None)
    assert uploaded.page.offers == ()


def test_a_row_is_replaced_by_a_proven_alternative(drafted: Bench) -> None:
    """换一个 shows other rows for this one; taking one keeps id, place and weight."""
    row = next(row for row in drafted.page.rows if row.confirm)
    drafted.workbench.show_offers(drafted.user, row.id)
    offers = drafted.page.offers
    if not offers:
        assert "替换方案" in drafted.answer
        return
    drafted.workbench.accept(drafted.user, offers[0].candidates[0].key)
    now = next(one for one in drafted.page.rows if one.id == row.id)
    assert now.name != row.name and now.weight == row.weight
    assert drafted.page.offers == ()


@pytest.mark.parametrize("fails", [False, True], ids=["answers", "refuses"])
def test_a_model_words_one_more_row_or_its_failure_is_said(
    drafted: Bench, settings: Settings, store: Store, tmp_path: Path, fails: bool
) -> None:
    """Long work that is watched; what text and library give stands in either case."""
    row = next(row for row in drafted.page.rows if row.level2 == "质量指标" and "T1" in row.tasks)
    worded = {
        "原文": "开展教师培训10场次", "名称": "教师培训结业率", "类别": "质量", "性质": "≥",
        "值": None, "单位": "%", "重要": 4,
    }  # fmt: skip
    answer = {"status": 401, "times": 0} if fails else {"rows": [worded], "times": 0}
    script = tmp_path / "script.yaml"
    script.write_text(json.dumps({"answers": [answer]}), encoding="utf-8")
    asking = settings.model_copy(update={"provider": "fake", "model": str(script)})
    workbench = Workbench(store, asking)
    bench = Bench(workbench, drafted.user, store)
    try:
        workbench.show_offers(bench.user, row.id)
        page = bench.done()
        names = {one.row.name for offer in page.offers for one in offer.candidates if one.row}
        assert ("教师培训结业率" in names) is not fails
        assert ("模型没有给出替换方案" in page.chat[-1].text) is fails
        assert page.offers == workbench.page(bench.user).offers
        assert calls_kept(store) >= 1
    finally:
        workbench.close()


def calls_kept(store: Store) -> int:
    """Calls of a model that the store knows of, all under the name of who asked."""
    today = datetime.now().astimezone().date()
    return sum(line.calls for line in store.usages.by_day(since=today, until=today))


def test_a_sentence_that_a_model_reads_can_be_stopped_and_its_cost_is_kept(
    drafted: Bench, settings: Settings, store: Store, tmp_path: Path
) -> None:
    """Stop breaks off a silent model, the table stays, and the page is free at once."""
    script = tmp_path / "script.yaml"
    script.write_text("answers: [{rows: [], delay: 600, times: 0}]\n", encoding="utf-8")
    asking = settings.model_copy(update={"provider": "fake", "model": str(script)})
    workbench = Workbench(store, asking)
    bench = Bench(workbench, drafted.user, store)
    before = bench.page.rows
    try:
        workbench.say(bench.user, Said("让培训那一行更贴近乡镇学校的实际情况"))
        work = workbench.work(bench.user)
        assert work is not None and not work.wait(1) and bench.page.busy
        workbench.stop(bench.user)
        assert work.wait(20)
        assert "已停止，表没有改动" in bench.answer and bench.page.rows == before
        assert calls_kept(store) >= 1
    finally:
        workbench.close()


def test_submission_is_refused_with_the_list_until_all_is_confirmed(drafted: Bench) -> None:
    """Unconfirmed values are named one by one; then it goes, and cannot be changed till back."""
    drafted.workbench.submit(drafted.user)
    page = drafted.page
    assert page.form is not None and page.form.status is FormStatus.DRAFT
    open_rows = [row for row in page.rows if row.confirm]
    assert open_rows and all(f"第 {row.number} 行" in drafted.answer for row in open_rows)
    drafted.workbench.confirm(drafted.user, open_rows[0].id)
    drafted.workbench.confirm_all(drafted.user)
    drafted.workbench.submit(drafted.user)
    page = drafted.page
    assert page.form is not None and page.form.status is FormStatus.SUBMITTED, drafted.answer
    drafted.workbench.withdraw(drafted.user)
    page = drafted.page
    assert page.form is not None and page.form.status is FormStatus.DRAFT


def test_an_error_that_stands_refuses_submission(drafted: Bench) -> None:
    """A draft without unit and year says what is missing; saving it was never refused."""
    drafted.workbench.confirm_all(drafted.user)
    rows = drafted.page.rows
    drafted.workbench.edit(drafted.user, rows[0].id, "weight", "99")
    drafted.workbench.submit(drafted.user)
    assert "W01" in drafted.answer
    page = drafted.page
    assert page.form is not None and page.form.status is FormStatus.DRAFT
    assert page.rows[0].weight == Decimal(99)


def test_unit_and_year_are_put_on_the_form(bench: Bench) -> None:
    """The head of a form can be filled in later, and its name follows."""
    bench.say(TASKS)
    bench.workbench.name_form(bench.user, "某县教研室", "2026")
    page = bench.page
    assert page.target is not None and page.form is not None
    assert (page.target.unit, page.target.year) == (Unit(name="某县教研室"), 2026)
    assert page.form.title.startswith("某县教研室 2026年")
    bench.workbench.name_form(bench.user, "某县教研室", "二〇二六")
    assert "四位" in bench.answer


def test_a_file_with_several_tables_lets_the_user_choose(
    bench: Bench, tmp_path: Path, uploaded: Bench
) -> None:
    """Both are listed; the one chosen becomes a form of its own."""
    target = uploaded.page.target
    assert target is not None
    other = target.model_copy(update={"unit": Unit(name="另一单位")})
    path = tmp_path / "两张表.json"
    document = TargetDocument(targets=(target, other))
    path.write_text(document.model_dump_json(by_alias=True), encoding="utf-8")
    page = bench.say("", path)
    assert len(page.state.choices) == 2 and "2 张表" in bench.answer
    bench.workbench.choose(bench.user, 7)
    assert len(bench.page.state.choices) == 2
    bench.workbench.choose(bench.user, 1)
    page = bench.page
    assert page.target is not None and page.target.unit.name == "另一单位"
    assert page.state.choices == () and len(page.forms) == 2


def test_nonsense_is_answered_with_one_sentence(drafted: Bench) -> None:
    """A file that cannot be read, or an empty message, changes nothing on screen."""
    before = drafted.page.target
    assert drafted.say("   ").target == before
    assert drafted.say("", Path("没有这个文件.md")).target == before
    assert "没有这个文件" in drafted.answer
    assert drafted.say(TASKS, year="二〇二六").target == before
    assert "四位" in drafted.answer


def test_a_bug_of_ours_is_one_sentence_and_the_table_stays(
    drafted: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks inside, the page answers with a number for the log."""
    before = drafted.page.target

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("里面坏了")

    monkeypatch.setattr(service, "parse_document", broken)
    assert drafted.say("", SAMPLE).target == before
    assert "错误号" in drafted.answer and "里面坏了" not in drafted.answer


def test_another_language_rewords_findings_not_rows(uploaded: Bench) -> None:
    """The same table with its findings in English, and back after a restart of the page."""
    before = uploaded.page
    uploaded.workbench.speak(uploaded.user, Language.ENGLISH)
    after = uploaded.page
    assert after.language is Language.ENGLISH and after.target == before.target
    assert before.table is not None and after.table is not None
    assert [card.codes for card in after.table.cards] == [card.codes for card in before.table.cards]
    assert [card.title for card in after.table.cards] != [card.title for card in before.table.cards]


def test_downloads_hold_the_table_on_screen(drafted: Bench) -> None:
    """JSON, workbook and document say what the screen says, edits included."""
    row = drafted.page.rows[0].id
    drafted.workbench.edit(drafted.user, row, "name", "=HYPERLINK(1)")
    made = {name: file_of(drafted.page, name) for name in ("json", "xlsx", "docx")}  # type: ignore[arg-type]
    assert made["json"] is not None and made["xlsx"] is not None and made["docx"] is not None
    data = json.loads(made["json"].content)
    assert data["target"]["indicators"][0]["name"] == "=HYPERLINK(1)"
    assert {"findings", "rounds", "usage"} <= set(data)
    book = load_workbook(BytesIO(made["xlsx"].content))
    cells = (cell for line in book.active.iter_rows() for cell in line)
    cell = next(cell for cell in cells if cell.value == "=HYPERLINK(1)")
    assert cell.data_type == "s"
    assert made["docx"].content.startswith(b"PK") and made["docx"].name.endswith(".docx")


def test_a_new_form_leaves_the_old_one_to_come_back_to(drafted: Bench) -> None:
    """新建一份 gives a clean page; the form before is opened again with its conversation."""
    before = drafted.page
    assert before.form is not None
    drafted.workbench.restart(drafted.user)
    assert drafted.page.form is None and drafted.page.chat == ()
    drafted.workbench.open_form(drafted.user, before.form.id)
    assert (drafted.page.target, drafted.page.chat) == (before.target, before.chat)


def test_a_second_process_shows_the_same_page(drafted: Bench, settings: Settings) -> None:
    """Everything that matters is in the store: a restart changes nothing."""
    other = Workbench(drafted.store, settings)
    assert other.page(drafted.user) == drafted.page
    other.close()


def test_users_of_two_units_see_nothing_of_each_other(bench: Bench, store: Store) -> None:
    """Forms, conversations and long work are each user's own."""
    one = store.users.add("甲", "口令-甲-2026", by="test", unit=Unit(name="甲单位"))
    two = store.users.add("乙", "口令-乙-2026", by="test", unit=Unit(name="乙单位"))
    first, second = Bench(bench.workbench, one, store), Bench(bench.workbench, two, store)
    page = first.say(TASKS)
    assert page.form is not None and page.form.unit.name == "甲单位"
    assert second.page.form is None and second.page.forms == () and second.page.chat == ()
    second.workbench.open_form(two, page.form.id)
    assert second.page.form is None and "没有这份表" in second.answer


class Halted:
    """A draft that waits after its first row until it is let go."""

    def __init__(self) -> None:
        self.first, self.go = threading.Event(), threading.Event()

    def __call__(
        self,
        target: PerformanceTarget,
        options: DraftOptions,
        settings: Settings,
        *,
        stop: StopButton,
    ) -> Iterator[DraftEvent | Drafted]:
        from assistant.app.drafts import draft_target

        seen = False
        for event in draft_target(target, options, settings, stop=stop):
            yield event
            if isinstance(event, RowDrafted) and not seen:
                seen = True
                self.first.set()
                while not self.go.wait(0.02) and not stop.is_set():
                    pass


@pytest.fixture
def halted(monkeypatch: pytest.MonkeyPatch) -> Halted:
    halted = Halted()
    monkeypatch.setattr(drafting, "draft_target", halted)
    return halted


def _first_row(bench: Bench) -> None:
    for _ in range(500):
        if bench.page.rows:
            return
        threading.Event().wait(0.02)
    raise AssertionError("no row came")


def test_a_cell_typed_during_the_draft_is_kept_in_the_finished_table(
    bench: Bench, halted: Halted
) -> None:
    """Editing never waits for the draft, and the draft never overwrites what was typed."""
    bench.workbench.say(bench.user, Said(TASKS))
    assert halted.first.wait(60)
    _first_row(bench)
    page = bench.page
    assert page.busy and page.rows[0].name == "教师培训场次"
    bench.workbench.edit(bench.user, page.rows[0].id, "value", "15")
    bench.workbench.edit(bench.user, page.rows[0].id, "name", "教师培训班场次")
    assert bench.page.rows[0].value == "15"
    assert not bench.workbench.say(bench.user, Said("再来一条"))
    bench.workbench.confirm_all(bench.user)
    assert "起草完成后" in bench.answer
    halted.go.set()
    row = next(row for row in bench.done().rows if row.name == "教师培训班场次")
    assert (row.value, row.confirm) == ("15", False)
    assert row.provenance["value"].kind is ProvenanceKind.USER


def test_stop_in_the_middle_keeps_a_whole_table(bench: Bench, halted: Halted) -> None:
    """What was drafted stays, with exact weights, and the page says so."""
    bench.workbench.say(bench.user, Said(TASKS))
    assert halted.first.wait(60)
    bench.workbench.stop(bench.user)
    page = bench.done()
    assert page.overview is not None and page.rows and page.overview.points == Decimal(90)
    assert "已停止" in bench.answer


def test_a_draft_whose_process_died_leaves_its_rows(drafted: Bench, settings: Settings) -> None:
    """The next process finds no sign of life, keeps the rows as a table and says so."""
    row = drafted.page.rows[0]
    drafted.workbench.restart(drafted.user)
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    with drafted.workbench._turn(drafted.user) as turn:
        turn.put(partial=PartialDraft(worker="another", beat=long_ago, rows=(row,)))
    other = Workbench(drafted.store, settings)
    page = other.page(drafted.user)
    assert page.rows == (row,) and page.form is not None and not page.busy
    assert "保留" in page.chat[-1].text
    other.close()


def test_a_draft_of_another_process_is_watched_not_taken_over(
    bench: Bench, settings: Settings
) -> None:
    """While it shows life, this page shows its rows and refuses a second draft."""
    with bench.workbench._turn(bench.user) as turn:
        turn.put(partial=PartialDraft(worker="another", beat=datetime.now(UTC)))
    assert bench.page.busy
    assert not bench.workbench.say(bench.user, Said(TASKS))
    assert "正在起草" in bench.answer


def test_a_row_that_the_draft_dropped_is_put_back_if_someone_typed_into_it() -> None:
    """Their work is not lost because the rules left the row out."""
    edit = Edit(op=EditOp.SET, indicator="I1", field="value", value="7")
    typed = (drafting.TypedCell(name="一行", edit=edit),)
    target = drafting.with_typed(PerformanceTarget(), typed)
    assert [(row.name, row.value) for row in target.indicators] == [("一行", "7")]


def test_too_many_requests_in_a_minute_are_refused(bench: Bench) -> None:
    """One user cannot keep the machine to themselves."""
    bench.workbench._pace.most = 2
    bench.say("你好")
    bench.say("你好")
    assert not bench.workbench.say(bench.user, Said("你好"))
    assert "上限 2 次" in bench.answer
