"""Tasks in a unit's own words: one a line, numbered in any fashion, or in one paragraph."""

import pytest

from assistant.exceptions import NothingFoundError
from assistant.intake import read_text

TASKS = ["举办教师培训24场次", "改造薄弱学校3所", "发放困难学生补助，确保应助尽助"]


def contents(text: str) -> list[str | None]:
    (target,) = read_text(text).targets
    assert target.indicators == ()
    return [task.content for task in target.tasks]


@pytest.mark.parametrize(
    "marks",
    [
        ("", "", ""),
        ("1. ", "2. ", "3. "),
        ("1、", "2、", "3、"),
        ("1．", "2．", "3．"),
        ("一、", "二、", "三、"),
        ("（1）", "（2）", "（3）"),
        ("(一) ", "(二) ", "(三) "),
        ("（一）", "（二）", "（三）"),
        ("①", "②", "③"),
        ("- ", "- ", "- "),
        ("任务1：", "任务2：", "任务3："),
        ("1)", "2)", "3)"),
    ],
)
def test_one_task_a_line_in_any_numbering(marks: tuple[str, ...]) -> None:
    text = "\n".join(mark + task for mark, task in zip(marks, TASKS, strict=True))
    assert contents(text) == TASKS


def test_heading_over_the_list_is_no_task() -> None:
    assert contents("2024年主要工作任务：\n" + "\n".join(TASKS)) == TASKS
    numbered = "\n".join(f"{n}. {task}" for n, task in enumerate(TASKS, start=1))
    assert contents("2024年主要工作任务：\n" + numbered) == TASKS


@pytest.mark.parametrize(
    "text",
    [
        "一是举办教师培训24场次；二是改造薄弱学校3所；三是发放困难学生补助，确保应助尽助。",
        "举办教师培训24场次；改造薄弱学校3所；发放困难学生补助，确保应助尽助。",
        "2024年主要任务：1.举办教师培训24场次；2.改造薄弱学校3所；3.发放困难学生补助，确保应助尽助。",
        "举办教师培训24场次。改造薄弱学校3所。发放困难学生补助，确保应助尽助。",
        "①举办教师培训24场次；②改造薄弱学校3所；③发放困难学生补助，确保应助尽助",
    ],
)
def test_a_paragraph_is_taken_apart(text: str) -> None:
    assert [task and task.rstrip("。") for task in contents(text)] == TASKS


def test_a_short_title_becomes_the_name() -> None:
    (target,) = read_text("教研员培训：完成教研员课题研究，学科素养提升\n改造薄弱学校3所").targets
    assert (target.tasks[0].name, target.tasks[0].content) == (
        "教研员培训",
        "完成教研员课题研究，学科素养提升",
    )


def test_continued_lines_belong_to_their_number() -> None:
    assert contents("1. 举办教师培训\n24场次\n2. 改造薄弱学校3所") == [
        "举办教师培训24场次",
        "改造薄弱学校3所",
    ]


def test_unit_and_year_lines_are_facts_not_tasks() -> None:
    (target,) = read_text("单位名称：某某县教育局\n预算年度：2024\n" + "\n".join(TASKS)).targets
    assert (target.unit.name, target.year) == ("某某县教育局", 2024)
    assert [task.content for task in target.tasks] == TASKS


def test_headings_of_nested_numbers_are_no_tasks() -> None:
    text = "一、重点任务\n1.举办教师培训24场次。\n2.改造薄弱学校3所。\n二、其他任务\n1.整理档案。"
    assert contents(text) == ["举办教师培训24场次。", "改造薄弱学校3所。", "整理档案。"]


def test_a_numbered_title_with_its_text_below() -> None:
    text = "（一）党建工作\n抓好党员教育，开展活动12次。\n（二）业务工作\n组织检查40次，不留死角。"
    (target,) = read_text(text).targets
    assert [(task.name, task.content) for task in target.tasks] == [
        ("党建工作", "抓好党员教育，开展活动12次。"),
        ("业务工作", "组织检查40次，不留死角。"),
    ]


def test_tasks_in_a_table_of_any_headers() -> None:
    (target,) = read_text("序号\t重点任务\t工作内容\t预算金额\n1\t教师培训\t举办12期\t20").targets
    (task,) = target.tasks
    assert (task.name, task.content, str(task.amount)) == ("教师培训", "举办12期", "20")


@pytest.mark.parametrize("text", ["你好", "绿水青山就是金山银山", "hello 世界"])
def test_words_without_work_are_no_task(text: str) -> None:
    with pytest.raises(NothingFoundError):
        read_text(text)
