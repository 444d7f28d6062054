"""The simplest checker of all: a list of vague words and a regular expression."""

import re
from collections.abc import Iterator

from assistant.domain.target import PerformanceTarget
from evals.baselines.peer import Said

_SCALE = re.compile(r"好坏|高低|高中低|优良|好中差|大小")
_VAGUE = re.compile(
    r"显著|明显|有效|及时|良好|较好|优秀|满意|不断|进一步|持续|逐步|稳步|大幅|提升|提高|改善|加强"
    r"|完善|保障|长期|达标"
)
_CATCH_ALL = re.compile(r"各项工作|各项任务|日常工作|交办")


def check(target: PerformanceTarget) -> Iterator[Said]:
    """A scale or a vague word as value, a catch-all as name; each under our code for it."""
    for row in target.indicators:
        if _SCALE.search(row.value or ""):
            yield Said("M01", row.id)
        elif _VAGUE.search(row.value or ""):
            yield Said("M02", row.id)
        if _CATCH_ALL.search(row.name or ""):
            yield Said("M05", row.id)
