"""Level names are read by meaning, whatever a form prints around them."""

import pytest

from assistant.validators.levels import (
    CHILDREN,
    PARENTS,
    Level1,
    Level2,
    Spelling,
    bare_level,
    is_undecided,
    read_level1,
    read_level2,
)


@pytest.mark.parametrize(
    ("printed", "level", "spelling"),
    [
        ("产出指标", Level1.OUTPUT, Spelling.EXACT),
        ("产出", Level1.OUTPUT, Spelling.EXACT),
        ("产出指标（50分）", Level1.OUTPUT, Spelling.EXACT),
        ("产出指标(40-50)分", Level1.OUTPUT, Spelling.EXACT),
        ("产 出\n指 标", Level1.OUTPUT, Spelling.EXACT),
        ("一、产出指标", Level1.OUTPUT, Spelling.EXACT),
        ("（三）满意度指标", Level1.SATISFACTION, Spelling.EXACT),
        ("2.效益指标", Level1.BENEFIT, Spelling.EXACT),
        ("效果指标", Level1.BENEFIT, Spelling.LOCAL),
        ("满意度指", Level1.SATISFACTION, Spelling.DAMAGED),
    ],
)
def test_level_1(printed: str, level: Level1, spelling: Spelling) -> None:
    assert read_level1(printed) == (level, spelling)


@pytest.mark.parametrize(
    ("printed", "level", "spelling"),
    [
        ("数量指标(或建筑规模指标)", Level2.QUANTITY, Spelling.EXACT),
        ("产出数量指标", Level2.QUANTITY, Spelling.LOCAL),
        ("时效指标(工期指标、形象进度指标)", Level2.TIMELINESS, Spelling.EXACT),
        ("预算(或投资规模)控制指标", Level2.COST, Spelling.LOCAL),
        ("帮扶对象满意度指标", Level2.SERVED_SATISFACTION, Spelling.LOCAL),
        ("预期社会效益指标", Level2.SOCIAL_BENEFIT, Spelling.LOCAL),
        ("可持续发展指标", Level2.SUSTAINABLE_IMPACT, Spelling.LOCAL),
        ("社会公众或服务对象满意度指标", Level2.SERVED_SATISFACTION, Spelling.EXACT),
    ],
)
def test_level_2(printed: str, level: Level2, spelling: Spelling) -> None:
    assert read_level2(printed) == (level, spelling)


@pytest.mark.parametrize(
    "printed",
    [
        "(50分)",
        "★",
        "",
        "指标一栏",
        "过程",
        "产出效益",
        "数量质量指标",
        "完成全县义务教育学校数量统计工作任务",
    ],
)
def test_what_is_no_level_stays_none(printed: str) -> None:
    assert read_level1(printed) is None
    assert read_level2(printed) is None


def test_points_alone_are_no_name() -> None:
    assert bare_level("(50分)") == ""


def test_every_class_has_one_parent() -> None:
    assert set(PARENTS) == set(Level2)
    assert sum(len(children) for children in CHILDREN.values()) == len(Level2)


@pytest.mark.parametrize(
    ("printed", "undecided"),
    [(None, True), ("", True), ("社会、经济、生态效益", True), ("制度指标", False)],
)
def test_only_a_blank_or_unclear_cell_may_be_any_class(
    printed: str | None, undecided: bool
) -> None:
    level = read_level2(printed)[0] if printed and read_level2(printed) else None
    assert is_undecided(printed, level) is undecided
