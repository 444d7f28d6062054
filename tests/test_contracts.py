"""The architecture is a test: layers, and what may be loaded by what."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_imports_point_down_only() -> None:
    """The layers of pyproject.toml hold, exhaustively; the tool names the broken import."""
    program = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_names_a_registry_or_this_machine() -> None:
    """A mirror must serve: no tracked file holds a registry address or a path of one machine."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    needles = ("index" + "-url", "/simple" + "/", "pypi" + ".org", "/wo" + "rk/")
    for name in listed:
        path = ROOT / name
        if not path.is_file() or path.suffix in {".png", ".gguf", ".xlsx", ".docx", ".pdf"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not [needle for needle in needles if needle in text], name


def test_no_package_defines_what_one_of_its_modules_is_called() -> None:
    """The first import of the module would take the name away from the function."""
    for package in (ROOT / "assistant").rglob("__init__.py"):
        inside = {path.stem for path in package.parent.iterdir()}
        tree = ast.parse(package.read_text(encoding="utf-8"))
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        imported = {
            alias.asname or alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert not (defined | imported) & inside, package
