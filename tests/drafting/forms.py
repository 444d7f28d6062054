"""Forms made for the tests of drafting."""

from assistant.domain.draft import Draft
from assistant.domain.profile import Profile
from assistant.domain.target import AnnualTask, PerformanceTarget
from assistant.drafting.draft import stream_draft
from assistant.drafting.events import Finished
from assistant.messages import Language
from assistant.profiles import load_profile


def form(*tasks: str, goal: str | None = None, year: int | None = 2024) -> PerformanceTarget:
    """A form with these tasks and nothing else."""
    return PerformanceTarget(
        tasks=tuple(AnnualTask(id=f"T{n}", content=text) for n, text in enumerate(tasks, 1)),
        goal=goal,
        year=year,
    )


def drafted(
    target: PerformanceTarget,
    profile: Profile | None = None,
    *,
    language: Language = Language.CHINESE,
) -> Draft:
    """The draft from facts and library alone."""
    *_, last = stream_draft(target, profile or load_profile("national-2021"), language=language)
    assert isinstance(last, Finished)
    return last.draft
