"""The table travels through JSON without losing a digit, and its keys are those of the contract."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from pydantic import ValidationError

from assistant.domain.draft import Draft, Usage
from assistant.domain.finding import Finding, Severity, TargetReview
from assistant.domain.indicator import Indicator, SourceAnchor
from assistant.domain.target import (
    SCHEMA,
    AnnualTask,
    Funding,
    FundingSources,
    PerformanceTarget,
    Problem,
    TargetDocument,
    Unit,
)
from tests.domain.strategies import targets


@given(targets())
def test_a_document_read_back_from_its_json_is_identical(target: PerformanceTarget) -> None:
    document = TargetDocument(targets=(target,))
    text = document.model_dump_json(by_alias=True)
    assert TargetDocument.model_validate_json(text) == document
    assert TargetDocument.model_validate_json(text).model_dump_json(by_alias=True) == text


@pytest.mark.parametrize("printed", ["2630574.00", "22.50", "0.10", "40", "1234567890123456789.01"])
def test_a_decimal_is_a_string_with_the_digits_as_printed(printed: str) -> None:
    target = PerformanceTarget(
        funding=Funding(total=Decimal(printed), basic=FundingSources(own=Decimal(printed))),
        tasks=(AnnualTask(id="T1", amount=Decimal(printed)),),
        indicators=(Indicator(id="I1", weight=Decimal(printed), score=Decimal(printed)),),
    )
    data = json.loads(target.model_dump_json())
    assert data["funding"]["total"] == data["funding"]["basic"]["own"] == printed
    assert data["tasks"][0]["amount"] == printed
    assert data["indicators"][0]["weight"] == data["indicators"][0]["score"] == printed


def test_an_exponent_never_reaches_json() -> None:
    assert (
        json.loads(Indicator(id="I1", weight=Decimal("1E+2")).model_dump_json())["weight"] == "100"
    )


def test_the_schema_is_named_schema_in_json_and_absent_is_null() -> None:
    data = json.loads(TargetDocument(targets=(PerformanceTarget(),)).model_dump_json(by_alias=True))
    assert list(data) == ["schema", "targets"]
    assert data["schema"] == SCHEMA == "assistant/target/1"
    assert data["targets"][0]["funding"] is None
    assert data["targets"][0]["unit"] == {"code": None, "name": None}


CONTRACT = {
    PerformanceTarget: "unit year kind project status funding tasks goal notes indicators problems",
    Unit: "code name",
    Funding: "currency_unit total basic project",
    FundingSources: "total fiscal special_account own",
    AnnualTask: "id name content amount",
    Indicator: "id level1 level2 name operator value unit weight direction note source "
    "provenance confirm tasks smart",
    SourceAnchor: "page table row line",
    Problem: "code indicator message",
    Finding: "code severity indicator field message evidence basis head fix suggestion",
    TargetReview: "target findings not_checked summary",
    Draft: "target findings rounds usage",
    Usage: "calls prompt_tokens completion_tokens seconds",
}


@pytest.mark.parametrize("model", CONTRACT, ids=lambda model: model.__name__)
def test_no_key_of_the_contract_is_renamed(model: type[PerformanceTarget]) -> None:
    missing = set(CONTRACT[model].split()) - set(model.model_fields)
    assert not missing, f"{model.__name__} lacks {missing}, which others read"


def test_a_misspelt_key_is_an_error() -> None:
    with pytest.raises(ValidationError, match="goall"):
        PerformanceTarget.model_validate({"goall": "目标"})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_weight_that_is_no_finite_number_is_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        Indicator.model_validate({"id": "I1", "weight": number})


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("培训", "办班12期", "培训：办班12期"),
        ("培训", "开展培训12期", "开展培训12期"),
        ("培训", None, "培训"),
        (None, "办班", "办班"),
        (None, None, ""),
    ],
)
def test_a_task_reads_as_one_sentence(name: str | None, content: str | None, text: str) -> None:
    assert AnnualTask(id="T1", name=name, content=content).text == text


def test_looking_up_a_row_or_task_that_is_not_there_is_a_key_error() -> None:
    target = PerformanceTarget(indicators=(Indicator(id="I1"),), tasks=(AnnualTask(id="T1"),))
    assert target.indicator("I1").number == 1
    assert target.task("T1").id == "T1"
    with pytest.raises(KeyError):
        target.indicator("I2")
    with pytest.raises(KeyError):
        target.task("T2")


def test_usage_adds_up_and_severities_compare() -> None:
    total = Usage(calls=1, prompt_tokens=2, completion_tokens=3, seconds=0.1) + Usage(
        calls=1, seconds=0.2
    )
    assert total == Usage(calls=2, prompt_tokens=2, completion_tokens=3, seconds=0.3)
    assert Severity.INFO.rank < Severity.WARNING.rank < Severity.ERROR.rank
