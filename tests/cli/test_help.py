"""Help answers at once, in the user's language, and loads nothing heavy."""

import subprocess
import sys

from tests.cli.conftest import ROOT, SEED, Run

HEAVY = (
    "pydantic",
    "gradio",
    "openai",
    "instructor",
    "pandas",
    "numpy",
    "rich",
    "torch",
    "sqlalchemy",
    "alembic",
)
HEAVY_FOR_REVIEW = (
    "gradio",
    "openai",
    "instructor",
    "pandas",
    "numpy",
    "torch",
    "pdfplumber",
    "pypdfium2",
    "openpyxl",
    "docx",
    "lxml",
    "httpx",
    "httpx2",
    "sqlalchemy",
    "alembic",
)


def loaded_by(*arguments: object) -> set[str]:
    """Top-level modules that one command leaves loaded."""
    program = (
        "import sys\nfrom assistant.__main__ import main\n"
        f"main({list(map(str, arguments))!r})\n"
        "print('\\n' + ' '.join({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_help_loads_nothing_heavy() -> None:
    assert loaded_by("--help").isdisjoint(HEAVY)


def test_review_of_a_markdown_form_loads_no_model_client_and_no_other_reader() -> None:
    assert loaded_by("review", SEED).isdisjoint(HEAVY_FOR_REVIEW)


def test_help_is_chinese_and_every_command_is_in_it(run: Run) -> None:
    ended = run("--help")
    assert (ended.code, ended.err) == (0, "")
    for word in (
        "用法：",
        "命令",
        "选项",
        "退出码",
        "draft",
        "review",
        "parse",
        "rules",
        "ui",
        "doctor",
    ):
        assert word in ended.out
    assert run().out == ended.out, "no argument at all shows the help"


def test_help_of_every_command_is_wholly_chinese(run: Run) -> None:
    kept = ("users", "backup", "restore", "export", "purge", "audit", "usage")
    for command in ("draft", "refine", "review", "parse", "rules", "ui", "doctor", *kept):
        ended = run(command, "--help")
        assert ended.code == 0
        for english in ("Usage", "Options", "Arguments", "required", "default", "Show this"):
            assert english not in ended.out, f"{command}: {english}"


def test_help_speaks_english_where_that_is_asked_for(spawn: Run) -> None:
    ended = spawn("review", "--help", environment={"ASSISTANT_LANGUAGE": "en"})
    assert "Usage: assistant review" in ended.out
    assert ended.out.isascii()


def test_the_version(run: Run) -> None:
    from assistant import __version__

    assert run("--version").out.strip() == __version__
