"""Measure a part of the product and print its report.

``python -m evals rules``: the rules on the labelled tables, beside the peer.
``python -m evals drafts``: drafts of our own task lists, without a model or with ``--model``.
"""

import argparse
from pathlib import Path

from evals.real_tables import FOLDER, load_real_tables
from evals.rules import report


def main() -> None:
    """Run one evaluation and print its report."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("what", choices=["rules"], help="what to measure")
    parser.add_argument("--tables", type=Path, default=FOLDER, help="folder of labelled tables")
    print(report(load_real_tables(parser.parse_args().tables)))


if __name__ == "__main__":
    main()
