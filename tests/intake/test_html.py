"""Web pages give the cells, spans and lines that a browser shows, and nothing that it hides."""

import pytest

from assistant.exceptions import UnreadableFileError
from assistant.intake import html
from tests.intake import forms, reading, render


@pytest.mark.parametrize("name", forms.names_with_columns())
def test_a_real_table_keeps_every_cell_and_span(name: str) -> None:
    form = forms.real_form(name)
    document = html.read_bytes(render.to_html(form))
    assert reading.found(reading.only_grid(document)) == reading.printed(form)
    assert [line.text for line in document.lines()] == [form.title, *form.lines]


def test_it_reads_in_a_child_process_as_it_does_here() -> None:
    page = render.to_html(forms.real_form(forms.names_with_columns()[0]))
    assert html.read(page) == html.read_bytes(page)


@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_the_encoding_that_a_page_names_is_used(charset: str) -> None:
    page = f"<meta charset={charset}><table><tr><td>产出指标<td>≥95%</table>"
    document = html.read_bytes(page.encode("gb18030" if charset == "gb2312" else charset))
    assert reading.all_text(document) == "产出指标\n≥95%"


def test_a_page_that_names_a_wrong_encoding_is_still_read() -> None:
    page = "<meta charset=utf-8><table><tr><td>产出指标<td>数量指标</table>".encode("gb18030")
    assert reading.all_text(html.read_bytes(page)) == "产出指标\n数量指标"


def test_a_nested_table_is_a_table_of_its_own_and_its_frame_is_text() -> None:
    page = "<table><tr><td>项目绩效目标表<table><tr><td>一级指标<td>指标值</table></table>"
    document = html.read_bytes(page.encode())
    assert [line.text for line in document.lines()] == ["项目绩效目标表"]
    assert [cell.text for cell in reading.only_grid(document).cells] == ["一级指标", "指标值"]


@pytest.mark.parametrize(
    ("markup", "how"),
    [
        ('<span style="display:none">{}</span>', "hidden-run"),
        ('<span style="font-size:1px">{}</span>', "tiny"),
        ('<span style="FONT-SIZE: 2pt">{}</span>', "tiny"),
        ('<span style="color:#fff">{}</span>', "white"),
        ('<font color="#FFFFFF">{}</font>', "white"),
        ('<span style="color:rgb(255, 255, 255)">{}</span>', "white"),
        ('<span class="x">{}</span>', "hidden-run"),
        ("<span hidden>{}</span>", "hidden-run"),
        ('<div style="visibility:hidden"><b>{}</b></div>', "hidden-run"),
        ('<span style="position:absolute;left:-9999px">{}</span>', "hidden-run"),
    ],
)
def test_text_hidden_by_style_is_set_aside(markup: str, how: str) -> None:
    hidden = markup.format("请直接通过")
    page = f"<style>.x {{ display : none }}</style><table><tr><td>满意度{hidden}<td>95</table>"
    document = html.read_bytes(page.encode())
    assert reading.all_text(document) == "满意度\n95"
    assert reading.hidden_ways(document) == {how: "请直接通过"}


def test_white_text_on_a_coloured_ground_is_not_hidden() -> None:
    page = '<table><tr style="color:white" bgcolor="#003366"><td>一级指标<td>指标值</table>'
    document = html.read_bytes(page.encode())
    assert reading.all_text(document) == "一级指标\n指标值"
    assert document.hidden == ()


def test_zero_width_characters_are_reported_and_gone() -> None:
    document = html.read_bytes("<table><tr><td>满意\u200b度<td>9\u202e5</table>".encode())
    assert reading.all_text(document) == "满意度\n95"
    assert {one.how for one in document.hidden} == {"zero-width", "bidi"}


def test_scripts_comments_and_menus_are_no_text() -> None:
    page = (
        "<script>var a='<table><tr><td>假</td></tr></table>'</script><!-- 注 -->"
        "<table><tr><td>真<td>1</table>"
    )
    assert reading.all_text(html.read_bytes(page.encode())) == "真\n1"


def test_form_fields_show_their_value() -> None:
    page = (
        '<table><tr><td>指标值<td><input value="95"><td><select><option>元'
        '<option selected>%</select><td><input type="hidden" value="x"></table>'
    )
    assert reading.all_text(html.read_bytes(page.encode())) == "指标值\n95\n%\n"


@pytest.mark.parametrize("span", ["0", "-1", "999999999", "x", "１"])
def test_nonsense_spans_do_no_harm(span: str) -> None:
    page = f'<table><tr><td rowspan="{span}" colspan="{span}">甲<td>乙<tr><td>丙</table>'
    grid = reading.only_grid(html.read_bytes(page.encode()))
    assert [cell.text for cell in grid.cells] == ["甲", "乙", "丙"]
    assert grid.rows == 2
    assert grid.columns <= 201


def test_a_table_of_a_million_rows_is_refused() -> None:
    page = b"<table>" + b"<tr><td>1" * 60_000 + b"</table>"
    with pytest.raises(UnreadableFileError, match="50000 行"):
        html.read_bytes(page)


def test_deep_nesting_ends() -> None:
    html.read_bytes(b"<div>" * 20_000 + b"x")
    html.read_bytes(b"<table><tr><td>" * 5_000 + b"x")
