"""Graded standards in an explanation: ``优:≥90;良:80-89``, ``按时完成得满分,逾期不得分``."""

import re
from functools import lru_cache

from assistant.domain.quantity import normalise
from assistant.validators.wording import phrases

_PARTS = re.compile(r"[;；,，。、\n]|\s{1,}")
_CONDITION = re.compile(r"[:：=(（≥≤><]|为|得|扣|的|\d")


@lru_cache(maxsize=1024)
def has_grades(note: str | None) -> bool:
    """Whether a note holds two grades or more, each with its condition."""
    if not note:
        return False
    marks = phrases("effects.grade_marks")
    graded = [
        part
        for part in _PARTS.split(normalise(note))
        if len(part) > 2 and marks.find(part) and _CONDITION.search(part)
    ]
    return len(graded) >= 2
