"""What a person says and does on the page, without a browser: nothing is ever lost."""

import json
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.app.drafts import StopButton
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.messages import Language
from assistant.settings import Settings
from assistant.ui import conversation, downloads, view
from assistant.ui.conversation import Said, Step
from assistant.ui.downloads import json_file, xlsx_file
from assistant.ui.session import Session

SAMPLE = Path(__file__).parents[2] / "evals/documents/kaijiang-2023.md"
TASKS = "开展教师培训10场次，培训教师300人次，10月底前完成\n组织优质课评选活动2次"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(provider="none", home=tmp_path)


def send(session: Session, said: Said, settings: Settings) -> list[Step]:
    return list(conversation.send(session, said, settings, StopButton()))


@pytest.fixture
def drafted(settings: Settings) -> Session:
    return send(Session(), Said(TASKS), settings)[-1].session


def test_pasted_tasks_become_a_table_row_by_row(settings: Settings) -> None:
    """Rows arrive before the end, the last step carries exact weights and findings."""
    steps = send(Session(), Said(TASKS), settings)
    lengths = [len(step.session.target.indicators) if step.session.target else 0 for step in steps]
    assert 0 < min(length for length in lengths if length) < lengths[-1]
    last = steps[-1]
    assert not last.busy
    assert last.session.target is not None
    assert view.weight_total(last.session.target) == Decimal(90)
    assert "10场次" in {
        row[5] + row[6] for row in view.table_rows(last.session.target, Language.CHINESE)
    }


def test_uploaded_form_is_reviewed_not_redrafted(settings: Settings) -> None:
    """Dropping last year's form shows its own 16 rows and what is wrong with them."""
    last = send(Session(), Said("", SAMPLE), settings)[-1]
    assert last.session.target is not None
    assert len(last.session.target.indicators) == 16
    page = view.findings_html(last.session.table, Language.CHINESE)
    assert "M01" in page and "W01" in page


def test_redraft_uses_the_tasks_of_the_uploaded_form(settings: Settings) -> None:
    """After an upload, 重新起草 drafts from the form's own tasks; undo brings the form back."""
    read = send(Session(), Said("", SAMPLE), settings)[-1].session
    anew = send(read, Said("重新起草"), settings)[-1].session
    assert anew.target is not None and anew.target != read.target
    assert {task for row in anew.target.indicators for task in row.tasks} == {
        f"T{number}" for number in range(1, 9)
    }
    back = conversation.undo(anew, settings).session
    assert back.target == read.target


def test_typed_cells_change_only_their_row_and_can_be_undone(
    drafted: Session, settings: Settings
) -> None:
    """A value typed by a person is confirmed; every other row stays as it was."""
    cells = view.table_rows(drafted.target, Language.CHINESE)
    assert drafted.target is not None
    number = next(i for i, row in enumerate(drafted.target.indicators) if row.confirm)
    cells[number][5] = "88"
    changed = conversation.edit_cells(drafted, list(cells), settings).session
    assert changed.target is not None
    row = changed.target.indicators[number]
    assert (row.value, row.confirm) == ("88", False)
    others = [one for i, one in enumerate(changed.target.indicators) if i != number]
    assert others == [one for i, one in enumerate(drafted.target.indicators) if i != number]
    assert conversation.undo(changed, settings).session.target == drafted.target


def test_a_typed_value_does_not_keep_the_passport_of_another(
    drafted: Session, settings: Settings
) -> None:
    """A number that a person typed over one of the task's is theirs, not the task's."""
    assert drafted.target is not None
    rows = drafted.target.indicators
    number = next(i for i, row in enumerate(rows) if row.value == "10" and not row.confirm)
    assert rows[number].provenance["value"].kind is ProvenanceKind.TASK
    cells = view.table_rows(drafted.target, Language.CHINESE)
    cells[number][5] = "12"
    changed = conversation.edit_cells(drafted, list(cells), settings).session
    assert changed.target is not None
    row = changed.target.indicators[number]
    assert (row.value, row.provenance["value"]) == ("12", Provenance(kind=ProvenanceKind.USER))


def test_a_typed_value_of_an_uploaded_form_gets_no_passport(settings: Settings) -> None:
    """A form that a unit filled in does not become a draft by one cell."""
    read = send(Session(), Said("", SAMPLE), settings)[-1].session
    cells = view.table_rows(read.target, Language.CHINESE)
    cells[0][5] = "12"
    changed = conversation.edit_cells(read, list(cells), settings).session
    assert changed.target is not None and changed.target.indicators[0].value == "12"
    assert not any(row.provenance for row in changed.target.indicators)


def test_a_cell_that_cannot_be_is_said_and_put_back(drafted: Session, settings: Settings) -> None:
    """A weight that is no number leaves the table as it was and says what was expected."""
    cells = view.table_rows(drafted.target, Language.CHINESE)
    cells[0][7] = "很多"
    step = conversation.edit_cells(drafted, list(cells), settings)
    assert step.session.target == drafted.target
    assert "很多" in step.session.chat[-1][1] and "数字" in step.session.chat[-1][1]


def test_a_line_typed_below_the_table_is_a_new_row(drafted: Session, settings: Settings) -> None:
    """The blank line that the table offers becomes an indicator of its own."""
    cells = view.table_rows(drafted.target, Language.CHINESE)
    cells.append(["", "产出指标", "数量指标", "教研论文数", "≥", "3", "篇", "2", "", ""])
    changed = conversation.edit_cells(drafted, list(cells), settings).session
    assert changed.target is not None and drafted.target is not None
    assert len(changed.target.indicators) == len(drafted.target.indicators) + 1
    assert changed.target.indicators[-1].name == "教研论文数"


def test_fix_repairs_form_and_keeps_meaning(settings: Settings) -> None:
    """The safe fixes complete the truncated level name; no value or weight moves."""
    read = send(Session(), Said("", SAMPLE), settings)[-1].session
    fixed = conversation.fix(read, settings).session
    assert fixed.target is not None and read.target is not None
    assert fixed.target.indicators[13].level1 == "满意度指标"
    for before, after in zip(read.target.indicators, fixed.target.indicators, strict=True):
        assert (before.operator, before.value, before.weight) == (
            after.operator,
            after.value,
            after.weight,
        )


def test_words_that_are_markup_stay_words(settings: Settings) -> None:
    """Names and messages from a document reach the page escaped."""
    form = (
        "| 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 绩效指标值 | 绩效度量单位 | 权重 |\n"
        "|---|---|---|---|---|---|---|\n"
        "| 产出指标 | 数量指标 | <img src=x onerror=alert(1)>培训各项工作任务 | ≥ | 3 | 场 | 90 |\n"
    )
    last = send(Session(), Said(form), settings)[-1].session
    page = view.findings_html(last.table, Language.CHINESE)
    assert "<img" not in page
    assert "&lt;img" in page


def test_nonsense_is_answered_with_one_sentence(drafted: Session, settings: Settings) -> None:
    """A file that cannot be read, or an empty message, changes nothing on screen."""
    empty = send(drafted, Said("   "), settings)[-1].session
    assert empty.target == drafted.target
    missing = send(drafted, Said("", Path("没有这个文件.md")), settings)[-1].session
    assert missing.target == drafted.target
    assert "没有这个文件" in missing.chat[-1][1]
    year = send(drafted, Said(TASKS, year="二〇二六"), settings)[-1].session
    assert year.target == drafted.target and "四位" in year.chat[-1][1]


def test_stop_keeps_the_rows(settings: Settings) -> None:
    """Pressed in the middle, stop still ends in a table with exact weights."""
    button = StopButton()

    def until_first_row() -> Iterator[Step]:
        for step in conversation.send(Session(), Said(TASKS), settings, button):
            if step.session.target is not None:
                button.press()
            yield step

    last = list(until_first_row())[-1]
    assert last.session.target is not None
    assert last.session.target.indicators
    assert view.weight_total(last.session.target) == Decimal(90)
    assert "已停止" in last.session.chat[-1][1]


def test_english_switch_rewords_findings(settings: Settings) -> None:
    """The same table with its findings in the other language."""
    read = send(Session(), Said("", SAMPLE), settings)[-1].session
    english = conversation.speak(read, Language.ENGLISH, settings).session
    assert english.target == read.target
    assert english.table is not None and read.table is not None
    assert [card.codes for card in english.table.cards] == [card.codes for card in read.table.cards]
    assert "error" in view.findings_html(english.table, Language.ENGLISH)


def test_downloads_hold_the_table_on_screen(drafted: Session, settings: Settings) -> None:
    """JSON and workbook say what the screen says, edits included."""
    cells = view.table_rows(drafted.target, Language.CHINESE)
    cells[0][3] = "=HYPERLINK(1)"
    changed = conversation.edit_cells(drafted, list(cells), settings).session
    data = json.loads(Path(json_file(changed) or "").read_text(encoding="utf-8"))
    assert data["target"]["indicators"][0]["name"] == "=HYPERLINK(1)"
    assert {"findings", "rounds", "usage"} <= set(data)
    book = load_workbook(xlsx_file(changed) or "")
    cell = next(
        cell for row in book.active.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"
    )
    assert cell.data_type == "s"
    assert json_file(Session()) is None


def test_downloads_do_not_meet_those_of_another_user(
    drafted: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder name shared by all users of the machine would be the first one's alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "assistant-downloads").write_text("another user's", encoding="utf-8")
    downloads._root.cache_clear()
    try:
        path = Path(json_file(drafted) or "")
        assert path.is_relative_to(tmp_path) and path.stat().st_size
        assert downloads._root().stat().st_mode & 0o077 == 0
    finally:
        downloads._root.cache_clear()


def test_one_sentence_changes_the_row_it_names(drafted: Session, settings: Settings) -> None:
    """把第1条改成12场次 changes that row alone, says before and after, and can be taken back."""
    changed = send(drafted, Said("把第1条改成12场次"), settings)[-1].session
    assert changed.target is not None and drafted.target is not None
    assert (changed.target.indicators[0].value, changed.target.indicators[0].unit) == ("12", "场次")
    assert changed.target.indicators[1:] == drafted.target.indicators[1:]
    assert "10" in changed.chat[-1][1] and "12" in changed.chat[-1][1]
    back = send(changed, Said("撤销"), settings)[-1].session
    assert back.target == drafted.target


def test_an_unclear_sentence_is_asked_back(drafted: Session, settings: Settings) -> None:
    """Nothing is changed on a guess."""
    asked = send(drafted, Said("把它改一下"), settings)[-1].session
    assert asked.target == drafted.target
    assert asked.chat[-1][0] == "assistant" and asked.chat[-1][1]


def test_a_bug_of_ours_is_one_sentence_and_the_table_stays(
    drafted: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks inside, the page answers with a number for the log."""

    def broken(*_: object) -> None:
        raise RuntimeError("里面坏了")

    monkeypatch.setattr(conversation, "parse_document", broken)
    last = send(drafted, Said("", SAMPLE), settings)[-1].session
    assert last.target == drafted.target
    assert "错误号" in last.chat[-1][1] and "里面坏了" not in last.chat[-1][1]


def test_a_line_taken_out_of_the_table_is_gone(drafted: Session, settings: Settings) -> None:
    """Deleting a line on screen removes that row and no other."""
    cells = view.table_rows(drafted.target, Language.CHINESE)
    changed = conversation.edit_cells(drafted, list(cells[:1] + cells[2:]), settings).session
    assert changed.target is not None and drafted.target is not None
    assert changed.target.indicators == (
        drafted.target.indicators[0],
        *drafted.target.indicators[2:],
    )


def test_undo_of_a_redraft_brings_back_the_draft_it_came_from(
    drafted: Session, settings: Settings
) -> None:
    """The downloaded file then tells of the table on screen, not of the one undone."""
    anew = send(drafted, Said("开展教研活动5场次\n完成课题研究2项"), settings)[-1].session
    assert anew.draft != drafted.draft
    back = conversation.undo(anew, settings).session
    assert (back.target, back.draft) == (drafted.target, drafted.draft)


def test_a_bug_while_editing_is_one_sentence_too(
    drafted: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cell edits, undo, fixes and the language switch keep the table as well."""

    def broken(*_: object) -> None:
        raise RuntimeError("里面坏了")

    monkeypatch.setattr(conversation, "review_table", broken)
    step = conversation.fix(drafted, settings)
    assert step.session.target == drafted.target
    assert "错误号" in step.session.chat[-1][1]
