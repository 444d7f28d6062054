"""Three rows that could stand in a row's place: text and library, and the model's own wording."""

from assistant.domain.provenance import ProvenanceKind
from assistant.drafting.alternatives import Offers, alternatives, offers_for
from assistant.llm.fake import ScriptedAnswer
from assistant.profiles import load_profile
from tests.drafting.conftest import Scripted, row
from tests.drafting.forms import drafted, form

PROFILE = load_profile("national-2021")
TABLE = drafted(
    form(
        "组织骨干教师培训4期，培训教师320人次，考核合格率不低于95%。",
        "落实家庭经济困难学生资助",
    )
).target
ROW = next(one for one in TABLE.indicators if one.level2 == "质量指标" and one.tasks == ("T1",))
WORDED = row("骨干教师培训4期", "骨干教师培训结业率", 类别="质量", 单位="%")


def ask(scripted: Scripted, *answers: ScriptedAnswer) -> Offers:
    client, _ = scripted(*answers)
    return offers_for(TABLE, ROW.id, PROFILE, client)


def test_the_models_wording_is_one_of_three_and_marked(scripted: Scripted) -> None:
    offers = ask(scripted, ScriptedAnswer(rows=(WORDED,)))
    assert offers.failure is None
    assert len(offers.rows) <= 3
    (worded,) = [one for one in offers.rows if one.by_model]
    assert worded.row.name == "骨干教师培训结业率"
    assert (worded.row.id, worded.row.weight) == (ROW.id, ROW.weight)
    assert worded.row.provenance["value"].kind is ProvenanceKind.MODEL
    assert worded.row.confirm, "a number that nobody gave waits for a person"


def test_what_the_model_words_is_held_against_the_task(scripted: Scripted) -> None:
    bad = (
        row("培训9期", "骨干教师培训结业率", 类别="质量", 单位="%"),
        row("骨干教师培训4期", "社会稳定率", 类别="质量", 值="95", 单位="%"),
        row("骨干教师培训4期", "骨干教师培训期数", 值="4", 单位="期"),
        row("骨干教师培训4期", ROW.name or "", 类别="质量", 单位="%"),
    )
    offers = ask(scripted, ScriptedAnswer(rows=bad))
    assert not [one for one in offers.rows if one.by_model]
    assert offers.rows == alternatives(TABLE, ROW.id, PROFILE)


def test_a_model_that_fails_leaves_the_others_and_says_so(scripted: Scripted) -> None:
    offers = ask(scripted, ScriptedAnswer(status=401, times=0))
    assert offers.failure
    assert offers.rows == alternatives(TABLE, ROW.id, PROFILE)


def test_without_a_model_they_are_those_of_text_and_library() -> None:
    assert offers_for(TABLE, ROW.id, PROFILE, None).rows == alternatives(TABLE, ROW.id, PROFILE)


def test_the_question_quotes_the_row_and_its_task_only(scripted: Scripted) -> None:
    client, server = scripted(ScriptedAnswer(rows=(WORDED,)))
    offers_for(TABLE, ROW.id, PROFILE, client)
    (asked,) = server.history
    words = asked.prompt
    assert (ROW.name or "") in words and "320人次" in words and "困难学生" not in words
