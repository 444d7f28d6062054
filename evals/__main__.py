"""Measure a part of the product and print its report.

``python -m evals rules``: the rules on the labelled tables, beside the peer.
``python -m evals drafts``: drafts of our own task lists, without a model or with ``--model``.
``python -m evals embedded``: the model inside, tuned and bare, beside the draft without a model.
``python -m evals suggestions``: share answered, harm, invented figures, without or with a model.
``python -m evals bench``: speed as ratios, measured side by side.
"""

import argparse
from pathlib import Path

from assistant.llm import open_client
from assistant.settings import load_settings
from evals.bench import report as bench_report
from evals.datasets.task_lists import load_task_lists
from evals.drafts import report as drafts_report
from evals.embedded import report as embedded_report
from evals.real_tables import FOLDER, load_real_tables
from evals.rules import report
from evals.suggestions import report as suggestions_report
from evals.suggestions import some_tables


def main() -> None:
    """Run one evaluation and print its report."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument(
        "what",
        choices=["rules", "drafts", "embedded", "suggestions", "bench"],
        help="what to measure",
    )
    parser.add_argument("--tables", type=Path, default=FOLDER, help="folder of labelled tables")
    parser.add_argument("--model", action="store_true", help="drafts: ask the configured model")
    arguments = parser.parse_args()
    if arguments.what == "drafts":
        print(_drafts(with_model=arguments.model))
    elif arguments.what == "embedded":
        print(embedded_report(load_settings()))
    elif arguments.what == "suggestions":
        print(_suggestions(arguments.tables, with_model=arguments.model))
    elif arguments.what == "bench":
        print(bench_report())
    else:
        print(report(load_real_tables(arguments.tables)))


def _drafts(*, with_model: bool) -> str:
    if not with_model:
        return drafts_report(load_task_lists())
    with open_client(load_settings()) as client:
        return drafts_report(load_task_lists(), client)


def _suggestions(tables: Path, *, with_model: bool) -> str:
    if not with_model:
        return suggestions_report(some_tables(tables))
    with open_client(load_settings()) as client:
        return suggestions_report(some_tables(tables), client)


if __name__ == "__main__":
    main()
