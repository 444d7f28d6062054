"""Whatever form we export, our own intake reads back to the identical table, in every format."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.app.documents import parse_document
from assistant.app.exports import FormFormat, export_document
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import (
    AnnualTask,
    CurrencyUnit,
    Funding,
    FundingSources,
    PerformanceTarget,
    TargetDocument,
    TargetKind,
    Unit,
)
from tests.export.sample import SAMPLE

FORMATS: tuple[FormFormat, ...] = get_args(FormFormat)
SUFFIXES = {"json": ".json", "markdown": ".md", "docx": ".docx", "xlsx": ".xlsx"}
LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("效益指标", "经济效益指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "生态效益指标"),
    ("满意度指标", "服务对象满意度指标"),
    ("成本指标", "经济成本指标"),
)
HEADS = ("=", "=1+", "+", "-", "@", "＝", "'", '"', "", "“", "（")
MIDDLES = (
    "|",
    "\\|",
    "<b>x</b>",
    "<br>",
    "&lt;",
    "*",
    "`",
    "[a](b)",
    "😀",
    ">",
    "",
    "、",
    "\\",
    "{}",
)
UNITS = ("%", "场次", "人次", "元/人·次", "个")
TAILS = ("场次", "合格率", "满意度", "次数", "长度")


@st.composite
def names(draw: st.DrawFn) -> str:
    """A name of an indicator with what a format could trip over inside it."""
    head, middle, tail = (draw(st.sampled_from(part)) for part in (HEADS, MIDDLES, TAILS))
    return f"{head}教师{middle}培训{tail}"


@st.composite
def rows(draw: st.DrawFn, number: int) -> Indicator:
    """A row as forms print them."""
    level1, level2 = draw(st.sampled_from(LEVELS))
    qualitative = draw(st.booleans())
    signs = (Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUAL, Operator.MORE, Operator.LESS)
    return Indicator(
        id=f"I{number}",
        level1=level1,
        level2=level2,
        name=draw(names()),
        operator=Operator.QUALITATIVE if qualitative else draw(st.sampled_from(signs)),
        value=draw(st.sampled_from(("明显提升", "好坏", "优"))) if qualitative
        else str(draw(st.integers(1, 99999))),
        unit=None if qualitative else draw(st.sampled_from(UNITS)),
        weight=draw(st.decimals(min_value=1, max_value=40, places=draw(st.integers(0, 2)))),
    )  # fmt: skip


@st.composite
def forms(draw: st.DrawFn) -> PerformanceTarget:
    """A whole form; any of its parts may be absent."""
    money = st.decimals(min_value=1, max_value=10**8, places=2)
    sources = st.builds(FundingSources, total=money, fiscal=money, own=st.none() | money)
    text = names().map(lambda name: f"本年度完成{name}工作。")
    kind = draw(st.sampled_from(TargetKind))
    tasks = draw(st.integers(0, 3))
    with_amounts = draw(st.booleans())
    return PerformanceTarget(
        unit=Unit(code=draw(st.none() | st.just("205")), name="某县教育局"),
        year=draw(st.integers(2019, 2030)),
        kind=kind,
        project="教师<培训>|项目" if kind is TargetKind.PROJECT else None,
        funding=draw(
            st.none()
            | st.builds(
                Funding,
                currency_unit=st.sampled_from(CurrencyUnit),
                total=money,
                basic=sources,
                project=sources,
            )
        ),
        tasks=tuple(
            AnnualTask(
                id=f"T{number + 1}",
                name=draw(names()),
                content=draw(text),
                amount=draw(money) if with_amounts else None,
            )
            for number in range(tasks)
        ),
        goal=draw(st.none() | text),
        notes=draw(st.none() | text),
        indicators=tuple(draw(rows(number + 1)) for number in range(draw(st.integers(1, 6)))),
    )


def printed(target: PerformanceTarget) -> dict[str, object]:
    """All that a form prints; where a row stood in its file differs by format."""
    data = target.model_dump(mode="json")
    for row in data["indicators"]:
        del row["source"]
    return data


def read_back(target: PerformanceTarget, file_format: FormFormat, folder: Path) -> list[object]:
    exported = export_document(TargetDocument(targets=(target,)), file_format)
    path = folder / f"form{SUFFIXES[file_format]}"
    path.write_bytes(exported.encode("utf-8") if isinstance(exported, str) else exported)
    return [printed(one) for one in parse_document(path).targets]


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_sample_comes_back_identical(file_format: FormFormat, tmp_path: Path) -> None:
    assert read_back(SAMPLE, file_format, tmp_path) == [printed(SAMPLE)]


@pytest.mark.parametrize("file_format", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(form=forms())
def test_any_form_comes_back_identical(file_format: FormFormat, form: PerformanceTarget) -> None:
    with TemporaryDirectory() as folder:
        assert read_back(form, file_format, Path(folder)) == [printed(form)]


@pytest.mark.parametrize("file_format", FORMATS)
def test_line_breaks_inside_a_cell_are_dropped_as_intake_drops_them(
    file_format: FormFormat, tmp_path: Path
) -> None:
    row = SAMPLE.indicators[0]
    broken = SAMPLE.model_copy(
        update={
            "indicators": (row.model_copy(update={"name": "培训\n期数"}), *SAMPLE.indicators[1:])
        }
    )
    (back,) = read_back(broken, file_format, tmp_path)
    expected = printed(broken if file_format == "json" else SAMPLE)
    assert back == expected


@pytest.mark.parametrize("file_format", ["json", "docx", "xlsx"])
def test_several_forms_in_one_file_come_back_apart(file_format: FormFormat, tmp_path: Path) -> None:
    other = SAMPLE.model_copy(update={"unit": Unit(name="另一单位"), "year": 2027})
    document = TargetDocument(targets=(SAMPLE, other))
    exported = export_document(document, file_format)
    path = tmp_path / f"forms{SUFFIXES[file_format]}"
    path.write_bytes(exported.encode("utf-8") if isinstance(exported, str) else exported)
    back = parse_document(path).targets
    assert [printed(one) for one in back] == [printed(SAMPLE), printed(other)]


def test_columns_of_a_self_rating_form_come_back(tmp_path: Path) -> None:
    first = SAMPLE.indicators[0].model_copy(
        update={
            "note": "以签到表为准",
            "direction": "正向",
            "actual": "13",
            "score": Decimal("19.50"),
        }
    )
    form = SAMPLE.model_copy(update={"indicators": (first, *SAMPLE.indicators[1:])})
    for file_format in FORMATS:
        assert read_back(form, file_format, tmp_path) == [printed(form)], file_format
