"""How often each rule was right on annotated tables, and what follows from it.

The counts stand in ``precision.yaml`` and are kept true by a test that runs the rules over the
annotated tables. A rule measured under `TRUSTED` shows as info until it is better.
"""

from functools import cache
from importlib.resources import files
from math import sqrt
from typing import NamedTuple

import yaml

TRUSTED = 0.9
"""Measured precision below which a rule only informs."""

_Z = 1.96


class Precision(NamedTuple):
    """What annotators said of a rule's findings.

    Attributes:
        right: findings that rightly apply.
        wrong: findings that do not; those a reviewer could judge either way count for neither.
        rows: annotated rows behind it, tables counted as one row each.
    """

    right: int
    wrong: int
    rows: int

    @property
    def findings(self) -> int:
        """Findings that were judged."""
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """The measured precision, or None where no finding was judged."""
        return self.right / self.findings if self.findings else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the share."""
        if not self.findings:
            return 0.0, 1.0
        count, share = self.findings, self.right / self.findings
        centre = (share + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
        margin = (
            _Z / (1 + _Z**2 / count) * sqrt(share * (1 - share) / count + (_Z / (2 * count)) ** 2)
        )
        return max(0.0, centre - margin), min(1.0, centre + margin)


@cache
def _measured() -> dict[str, Precision]:
    text = (files("assistant.validators") / "precision.yaml").read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=yaml.CSafeLoader)
    return {
        code: Precision(counts["right"], counts["wrong"], loaded["rows"])
        for code, counts in loaded["rules"].items()
    }


def measured_precision(code: str) -> Precision | None:
    """What was measured of a rule, or None where it has not been."""
    return _measured().get(code)


@cache
def is_trusted(code: str) -> bool:
    """Whether the rule may raise warnings and errors: not measured, or measured well enough."""
    measured = measured_precision(code)
    return measured is None or measured.share is None or measured.share >= TRUSTED
