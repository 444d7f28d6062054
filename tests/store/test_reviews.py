"""Findings, decisions, waivers, slips, conversations and usage come back as they were given."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from assistant.domain.draft import Usage
from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Finding, Severity, Suggestion, Summary
from assistant.domain.slip import Slip, Verdict
from assistant.domain.waiver import Waiver
from assistant.exceptions import InputError, NotFoundError, NotPermittedError
from assistant.profiles import load_profile
from assistant.review.slip import make_slip
from assistant.settings import Settings
from assistant.store import (
    DecisionKind,
    Form,
    FormOrder,
    FormStatus,
    Store,
    UsageLine,
    User,
    open_store,
)
from assistant.validators import review_target
from tests.store.conftest import table


def finding(code: str = "M01", severity: Severity = Severity.ERROR, **fields: object) -> Finding:
    """One finding."""
    return Finding.model_validate(
        {
            "code": code,
            "name": "scale-as-target",
            "severity": severity,
            "indicator": "I1",
            "message": "“好坏”不能评分。",
            "evidence": "好坏",
            "basis": "审核经验",
            **fields,
        }
    )


@pytest.fixture
def form(store: Store, clerk: User) -> Form:
    """A form of the clerk's."""
    return store.forms.create(table(), by=clerk)


def test_the_lights_count_what_stands_in_the_newest_review(
    store: Store, clerk: User, form: Form
) -> None:
    waived = finding("W01", waiver=Waiver(code="W01", who="李审", reason="省级口径"))
    found = (finding(), finding("T01", Severity.WARNING), waived)
    lit = store.reviews.keep_findings(form.id, 1, found, by=clerk)
    assert (lit.lights, lit.reviewed) == (Summary(error=1, warning=1), 1)
    assert store.reviews.findings(form.id, by=clerk) == found
    store.forms.save(form.id, 1, table("2"), by=clerk, why="改")
    store.reviews.keep_findings(form.id, 2, (), by=clerk)
    late = store.reviews.keep_findings(form.id, 1, found, by=clerk)
    assert (late.lights, late.reviewed) == (Summary(), 2), "a slow review of an old version"


def test_real_findings_of_the_rules_come_back_whole(store: Store, clerk: User, form: Form) -> None:
    review = review_target(table(), load_profile("national-2021"))
    assert review.findings
    store.reviews.keep_findings(form.id, 1, review.findings, by=clerk)
    assert store.reviews.findings(form.id, by=clerk) == review.findings


def test_a_decision_keeps_what_was_seen(store: Store, clerk: User, form: Form) -> None:
    edit = Edit(op=EditOp.SET, indicator="I1", field="value", value="12")
    shown = Suggestion(edits=(edit,), rationale="可数", verified=True)
    own = edit.model_copy(update={"value": "15"})
    decided = store.reviews.decide(
        form.id,
        1,
        DecisionKind.EDITED,
        finding(),
        by=clerk,
        suggestion=shown,
        edits=(own,),
        reason="实际办15场",
    )
    assert store.reviews.decisions(form.id, by=clerk) == (decided,)
    assert (decided.suggestion, decided.edits, decided.who) == (shown, (own,), "张三")


def test_only_a_reviewer_waives_with_a_reason_and_may_take_it_back(
    store: Store, clerk: User, reviewer: User, form: Form
) -> None:
    with pytest.raises(NotPermittedError, match="只有审核人"):
        store.reviews.waive(form.id, 1, finding(), "算了", by=clerk)
    with pytest.raises(InputError, match="需写明理由"):
        store.reviews.waive(form.id, 1, finding(), "  ", by=reviewer)
    given = store.reviews.waive(
        form.id, 1, finding(), "省级口径", by=reviewer, expires=date(2026, 12, 31)
    )
    assert given.waiver == Waiver(
        code="M01", indicator="I1", who="李审", reason="省级口径", expires="2026-12-31"
    )
    assert store.reviews.waivers(form.id, by=clerk) == (given,)
    assert store.reviews.decisions(form.id, by=clerk)[0].kind is DecisionKind.WAIVED
    store.reviews.revoke(form.id, given.id, by=reviewer)
    assert store.reviews.waivers(form.id, by=clerk) == ()
    assert store.reviews.waivers(form.id, by=clerk, revoked=True)[0].revoked_by == "李审"
    with pytest.raises(NotFoundError, match="已撤销"):
        store.reviews.revoke(form.id, given.id, by=reviewer)


def test_slips_are_numbered_and_kept_as_they_went_out(
    store: Store, clerk: User, reviewer: User, form: Form
) -> None:
    review = review_target(table(), load_profile("national-2021"))
    slip: Slip = make_slip(review, profile="全国通用（2021）")
    first = store.reviews.issue_slip(form.id, 1, slip, by=reviewer)
    second = store.reviews.issue_slip(form.id, 1, slip, by=reviewer)
    assert store.reviews.slips(form.id, by=clerk) == (first, second)
    assert (first.number, second.number, first.slip) == (1, 2, slip)
    assert first.slip.verdict in Verdict
    with pytest.raises(NotPermittedError):
        store.reviews.issue_slip(form.id, 1, slip, by=clerk)


def test_a_conversation_survives_the_process(settings: Settings, store: Store, clerk: User) -> None:
    form = store.forms.create(table(), by=clerk)
    state = {"rows": [1, {"a": None}], "chosen": "第3条", "odd": "\ud800\x00"}
    talk = store.sessions.begin(by=clerk)
    for speaker, words in (("user", "第3条改成12场次"), ("assistant", "已改。\x00")):
        store.sessions.say(talk.id, speaker, words, by=clerk)
    store.sessions.keep(talk.id, state, by=clerk, form_id=form.id)
    store.close()
    with open_store(settings) as again:
        kept = again.sessions.get(talk.id, by=clerk)
        assert (kept.state, kept.form_id) == (state, form.id)
        said = again.sessions.messages(talk.id, by=clerk)
        assert [(one.number, one.speaker, one.text) for one in said] == [
            (1, "user", "第3条改成12场次"),
            (2, "assistant", "已改。\N{REPLACEMENT CHARACTER}"),
        ]
        assert again.sessions.recent(by=clerk)[0].id == talk.id


def test_nobody_else_reads_a_conversation(store: Store, clerk: User, reviewer: User) -> None:
    talk = store.sessions.begin(by=clerk)
    with pytest.raises(NotFoundError):
        store.sessions.messages(talk.id, by=reviewer)
    with pytest.raises(NotFoundError):
        store.sessions.keep(talk.id, {}, by=reviewer)
    assert store.sessions.recent(by=reviewer) == ()


def test_text_that_no_database_holds_costs_a_character_and_not_the_save(
    store: Store, clerk: User
) -> None:
    odd = table().model_copy(update={"goal": "甲\ud800乙\x00丙"})
    form = store.forms.create(odd, by=clerk, title="表\x00\udfff", why="\ud800")
    assert form.title == "表\x00\udfff"
    assert store.forms.get(form.id, by=clerk).title == "表\ufffd\ufffd"
    assert store.forms.revision(form.id, by=clerk).target.goal == "甲\ufffd乙\x00丙"
    assert not store.verify_audit().broken


def test_the_queue_filters_orders_and_pages(store: Store, clerk: User, reviewer: User) -> None:
    made = [
        store.forms.create(
            table().model_copy(update={"year": 2020 + number % 3}), by=clerk, title=f"表{number}%"
        )
        for number in range(7)
    ]
    for number in (2, 5):
        store.forms.set_status(made[number].id, 1, FormStatus.SUBMITTED, by=clerk)
    store.reviews.keep_findings(made[3].id, 1, (finding(),), by=clerk)
    pages = [store.forms.queue(by=reviewer, offset=offset, limit=3) for offset in (0, 3, 6)]
    assert [page.total for page in pages] == [7, 7, 7]
    titles = [form.title for page in pages for form in page.forms]
    assert titles == ["表5%", "表2%", "表6%", "表4%", "表3%", "表1%", "表0%"]
    submitted = store.forms.queue(by=reviewer, status=FormStatus.SUBMITTED)
    assert [form.title for form in submitted.forms] == ["表5%", "表2%"]
    open_ones = (FormStatus.DRAFT, FormStatus.RETURNED)
    assert store.forms.queue(by=reviewer, status=open_ones).total == 5
    worst = store.forms.queue(by=reviewer, order=FormOrder.ERRORS, limit=1)
    assert worst.forms[0].id == made[3].id
    assert store.forms.queue(by=reviewer, year=2021).total == 2
    assert store.forms.queue(by=reviewer, search="3%").total == 1
    assert store.forms.queue(by=reviewer, search="_").total == 0, "no wildcard of the database"
    assert store.forms.queue(by=reviewer, unit="205").total == 7
    assert store.forms.count_by_status(by=clerk)[FormStatus.SUBMITTED] == 2


def test_usage_is_summed_by_day_provider_and_model(store: Store, clerk: User, form: Form) -> None:
    china = timezone(timedelta(hours=8))
    one = Usage(calls=2, prompt_tokens=100, completion_tokens=20, seconds=1.5)
    late = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # the 23rd in China
    for at, model, usage in (
        (late, "qwen3-32b", one),
        (late + timedelta(hours=1), "qwen3-32b", one.model_copy(update={"estimated": True})),
        (late - timedelta(hours=2), "qwen3-32b", one),
        (late, "deepseek-v4", one),
        (late, "deepseek-v4", Usage()),
    ):
        store.usages.add(
            usage,
            provider="openai",
            model=model,
            purpose="draft",
            who="张三",
            form_id=form.id,
            at=at,
        )
    day = date(2026, 11, 23)
    lines = store.usages.by_day(since=day, until=day, zone=china)
    assert lines == (
        UsageLine(day=day, provider="openai", model="deepseek-v4", **one.model_dump()),
        UsageLine(
            day=day, provider="openai", model="qwen3-32b", **(one + one).model_dump()
        ).model_copy(update={"estimated": True}),
    )
    assert len(store.usages.by_day(since=date(2026, 11, 22), until=day, zone=china)) == 3
    assert store.usages.by_day(since=date(2027, 1, 1), until=date(2027, 1, 2), zone=china) == ()
