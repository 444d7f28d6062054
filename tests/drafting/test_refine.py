"""Sentences change what they name, exactly, and nothing else; what is unclear is asked."""

from decimal import Decimal

import pytest

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.provenance import ProvenanceKind
from assistant.domain.target import Funding, FundingSources, PerformanceTarget
from assistant.drafting.alternatives import alternatives
from assistant.drafting.refine import Refinement, refine
from assistant.llm.fake import ScriptedAnswer
from assistant.profiles import load_profile
from tests.drafting.conftest import Scripted
from tests.drafting.forms import drafted, form

PROFILE = load_profile("national-2021")
BASE = drafted(
    form(
        "开展中小学生心理健康讲座24场，覆盖学生6000人次，11月底前完成。",
        "组织骨干教师培训4期，培训教师320人次，考核合格率不低于95%。",
        "落实家庭经济困难学生资助",
    ).model_copy(
        update={"funding": Funding(total="900000", project=FundingSources(total="300000"))}
    )
).target


def say(sentence: str, target: PerformanceTarget = BASE) -> Refinement:
    return refine(target, sentence, PROFILE)


def said(row: Indicator) -> tuple[object, ...]:
    """What a row says, its weight aside."""
    return row.level2, row.name, row.operator, row.value, row.unit, row.confirm


def others_unchanged(result: Refinement, *touched: str) -> None:
    """No row but those named says anything else, and the weights still add up."""
    before = {row.id: said(row) for row in BASE.indicators if row.id not in touched}
    after = {row.id: said(row) for row in result.target.indicators}
    for row_id, words in before.items():
        assert after[row_id] == words
    total = sum((row.weight or Decimal(0) for row in result.target.indicators), Decimal(0))
    assert total == PROFILE.weight_total


def test_a_value_is_set_with_its_unit_and_is_the_users_own() -> None:
    result = say("把第3条改成12场次")
    row = result.target.indicator("I3")
    assert (row.value, row.unit, row.confirm) == ("12", "场次", False)
    assert row.provenance["value"].kind is ProvenanceKind.USER
    others_unchanged(result, "I3")
    change = result.changes[0]
    assert change.before == BASE.indicator("I3") and change.after == row
    assert "第3条" in change.words and "12" in change.words
    assert result.question is None


@pytest.mark.parametrize(
    ("sentence", "row_id", "expected"),
    [
        ("第1条改为30场", "I1", (Operator.AT_LEAST, "30", "场")),
        ("将第一条调整为不少于36场", "I1", (Operator.AT_LEAST, "36", "场")),
        ("I2改成8000", "I2", (Operator.AT_LEAST, "8000", "人次")),
        ("第2条指标值改为≥1.2万人次", "I2", (Operator.AT_LEAST, "1.2", "万人次")),
        ("把第十一条调整到百分之九十三", "I11", (Operator.AT_LEAST, "93", "%")),
        ("把教师培训人次调到400人次", "I4", (Operator.AT_LEAST, "400", "人次")),
        ("学生满意度改为不低于93%", "I11", (Operator.AT_LEAST, "93", "%")),
        ("把骨干教师培训期数改成十二期", "I3", (Operator.AT_LEAST, "12", "期")),
    ],
)
def test_values_are_read_as_people_say_them(
    sentence: str, row_id: str, expected: tuple[object, ...]
) -> None:
    result = say(sentence)
    row = result.target.indicator(row_id)
    assert (row.operator, row.value, row.unit) == expected
    others_unchanged(result, row_id)


def test_a_row_is_removed_and_its_weight_stays_in_its_class() -> None:
    result = say("删掉第5条")
    assert "I5" not in [row.id for row in result.target.indicators]
    others_unchanged(result, "I5")
    level1 = BASE.indicator("I5").level1
    moved = {c.before.level1 for c in result.changes if c.before and c.after}
    assert moved <= {level1}


@pytest.mark.parametrize("sentence", ["第2条不要改", "别删第3条", "第5条不用删除", "第1条先不动"])
def test_a_row_that_is_to_stay_stays(sentence: str) -> None:
    """不要改 once dropped the row, 不要 being read as a removal."""
    result = say(sentence)
    assert result.target.indicators == say("谢谢").target.indicators
    assert not result.edits


def test_a_number_and_a_name_that_disagree_are_asked_about() -> None:
    name = BASE.indicator("I11").name
    result = say(f"第3条{name}改成95%")
    assert result.question and "第3条" in result.question and name and name in result.question
    assert not result.edits
    others_unchanged(say(f"第11条{name}改成95%"), "I11")


@pytest.mark.parametrize(
    ("sentence", "row_id", "value"),
    [
        ("Change row 2 to 8000", "I2", "8000"),
        ("please set row 11 to at least 93%.", "I11", "93"),
        ("把骨干教师培训期数改一下，弄成6期吧", "I3", "6"),
    ],
)
def test_english_and_spoken_sentences(sentence: str, row_id: str, value: str) -> None:
    assert say(sentence).target.indicator(row_id).value == value
    others_unchanged(say(sentence), row_id)


def test_rows_are_dropped_and_changes_undone_in_english_too() -> None:
    assert "I5" not in [row.id for row in say("Delete row 5").target.indicators]
    changed = say("把第3条改成12场次").target
    for words in ("undo", "算了，还是恢复原来的吧"):
        assert refine(changed, words, PROFILE, previous=BASE).undone


def test_several_rows_are_removed_at_once() -> None:
    result = say("删除第3、5条")
    left = [row.id for row in result.target.indicators]
    assert "I3" not in left and "I5" not in left
    others_unchanged(result, "I3", "I5")


def test_numbers_mean_the_rows_as_they_stood() -> None:
    result = say("删掉第1条，把第3条改成12期")
    assert result.target.indicator("I3").value == "12"
    assert "I1" not in [row.id for row in result.target.indicators]


@pytest.mark.parametrize(
    ("sentence", "level2"),
    [
        ("加一条成本指标", "经济成本指标"),
        ("增加一条社会效益指标", "社会效益指标"),
        ("再加一条质量指标：讲座课件审核通过率≥98%", "质量指标"),
        ("补充一条满意度指标", "服务对象满意度指标"),
    ],
)
def test_a_row_is_added_in_its_class(sentence: str, level2: str) -> None:
    result = say(sentence)
    assert result.question is None
    known = {row.id for row in BASE.indicators}
    (added,) = [row for row in result.target.indicators if row.id not in known]
    assert added.level2 == level2
    assert added.weight and added.operator and added.value
    others_unchanged(result)


def test_an_added_row_holds_the_users_number() -> None:
    result = say("再加一条质量指标：讲座课件审核通过率≥98%")
    added = next(c.after for c in result.changes if c.before is None)
    assert added is not None
    assert (added.name, added.operator, added.value, added.unit) == (
        "讲座课件审核通过率",
        Operator.AT_LEAST,
        "98",
        "%",
    )
    assert added.provenance["value"].kind is ProvenanceKind.USER


def test_a_whole_class_is_changed_where_all_are_meant() -> None:
    result = say("满意度都改成≥92%")
    rows = [r for r in result.target.indicators if "满意度" in (r.name or "")]
    assert rows and {(r.operator, r.value, r.unit) for r in rows} == {
        (Operator.AT_LEAST, "92", "%")
    }
    others_unchanged(result, *(row.id for row in rows))


def test_weights_lean_towards_a_class_and_nothing_else_moves() -> None:
    result = say("权重向数量指标倾斜")

    def share(target: PerformanceTarget) -> Decimal:
        return sum(
            (r.weight or Decimal(0) for r in target.indicators if r.level2 == "数量指标"),
            Decimal(0),
        )

    assert share(result.target) > share(BASE)
    others_unchanged(result)


def test_a_weight_is_set_and_the_total_kept() -> None:
    result = say("第1条权重改成10分")
    assert result.target.indicator("I1").weight == 10
    others_unchanged(result)


def test_a_weight_that_leaves_nothing_is_asked_about() -> None:
    result = say("第1条权重改成90")
    assert result.question
    assert [r.weight for r in result.target.indicators] == [r.weight for r in BASE.indicators]


def test_a_hollow_row_is_replaced_by_one_that_passes() -> None:
    result = say("第6条太虚，换一个")
    assert result.question is None
    before, after = BASE.indicator("I6"), result.target.indicator("I6")
    assert after.name != before.name and after.level2 == before.level2
    others_unchanged(result, "I6")


def test_alternatives_are_proven_and_different() -> None:
    offers = alternatives(BASE, "I6", PROFILE)
    assert 1 <= len(offers) <= 3
    names = [offer.row.name for offer in offers]
    assert len(set(names)) == len(names)
    assert not set(names) & {row.name for row in BASE.indicators}


def test_the_last_change_is_taken_back() -> None:
    changed = say("把第3条改成12场次").target
    back = refine(changed, "撤销", PROFILE, previous=BASE)
    assert back.undone
    assert [said(r) for r in back.target.indicators] == [said(r) for r in BASE.indicators]
    assert refine(BASE, "撤销", PROFILE).question


def test_a_row_is_renamed_and_confirmed() -> None:
    result = say("第1条名称改为心理健康讲座举办场次，确认第7条")
    assert result.target.indicator("I1").name == "心理健康讲座举办场次"
    assert not result.target.indicator("I7").confirm
    others_unchanged(result, "I1", "I7")


def test_a_deadline_is_moved_in_the_name() -> None:
    result = say("第8条改成10月底前")
    assert result.target.indicator("I8").name == "中小学生心理健康讲座10月底前完成率"
    others_unchanged(result, "I8")


def test_the_goal_is_set_in_the_users_words() -> None:
    words = "2024年完成讲座24场，培训教师320人次，考核合格率达到95%以上。"
    assert say(f"整体目标改为：{words}").target.goal == words


def test_what_is_so_already_is_said() -> None:
    result = say("确认第6条")
    assert result.changes == () and result.question is None
    assert any("没有改动" in note for note in result.notes)


def test_two_rows_are_merged() -> None:
    result = say("合并第1条和第2条")
    row = result.target.indicator("I1")
    assert row.weight == (BASE.indicator("I1").weight or 0) + (BASE.indicator("I2").weight or 0)
    others_unchanged(result, "I1", "I2")


def test_the_goal_is_written_with_figures() -> None:
    goal = say("重新写一段整体目标").target.goal or ""
    assert "24" in goal and "计划" in goal
    assert "完成了" not in goal


@pytest.mark.parametrize(
    "sentence",
    ["改成12", "第99条改成12场", "好看一点", "数量指标改成30", "删掉培训那条", "", "加一条"],
)
def test_what_is_not_clear_is_asked_and_nothing_changes(sentence: str) -> None:
    result = say(sentence)
    assert result.question
    assert result.changes == () and result.edits == ()
    assert [said(r) for r in result.target.indicators] == [said(r) for r in BASE.indicators]


def edit(row: int, field: str | None, value: str | None, verb: str = "改") -> dict[str, object]:
    return {"动作": verb, "行号": row, "栏目": field, "新值": value}


def test_the_model_reads_what_no_pattern_does(scripted: Scripted) -> None:
    client, server = scripted(ScriptedAnswer(rows=(edit(1, "值", "30"),)))
    result = refine(BASE, "第1条我们今年其实能办30场，帮我调高", PROFILE, client)
    assert result.by_model and result.question is None
    assert result.target.indicator("I1").value == "30"
    assert result.target.indicator("I1").provenance["value"].kind is ProvenanceKind.USER
    others_unchanged(result, "I1")
    assert "<<<材料 " in server.history[0].prompt


@pytest.mark.parametrize(
    "answer",
    [
        edit(4, "值", "30"),
        edit(1, "值", "99"),
        edit(1, None, None, "删"),
        edit(0, None, None, "不明"),
    ],
)
def test_the_model_may_touch_only_what_the_sentence_says(
    scripted: Scripted, answer: dict[str, object]
) -> None:
    client, _ = scripted(ScriptedAnswer(rows=(answer,), times=0))
    result = refine(BASE, "第1条我们今年其实能办30场，帮我调高", PROFILE, client)
    assert result.question and result.changes == ()


def test_a_model_that_fails_leaves_the_table_as_it_was(scripted: Scripted) -> None:
    client, _ = scripted(ScriptedAnswer(status=503, text="down", times=0))
    result = refine(BASE, "第1条我们今年其实能办30场，帮我调高", PROFILE, client)
    assert result.question and "没有改动" in result.question
    assert result.changes == ()
