"""The five SMART letters of a row, decided by the rules alone.

A row earns a letter unless a standing warning or error of a rule that speaks for it says otherwise;
infos and waived findings cost none. What each letter asks:

    S  specific     it names one thing that is done or reached, at its own place in the table
    M  measurable   a number with a unit, or grades that two people would read alike
    A  achievable   a bound that points the right way, on a value that has a basis
    R  relevant     it serves a task or promise of this unit, not every office's slogan
    T  time-bound   the budget year, or a deadline that holds
"""

from collections.abc import Iterable

from assistant.domain.finding import Finding, Severity
from assistant.domain.indicator import Smart
from assistant.domain.target import PerformanceTarget

_SPEAKS_FOR = {
    "S": {"F02", "F03", "M05", "M06", "M07", "V06", "T01", "T02", "T03", "T07", "U01"},
    "M": {"M01", "M02", "M03", "M09", "V01", "V02", "V03", "V04", "V05", "D04"},
    "A": {"D01", "D02", "D03", "D05", "D07", "D08", "D09", "P01", "V07"},
    "R": {"M05", "M08", "R02", "R05", "T08", "D06"},
    "T": {"TM01", "TM02", "TM03", "F04"},
}
LETTERS = tuple(_SPEAKS_FOR)
"""The letters in order."""


def with_smart(target: PerformanceTarget, findings: Iterable[Finding]) -> PerformanceTarget:
    """The table with the letters of each row set."""
    lost = lost_letters(findings)
    rows = tuple(
        row.model_copy(
            update={
                "smart": Smart(**{letter: letter not in lost.get(row.id, {}) for letter in LETTERS})
            }
        )
        for row in target.indicators
    )
    return target.model_copy(update={"indicators": rows})


def lost_letters(findings: Iterable[Finding]) -> dict[str, dict[str, tuple[str, ...]]]:
    """By row, then by letter that it lost, the codes of the rules that took it."""
    lost: dict[str, dict[str, tuple[str, ...]]] = {}
    for finding in findings:
        if finding.indicator is None or finding.severity is Severity.INFO or finding.waiver:
            continue
        for letter, rules in _SPEAKS_FOR.items():
            if finding.code in rules:
                row = lost.setdefault(finding.indicator, {})
                row[letter] = tuple(dict.fromkeys((*row.get(letter, ()), finding.code)))
    return lost
