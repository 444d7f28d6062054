"""The tables of the README, written between its markers by ``--accept``; a test compares."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from evals.comparison import Figure, figures
from evals.report import wording
from evals.results import Run
from evals.suite import DEVELOPMENT, HELD_OUT, Suite

BLOCK = re.compile(r"(<!-- evals: begin -->\n).*?(<!-- evals: end -->)", re.DOTALL)


def as_markdown(run: Run, suites: Sequence[Suite]) -> str:
    """Every suite that ran: figures with their 95 % intervals, systems side by side."""
    about = run.about
    parts = [
        f"提交 commit {wording.commit_text(run)}，{about.began[:10]}，用时 {about.seconds:.0f} 秒"
        f"（{about.machine}）。方括号内是按文件聚类的 95% 区间 95% intervals, by document。",
        f"模型 models：{wording.models_text(run)}。",
    ]
    for suite in suites:
        for split in (DEVELOPMENT, HELD_OUT):
            found = list(figures(run, suite, split))
            if found:
                parts += [_heading(run, suite, split), _table(found)]
    return "\n\n".join(parts) + "\n"


def write_readme(path: Path, text: str) -> None:
    """Put ``text`` between the markers of the file."""
    readme = path.read_text(encoding="utf-8")
    renewed = BLOCK.sub(lambda match: f"{match[1]}{text}{match[2]}", readme)
    path.write_text(renewed, encoding="utf-8")


def _heading(run: Run, suite: Suite, split: str) -> str:
    kept = "，留出部分 held out" if split == HELD_OUT else ""
    sizes = {
        system: sum(1 for _ in run.of(suite.name, system, split))
        for system in run.systems(suite.name)
    }
    told = "、".join(f"{_title(suite, name)} {count} 例" for name, count in sizes.items() if count)
    return f"**{suite.title}{kept}**（{told}）"


def _table(found: Iterable[Figure]) -> str:
    rows: dict[str, dict[str, str]] = {}
    titles: dict[str, str] = {}
    for figure in found:
        cells = rows.setdefault(f"{figure.measure.title} {wording.arrow(figure.measure)}", {})
        cells[figure.system] = _cell(figure)
        titles[figure.system] = _title(figure.suite, figure.system)
    lines = [
        "| 指标 measure | " + " | ".join(titles.values()) + " |",
        "| --- |" + " ---: |" * len(titles),
    ]
    for name, cells in rows.items():
        printed = [cells.get(system, wording.NOTHING) for system in titles]
        if any(cell != wording.NOTHING for cell in printed):
            lines.append(f"| {name} | " + " | ".join(printed) + " |")
    return "\n".join(lines)


def _cell(figure: Figure) -> str:
    kind = figure.measure.kind
    text = wording.figure_text(figure.ratio, kind)
    if figure.ratio is None or not figure.measure.steady:
        return text
    return f"{text} [{wording.bounds_text(figure.ratio, kind)}]"


def _title(suite: Suite, name: str) -> str:
    return next((one.title for one in suite.systems if one.name == name), name)
