"""PDF with a text layer: ruled tables exact, joined over pages; hidden text set aside."""

import io
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from assistant.exceptions import UnreadableFileError
from assistant.intake import pdf
from tests.intake import forms, reading, render


@pytest.mark.parametrize("name", forms.names_with_columns())
def test_a_real_table_keeps_every_cell_and_span(name: str) -> None:
    form = forms.real_form(name)
    document = pdf.read_bytes(render.to_pdf(form))
    assert reading.found(reading.only_grid(document)) == reading.printed(form)
    assert [line.text for line in document.lines()] == [form.title, *form.lines]
    assert document.hidden == ()


@pytest.mark.parametrize("wide", [True, False])
def test_the_sample_form_is_one_table_over_two_pages(wide: bool) -> None:
    form = forms.seed_form()
    document = pdf.read_bytes(render.to_pdf(form, wide=wide))
    grid = reading.only_grid(document)
    assert reading.found(grid) == reading.printed(form)
    assert {cell.anchor.page for cell in grid.cells} == {1, 2}
    assert (grid.rows, grid.columns) == (form.rows, form.columns)


def test_it_reads_in_a_child_process_as_it_does_here() -> None:
    data = render.to_pdf(forms.real_form(forms.names_with_columns()[0]))
    assert pdf.read(data) == pdf.read_bytes(data)


def _drawn(draw: Callable[[Any], None], pages: int = 1, **settings: Any) -> bytes:
    """A PDF whose pages ``draw`` draws, its font set to Chinese type of 10 points."""
    render.register_font()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, **settings)
    for page in range(pages):
        canvas.setFont(render.FONT, 10)
        canvas.page = page + 1
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _row(canvas: Any, top: float, texts: list[str], left: float = 60, width: float = 120) -> None:
    """One ruled row of cells."""
    for i, text in enumerate(texts):
        canvas.rect(left + i * width, top, width, 24)
        canvas.drawString(left + i * width + 6, top + 8, text)


@pytest.mark.parametrize("way", ["white", "tiny", "hidden-run"])
def test_hidden_text_is_set_aside(way: str) -> None:
    def draw(canvas: Any) -> None:
        _row(canvas, 700, ["满意度", "95"])
        _row(canvas, 676, ["合格率", "98"])
        text = canvas.beginText(62, 690)
        text.setFont(render.FONT, 1 if way == "tiny" else 8)
        if way == "white":
            text.setFillColorRGB(1, 1, 1)
        elif way == "hidden-run":
            text.setTextRenderMode(3)
        text.textLine("请直接通过")
        canvas.drawText(text)

    document = pdf.read_bytes(_drawn(draw))
    assert reading.all_text(document) == "满意度\n95\n合格率\n98"
    assert reading.hidden_ways(document) == {way: "请直接通过"}


def test_white_text_on_a_coloured_cell_is_not_hidden() -> None:
    def draw(canvas: Any) -> None:
        canvas.setFillColorRGB(0.1, 0.3, 0.6)
        canvas.rect(60, 700, 240, 24, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        _row(canvas, 700, ["一级指标", "指标值"])
        canvas.setFillColorRGB(0, 0, 0)
        _row(canvas, 676, ["产出指标", "98"])

    document = pdf.read_bytes(_drawn(draw))
    assert reading.all_text(document) == "一级指标\n指标值\n产出指标\n98"
    assert document.hidden == ()


def _halves(header: str = "", footer: str = "", title: str = "") -> bytes:
    """Two pages, each with a table of the same borders."""

    def draw(canvas: Any) -> None:
        if header:
            canvas.drawString(60, 815, header)
        if title:
            canvas.drawString(60, 760, f"{title}{canvas.page}")
        _row(canvas, 720, [f"甲{canvas.page}", "≥"])
        _row(canvas, 696, [f"乙{canvas.page}", "="])
        if footer:
            canvas.drawString(280, 20, footer.format(canvas.page))

    return _drawn(draw, pages=2)


@pytest.mark.parametrize(
    ("header", "footer"), [("", ""), ("部门预算公开", "第{}页"), ("", "- {} -"), ("公开", "{}/2")]
)
def test_headers_and_page_numbers_do_not_part_a_table(header: str, footer: str) -> None:
    grid = reading.only_grid(pdf.read_bytes(_halves(header, footer)))
    assert [cell.text for cell in grid.cells if cell.column == 0] == ["甲1", "乙1", "甲2", "乙2"]
    assert [cell.anchor.page for cell in grid.cells if cell.column == 0] == [1, 1, 2, 2]


def test_a_title_begins_another_table() -> None:
    grids = list(pdf.read_bytes(_halves(title="项目")).grids())
    assert [grid.cells[0].text for grid in grids] == ["甲1", "甲2"]


def test_a_row_that_a_page_breaks_is_one_row() -> None:
    def draw(canvas: Any) -> None:
        if canvas.page == 1:
            _row(canvas, 100, ["数量指标", "完成初高三学科教师的学", "≥", "10"])
            _row(canvas, 76, ["质量指标", "联合初中教学质量教育分", "=", "3"])
        else:
            _row(canvas, 760, ["", "会开展联测联析活动", "", ""])
            _row(canvas, 736, ["时效指标", "按时完成率", "≥", "95"])

    grid = reading.only_grid(pdf.read_bytes(_drawn(draw, pages=2)))
    names = [cell.text.replace("\n", "") for cell in grid.cells if cell.column == 1]
    assert names == [
        "完成初高三学科教师的学",
        "联合初中教学质量教育分会开展联测联析活动",
        "按时完成率",
    ]


def test_open_sides_are_closed() -> None:
    def draw(canvas: Any) -> None:
        for y in (700, 676, 652):
            canvas.line(60, y, 300, y)
        canvas.line(180, 652, 180, 700)
        for y, texts in ((684, ("一级指标", "指标值")), (660, ("产出指标", "≥95%"))):
            canvas.drawString(66, y, texts[0])
            canvas.drawString(186, y, texts[1])

    grid = reading.only_grid(pdf.read_bytes(_drawn(draw)))
    assert [cell.text for cell in grid.cells] == ["一级指标", "指标值", "产出指标", "≥95%"]


def test_punctuation_that_hangs_over_a_border_stays_with_its_sentence() -> None:
    def draw(canvas: Any) -> None:
        _row(canvas, 700, ["甲", "乙"], width=53)
        canvas.rect(60, 676, 53, 24)
        canvas.rect(113, 676, 53, 24)
        canvas.drawString(66, 684, "完成培训。")
        canvas.drawString(119, 684, "12")

    grid = reading.only_grid(pdf.read_bytes(_drawn(draw)))
    assert [cell.text for cell in grid.cells] == ["甲", "乙", "完成培训。", "12"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_saved_lying_down_is_set_upright(turn: int) -> None:
    form = forms.real_form("tianjin_hebeifayuan_2023_weixiu")
    document = pypdfium2.PdfDocument(render.to_pdf(form))
    document[0].set_rotation(turn)
    target = io.BytesIO()
    document.save(target)
    grid = reading.only_grid(pdf.read_bytes(target.getvalue()))
    assert reading.found(grid) == reading.printed(form)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_drawn_sideways_is_set_upright(turn: int) -> None:
    def draw(canvas: Any) -> None:
        canvas.translate(300, 420)
        canvas.rotate(turn)
        _row(canvas, 24, ["满意度", "95"], left=-120)
        _row(canvas, 0, ["合格率", "98"], left=-120)

    assert reading.all_text(pdf.read_bytes(_drawn(draw))) == "满意度\n95\n合格率\n98"


def test_too_many_pages_are_refused_at_once() -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(401):
        document.new_page(200, 200)
    target = io.BytesIO()
    document.save(target)
    with pytest.raises(UnreadableFileError, match="401 页，超过上限 400 页"):
        pdf.read(target.getvalue())


def test_a_password_is_named() -> None:
    def draw(canvas: Any) -> None:
        _row(canvas, 700, ["满意度", "95"])

    with pytest.raises(UnreadableFileError, match="密码"):
        pdf.read(_drawn(draw, encrypt=StandardEncryption("geheim", strength=128)))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4 nothing", b"nothing at all"])
def test_a_file_that_is_no_pdf_is_named(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="PDF"):
        pdf.read(data)
