"""What stands in the way of submitting a form."""

from collections.abc import Iterator

from assistant.app.workbench import wording
from assistant.domain.finding import Finding, Severity
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.domain.waiver import Waiver
from assistant.messages import Language
from assistant.validators import find_rule, review_target

_UNCONFIRMED = "P01"


def what_is_open(
    target: PerformanceTarget,
    profile: Profile,
    waivers: tuple[Waiver, ...],
    language: Language,
) -> tuple[str, ...]:
    """One sentence for each value to confirm and each error that stands; empty: submit it."""
    return tuple(_lines(target, profile, waivers, language))


def _lines(
    target: PerformanceTarget, profile: Profile, waivers: tuple[Waiver, ...], language: Language
) -> Iterator[str]:
    if not target.indicators:
        yield wording.OPEN_EMPTY.text(language)
        return
    for row in target.indicators:
        if row.confirm:
            value = "".join(filter(None, (row.operator, row.value, row.unit)))
            yield wording.OPEN_CONFIRM.text(
                language, row=row.number, name=row.name or "", value=value
            )
    review = review_target(
        # A form cannot excuse itself: only what a reviewer waived is waived.
        target.model_copy(update={"waivers": ()}),
        profile,
        waivers=waivers,
        drafted=target.drafted,
        submitted=True,
        language=language,
    )
    asked = {row.id for row in target.indicators if row.confirm}
    for finding in review.findings:
        said = finding.code == _UNCONFIRMED and finding.indicator in asked
        if finding.severity is Severity.ERROR and finding.waiver is None and not said:
            yield _line(finding, language)


def _line(finding: Finding, language: Language) -> str:
    row = (finding.indicator or "").removeprefix("I")
    return wording.OPEN_ERROR.text(
        language,
        where=wording.ROW.text(language, row=row) if row else "",
        code=finding.code,
        title=find_rule(finding.code).title.text(language),
        message=finding.message,
    )
