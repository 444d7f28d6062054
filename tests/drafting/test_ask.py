"""What a small model is offered for one task: its own clauses, each with its own number."""

from typing import Any

import pytest

from assistant.drafting.ask import task_question
from assistant.llm.schema import rows_schema
from assistant.tuning.examples.checks import plan_of


def offered(text: str, most: int = 6) -> tuple[int, list[dict[str, Any]]]:
    """Least rows, and the properties of each combination that is offered."""
    question = task_question(plan_of(text))
    rows = rows_schema(question.row, most, question.least)["properties"]["rows"]
    items = rows["items"]
    return rows["minItems"], [each["properties"] for each in items.get("anyOf", [items])]


def figures(text: str) -> dict[str, list[str | None]]:
    """What may be given for each clause: bound, number and unit, ? where the model may choose."""
    given: dict[str, list[str | None]] = {}
    for one in offered(text)[1]:
        bound, unit = (one[key].get("enum", ["?"]) for key in ("性质", "单位"))
        bound = bound if len(bound) == 1 else ["?"]
        for part in one["值"].get("anyOf", [one["值"]]):
            for value in part.get("enum", [None]):
                for clause in one["原文"]["enum"]:
                    row = value and f"{bound[0]}{value}{unit[0]}"
                    given.setdefault(clause, []).append(row)
    return given


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "开展农技推广培训12期，培训农民1,800人次，学员结业率达到95%以上。",
            {
                "开展农技推广培训12期": ["≥12期"],
                "培训农民1800人次": ["≥1800人次"],
                "学员结业率达到95%以上": ["≥95%"],
            },
        ),
        (
            "验收合格率不低于99%，办理一次通过率达99%",
            {"验收合格率不低于99%": ["≥99%"], "办理一次通过率达99%": ["≥99%"]},
        ),
        ("完成12所学校配备黑板216块", {"完成12所学校配备黑板216块": ["≥12所", "≥216块"]}),
        (
            "每月巡查，检修费用控制在30万元以内",
            {"每月巡查": ["?12?", None], "检修费用控制在30万元以内": ["?30?"]},
        ),
        ("做好水库巡查，及时消除隐患。", {"做好水库巡查": [None], "及时消除隐患": [None]}),
    ],
)
def test_a_clause_is_offered_with_its_own_figures_alone(
    text: str, wanted: dict[str, list[str | None]]
) -> None:
    assert figures(text) == wanted


def test_the_other_clauses_take_no_number_that_a_clause_states() -> None:
    text = "检查企业90家，今年不再新增其他内容，营造良好氛围。"
    assert figures(text) == {
        "检查企业90家": ["≥90家"],
        "今年不再新增其他内容": [None],
        "营造良好氛围": [None],
    }


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("做好水库巡查。", 1),
        ("检查企业90家，抽检产品200批次。", 2),
        ("补偿补助7月底前完成，退耕农户满意度不低于88%。", 2),
    ],
)
def test_an_answer_cannot_end_before_every_number_and_day_is_in(text: str, least: int) -> None:
    assert offered(text)[0] == least


def test_no_more_rows_are_called_for_than_are_asked() -> None:
    text = "检查企业90家，抽检产品200批次，办结案件30件。"
    assert offered(text, most=2)[0] == 2
