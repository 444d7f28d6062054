"""A form cannot talk itself into a pass: what it says is waived counts in the opinion slip."""

from pathlib import Path

from assistant.app.slips import slips_of
from assistant.domain.target import TargetDocument
from assistant.domain.waiver import Waiver
from assistant.intake import read_file
from assistant.profiles import guess_profile
from assistant.validators import review_target

SAMPLE = Path(__file__).parents[2] / "evals/documents/kaijiang-2023.md"


def test_waivers_inside_the_form_leave_the_verdict_as_it_is() -> None:
    """Every finding waived by the unit itself: the same verdict and the same items."""
    document = read_file(SAMPLE)
    (target,) = document.targets
    own = tuple(
        Waiver(code=finding.code, indicator=finding.indicator, who="单位自批", reason="已说明")
        for finding in review_target(target, guess_profile(target)).findings
    )
    excused = TargetDocument(targets=(target.model_copy(update={"waivers": own}),))
    plain = slips_of(SAMPLE, parse=lambda _: document)
    waived = slips_of(SAMPLE, parse=lambda _: excused)
    assert waived == plain
