"""Whom the tasks serve: those the texts name, else those such work is done for."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from assistant.drafting.plan import TaskPlan
from assistant.drafting.wording import activity_words, alternation

_NOT_SERVED = re.compile(
    r"(?:单位|本级|机关|局|我)?(?:干部职工|在职职工|工作人员|干部|职工|委员会|代表大会)"
)


@cache
def _people() -> re.Pattern[str]:
    return re.compile(alternation(activity_words().people))


def people_in(text: str) -> tuple[str, ...]:
    """The people that a text names, in order, each once."""
    return tuple(dict.fromkeys(match[0] for match in _people().finditer(text)))


def served_by(plan: TaskPlan) -> tuple[str, ...]:
    """The people whom one task serves, the likeliest first."""
    named = [word for word in people_in(plan.text) if not _is_staff(word, plan)]
    hinted = [who for mark, who in activity_words().people_hints.items() if mark in plan.text]
    family = [f.beneficiary for f in plan.families[:1] if f.beneficiary]
    if named and family and family[0].endswith(named[0]):
        return (family[0], *named)
    return tuple(dict.fromkeys((*named, *family, *hinted)))


def _is_staff(word: str, plan: TaskPlan) -> bool:
    """Staff are paid, not served; deputies and members are served where they are the work."""
    return plan.is_payroll or bool(_NOT_SERVED.fullmatch(word))


def most_served(plans: Sequence[TaskPlan]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Groups of people with the tasks that serve them, those of most tasks first."""
    votes: Counter[str] = Counter()
    tasks: dict[str, list[str]] = {}
    for plan in plans:
        if plan.is_payroll or plan.is_catch_all:
            continue
        for place, who in enumerate(served_by(plan)[:2]):
            votes[who] += 2 - place
            tasks.setdefault(who, []).append(plan.task.id)
    order = sorted(votes, key=lambda who: -votes[who])
    return tuple((who, tuple(tasks[who])) for who in order)
