"""Archives read member by member; hostile ones are refused before anything is unpacked."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from assistant.exceptions import UnreadableFileError
from assistant.intake import read_file, zip
from tests.intake import forms, render

TABLE = (
    "| 一级指标 | 三级指标 | 指标值 |\n|---|---|---|\n| 产出指标 | 培训班次 | ≥12场次 |\n".encode()
)


def _zip(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def test_each_member_is_read_as_what_it_is(tmp_path: Path) -> None:
    first = forms.real_form("sichuan_zhongjiang_2022_shuibiaochi")
    second = forms.real_form("tianjin_hebeifayuan_2023_weixiu")
    path = tmp_path / "全县.zip"
    path.write_bytes(
        _zip({"a.docx": render.to_docx(first), "夹/b.xlsx": render.to_xlsx(second), "c.md": TABLE})
    )
    counts = [len(target.indicators) for target in read_file(path).targets]
    assert counts == [9, 1, 6]  # in the order of their names


def test_a_member_that_cannot_be_read_is_named_and_the_others_are_kept() -> None:
    document = zip.read(
        _zip({"a.md": TABLE, "坏.docx": b"nothing", "nested.zip": _zip({"x": b"y"})})
    )
    (target,) = document.targets
    assert [problem.code for problem in target.problems[-2:]] == ["E01", "E01"]
    assert "nested.zip" in target.problems[-2].message
    assert "坏.docx" in target.problems[-1].message


@pytest.mark.parametrize("name", ["../../etc/passwd.md", "/etc/x.md", "C:\\x\\y.md", "a/../b.md"])
def test_names_are_labels_only(name: str) -> None:
    (member,) = zip.members(_zip({name: TABLE}))
    assert "/" not in member.name
    assert "\\" not in member.name
    assert len(zip.read(_zip({name: TABLE})).targets) == 1


def test_names_written_by_chinese_windows_are_read() -> None:
    data = _zip({"绩效.md": TABLE})
    # Windows writes the bytes of GBK and leaves the UTF-8 flag off.
    old, new = "绩效.md".encode(), "绩效.md".encode("gbk").ljust(9, b" ")
    patched = data.replace(old, new)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = patched.find(signature) + offset
        flags = struct.unpack("<H", patched[at : at + 2])[0] & ~0x800
        patched = patched[:at] + struct.pack("<H", flags) + patched[at + 2 :]
    (member,) = zip.members(patched)
    assert member.name.startswith("绩效.md")


def test_litter_is_left_out() -> None:
    data = _zip({"__MACOSX/._a.md": b"x", "a/.DS_Store": b"x", "~$a.docx": b"x", "a.md": TABLE})
    assert [member.name for member in zip.members(data)] == ["a.md"]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            with archive.open(f"{number}.md", "w", force_zip64=True) as member:
                for _ in range(80):
                    member.write(b" " * 1024 * 1024)
    with pytest.raises(UnreadableFileError, match="已拒绝打开"):
        zip.read(target.getvalue())


def test_members_beyond_the_bound_are_named_and_the_others_read() -> None:
    found = list(zip.members(_zip({f"{number:04}.md": b"x" for number in range(502)})))
    assert [member.name for member in found if member.refused] == ["0500.md", "0501.md"]
    assert "超过 500 个文件" in str(found[-1].refused)
    assert found[499].data == b"x" and found[500].data == b""


def test_one_damaged_member_does_not_take_the_others_along() -> None:
    data = bytearray(_zip({"a.md": TABLE, "b.md": TABLE}))
    name = data.find(b"a.md") + len("a.md")
    data[name + 20] ^= 0xFF
    first, second = zip.members(bytes(data))
    assert first.refused is not None and second.refused is None and second.data == TABLE


def test_a_directory_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(_zip({"a.md": TABLE}))
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = b"\xff\xff\xff\x7f"
    with pytest.raises(UnreadableFileError):
        zip.read(bytes(data))


def test_a_password_is_named() -> None:
    data = bytearray(_zip({"a.md": TABLE}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    with pytest.raises(UnreadableFileError, match="密码"):
        zip.read(bytes(data))


@pytest.mark.parametrize("members", [{}, {"a.exe": b"MZ"}, {"a.md": "没有表".encode()}])
def test_an_archive_without_a_table_says_so(members: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableFileError, match="压缩文件里"):
        zip.read(_zip(members))
