"""A row that a person types into a unit's own form leaves the form the unit's own."""

from pathlib import Path

from assistant.app.documents import parse_document
from assistant.app.reviews import ReviewOptions, review_table
from assistant.app.slips import slips_of
from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import TargetDocument

SAMPLE = Path(__file__).parents[2] / "evals/documents/kaijiang-2023.md"


def test_one_typed_row_does_not_make_the_form_a_draft() -> None:
    """Rules that are stricter on drafts (P01, M09) say nothing new of the rows that stood there."""
    form = parse_document(SAMPLE).targets[0]
    typed = Indicator(
        id="I17",
        level1="产出指标",
        level2="数量指标",
        name="教研论文发表篇数",
        operator=Operator.AT_LEAST,
        value="3",
        unit="篇",
        provenance={"value": Provenance(kind=ProvenanceKind.USER)},
    )
    more = apply_edits(form, (Edit(op=EditOp.ADD, row=typed),))
    assert not more.drafted
    before = review_table(form, ReviewOptions()).review.findings
    after = review_table(more, ReviewOptions()).review.findings
    strict = [{(f.code, f.indicator): f.severity for f in found if f.code[0] in "DMPV"}
              for found in (before, after)]  # fmt: skip
    assert strict[0] and strict[0] == strict[1]
    slip = slips_of(Path("form.md"), parse=lambda _: TargetDocument(targets=(more,)))[0]
    assert "P01" not in slip.model_dump_json()


def test_a_proposed_value_makes_it_one() -> None:
    """A value of the library or the model is a proposal, whoever typed the others."""
    form = parse_document(SAMPLE).targets[0]
    proposed = form.indicators[0].model_copy(
        update={"provenance": {"value": Provenance(kind=ProvenanceKind.LIBRARY)}, "confirm": True}
    )
    assert form.model_copy(update={"indicators": (proposed, *form.indicators[1:])}).drafted
