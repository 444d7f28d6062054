"""The county view over the store, and everything to take away in one zip."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from assistant.app.desk.answering import Answer, answer_card
from assistant.app.desk.desk import Desk
from assistant.app.desk.whole_county import county, export_everything, notice
from assistant.exceptions import NotPermittedError
from assistant.intake import read_bytes
from assistant.store import DecisionKind, Store, User
from tests.app.desk.conftest import EVIL, file_form, filed_table


def test_the_county_counts_what_stands_and_sees_a_waiver_at_once(
    desk: Desk, store: Store, clerk: User, reviewer: User
) -> None:
    forms = [file_form(store, reviewer, filed_table(f"{n}局")) for n in range(3)]
    before = county(desk, by=reviewer)
    assert len(before.rows) == 3 and before.rules[0].units == 3
    assert "参训教师满意度" in {phrase.text for phrase in before.phrases}
    answer = Answer(DecisionKind.WAIVED, reason="已批")
    answer_card(desk, forms[0].id, 1, "I2", answer, by=reviewer)
    after = county(desk, by=reviewer)
    waived = next(row for row in after.rows if row.unit == "0局")
    assert waived.total < before.rows[0].total
    assert county(desk, by=reviewer, search="1局").forms == 1
    with pytest.raises(NotPermittedError):
        county(desk, by=clerk)


def test_everything_comes_in_one_zip_that_our_own_reader_takes_back(
    desk: Desk, store: Store, reviewer: User
) -> None:
    """Names that no system refuses, cells that never act, forms that read back as they were."""
    tables = [filed_table("甲县教育局"), filed_table("甲县教育局"), filed_table(f"=1+1/..\\{EVIL}")]
    for table in tables:
        file_form(store, reviewer, table)
    pieces = list(export_everything(desk, by=reviewer))
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len(names) == len(set(names)) == 10
        assert not any(set(name.split("/", 1)[-1]) & set('\\\\:*?"<>|') for name in names)
        assert all(name.count("/") <= 1 and ".." not in name.split("/") for name in names)
        forms = [name for name in names if name.startswith("申报表/")]
        units = set()
        for name in forms:
            [read] = read_bytes(package.read(name), name=name).targets
            units.add(read.unit.name)
            assert [row.value for row in read.indicators] == ["10", "好坏", "好坏", "好坏"]
        assert "甲县教育局" in units
        book = load_workbook(io.BytesIO(package.read("汇总.xlsx")))
    assert [sheet.title for sheet in book] == ["各表", "各规则", "雷同表述"]
    cells = [cell for row in book["各表"].iter_rows(min_row=2) for cell in row]
    assert len(cells) == 33 and all(cell.data_type != "f" for cell in cells)
    assert len(pieces) > 3, "the zip is made in one piece and held whole"


def test_the_notice_names_rules_and_units(desk: Desk, store: Store, reviewer: User) -> None:
    from docx import Document

    for n in range(3):
        file_form(store, reviewer, filed_table(f"{n}局"))
    desk.queue(by=reviewer)
    document = Document(io.BytesIO(notice(desk, by=reviewer)))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "3 个单位的 3 份绩效目标表，其中有错误的 3 份" in words
    assert {"M01", "以刻度作目标", "0局", "参训教师满意度"} <= cells
