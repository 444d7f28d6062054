"""Taking in files: every table a form, every bad file a row with its reason, nothing twice."""

import zipfile
from pathlib import Path

import pytest

from assistant.app.desk.closing import return_form
from assistant.app.desk.desk import Desk
from assistant.app.desk.kept_intake import keep_intake, last_intake
from assistant.app.desk.taking_in import Intake, Outcome, take_in
from assistant.app.exports import export_document
from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.exceptions import NotPermittedError
from assistant.store import FormStatus, Store, User
from tests.app.desk.conftest import EVIL, filed_table


def write(path: Path, target: PerformanceTarget, file_format: str = "json") -> Path:
    content = export_document(TargetDocument(targets=(target,)), file_format)  # type: ignore[arg-type]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def taken(desk: Desk, by: User, *paths: Path) -> Intake:
    [*_, last] = take_in(desk, [(path.name, path) for path in paths], by=by)
    return last


def test_a_zip_of_good_and_bad_files_gives_forms_and_reasons(
    desk: Desk, reviewer: User, tmp_path: Path
) -> None:
    """Word, Excel and JSON read; an empty file, a picture of nothing and a nested zip say why."""
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as package:
        package.writestr("a.txt", "x")
    sent = tmp_path / "全县.zip"
    with zipfile.ZipFile(sent, "w") as package:
        for number, kind in enumerate(("json", "xlsx", "docx")):
            unit = f"{number}局"
            package.write(
                write(tmp_path / f"{number}.{kind}", filed_table(unit), kind), f"{unit}.{kind}"
            )
        package.writestr(f"{EVIL}.md", "  ")
        package.writestr("坏.xlsx", b"PK\x03\x04 not a workbook")
        package.write(inner, "套.zip")
        package.writestr("任务.txt", "开展教师培训10场次\n组织评选2次\n")
    states = list(take_in(desk, [(sent.name, sent)], by=reviewer))
    last = states[-1]
    assert last.finished and not last.stopped and last.done == last.total == 7
    by_name = {one.file.removeprefix("全县.zip/"): one for one in last.results}
    assert {name: one.outcome for name, one in by_name.items() if one.form} == {
        "0局.json": Outcome.NEW,
        "1局.xlsx": Outcome.NEW,
        "2局.docx": Outcome.NEW,
    }
    bad = {name: one.reason for name, one in by_name.items() if one.outcome is Outcome.FAILED}
    assert set(bad) >= {"坏.xlsx", "套.zip", "任务.txt"} and all(bad.values())
    assert "没有指标表" in bad["任务.txt"] and "解压" in bad["套.zip"]
    assert [state.done for state in states[:-1]] == list(range(8))
    page = desk.queue(by=reviewer)
    assert page.total == 3 and all(form.lights.error for form in page.forms)


def test_the_same_file_again_is_no_second_form(desk: Desk, reviewer: User, tmp_path: Path) -> None:
    path = write(tmp_path / "表.json", filed_table())
    assert taken(desk, reviewer, path).results[0].outcome is Outcome.NEW
    assert taken(desk, reviewer, path).results[0].outcome is Outcome.SAME
    assert desk.queue(by=reviewer).total == 1


def test_two_like_tables_of_one_batch_stay_two_forms(
    desk: Desk, reviewer: User, tmp_path: Path
) -> None:
    """Two projects without a printed name must not swallow each other."""
    one = write(tmp_path / "一.json", filed_table())
    other = write(tmp_path / "二.json", filed_table().model_copy(update={"goal": "另一项目"}))
    assert [r.outcome for r in taken(desk, reviewer, one, other).results] == [Outcome.NEW] * 2
    assert desk.queue(by=reviewer).total == 2


def test_a_returned_upload_is_filed_again_as_its_next_version(
    desk: Desk, reviewer: User, clerk: User, tmp_path: Path
) -> None:
    first = taken(desk, reviewer, write(tmp_path / "一.json", filed_table())).results[0].form
    assert first is not None
    return_form(desk, first.id, first.version, by=reviewer)
    changed = filed_table().model_copy(update={"goal": "开展教师培训12场次。"})
    again = taken(desk, reviewer, write(tmp_path / "重报.json", changed)).results[0]
    assert again.outcome is Outcome.VERSION and again.form is not None
    assert (again.form.id, again.form.version) == (first.id, 2)
    assert again.form.status is FormStatus.SUBMITTED
    assert desk.open(first.id, by=reviewer, suggest=False).target.goal == "开展教师培训12场次。"


def test_an_unfinished_draft_is_a_reason_and_no_form(
    desk: Desk, reviewer: User, tmp_path: Path
) -> None:
    rows = filed_table().indicators
    open_rows = (rows[0].model_copy(update={"confirm": True}), *rows[1:])
    draft = filed_table().model_copy(update={"indicators": open_rows})
    [row] = taken(desk, reviewer, write(tmp_path / "草稿.json", draft)).results
    assert row.outcome is Outcome.FAILED and "1 行" in row.reason
    assert desk.queue(by=reviewer).total == 0


def test_stopping_keeps_what_was_read(desk: Desk, reviewer: User, tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{n}.json", filed_table(f"{n}局")) for n in range(6)]
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) == 2

    files = [(path.name, path) for path in paths]
    [*_, last] = take_in(desk, files, by=reviewer, stop=stop)
    assert last.stopped and last.done == 2 and last.total == 6
    assert desk.queue(by=reviewer).total == 2


def test_units_take_nothing_in(desk: Desk, clerk: User, tmp_path: Path) -> None:
    with pytest.raises(NotPermittedError):
        taken(desk, clerk, write(tmp_path / "表.json", filed_table()))


def test_the_last_intake_is_there_again_until_it_is_put_away(
    desk: Desk, store: Store, reviewer: User, clerk: User, tmp_path: Path
) -> None:
    """As it stood, for its reviewer alone; one that was cut off counts as stopped."""
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK nothing")
    good = write(tmp_path / "好.json", filed_table("某局"))
    files = [(good.name, good), (bad.name, bad)]
    first, *_, last = take_in(desk, files, by=reviewer)
    keep_intake(store, last, by=reviewer)
    kept = last_intake(store, by=reviewer)
    assert kept is not None and set(kept.results) == set(last.results) and kept.finished
    assert not kept.stopped and last_intake(store, by=clerk) is None
    keep_intake(store, first, by=reviewer)
    kept = last_intake(store, by=reviewer)
    assert kept is not None and kept.stopped and kept.total == 2
    keep_intake(store, None, by=reviewer)
    assert last_intake(store, by=reviewer) is None
