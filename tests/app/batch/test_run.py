"""A batch reviews each form once, whatever stands among them, and says what it did."""

import json
import os
import signal
import zipfile
from pathlib import Path

import openpyxl
import psutil
import pyarrow.parquet as pq
import pytest

from assistant.app.batch.review import How, State
from assistant.app.batch.run import BatchOptions, Progress, open_run
from assistant.app.batch.warm import warm_up
from assistant.app.exports import export_report
from assistant.app.reviews import ReviewOptions, review_documents
from assistant.exceptions import ConfigurationError, InputError
from assistant.export.report import Report, ReviewedFile
from assistant.messages import Language
from assistant.settings import Settings
from tests.app.batch.conftest import Batch, Make, finished, form_text


def states(out: Path) -> dict[str, str]:
    return {row["file"]: row["state"] for row in pq.read_table(out / "forms.parquet").to_pylist()}


def test_a_batch_says_of_each_form_what_a_single_review_says(
    forms: Make, batch: Batch, tmp_path: Path
) -> None:
    folder = forms(3)
    result = batch(folder)
    assert result.totals.states == {State.DONE: 3}
    for path in sorted(folder.iterdir()):
        (reviewed,) = review_documents([path], ReviewOptions())
        assert isinstance(reviewed, ReviewedFile)
        alone = Report((reviewed._replace(name=path.name),))
        kept = (tmp_path / "out" / "json" / f"{path.name}.json").read_text(encoding="utf-8")
        assert kept == export_report(alone, "json", Language.CHINESE)


def test_bad_files_are_rows_with_their_reason_and_end_nothing(
    forms: Make, batch: Batch, tmp_path: Path
) -> None:
    folder = forms(2)
    (folder / "0000b-empty.docx").write_bytes(b"")
    (folder / "0000c-noise.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    (folder / "0000d-film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + b"\0" * 99)
    (folder / "0000e-nothing.md").write_text("今天天气很好", encoding="utf-8")
    (folder / "0000f-gone.md").symlink_to(folder / "nowhere.md")
    os.mkfifo(folder / "0000g-pipe.md")
    (folder / "sub").mkdir()
    (folder / "sub" / "deep.md").write_text(form_text(9), encoding="utf-8")
    (folder / "~$lock.docx").write_bytes(b"litter")
    result = batch(folder)
    assert result.totals.states == {State.DONE: 3, State.UNREAD: 6}
    rows = pq.read_table(tmp_path / "out" / "forms.parquet").to_pylist()
    assert [row["file"] for row in rows if row["state"] == "done"] == [
        "0000.md", "0001.md", "sub/deep.md",
    ]  # fmt: skip
    assert all(row["reason"] for row in rows if row["state"] == "unread")
    unread = json.loads((tmp_path / "out" / "json" / "0000b-empty.docx.json").read_bytes())
    assert unread["targets"] == []
    assert unread["unread"][0]["file"] == "0000b-empty.docx"


def test_members_of_an_archive_are_forms_of_their_own(batch: Batch, tmp_path: Path) -> None:
    archive = tmp_path / "county.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("甲校/表.md", form_text(1))
        file.writestr("乙校/表.md", form_text(2))
        file.writestr("../../escape.md", form_text(3))
        file.writestr("坏.docx", b"PK\x03\x04 broken")
    result = batch(archive)
    assert result.totals.states == {State.DONE: 3, State.UNREAD: 1}
    written = {p.relative_to(tmp_path / "out" / "json").as_posix()
               for p in (tmp_path / "out" / "json").rglob("*.json")}  # fmt: skip
    assert written == {
        "county.zip/escape.md.json", "county.zip/坏.docx.json", "county.zip/表.md.json",
        "county.zip/表#2.md.json",
    }  # fmt: skip
    assert not (tmp_path / "escape.md.json").exists()


def test_an_archive_that_cannot_be_opened_is_one_row(forms: Make, batch: Batch) -> None:
    folder = forms(1)
    (folder / "broken.zip").write_bytes(b"PK\x05\x06" + b"\0" * 40)
    assert batch(folder).totals.states == {State.DONE: 1, State.UNREAD: 1}


def test_patterns_and_several_inputs(forms: Make, batch: Batch, tmp_path: Path) -> None:
    one, other = forms(2, "one"), forms(2, "other")
    result = batch(tmp_path / "o*" / "*1.md", one)
    assert result.totals.states == {State.DONE: 3}
    assert set(states(tmp_path / "out")) == {"one/0001.md", "other/0001.md", "one/0000.md"}
    assert other.is_dir()


def test_the_folder_of_results_is_no_input(forms: Make, batch: Batch) -> None:
    folder = forms(2)
    batch(folder, out=folder / "out")
    again = batch(folder, out=folder / "out", resume=True)
    assert (again.progress.total, again.progress.skipped) == (2, 2)


def test_resume_does_only_what_is_new_or_changed(forms: Make, batch: Batch) -> None:
    folder = forms(3)
    batch(folder)
    (folder / "0001.md").write_text(form_text(77), encoding="utf-8")
    (folder / "new.md").write_text(form_text(78), encoding="utf-8")
    again = batch(folder, resume=True)
    assert (again.progress.skipped, again.progress.worked_on) == (2, 2)
    assert again.totals.states == {State.DONE: 4}


def test_resume_with_other_rules_reviews_again(forms: Make, batch: Batch) -> None:
    folder = forms(2)
    batch(folder)
    again = batch(folder, resume=True, how=How(ignore=("M01",)))
    assert (again.progress.skipped, again.progress.worked_on) == (0, 2)


def test_a_second_batch_into_the_same_folder_needs_a_word(forms: Make, batch: Batch) -> None:
    folder = forms(1)
    batch(folder)
    with pytest.raises(InputError, match="--resume"):
        batch(folder)


def test_two_batches_never_write_the_same_ledger(forms: Make, batch: Batch, tmp_path: Path) -> None:
    folder = forms(1)
    options = BatchOptions((folder,), tmp_path / "out")
    with open_run(options, Settings()), pytest.raises(InputError, match="另一个批量审核"):
        batch(folder)
    assert batch(folder).totals.states == {State.DONE: 1}


def test_cells_of_a_hostile_form_never_act(batch: Batch, tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    text = (
        form_text(1).replace("第1小学", "=HYPERLINK(1)").replace("培训场次", "+cmd|' /C calc'!A0")
    )
    (folder / "=1+1.md").write_text(text, encoding="utf-8")
    batch(folder, formats=("xlsx",))
    book = openpyxl.load_workbook(tmp_path / "out" / "results.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    acting = [cell for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))]
    assert acting and all(cell.quotePrefix for cell in acting)


def test_files_that_give_nothing_at_all_are_an_error(batch: Batch, tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    with pytest.raises(InputError, match="没有可审核的文件"):
        batch(folder)
    with pytest.raises(InputError, match="找不到"):
        batch(tmp_path / "nowhere")
    (folder / "a.md").write_text("你好", encoding="utf-8")
    with pytest.raises(InputError, match="没有一个能读"):
        batch(folder)


def test_an_unknown_profile_is_told_before_any_work(forms: Make, batch: Batch) -> None:
    with pytest.raises(ConfigurationError):
        batch(forms(1), how=How(profile="nirgends"))


def test_a_model_that_cannot_be_opened_is_told_before_anything_is_kept(
    forms: Make, batch: Batch, tmp_path: Path
) -> None:
    """The forms are read while the model is opened; a mistyped address leaves the folder unused."""
    folder = forms(4)
    (folder / "0000b-empty.docx").write_bytes(b"")
    wrong = Settings(home=tmp_path / "home", provider="custom", model="m")
    with pytest.raises(ConfigurationError, match="BASE_URL"):
        batch(folder, settings=wrong, semantic=True)
    assert finished(tmp_path / "out") == 0
    assert batch(folder).totals.states == {State.DONE: 4, State.UNREAD: 1}


def test_what_is_done_before_the_first_form_is_a_whole_review() -> None:
    """Processes are forked from a server that has done all that a form may ask of them once."""
    assert warm_up()


def test_names_that_are_no_text_are_kept_apart(batch: Batch, tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    for name in (b"\xff.md", b"\xfe.md", "表\n一.md".encode()):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(form_text(1), "utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xfd.md")).symlink_to("nowhere")
    result = batch(folder)
    assert result.totals.states == {State.DONE: 3, State.UNREAD: 1}
    assert len(states(tmp_path / "out")) == 4
    assert len(list((tmp_path / "out" / "json").iterdir())) == 4


def test_a_worker_that_is_killed_takes_no_form_with_it(
    forms: Make, batch: Batch, tmp_path: Path
) -> None:
    """By the system, when memory runs out; the forms under way are tried again."""
    killed: list[int] = []

    def kill_once(progress: Progress) -> None:
        if not killed and progress.worked_on == 5:
            servers = psutil.Process().children()
            killed.extend(worker.pid for server in servers for worker in server.children())
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    result = batch(forms(20), on_progress=kill_once)
    assert killed
    assert result.totals.states == {State.DONE: 20}
