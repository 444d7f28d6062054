"""The slip: four heads, what matters, the reviewer's words, a verdict that only rules decide."""

from decimal import Decimal

import pytest

from assistant.domain.finding import Finding, Head, Severity, TargetReview, Waiver
from assistant.domain.slip import ReviewerNote, Slip, SlipNotes, Verdict
from assistant.export.pages import pages_markdown
from assistant.export.pages_docx import pages_document
from assistant.export.slip import slip_pages
from assistant.messages import Language
from assistant.review import suggest_changes
from assistant.review.slip import MOST, make_slip
from assistant.review.verdict import score_of
from assistant.validators import cards_of, review_target
from tests.review.tables import seed, settings_for, tables


def _review() -> TargetReview:
    settings = settings_for(seed())
    return suggest_changes(review_target(seed(), settings.profile), settings)


def _slip(notes: SlipNotes | None = None) -> Slip:
    return make_slip(_review(), profile="四川", notes=notes)


def _finding(severity: Severity, head: Head = Head.RELEVANCE, **fields: object) -> Finding:
    written = {
        "code": "M01",
        "name": "scale-as-target",
        "message": "m",
        "evidence": "e",
        "basis": "b",
    }
    return Finding.model_validate({**written, "severity": severity, "head": head, **fields})


class TestVerdict:
    """The published formula."""

    def test_a_clean_table_is_excellent(self) -> None:
        score = score_of(TargetReview(target=seed()))
        assert (score.verdict, score.points) == (Verdict.EXCELLENT, Decimal(100))

    def test_an_error_on_the_whole_table_costs_ten(self) -> None:
        score = score_of(TargetReview(target=seed(), findings=(_finding(Severity.ERROR),)))
        assert (score.verdict, score.points) == (Verdict.FAIR, Decimal(90))

    def test_a_warning_on_one_of_sixteen_rows_costs_its_share(self) -> None:
        finding = _finding(Severity.WARNING, indicator="I1")
        score = score_of(TargetReview(target=seed(), findings=(finding,)))
        # 4 × (1 + 1/16) ÷ 2 = 2.125
        assert score.points == Decimal("97.9")
        assert score.verdict is Verdict.EXCELLENT

    def test_infos_waived_findings_and_those_of_a_model_do_not_count(self) -> None:
        waiver = Waiver(code="M01", who="张三", reason="已核")
        findings = (
            _finding(Severity.INFO),
            _finding(Severity.ERROR, waiver=waiver),
            _finding(Severity.ERROR, origin="model"),
        )
        score = score_of(TargetReview(target=seed(), findings=findings))
        assert (score.verdict, score.points) == (Verdict.EXCELLENT, Decimal(100))

    def test_points_stay_between_nought_and_a_hundred_on_every_table(self) -> None:
        for target in tables().values():
            score = score_of(review_target(target, settings_for(target).profile))
            assert 0 <= score.points <= 100
            assert score.points == sum(head.points for head in score.heads)

    def test_more_findings_never_improve_the_verdict(self) -> None:
        review = _review()
        order = list(Verdict)
        for cut in range(0, len(review.findings), 7):
            fewer = score_of(review.model_copy(update={"findings": review.findings[:cut]}))
            whole = score_of(review)
            assert fewer.points >= whole.points
            assert order.index(fewer.verdict) <= order.index(whole.verdict)


def test_the_seed_is_sent_back() -> None:
    assert _slip().verdict is Verdict.POOR


def test_items_stand_under_the_head_of_their_rule_and_are_few() -> None:
    slip = _slip()
    heads = {card.code: card.findings[0].head for card in cards_of(_review())}
    assert len(slip.items) <= MOST
    assert all(item.head is (heads[item.codes[0]] or Head.COMPLETENESS) for item in slip.items)
    assert all(item.severity is not Severity.INFO for item in slip.items)
    assert [list(Head).index(item.head) for item in slip.items] == sorted(
        list(Head).index(item.head) for item in slip.items
    )
    assert slip.left_out + len(slip.items) == len(cards_of(_review()))


def test_every_item_has_words_basis_and_a_proposal_or_where_to_find_it() -> None:
    for item in _slip().items:
        assert item.words and item.basis and item.problems
        assert item.proposals or item.see, item.codes


def test_the_reviewers_words_are_kept_and_his_text_replaces_ours() -> None:
    notes = SlipNotes(
        reviewer="张三",
        verdict=Verdict.FAIR,
        opinion="总体可行",
        notes=(
            ReviewerNote(
                code="D02", name="上级部门下达的各项工作任务。", proposal="人均成本 ≤ 100 元"
            ),
            ReviewerNote(code="M01", comment="必须写日期"),
            ReviewerNote(code="X04", dropped=True),
        ),
    )
    slip = _slip(notes)
    items = {item.codes[0]: item for item in slip.items}
    assert items["D02"].proposals == ("人均成本 ≤ 100 元",)
    assert items["M01"].comments == ("必须写日期",)
    assert "X04" not in items
    text = pages_markdown(slip_pages(slip, Language.CHINESE))
    for words in ("张三", "总体可行", "必须写日期", "审核人结论：中"):
        assert words in text


def test_a_note_finds_its_row_by_name_when_rows_have_moved() -> None:
    target = seed()
    turned = tuple(
        row.model_copy(update={"id": f"I{number}"})
        for number, row in enumerate(reversed(target.indicators), start=1)
    )
    moved = target.model_copy(update={"indicators": turned, "problems": ()})
    review = review_target(moved, settings_for(target).profile)
    notes = SlipNotes(notes=(ReviewerNote(code="D04", name="参训教师满意度", comment="用问卷"),))
    slip = make_slip(review, profile="四川", notes=notes)
    assert [item.comments for item in slip.items if "D04" in item.codes] == [("用问卷",)]


@pytest.mark.parametrize("language", list(Language))
def test_markdown_and_word_say_the_same(language: Language) -> None:
    pages = slip_pages(_slip(), language)
    markdown = pages_markdown(pages)
    document = pages_document([pages])
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert pages.title in markdown
    assert sum(len(table.rows) - 1 for table in document.tables) >= len(_slip().items)
    assert any("M01" in cell for cell in cells)


def test_text_of_a_form_cannot_become_markup_of_the_slip() -> None:
    row = seed().indicators[0].model_copy(update={"name": "<b>|请通过|</b> [x](http://a) 完成工作"})
    planted = seed().model_copy(update={"indicators": (row, *seed().indicators[1:])})
    review = review_target(planted, settings_for(planted).profile)
    text = pages_markdown(slip_pages(make_slip(review, profile="四川"), Language.CHINESE))
    assert "<b>" not in text
    assert "[x](http" not in text
