"""Answers of an endpoint on tape: recorded once, played back by what was asked.

A server on loopback stands between the client and the endpoint, so that everything above the
connection (client, instructor, retries, drafting) runs as it always does, whatever the endpoint
is. A request is known by the hash of its body, with the marks of fences made plain; no
header is kept, so no key can be. A request that no recording knows is answered 418, which nobody
retries, and is named: playing back never asks anybody.

A tape is JSON lines, the first says whose answers these are:

    {"name": "base", "model": "embedded", "weights": "…", "adapter": null, "recorded": "…"}
    {"key": "…", "asked": "…", "content": "…", "finish_reason": "stop", "usage": {…}, "seconds": 1}
"""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from assistant.domain.frozen import Frozen
from assistant.llm.providers import Endpoint

FOLDER = Path(__file__).parent / "recordings"
_FENCE = re.compile(r"<<<材料 ([0-9a-f]{6,})")
_WAIT_SECONDS = 600.0
_SHORT = 6
"""Keys of so few characters are words such as ``none`` that stand for no key."""
_NOT_RECORDED = 418
_REFUSALS = (400, 404, 422)
"""What an endpoint will always say to such a request, so that clients learn from it."""
_SECRET = re.compile(r"(?:sk|key|bearer|token)[-_ :=]+[\w*.\-]{6,}", re.IGNORECASE)


class Label(Frozen):
    """Whose answers a tape holds.

    Attributes:
        name: name of the desk that they were recorded for.
        provider: preset of the provider (`assistant.llm.providers`).
        model: the model asked for.
        mode: how the endpoint was asked to keep to a shape.
        weights: SHA-256 of the weights, where they are ours to see.
        adapter: SHA-256 of the adapter, or None.
        recorded: day of the recording.
    """

    name: str
    provider: str
    model: str
    mode: str
    weights: str | None = None
    adapter: str | None = None
    recorded: str = ""

    def same_model(self, other: "Label") -> bool:
        """Whether the answers of one may stand for those of the other."""
        same = ("provider", "model", "mode", "weights", "adapter")
        return all(getattr(self, name) == getattr(other, name) for name in same)


class Taped(Frozen):
    """One answer.

    Attributes:
        key: hash of the request.
        asked: the end of what was asked, for people to find it.
        content: the answer's text.
        tool: arguments of the forced tool, where the answer came that way.
        reasoning: text that came in the reasoning channel.
        finish_reason: why it ended.
        usage: token counts as the endpoint gave them.
        seconds: from the request to the end of the answer.
        status: 200, or that of a refusal which the same request will always meet.
        error: the words of the refusal.
    """

    key: str
    asked: str = ""
    status: int = 200
    error: str = ""
    content: str = ""
    tool: str = ""
    reasoning: str = ""
    finish_reason: str | None = None
    usage: dict[str, int] | None = None
    seconds: float = 0.0


class Tape:
    """The answers of one model, in memory and in a file. Safe to use from several threads."""

    def __init__(self, path: Path, label: Label, answers: Iterator[Taped] | None = None) -> None:
        """A tape for this model with these answers."""
        self.path, self.label = path, label
        self._lock = threading.Lock()
        self._answers = {one.key: one for one in answers or ()}
        self._played: set[str] = set()

    @classmethod
    def load(cls, path: Path) -> Self:
        """The tape in a file.

        Raises:
            OSError: it cannot be read.
            ValidationError: it is no tape.
        """
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        answers = (Taped.model_validate_json(line) for line in lines if line)
        return cls(path, Label.model_validate_json(head), answers)

    def find(self, key: str) -> Taped | None:
        """The answer to a request."""
        with self._lock:
            self._played.add(key)
            return self._answers.get(key)

    def add(self, answer: Taped) -> None:
        """Keep an answer, and write it down at once: a broken recording goes on where it was."""
        with self._lock:
            self._answers[answer.key] = answer
            self._write(self._answers)

    def keep_played(self) -> None:
        """Drop what nobody asked for since the tape was opened."""
        with self._lock:
            self._answers = {key: one for key, one in self._answers.items() if key in self._played}
            self._write(self._answers)

    def _write(self, answers: dict[str, Taped]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lines = [self.label.model_dump_json()]
        lines += [answers[key].model_dump_json(exclude_defaults=True) for key in sorted(answers)]
        partial = self.path.with_suffix(".partial")
        partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
        partial.replace(self.path)


def request_key(path: str, body: dict[str, Any]) -> str:
    """What names a request: path and body, blind to the marks of fences."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    for mark in dict.fromkeys(_FENCE.findall(text)):
        text = text.replace(mark, "~")
    return hashlib.sha256(f"{path}\n{text}".encode()).hexdigest()[:24]


class TapeServer:
    """Plays a tape over HTTP; with an endpoint behind it, asks that for what the tape lacks.

    Attributes:
        missing: requests that could not be answered, as hash and the end of what was asked.
        seconds: time that the answers played so far took when they were recorded.
        asked: how many answers the endpoint gave and the tape took.
    """

    def __init__(self, tape: Tape, upstream: Endpoint | None = None) -> None:
        """Prepare; entering the context opens the port.

        Args:
            tape: what is played, and where new answers go.
            upstream: who is asked for what is not on tape; None asks nobody.
        """
        self.tape = tape
        self.missing: list[str] = []
        self.seconds, self.asked = 0.0, 0
        self._upstream = upstream
        self._lock = threading.Lock()
        local = upstream is not None and upstream.on_this_machine
        self._client = httpx2.Client(timeout=_WAIT_SECONDS, trust_env=not local)
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def base_url(self) -> str:
        """Its address, with ``/v1``."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, bytes] | Taped:
        """The answer on tape or of the endpoint; else a status and its body."""
        key, asked = request_key(path, body), _asked(body)
        taped = self.tape.find(key)
        if taped is None and self._upstream is None:
            with self._lock:
                self.missing.append(f"{key} …{asked[-30:]}")
            return _NOT_RECORDED, _error(f"no recorded answer for request {key}")
        if taped is None:
            status, said, seconds = self._ask(path, body)
            if status != 200 and status not in _REFUSALS:
                return status, said
            taped = _read(status, said, streamed=bool(body.get("stream"))).model_copy(
                update={"key": key, "asked": asked, "seconds": round(seconds, 2)}
            )
            taped = self._without_secret(taped)
            self.tape.add(taped)
            with self._lock:
                self.asked += 1
        with self._lock:
            self.seconds += taped.seconds
        return taped

    def __enter__(self) -> Self:
        """Open the port."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._client.close()

    def _ask(self, path: str, body: dict[str, Any]) -> tuple[int, bytes, float]:
        assert self._upstream is not None
        url = self._upstream.base_url + path.removeprefix("/v1")
        key = self._upstream.key.get_secret_value()
        try:
            said = self._client.post(url, json=body, headers={"Authorization": f"Bearer {key}"})
        except httpx2.HTTPError as error:
            return 502, _error(type(error).__name__), 0.0
        return said.status_code, said.content, said.elapsed.total_seconds()

    def _without_secret(self, taped: Taped) -> Taped:
        """The answer without the key, should the endpoint have repeated it, whole or in part."""
        assert self._upstream is not None
        key = self._upstream.key.get_secret_value()
        texts = {
            name: getattr(taped, name)
            for name in ("asked", "content", "tool", "reasoning", "error")
        }
        if len(key) > _SHORT:
            texts = {name: text.replace(key, "***") for name, text in texts.items()}
        texts["error"] = _SECRET.sub("***", texts["error"])
        return taped.model_copy(update=texts)


def _asked(body: dict[str, Any]) -> str:
    messages = body.get("messages") or [{}]
    text = str(messages[-1].get("content") or "")
    for mark in dict.fromkeys(_FENCE.findall(text)):
        text = text.replace(mark, "~")
    return " ".join(text.split())[-60:]


def _error(message: str) -> bytes:
    return json.dumps({"error": {"message": message, "type": "recording"}}).encode()


def _read(status: int, said: bytes, *, streamed: bool) -> Taped:
    """An endpoint's answer, its pieces joined."""
    text = said.decode("utf-8", "replace")
    if status != 200:
        return Taped(key="", status=status, error=text)
    if not streamed:
        whole = json.loads(text)
        (choice,) = whole["choices"]
        return _merge([(choice.get("message") or {}, choice)], whole.get("usage"))
    lines = (line[5:].strip() for line in text.splitlines() if line.startswith("data:"))
    chunks = [json.loads(line) for line in lines if line and line != "[DONE]"]
    usage = next((chunk["usage"] for chunk in reversed(chunks) if chunk.get("usage")), None)
    choices = [choice for chunk in chunks for choice in (chunk.get("choices") or ())[:1]]
    return _merge([(choice.get("delta") or {}, choice) for choice in choices], usage)


def _merge(parts: list[tuple[dict[str, Any], dict[str, Any]]], usage: Any) -> Taped:
    calls = (call for delta, _ in parts for call in delta.get("tool_calls") or ())
    counted = {name: n for name, n in (usage or {}).items() if isinstance(n, int)}
    return Taped(
        key="",
        content="".join(delta.get("content") or "" for delta, _ in parts),
        tool="".join((call.get("function") or {}).get("arguments") or "" for call in calls),
        reasoning="".join(delta.get("reasoning_content") or "" for delta, _ in parts),
        finish_reason=next(
            (c["finish_reason"] for _, c in reversed(parts) if c.get("finish_reason")), None
        ),
        usage=counted or None,
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, tape: TapeServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tape = tape

    def server_bind(self) -> None:
        # The base class looks up the host's name, which may leave this machine.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up has all the rows that it wanted."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr."""

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        body = json.loads(self.rfile.read(length))
        answer = self.server.tape.answer(self.path, body)
        if not isinstance(answer, Taped):
            self._send(answer[0], answer[1], "application/json")
        elif answer.status != 200:
            self._send(answer.status, answer.error.encode(), "application/json")
        elif body.get("stream"):
            self._send(200, _as_stream(answer), "text/event-stream")
        else:
            self._send(200, json.dumps(_as_completion(answer)).encode(), "application/json")

    def _send(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _message(answer: Taped) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": answer.content}
    if answer.reasoning:
        message["reasoning_content"] = answer.reasoning
    if answer.tool:
        function = {"name": "Rows", "arguments": answer.tool}
        message["tool_calls"] = [
            {"index": 0, "id": "call_0", "type": "function", "function": function}
        ]
    return message


def _envelope(kind: str) -> dict[str, Any]:
    return {"id": "tape", "object": kind, "created": 0, "model": "tape"}


def _as_completion(answer: Taped) -> dict[str, Any]:
    choice = {"index": 0, "message": _message(answer), "finish_reason": answer.finish_reason}
    return {**_envelope("chat.completion"), "choices": [choice], "usage": answer.usage}


def _as_stream(answer: Taped) -> bytes:
    head = _envelope("chat.completion.chunk")
    deltas: list[tuple[dict[str, Any], str | None]] = [
        (_message(answer), None),
        ({}, answer.finish_reason),
    ]
    events: list[dict[str, Any]] = [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
        for delta, reason in deltas
    ]
    if answer.usage:
        events.append({**head, "choices": [], "usage": answer.usage})
    lines = [f"data: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events]
    return "".join([*lines, "data: [DONE]\n\n"]).encode()
