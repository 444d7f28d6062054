"""The desk's use cases over a real store: who may do what, what is kept, what keeps a form back."""

from datetime import date, timedelta

import pytest

from assistant.app.desk.answering import Answer, answer_card
from assistant.app.desk.cards import finding_key
from assistant.app.desk.closing import (
    apply_accepted,
    compare_with_last,
    pass_form,
    reopen_form,
    return_form,
    slip_of,
)
from assistant.app.desk.desk import Desk
from assistant.domain.comparison import Fate
from assistant.domain.edit import apply_edits
from assistant.domain.finding import Severity
from assistant.exceptions import ConflictError, EditError, InputError, NotPermittedError
from assistant.store import DecisionKind, Form, FormStatus, Store, User
from tests.app.desk.conftest import file_form, filed_table

ACCEPTED, EDITED, REJECTED, WAIVED, WITHDRAWN = (
    DecisionKind.ACCEPTED,
    DecisionKind.EDITED,
    DecisionKind.REJECTED,
    DecisionKind.WAIVED,
    DecisionKind.WITHDRAWN,
)


@pytest.fixture
def form(store: Store, clerk: User) -> Form:
    return file_form(store, clerk)


def settle(desk: Desk, form: Form, by: User, *, kind: DecisionKind = WAIVED) -> None:
    """Answer every card that has an error, with a reason."""
    for card in desk.open(form.id, by=by, suggest=False).cards:
        if card.severity is Severity.ERROR and not card.is_done:
            answer_card(desk, form.id, form.version, card.id, Answer(kind, reason="已核实"), by=by)


def test_a_card_gathers_a_row_and_is_the_same_with_and_without_suggestions(
    desk: Desk, form: Form, reviewer: User
) -> None:
    """What a reviewer sees at once stays where it is when the changes have been tried."""
    quick = desk.open(form.id, by=reviewer, suggest=False)
    assert not any(card.candidates for card in quick.cards)
    whole = desk.open(form.id, by=reviewer)
    assert [card.id for card in whole.cards] == [card.id for card in quick.cards]
    for card in whole.cards:
        rows = {point.finding.indicator for point in card.points}
        assert rows == {card.row}
    shown = [point.finding for card in whole.cards for point in card.points]
    found = whole.reviewed.review.findings
    assert sorted(map(finding_key, shown)) == sorted(map(finding_key, found))
    ranks = [card.severity.rank for card in whole.cards]
    assert ranks == sorted(ranks, reverse=True)
    assert any(len(card.candidates) > 1 for card in whole.cards)


def test_accepting_proposes_and_never_changes_the_units_form(
    desk: Desk, store: Store, form: Form, reviewer: User
) -> None:
    """The proposal stands on the slip and in the audit trail; the form stays as it was filed."""
    before = store.forms.revision(form.id, by=reviewer)
    answer_card(desk, form.id, form.version, "I4", Answer(ACCEPTED), by=reviewer)
    opened = desk.open(form.id, by=reviewer)
    card = opened.card("I4")
    assert card.is_done and opened.accepted.edits
    assert store.forms.revision(form.id, by=reviewer) == before
    with pytest.raises(NotPermittedError, match="单位报送的表"):
        apply_accepted(desk, form.id, form.version, by=reviewer)
    assert store.forms.revision(form.id, by=reviewer) == before
    proposed = card.candidates[0].suggestion.after
    items = slip_of(opened, by=reviewer).items
    assert any(proposed in item.proposals for item in items)
    kept = store.reviews.decisions(form.id, by=reviewer)
    assert {(one.who, one.kind) for one in kept} == {("审核员", ACCEPTED)}
    trail = [entry.action for entry in store.audit_trail(subject=form.id)]
    assert trail.count("finding.accepted") == len(kept)


def test_a_reviewers_own_upload_takes_accepted_changes_as_a_new_version(
    desk: Desk, store: Store, reviewer: User
) -> None:
    """The original stays version 1, the new version is the reviewer's by name."""
    form = file_form(store, reviewer)
    with pytest.raises(InputError, match="没有采纳"):
        apply_accepted(desk, form.id, form.version, by=reviewer)
    answer_card(desk, form.id, form.version, "I4", Answer(ACCEPTED), by=reviewer)
    saved = apply_accepted(desk, form.id, form.version, by=reviewer)
    original = store.forms.revision(form.id, 1, by=reviewer)
    assert (saved.number, saved.who) == (2, "审核员")
    assert original.target == filed_table()
    assert saved.target == apply_edits(original.target, saved.edits)
    again = desk.open(form.id, by=reviewer)
    assert "M01" not in {f.code for f in again.reviewed.review.findings if f.indicator == "I4"}
    assert again.decisions == {}
    assert store.forms.get(form.id, by=reviewer).lights.error == again.summary.error


def test_passing_is_refused_while_an_error_stands(
    desk: Desk, store: Store, form: Form, reviewer: User
) -> None:
    """Not with an accepted proposal, which only the unit can carry out; but once all are waived."""
    with pytest.raises(NotPermittedError, match=r"第2行 M01"):
        pass_form(desk, form.id, form.version, by=reviewer)
    for card in ("I2", "I3", "I4"):
        answer_card(desk, form.id, form.version, card, Answer(ACCEPTED), by=reviewer)
    with pytest.raises(NotPermittedError, match="还不能通过"):
        pass_form(desk, form.id, form.version, by=reviewer)
    assert store.forms.get(form.id, by=reviewer).status is FormStatus.SUBMITTED
    for card in ("I2", "I3", "I4"):
        answer_card(desk, form.id, form.version, card, Answer(WITHDRAWN), by=reviewer)
    settle(desk, form, reviewer)
    assert pass_form(desk, form.id, form.version, by=reviewer).status is FormStatus.PASSED


def test_rejecting_an_error_needs_a_reason_and_then_counts_no_more(
    desk: Desk, store: Store, form: Form, reviewer: User
) -> None:
    with pytest.raises(InputError, match="写明理由"):
        answer_card(desk, form.id, form.version, "I2", Answer(REJECTED, reason="  "), by=reviewer)
    assert store.reviews.decisions(form.id, by=reviewer) == ()
    errors = desk.open(form.id, by=reviewer, suggest=False).summary.error
    answer = Answer(REJECTED, reason="平台只能选好坏")
    answer_card(desk, form.id, form.version, "I2", answer, by=reviewer)
    opened = desk.open(form.id, by=reviewer, suggest=False)
    assert opened.summary.error < errors
    assert store.forms.get(form.id, by=reviewer).lights == opened.summary
    rows = {row for item in slip_of(opened, by=reviewer).items for row in item.rows}
    assert "I2" not in rows and "I3" in rows


def test_a_waiver_is_kept_with_its_end_and_counts_again_afterwards(
    desk: Desk, store: Store, form: Form, reviewer: User
) -> None:
    """One that ended yesterday covers nothing; one that is withdrawn is revoked on record."""
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011
    with pytest.raises(InputError, match="豁免"):
        answer_card(desk, form.id, form.version, "I2", Answer(WAIVED), by=reviewer)
    ended = Answer(WAIVED, reason="去年已批", expires=yesterday)
    answer_card(desk, form.id, form.version, "I2", ended, by=reviewer)
    assert desk.open(form.id, by=reviewer, suggest=False).card("I2").open_points
    holding = Answer(WAIVED, reason="今年再批", expires=date.today())  # noqa: DTZ011
    answer_card(desk, form.id, form.version, "I2", holding, by=reviewer)
    assert not desk.open(form.id, by=reviewer, suggest=False).card("I2").open_points
    answer_card(desk, form.id, form.version, "I2", Answer(WITHDRAWN), by=reviewer)
    assert desk.open(form.id, by=reviewer, suggest=False).card("I2").open_points
    assert store.reviews.waivers(form.id, by=reviewer) == ()
    assert store.reviews.waivers(form.id, by=reviewer, revoked=True)


def test_only_the_findings_that_were_chosen_are_waived(
    desk: Desk, form: Form, reviewer: User
) -> None:
    card = desk.open(form.id, by=reviewer, suggest=False).card("I2")
    chosen = card.points[0]
    answer = Answer(WAIVED, keys=(chosen.key,), reason="已批")
    answer_card(desk, form.id, form.version, "I2", answer, by=reviewer)
    after = desk.open(form.id, by=reviewer, suggest=False).card("I2")
    assert [point.key for point in after.points if not point.is_open] == [chosen.key]


def test_own_wording_is_tried_by_the_rules_and_says_what_is_left(
    desk: Desk, form: Form, reviewer: User
) -> None:
    """A wording that clears the row is verified; one that does not is kept and says so."""
    good = Answer(EDITED, fields={"operator": "≥", "value": "90", "unit": "%"})
    answer_card(desk, form.id, form.version, "I4", good, by=reviewer)
    bad = Answer(EDITED, fields={"value": "优良中低差"})
    answer_card(desk, form.id, form.version, "I3", bad, by=reviewer)
    opened = desk.open(form.id, by=reviewer)
    best = next(point.decision for point in opened.card("I4").points if point.decision)
    assert best and best.suggestion and best.suggestion.verified and "≥90%" in str(best.suggestion)
    worse = next(point.decision for point in opened.card("I3").points if point.decision)
    assert worse and worse.suggestion and not worse.suggestion.verified
    assert "M01" in (worse.reason or "")
    printed = str([item.proposals for item in slip_of(opened, by=reviewer).items])
    assert "≥90%" in printed and "优良中低差" in printed


@pytest.mark.parametrize(
    ("fields", "error"),
    [({}, InputError), ({"value": "好坏"}, InputError), ({"weight": "很多"}, EditError)],
)
def test_wording_that_says_nothing_is_refused_and_nothing_is_kept(
    desk: Desk,
    store: Store,
    form: Form,
    reviewer: User,
    fields: dict[str, str],
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        answer_card(desk, form.id, form.version, "I4", Answer(EDITED, fields=fields), by=reviewer)
    assert store.reviews.decisions(form.id, by=reviewer) == ()


def test_cards_of_one_kind_are_answered_together_all_or_none(
    desk: Desk, store: Store, form: Form, reviewer: User
) -> None:
    """Without a reason none is rejected; rows 2 and 3 are accepted, row 4 is of another kind."""
    with pytest.raises(InputError):
        answer_card(desk, form.id, form.version, "I2", Answer(REJECTED, alike=True), by=reviewer)
    assert store.reviews.decisions(form.id, by=reviewer) == ()
    answer = Answer(ACCEPTED, alike=True)
    assert answer_card(desk, form.id, form.version, "I2", answer, by=reviewer) == 2
    cards = {card.id: card for card in desk.open(form.id, by=reviewer, suggest=False).cards}
    assert [cards[row].is_done for row in ("I2", "I3", "I4")] == [True, True, False]


def test_return_resubmit_compare_pass(
    desk: Desk, store: Store, form: Form, reviewer: User, clerk: User
) -> None:
    """The whole way of a form, with what each side sees of it."""
    answer_card(desk, form.id, form.version, "I2", Answer(WAIVED, reason="平台限制"), by=reviewer)
    answer_card(desk, form.id, form.version, "I4", Answer(ACCEPTED), by=reviewer)
    accepted = desk.open(form.id, by=reviewer).accepted
    issued = return_form(desk, form.id, form.version, by=reviewer, opinion="请改第3、4行")
    assert issued.slip.notes.opinion == "请改第3、4行" and issued.slip.notes.reviewer == "审核员"
    with pytest.raises(NotPermittedError, match="已退回"):
        answer_card(desk, form.id, form.version, "I3", Answer(ACCEPTED), by=reviewer)

    saved = store.forms.save(
        form.id, form.version, accepted.target, by=clerk, why="接受建议", edits=accepted.edits
    )
    with pytest.raises(NotPermittedError, match="单位已经在改"):
        reopen_form(desk, form.id, saved.number, by=reviewer)
    store.forms.set_status(form.id, saved.number, FormStatus.SUBMITTED, by=clerk)

    opened = desk.open(form.id, by=reviewer)
    compared = compare_with_last(desk, opened, by=reviewer)
    assert compared is not None
    fixed = {one.finding.indicator for one in compared.of_fate(Fate.FIXED)}
    left = {one.finding.indicator for one in compared.of_fate(Fate.REMAINING)}
    assert "I4" in fixed and {"I2", "I3"} <= left
    # The waiver outlives the new version; the proposal does not, for it was to the old one.
    assert opened.card("I2").is_done and not opened.card("I3").is_done
    with pytest.raises(ConflictError, match="新的一版"):
        pass_form(desk, form.id, 1, by=reviewer)
    settle(desk, store.forms.get(form.id, by=reviewer), reviewer, kind=REJECTED)
    assert pass_form(desk, form.id, saved.number, by=reviewer).status is FormStatus.PASSED
    assert store.verify_audit().broken == ()


def test_a_return_can_be_taken_back_while_the_unit_has_not_begun(
    desk: Desk, form: Form, reviewer: User
) -> None:
    return_form(desk, form.id, form.version, by=reviewer)
    assert reopen_form(desk, form.id, form.version, by=reviewer).status is FormStatus.SUBMITTED


def test_the_desk_is_closed_to_units_and_drafts_are_closed_to_the_desk(
    desk: Desk, store: Store, form: Form, reviewer: User, clerk: User
) -> None:
    for ask in (
        lambda: desk.queue(by=clerk),
        lambda: desk.counts(by=clerk),
        lambda: desk.every_form(by=clerk),
        lambda: desk.open(form.id, by=clerk),
        lambda: answer_card(desk, form.id, 1, "I2", Answer(ACCEPTED), by=clerk),
        lambda: return_form(desk, form.id, 1, by=clerk),
        lambda: pass_form(desk, form.id, 1, by=clerk),
    ):
        with pytest.raises(NotPermittedError, match="只对审核人开放"):
            ask()
    draft = store.forms.create(filed_table(), by=clerk)
    with pytest.raises(NotPermittedError, match="还没有提交"):
        desk.open(draft.id, by=reviewer)
    assert [one.id for one in desk.every_form(by=reviewer)] == [form.id]


def test_a_form_cannot_excuse_itself(desk: Desk, store: Store, clerk: User, reviewer: User) -> None:
    """Waivers that a filed table carries are not the reviewer's."""
    from assistant.domain.waiver import Waiver

    own = Waiver(code="M01", indicator="I2", who="单位", reason="请放行")
    form = file_form(store, clerk, filed_table().model_copy(update={"waivers": (own,)}))
    opened = desk.open(form.id, by=reviewer, suggest=False)
    assert "M01" in {point.finding.code for point in opened.card("I2").open_points}


def test_the_queue_lights_forms_filters_orders_and_pages(
    desk: Desk, store: Store, clerk: User, reviewer: User
) -> None:
    """A form that came in without a review is reviewed on sight."""
    clean = filed_table().model_copy(update={"indicators": filed_table().indicators[:1]})
    few, many = file_form(store, clerk, clean), file_form(store, clerk)
    page = desk.queue(by=reviewer)
    assert [one.id for one in page.forms] == [many.id, few.id]
    assert all(one.reviewed == one.version for one in page.forms)
    assert page.forms[0].lights.error > page.forms[1].lights.error
    assert desk.queue(by=reviewer, search="教研").total == 2
    assert desk.queue(by=reviewer, search="没有这个单位").total == 0
    assert desk.queue(by=reviewer, status=FormStatus.PASSED).total == 0
    assert desk.queue(by=reviewer, page=2).forms == ()
    return_form(desk, few.id, few.version, by=reviewer)
    assert desk.queue(by=reviewer, status=None).total == 2
    counts = desk.counts(by=reviewer)
    assert (counts[FormStatus.SUBMITTED], counts[FormStatus.RETURNED]) == (1, 1)
