"""Measure the product and print a report.

``python -m evals``: every suite, beside its baselines, on recorded answers of the models (or, with
``--answers live``, on the models themselves); writes report.html, report.md and run.json.
``python -m evals --fast --gate``: the fast subset without a model, held against the recorded run;
exits 1 and names what fell.
``python -m evals record``: ask the models inside anew and keep their answers.
``python -m evals report RUN.json``: the report of an earlier run.
``python -m evals judge``: the configured model as judge of rows, its agreement with labels first.

``python -m evals rules``: the rules on the labelled tables, beside the peer.
``python -m evals drafts``: drafts of our own task lists, without a model or with ``--model``.
``python -m evals embedded``: the model inside, tuned and bare, beside the draft without a model.
``python -m evals suggestions``: share answered, harm, invented figures, without or with a model.
``python -m evals bench``: speed as ratios, measured side by side.
``python -m evals scale``: what a form costs, and what follows for a province and the country.
``python -m evals users``: fifty people at the real page for five minutes; 1 unless nothing crossed,
nothing was lost, nothing failed and memory stayed flat. Writes evals/results/users.json.
"""

import argparse
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from assistant.llm import open_client
from assistant.network import forbid_network
from assistant.settings import load_settings
from evals.real_tables import FOLDER

OUT = Path(__file__).parent / "out"


def main(argv: list[str] | None = None) -> int:
    """Run one command; 1 where a gate is red."""
    arguments = _parser().parse_args(argv)
    return _COMMANDS[arguments.what](arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what", nargs="?", default="all", choices=list(_COMMANDS), help="what to measure"
    )
    parser.add_argument("run", nargs="?", type=Path, help="report: the run.json to show")
    parser.add_argument("--fast", action="store_true", help="fast subset, no model, under a minute")
    parser.add_argument(
        "--gate", action="store_true", help="exit 1 where evals/gate.yaml is missed"
    )
    parser.add_argument(
        "--answers", choices=["recorded", "live"], default="recorded", help="who answers for models"
    )
    parser.add_argument(
        "--only", default="", help="suites to run, separated by commas; all if left out"
    )
    parser.add_argument(
        "--accept", action="store_true", help="make this run the recorded one and renew README"
    )
    parser.add_argument("--recordings", type=Path, help="folder of other recorded answers")
    parser.add_argument("-o", "--out", type=Path, default=OUT, help="folder for report and run")
    parser.add_argument("--tables", type=Path, default=FOLDER, help="folder of labelled tables")
    parser.add_argument("--model", action="store_true", help="drafts: ask the configured model")
    parser.add_argument("--people", type=int, default=50, help="users: how many at once")
    parser.add_argument("--minutes", type=float, default=5.0, help="users: for how long")
    parser.add_argument(
        "--think", type=float, default=2.0, help="users: mean seconds between two actions of one"
    )
    parser.add_argument(
        "--scripted", action="store_true", help="users: drafts ask a scripted endpoint"
    )
    return parser


def _all(arguments: argparse.Namespace) -> int:
    from evals.commands import run_everything

    return run_everything(
        only=[name for name in arguments.only.split(",") if name],
        answers=arguments.answers,
        out=arguments.out,
        fast=arguments.fast,
        gated=arguments.gate,
        accept=arguments.accept,
        recordings=arguments.recordings,
    )


def _record(arguments: argparse.Namespace) -> int:
    from evals.commands import record_answers

    names = [name for name in arguments.only.split(",") if name]
    return record_answers(names, arguments.recordings)


def _report(arguments: argparse.Namespace) -> int:
    from evals.commands import show_run

    return show_run(arguments.run, arguments.out)


def _judge(arguments: argparse.Namespace) -> int:
    from evals.commands import print_judge

    return print_judge(arguments.answers)


def _rules(arguments: argparse.Namespace) -> int:
    from evals.real_tables import load_real_tables
    from evals.rules import report

    print(report(load_real_tables(arguments.tables)))
    return 0


def _drafts(arguments: argparse.Namespace) -> int:
    from evals.datasets.task_lists import load_task_lists
    from evals.drafts import report

    if not arguments.model:
        print(*report(load_task_lists()), sep="\n")
        return 0
    with open_client(load_settings(), fall_back=False) as client:
        for line in report(load_task_lists(), client):
            print(line, flush=True)
    return 0


def _suggestions(arguments: argparse.Namespace) -> int:
    from evals.suggestions import report, some_tables

    if not arguments.model:
        print(report(some_tables(arguments.tables)))
        return 0
    with open_client(load_settings(), fall_back=False) as client:
        print(report(some_tables(arguments.tables), client))
    return 0


def _embedded(arguments: argparse.Namespace) -> int:
    from evals.embedded import record, report

    compared = report(load_settings())
    print(compared.text)
    record(compared)
    return 0


def _bench(arguments: argparse.Namespace) -> int:
    from evals.bench import report
    from evals.commands import keep_bench

    table = report(settings=load_settings() if find_spec("xllamacpp") else None)
    print(table)
    keep_bench(table)
    return 0


def _scale(arguments: argparse.Namespace) -> int:
    from evals.batch import scale_report

    print(scale_report())
    return 0


def _users(arguments: argparse.Namespace) -> int:
    from evals.about import about
    from evals.users.load import Plan, keep, run

    seconds = arguments.minutes * 60
    plan = Plan(arguments.people, seconds, arguments.think, arguments.scripted)
    outcome = run(plan)
    print(outcome.text)
    head = about(fast=False)
    keep(outcome, head.model_dump(include={"began", "commit", "dirty", "machine"}))
    return 0 if outcome.is_sound and outcome.is_flat else 1


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "all": _all,
    "record": _record,
    "report": _report,
    "judge": _judge,
    "rules": _rules,
    "drafts": _drafts,
    "embedded": _embedded,
    "suggestions": _suggestions,
    "bench": _bench,
    "scale": _scale,
    "users": _users,
}


if __name__ == "__main__":
    # The evals themselves need no network; only an endpoint that the settings name may be asked.
    if load_settings().offline or load_settings().provider in ("embedded", "none"):
        forbid_network()
    sys.exit(main())
