"""What ``python -m evals`` does, one function a command."""

import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.settings import load_settings
from evals import judge, results
from evals.about import ROOT, about
from evals.answers import CONFIGURED, INSIDE, Answers, Desk
from evals.gate import Fall, falls, load_thresholds
from evals.recording import FOLDER as RECORDINGS
from evals.report.markdown import as_markdown, write_readme
from evals.report.page import as_html
from evals.report.wording import models_text
from evals.results import RECORDED, Run
from evals.runner import SUITES, find_suites, run_suites

LOGS = Path(__file__).parent / "logs"
README = ROOT / "README.md"
BENCH = results.FOLDER / "bench.jsonl"
_NO_ENDPOINT = (
    "没有可作评判的模型：请设置 ASSISTANT_PROVIDER 等（内置模型太小，不作评判），"
    "并加 --answers live。"
    "\nNo model to judge: set ASSISTANT_PROVIDER and add --answers live."
)
_ROUNDS = 20
"""Times that a recording is gone over; a slow machine cuts a draft short, and the next round goes
on from what is on tape."""


def run_everything(
    *,
    only: Sequence[str] = (),
    answers: str = Answers.RECORDED.value,
    out: Path,
    fast: bool = False,
    gated: bool = False,
    accept: bool = False,
    recordings: Path | None = None,
) -> int:
    """Run the suites, write the report, and hold the figures against the gate.

    Args:
        only: names of suites; all if empty.
        answers: ``recorded`` or ``live``.
        out: folder for ``report.html``, ``report.md`` and ``run.json``.
        fast: only the fast subset, without a model.
        gated: 1 is returned where a figure does not hold.
        accept: the run becomes the recorded one, and README says its figures.
        recordings: folder of the recorded answers, where it is not the usual one.
    """
    suites = find_suites(only)
    logs = LOGS / datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S")
    folder = recordings or RECORDINGS
    with Desk(load_settings(), Answers(answers), folder=folder) as desk:
        run = run_suites(suites, desk, logs, fast=fast)
    old = results.load(RECORDED) if RECORDED.is_file() else None
    fallen = falls(run, old, suites, load_thresholds())
    _write(run, old, out, fallen if gated else None)
    print(as_markdown(run, suites))
    print(f"模型 models：{models_text(run)}", file=sys.stderr)
    print(f"报告 report：{out / 'report.html'}", file=sys.stderr)
    print(f"逐例日志 logs：inspect view --log-dir {logs}", file=sys.stderr)
    if accept:
        results.save(run, RECORDED)
        write_readme(README, as_markdown(run, SUITES))
    if not gated:
        return 0
    for fall in fallen:
        print(f"门禁 gate：{fall.figure}：{fall.why}", file=sys.stderr)
    print(f"门禁 gate：{'未通过 red' if fallen else '通过 green'}", file=sys.stderr)
    return 1 if fallen else 0


def record_answers(only: Sequence[str] = (), recordings: Path | None = None) -> int:
    """Ask the models inside whatever the suites ask, and keep the answers.

    What is on tape already for the same weights and adapter is not asked again.
    """
    suites = find_suites(only)
    logs = LOGS / "recording"
    for turn in range(1, _ROUNDS + 1):
        with Desk(load_settings(), Answers.RECORDING, folder=recordings or RECORDINGS) as desk:
            run_suites(suites, desk, logs, models=INSIDE)
            asked = desk.asked
            if not asked and not only:
                desk.keep_played()
        print(f"第 {turn} 轮 round {turn}：新录 recorded {asked}", file=sys.stderr)
        if not asked:
            break
    return 0


def show_run(path: Path | None, out: Path) -> int:
    """Write the report of a run that is on disk; the recorded one if none is named."""
    run = results.load(path or RECORDED)
    old = results.load(RECORDED) if RECORDED.is_file() and path else None
    _write(run, old, out, None)
    print(out / "report.html")
    return 0


def print_judge(answers: str) -> int:
    """Let the configured endpoint judge rows; 2 where there is none."""
    with Desk(load_settings(), Answers(answers)) as desk:
        if not desk.has(CONFIGURED):
            print(_NO_ENDPOINT, file=sys.stderr)
            return 2
        print(judge.report(desk))
    return 0


def keep_bench(table: str) -> None:
    """Add a benchmark to the history: one line of JSON, with what it was measured on."""
    head = about(fast=False)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    kept = {
        "began": head.began,
        "commit": head.commit,
        "dirty": head.dirty,
        "machine": head.machine,
        "measures": [dict(zip(rows[0], row, strict=True)) for row in rows[2:]],
    }
    BENCH.parent.mkdir(parents=True, exist_ok=True)
    with BENCH.open("a", encoding="utf-8") as file:
        file.write(json.dumps(kept, ensure_ascii=False) + "\n")


def _write(run: Run, old: Run | None, out: Path, fallen: Sequence[Fall] | None) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.html").write_text(as_html(run, SUITES, old, fallen), encoding="utf-8")
    (out / "report.md").write_text(as_markdown(run, SUITES), encoding="utf-8")
    results.save(run, out / "run.json")
