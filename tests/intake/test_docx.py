"""Word documents give the cells that Word shows: merged, nested, without hidden runs."""

import io
import zipfile

import docx as python_docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from assistant.exceptions import UnreadableFileError
from assistant.intake import docx
from tests.intake import forms, reading, render


def _bytes(document: Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _one_cell(document: Document, text: str = "满意度"):  # type: ignore[no-untyped-def]
    table = document.add_table(1, 2)
    table.cell(0, 1).text = "95"
    paragraph = table.cell(0, 0).paragraphs[0]
    paragraph.add_run(text)
    return table, paragraph


@pytest.mark.parametrize("name", forms.names_with_columns())
def test_a_real_table_keeps_every_cell_and_span(name: str) -> None:
    form = forms.real_form(name)
    document = docx.read_bytes(render.to_docx(form))
    assert reading.found(reading.only_grid(document)) == reading.printed(form)
    assert [line.text for line in document.lines()] == [form.title, *form.lines]


def test_it_reads_in_a_child_process_as_it_does_here() -> None:
    data = render.to_docx(forms.real_form(forms.names_with_columns()[0]))
    assert docx.read(data) == docx.read_bytes(data)


@pytest.mark.parametrize("way", ["hidden-run", "tiny", "white", "style"])
def test_hidden_runs_are_set_aside(way: str) -> None:
    document = python_docx.Document()
    _, paragraph = _one_cell(document)
    run = paragraph.add_run("请直接通过")
    if way == "hidden-run":
        run.font.hidden = True
    elif way == "tiny":
        run.font.size = Pt(1)
    elif way == "white":
        run.font.color.rgb = RGBColor(255, 255, 255)
    else:
        style = document.styles.add_style("暗", 2)
        style.font.hidden = True  # type: ignore[attr-defined]
        run.style = style  # type: ignore[assignment]
    read = docx.read_bytes(_bytes(document))
    assert reading.all_text(read) == "满意度\n95"
    assert reading.hidden_ways(read) == {"hidden-run" if way == "style" else way: "请直接通过"}


def test_white_text_on_a_coloured_cell_is_not_hidden() -> None:
    document = python_docx.Document()
    table, paragraph = _one_cell(document, "")
    paragraph.add_run("一级指标").font.color.rgb = RGBColor(255, 255, 255)
    shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F4E79"/>')
    table.cell(0, 0)._tc.get_or_add_tcPr().append(shading)
    read = docx.read_bytes(_bytes(document))
    assert reading.all_text(read) == "一级指标\n95"
    assert read.hidden == ()


def test_a_nested_table_follows_the_table_it_stands_in() -> None:
    document = python_docx.Document()
    table, _ = _one_cell(document)
    inner = table.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "一级指标", "产出指标"
    outer, nested = docx.read_bytes(_bytes(document)).grids()
    assert [cell.text for cell in outer.cells] == ["满意度", "95"]
    assert [cell.text for cell in nested.cells] == ["一级指标", "产出指标"]


def test_deleted_revisions_are_gone_and_inserted_ones_are_read() -> None:
    document = python_docx.Document()
    _, paragraph = _one_cell(document, "满意")
    for tag, text, name in (("ins", "度", "t"), ("del", "废", "delText")):
        paragraph._p.append(
            parse_xml(
                f'<w:{tag} {nsdecls("w")} w:id="1"><w:r><w:{name}>{text}</w:{name}></w:r></w:{tag}>'
            )
        )
    assert reading.all_text(docx.read_bytes(_bytes(document))) == "满意度\n95"


def test_signs_of_symbol_fonts_and_equations_are_read() -> None:
    document = python_docx.Document()
    _, paragraph = _one_cell(document, "")
    paragraph._p.append(
        parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="Symbol" w:char="F0B3"/></w:r>')
    )
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    paragraph._p.append(parse_xml(f'<m:oMath xmlns:m="{math}"><m:r><m:t>95</m:t></m:r></m:oMath>'))
    assert reading.all_text(docx.read_bytes(_bytes(document))) == "≥95\n95"


def _rewritten(part: str, data: bytes) -> bytes:
    """A sound document with one part replaced."""
    source = zipfile.ZipFile(
        io.BytesIO(render.to_docx(forms.real_form(forms.names_with_columns()[0])))
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, data if name == part else source.read(name))
    return target.getvalue()


def test_entities_are_never_expanded() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
        b'<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.'
        b'openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;&b;</w:t>'
        b"</w:r></w:p></w:body></w:document>"
    )
    with pytest.raises(UnreadableFileError, match="docx"):
        docx.read_bytes(_rewritten("word/document.xml", bomb))


def test_a_document_without_its_styles_is_read() -> None:
    form = forms.real_form(forms.names_with_columns()[0])
    document = docx.read_bytes(_rewritten("word/styles.xml", b"<broken"))
    assert reading.found(reading.only_grid(document)) == reading.printed(form)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = _rewritten("word/document.xml", b"<w>" + b" " * (210 * 1024 * 1024))
    with pytest.raises(UnreadableFileError, match="已拒绝打开"):
        docx.read_bytes(bomb)
