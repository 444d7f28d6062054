"""The shorter table of tokens: what stays, what moves, and that the model says the same."""

import contextlib
import io
import struct
from collections.abc import Sequence
from pathlib import Path

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.llm.embedded.server import running_server, stop_servers
from assistant.llm.embedded.vocabulary import is_kept, trim
from assistant.llm.embedded.weights import installed_weights, joined
from assistant.settings import Settings

TOKENS = (
    ("<pad>", 3),
    ("<unused5>", 3),
    ("<bos>", 3),
    ("<0x41>", 6),
    ("\u2581мир", 1),
    ("绩效", 1),
    ('":"', 1),
    ("\u2581wonderful", 1),
    ("null", 1),
    ("ж", 1),
)
KEPT = [0, 2, 3, 5, 6, 8, 9]
BOS = 2
WIDTH = 5
ALIGNMENT = 4


def text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def padded(value: bytes) -> bytes:
    return value + bytes(-len(value) % ALIGNMENT)


def model(bos: int = BOS, numbers: Sequence[int] = range(len(TOKENS))) -> bytes:
    """A GGUF file of a table of these tokens, in rows of five bytes, between two other tensors."""
    words, kinds = zip(*(TOKENS[number] for number in numbers), strict=True)
    count = len(numbers)
    entries = [
        text("general.alignment") + struct.pack("<II", 4, ALIGNMENT),
        text("general.name") + struct.pack("<I", 8) + text("试"),
        text("tokenizer.ggml.tokens")
        + struct.pack("<IIQ", 9, 8, count)
        + b"".join(text(word) for word in words),
        text("tokenizer.ggml.scores")
        + struct.pack(f"<IIQ{count}f", 9, 6, count, *(-float(n) for n in numbers)),
        text("tokenizer.ggml.token_type") + struct.pack(f"<IIQ{count}i", 9, 5, count, *kinds),
        text("tokenizer.ggml.bos_token_id") + struct.pack("<II", 4, bos),
        text("tokenizer.ggml.add_bos_token") + struct.pack("<IB", 7, 1),
    ]
    tensors = [
        ("first", (3,), b"abc"),
        ("token_embd.weight", (WIDTH, count), b"".join(bytes([n]) * WIDTH for n in numbers)),
        ("last", (2, 2), b"wxyz"),
    ]
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(entries)) + b"".join(entries)
    data = b""
    for name, shape, content in tensors:
        head += text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        head += struct.pack("<IQ", 24, len(data))
        data += padded(content)
    return padded(head) + data


def trimmed_bytes(whole: bytes) -> bytes:
    out = io.BytesIO()
    trim(whole, out)
    return out.getvalue()


def test_the_file_is_the_one_that_a_shorter_table_would_have_made() -> None:
    """All of it at once: metadata, moved ids, rows, offsets and padding."""
    assert trimmed_bytes(model()) == model(KEPT.index(BOS), KEPT)


def test_trimming_twice_changes_nothing_more() -> None:
    once = trimmed_bytes(model())
    assert trimmed_bytes(once) == once


def test_a_special_token_that_would_go_is_refused() -> None:
    with pytest.raises(ValueError, match="not in list"):
        trimmed_bytes(model(bos=4))


@given(cut=st.integers(0, len(model()) - 1))
def test_a_file_cut_short_is_refused_or_short_of_its_last_bytes(cut: int) -> None:
    """Never another error, and never a file of more than there was."""
    with contextlib.suppress(ValueError):
        assert len(trimmed_bytes(model()[:cut])) <= cut


@settings(max_examples=300)
@given(at=st.integers(0, len(model()) - 1), byte=st.integers(0, 255))
def test_a_damaged_byte_gives_a_file_or_a_refusal(at: int, byte: int) -> None:
    damaged = bytearray(model())
    damaged[at] = byte
    with contextlib.suppress(ValueError):
        trimmed_bytes(bytes(damaged))


@given(
    st.text(alphabet='绩效目标预算，。：“”（）《》①②≥≤％0123456789.,%":{}[]\u2581 ', max_size=12)
)
def test_whatever_a_form_is_written_with_stays(word: str) -> None:
    assert is_kept(word, 1)


@pytest.mark.parametrize("word", ["\u2581wonderful", "прив", "नमस्ते", "naïve", "こんにちは"])
def test_words_of_other_scripts_go(word: str) -> None:
    assert not is_kept(word, 1)


TEXTS = (
    "开展农技推广培训12期，培训农民800人次，学员结业率达到95%以上。",
    '{"rows":[{"原文":"培训12期","值":null,"单位":"期","重要":4}]}',
    "①完成３个乡镇（街道）“双减”督查；②于2024年6月底前办结《意见》≥98.5％……",
    "全角，半角,顿号、空　格\u3000与\n换行\t制表",
)
FOREIGN = ("Ωμέγα naïve wonderful Привет", "emoji 😀 与 한국어")


@pytest.mark.embedded
def test_the_model_reads_and_goes_on_as_with_all_its_tokens(model_home: Path) -> None:
    """Cut into the same pieces and continued with the same words; other scripts lose nothing."""
    whole = joined(installed_weights(), model_home / "models")
    seen = []
    try:
        for own in (whole, None):
            server = running_server(Settings(home=model_home, embedded_model=own), adapter=None)
            seen.append([answers(server, each) for each in (*TEXTS, *FOREIGN)])
            stop_servers()
    finally:
        stop_servers()
    common = len(TEXTS)
    assert seen[0][:common] == seen[1][:common]
    for pieces, _ in (*seen[0][common:], *seen[1][common:]):
        assert "\ufffd" not in pieces


def answers(server: object, said: str) -> tuple[str, str]:
    """The pieces of a text, and how the bare model goes on."""
    address = server.base_url.removesuffix("/v1")  # type: ignore[attr-defined]
    headers = {"Authorization": f"Bearer {server.key.get_secret_value()}"}  # type: ignore[attr-defined]

    def post(path: str, body: dict[str, object]) -> dict[str, object]:
        given = httpx2.post(
            f"{address}/{path}", json=body, headers=headers, timeout=120, trust_env=False
        )
        return dict(given.json())

    tokens = post("tokenize", {"content": said})["tokens"]
    back = post("detokenize", {"tokens": tokens})["content"]
    assert str(back).strip() == said.strip()
    pieces = post("tokenize", {"content": said, "with_pieces": True})["tokens"]
    asked = {"prompt": f"原文：{said}\n原文：{said}\n原文：", "n_predict": 16, "temperature": 0}
    shown = [one["piece"] for one in pieces]  # type: ignore[attr-defined,index]
    return repr(shown), str(post("completion", asked)["content"])
