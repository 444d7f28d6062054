"""The five SMART letters of a row, decided by the rules alone.

A letter is lost to any standing warning or error of the rules that speak for it; infos cost none.
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


def with_smart(target: PerformanceTarget, findings: Iterable[Finding]) -> PerformanceTarget:
    """The table with the letters of each row set."""
    against: dict[str, set[str]] = {}
    for finding in findings:
        if finding.indicator and finding.severity is not Severity.INFO and not finding.waiver:
            against.setdefault(finding.indicator, set()).add(finding.code)
    rows = tuple(
        row.model_copy(update={"smart": _letters(against.get(row.id, set()))})
        for row in target.indicators
    )
    return target.model_copy(update={"indicators": rows})


def _letters(codes: set[str]) -> Smart:
    return Smart(**{letter: not codes & rules for letter, rules in _SPEAKS_FOR.items()})
