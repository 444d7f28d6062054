"""Whatever is wrong with the call or the file: one clear sentence, exit code 2, nothing written."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.domain.target import PerformanceTarget
from tests.cli.conftest import ROOT, SEED, Run

BAD_FILES: dict[str, bytes] = {
    "empty.md": b"",
    "blanks.txt": b" \n\t\n ",
    "binary.md": bytes(range(256)) * 40,
    "binary.bin": bytes(range(256)) * 40,
    "unknown.exe": b"MZ\x90\x00" * 200,
    "broken.xlsx": b"PK\x03\x04" + b"\x00" * 500,
    "broken.docx": b"PK\x05\x06" + b"\x00" * 18,
    "broken.pdf": b"%PDF-1.7\n" + b"garbage " * 50,
    "broken.json": b'{"schema": "assistant/target/1", "targets": [',
    "other.json": b'{"name": "something else"}',
    "nothing.html": b"<html><body><p></p></body></html>",
}
COMMANDS = (("parse",), ("review",), ("review", "--format", "json"))


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_file_that_cannot_be_used(
    run: Run, tmp_path: Path, name: str, command: tuple[str, ...]
) -> None:
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name])
    output = tmp_path / "result"
    ended = run(*command, path, "-o", output)
    assert (ended.code, ended.out) == (2, "")
    assert ended.sentence
    assert not output.exists()


def test_a_missing_file_and_a_folder(run: Run, tmp_path: Path) -> None:
    for path, word in ((tmp_path / "没有.md", "找不到"), (tmp_path, "文件夹")):
        ended = run("parse", path)
        assert (ended.code, ended.out) == (2, "")
        assert word in ended.sentence


def test_a_file_of_200_mb_is_refused_unread(run: Run, tmp_path: Path) -> None:
    for name in ("huge.md", "huge.xlsx", "huge.json", "huge.bin"):
        path = tmp_path / name
        with path.open("wb") as file:
            file.write(b"# " if name != "huge.xlsx" else b"PK\x03\x04")
            file.truncate(200 * 1024 * 1024)
        ended = run("parse", path)
        assert (ended.code, ended.out) == (2, "")
        assert ended.sentence


def test_gb18030_simply_works(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "gb.md"
    path.write_bytes(SEED.read_text(encoding="utf-8").encode("gb18030"))
    assert run("parse", path).out == run("parse", SEED).out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["pars", "x"], "没有“pars”这个命令"),
        (["parse"], "缺少 FILE"),
        (["review"], "缺少 FILE"),
        (["parse", SEED, "--fromat", "json"], "--format"),
        (["parse", SEED, "--colour"], "没有 --colour 这个选项"),
        (["parse", SEED, "--format", "docx"], "json markdown"),
        (["parse", SEED, "--format"], "--format 写法不对"),
        (["parse", SEED, "more.md"], "多出了参数 more.md"),
        (["review", SEED, "--fail-on", "fatal"], "error warning info never"),
        (["review", SEED, "--profile", "mars"], "没有名为“mars”的地方口径"),
        (["review", SEED, "--profile", "auto.yaml"], "auto.yaml"),
        (["review", SEED, "--select", "M01,Q77"], "Q77"),
        (["review", SEED, "--ignore", "nope"], "nope"),
        (["review", SEED, "--fix=yes"], "--fix"),
        (["ui", "--port", "99999"], "0 到 65535"),
        (["ui", "--port", "http"], "--port 应是"),
        (["rules", "M1"], "M01"),
        (["rules", "MO1"], "M01"),
        (["rules", "scale-as-targets"], "scale-as-target"),
        (["rules", "?"], "assistant rules"),
    ],
    ids=lambda value: " ".join(map(str, value[1:] or value)) if isinstance(value, list) else "",
)
def test_a_wrong_call(run: Run, tmp_path: Path, arguments: list[object], word: str) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert word in ended.sentence
    english = run(*arguments, language="en")
    assert english.code == 2
    assert not re.search("[\u4e00-\u9fff。；：，]", english.sentence), english.sentence


def test_the_output_is_never_the_input_nor_a_folder(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_bytes(SEED.read_bytes())
    link = tmp_path / "link.md"
    link.symlink_to(path)
    for output in (path, link, tmp_path / "." / "form.md", tmp_path, tmp_path / "none" / "x.json"):
        for command in (("parse",), ("review", "--format", "json")):
            ended = run(*command, path, "-o", output)
            assert (ended.code, ended.out) == (2, "")
            assert ended.sentence
    assert path.read_bytes() == SEED.read_bytes()


def test_a_place_that_cannot_be_written_keeps_what_stood_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "result.json"
    output.write_text("before", encoding="utf-8")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    ended = run("parse", SEED, "-o", output)
    assert ended.code == 2
    assert "No space left" in ended.sentence
    assert output.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["result.json"]


def test_settings_that_are_wrong_are_one_sentence(spawn: Run) -> None:
    ended = spawn("review", SEED, environment={"ASSISTANT_LANGUAGE": "fr"})
    assert ended.code == 2
    assert "language" in ended.sentence


def test_a_bug_of_ours_is_one_sentence_and_a_log(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.app import rulebook

    def broken(language: object) -> None:
        raise RuntimeError("内部细节")

    monkeypatch.setattr(rulebook, "list_rules", broken)
    ended = run("rules")
    assert ended.code == 70
    assert "RuntimeError" in ended.sentence and "内部细节" not in ended.sentence
    log = tmp_path / "home" / "logs" / "assistant.log"
    assert str(log) in ended.sentence
    assert "内部细节" in log.read_text(encoding="utf-8")


def test_a_file_that_trips_us_does_not_hide_the_others(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.app import reviews

    real = reviews.review_table

    def fragile(target: PerformanceTarget, options: object) -> object:
        if target.goal == "坏":
            raise RuntimeError("内部细节")
        return real(target, options)  # type: ignore[arg-type]

    monkeypatch.setattr(reviews, "review_table", fragile)
    bad = tmp_path / "bad.json"
    bad.write_text('{"targets": [{"goal": "坏", "indicators": [{"id": "I1"}]}]}', encoding="utf-8")
    ended = run("review", bad, SEED)
    assert ended.code == 70
    assert "以刻度作目标" in ended.out
    assert "RuntimeError" in ended.sentence and "内部细节" not in ended.sentence
    assert "内部细节" in (tmp_path / "home" / "logs" / "assistant.log").read_text(encoding="utf-8")


def test_a_full_disk_behind_a_pipe_is_one_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "assistant", "parse", str(SEED)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1 and "stdout" in done.stderr


def test_a_reader_that_has_enough_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m assistant parse {SEED} | head -c 10",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("{")
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr
