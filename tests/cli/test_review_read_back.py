"""A review handed on as a workbook or a document is still one form, with opinions beside it."""

from pathlib import Path

import pytest

from assistant.app.documents import parse_document
from tests.cli.conftest import SEED, Run


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_the_list_of_findings_is_not_read_as_a_form(run: Run, tmp_path: Path, suffix: str) -> None:
    report = tmp_path / f"report{suffix}"
    assert run("review", SEED, "--output", str(report)).code == 1

    (read,) = parse_document(report).targets
    (form,) = parse_document(Path(SEED)).targets

    told = [row.model_dump(exclude={"source"}) for row in read.indicators]
    assert told == [row.model_dump(exclude={"source"}) for row in form.indicators]
    assert [task.text for task in read.tasks] == [task.text for task in form.tasks]
