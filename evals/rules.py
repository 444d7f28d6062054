"""How right the rules are on labelled tables, beside the peer's."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.profiles import guess_profile
from assistant.validators import all_rules, review_target
from evals.baselines import peer
from evals.real_tables import RealTable

TABLE = "table"
Found = set[tuple[str, str]]
"""Findings as (row id or `TABLE`, code)."""


class Score(NamedTuple):
    """Counts of one family.

    Attributes:
        right: findings that a label asks for.
        wrong: findings that no label asks for or allows.
        missed: labels without a finding.
    """

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Share of findings that are right; None where there are none."""
        said = self.right + self.wrong
        return self.right / said if said else None

    @property
    def recall(self) -> float | None:
        """Share of labels that are found; None where there are none."""
        due = self.right + self.missed
        return self.right / due if due else None


def family_of(code: str) -> str:
    """``TM`` for ``TM02``."""
    return code.rstrip("0123456789")


def ours(table: RealTable) -> Found:
    """What our rules say, under the profile that the table itself suggests."""
    review = review_target(table.target, guess_profile(table.target))
    return {(finding.indicator or TABLE, finding.code) for finding in review.findings}


def theirs(table: RealTable) -> Found:
    """What the peer says."""
    return {(said.indicator or TABLE, said.code) for said in peer.check(table.target)}


def differences(table: RealTable, found: Found) -> tuple[Found, Found]:
    """What was found wrongly, and what was missed."""
    allowed = {(label.row or TABLE, code) for label in table.labels for code in label.arguable}
    return found - _due(table) - allowed, _due(table) - found


def _due(table: RealTable) -> Found:
    return {(label.row or TABLE, code) for label in table.labels for code in label.codes}


def score(pairs: Iterable[tuple[RealTable, Found]]) -> dict[str, Score]:
    """Counts by family over tables and what was found on them."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for table, found in pairs:
        extra, absent = differences(table, found)
        right.update(family_of(code) for _, code in found & _due(table))
        wrong.update(family_of(code) for _, code in extra)
        missed.update(family_of(code) for _, code in absent)
    families = dict.fromkeys(family_of(rule.code) for rule in all_rules())
    return {name: Score(right[name], wrong[name], missed[name]) for name in families}


def report(tables: Sequence[RealTable]) -> str:
    """Precision and recall of both by family, then every difference of ours by name."""
    mine = {table.name: ours(table) for table in tables}
    both = (
        score((table, mine[table.name]) for table in tables),
        score((table, theirs(table)) for table in tables),
    )
    rows = sum(len(table.target.indicators) for table in tables)
    lines = [
        f"{len(tables)} tables, {rows} rows; right/wrong/missed, precision, recall",
        f"{'family':8}{'ours':28}{'peer of 11 rules':28}",
    ]
    lines += [f"{name:8}" + "".join(f"{_told(part[name]):28}" for part in both) for name in both[0]]
    lines.append("")
    for table in tables:
        extra, absent = differences(table, mine[table.name])
        lines += [f"wrong   {code:5} {table.name} {place}" for place, code in sorted(extra)]
        lines += [f"missed  {code:5} {table.name} {place}" for place, code in sorted(absent)]
    return "\n".join(lines)


def _told(counts: Score) -> str:
    shares = " ".join(
        "-   " if share is None else f"{share:.2f}" for share in (counts.precision, counts.recall)
    )
    return f"{counts.right}/{counts.wrong}/{counts.missed}".ljust(12) + shares
