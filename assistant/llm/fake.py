"""A scripted provider: a real HTTP server on loopback that answers as it is told.

It speaks the part of the chat completions API that we use, streaming included, so that tests and
demonstrations run through the same connection, the same instructor and the same retries as any
other endpoint. Everything that goes wrong with real ones can be scripted.

As provider ``fake`` it plays a script file (YAML or JSON) named by ``ASSISTANT_MODEL``; the keys of
an entry are the fields of `ScriptedAnswer`:

    answers:
      - rows: [{name: 培训场次, operator: ≥, value: "24", unit: 场}]
      - {status: 429, retry_after: 2}
      - {match: 满意度, text: "没有 JSON 的回答", times: 0}
"""

import json
import socket
import struct
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError

from assistant.domain.frozen import Frozen
from assistant.exceptions import ConfigurationError
from assistant.messages import Message, field_faults

_NO_SCRIPT = Message(
    zh="模型服务 fake 需要脚本文件：请用 ASSISTANT_MODEL 指明（现为“{path}”：{details}）。",
    en="Provider fake needs a script file in ASSISTANT_MODEL (now '{path}': {details}).",
)


class ScriptedAnswer(Frozen):
    """One scripted answer or fault.

    Attributes:
        rows: sent as ``{"rows": [...]}``.
        output: sent as it is, as one JSON object.
        text: sent as it is; for prose, broken JSON, the wrong language.
        status: HTTP status; anything but 200 sends ``text`` as the error's words.
        retry_after: seconds in the header of that name.
        headers: further headers of the answer (``Location``, ``Content-Encoding``, a date to try
            again at).
        code: the error's code (``insufficient_quota``, …).
        delay: seconds before the first byte.
        pause: seconds between two pieces.
        piece: characters in one piece.
        cut_after: characters after which the connection breaks.
        reset: break the connection before the first byte.
        raw: sent as the stream's bytes, in place of proper events.
        finish_reason: why the answer ended.
        refusal: the model's words of refusal, sent in place of an answer.
        channel: where the answer goes; None is where the request's mode expects it.
        usage: whether token counts are sent when they are asked for.
        match: answer only requests whose messages contain this.
        times: how often this entry answers; 0 is for ever.
    """

    rows: tuple[dict[str, Any], ...] | None = None
    output: dict[str, Any] | None = None
    text: str = ""
    status: int = 200
    retry_after: float | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    code: str | None = None
    delay: float = 0.0
    pause: float = 0.0
    piece: int = Field(default=24, ge=1)
    cut_after: int | None = None
    reset: bool = False
    raw: str | None = None
    finish_reason: str | None = None
    refusal: str | None = None
    channel: Literal["content", "tool", "reasoning"] | None = None
    usage: bool = True
    match: str | None = None
    times: int = Field(default=1, ge=0)

    @property
    def body(self) -> str:
        """What the model says."""
        if self.rows is not None:
            return json.dumps({"rows": list(self.rows)}, ensure_ascii=False)
        if self.output is not None:
            return json.dumps(self.output, ensure_ascii=False)
        return self.text


class Recorded(Frozen):
    """One request as it arrived.

    Attributes:
        path: what was asked for.
        body: the request's JSON.
        authorization: the header of that name.
    """

    path: str
    body: dict[str, Any]
    authorization: str

    @property
    def prompt(self) -> str:
        """All messages as one text."""
        return "\n".join(str(message.get("content")) for message in self.body.get("messages", ()))

    @property
    def mode(self) -> str:
        """The way in which the request asks for its shape."""
        if "tools" in self.body:
            return "tools"
        return str(self.body.get("response_format", {}).get("type", "text"))


class _Script(Frozen):
    answers: tuple[ScriptedAnswer, ...]


class FakeServer:
    """Plays answers in order; those with ``match`` only for requests that contain it.

    When nothing is left that fits, it answers 418, which nobody retries.
    """

    def __init__(self, answers: Iterable[ScriptedAnswer] = ()) -> None:
        """Prepare; `start` opens the port."""
        self._lock = threading.Lock()
        self._left = [(answer, answer.times) for answer in answers]
        self._history: list[Recorded] = []
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.stopping = threading.Event()

    @property
    def base_url(self) -> str:
        """Its address, with ``/v1``."""
        if self._server is None:
            raise RuntimeError("not started")
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def history(self) -> tuple[Recorded, ...]:
        """The requests so far, in order of arrival."""
        with self._lock:
            return tuple(self._history)

    def add(self, *answers: ScriptedAnswer) -> None:
        """Append to the script."""
        with self._lock:
            self._left.extend((answer, answer.times) for answer in answers)

    def next_answer(self, request: Recorded) -> ScriptedAnswer:
        """The answer to ``request``, which is recorded."""
        with self._lock:
            self._history.append(request)
            for index, (answer, times) in enumerate(self._left):
                if answer.match is None or answer.match in request.prompt:
                    if times == 1:
                        del self._left[index]
                    elif times:
                        self._left[index] = (answer, times - 1)
                    return answer
        return ScriptedAnswer(status=418, text="the script has no answer left for this request")

    def start(self) -> Self:
        """Open a free port on loopback."""
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close the port and let go of answers under way."""
        self.stopping.set()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = self._thread = None

    def __enter__(self) -> Self:
        """Start it."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()


def load_script(path: str | None) -> tuple[ScriptedAnswer, ...]:
    """The answers of a script file.

    Raises:
        ConfigurationError: no file is named, or it is not a script.
    """
    try:
        value = yaml.safe_load(Path(path or "").read_text(encoding="utf-8"))
        return _Script.model_validate(value).answers
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        details: str | Message = type(error).__name__
    except ValidationError as error:
        details = field_faults(error.errors())
    raise ConfigurationError(_NO_SCRIPT, path=path or "", details=details)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Hundreds may knock at once; refusals are for the script to make.
    request_queue_size = 512
    block_on_close = False

    def __init__(self, script: FakeServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script

    def server_bind(self) -> None:
        # The base class looks up the host's name, which may leave this machine.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is part of the game."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer goes out in small pieces; held back for an acknowledgement each would be 40 ms late.
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr; the history has it all."""

    def do_GET(self) -> None:
        self._json(200, {"object": "list", "data": [{"id": "fake", "object": "model"}]})

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        request = Recorded(
            path=self.path,
            body=json.loads(self.rfile.read(length)),
            authorization=self.headers.get("authorization", ""),
        )
        answer = self.server.script.next_answer(request)
        if self.server.script.stopping.wait(answer.delay):
            self.close_connection = True
        elif answer.reset:
            self._reset()
        elif answer.status != 200:
            self._fault(answer)
        elif request.body.get("stream"):
            self._stream(answer, request)
        else:
            self._json(200, _completion(answer, request))

    def _reset(self) -> None:
        # Closed at once and with nothing lingering, a connection ends in a reset.
        no_lingering = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_lingering)
        self.close_connection = True

    def _fault(self, answer: ScriptedAnswer) -> None:
        headers = dict(answer.headers)
        if answer.retry_after is not None:
            headers["Retry-After"] = f"{answer.retry_after:g}"
        error = {"message": answer.text or "scripted fault", "code": answer.code, "type": "fault"}
        self._json(answer.status, {"error": error}, headers)

    def _json(self, status: int, value: object, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, answer: ScriptedAnswer, request: Recorded) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        for name, text in answer.headers.items():
            self.send_header(name, text)
        self.end_headers()
        if answer.raw is not None:
            self._write(answer.raw.encode())
            self._write(b"")
            return
        body = answer.body if answer.cut_after is None else answer.body[: answer.cut_after]
        for start in range(0, len(body), answer.piece):
            delta = _delta(answer, request, body[start : start + answer.piece], first=not start)
            self._event(_chunk({"index": 0, "delta": delta, "finish_reason": None}))
            if self.server.script.stopping.wait(answer.pause):
                break
        if answer.cut_after is not None:
            self.close_connection = True
            return
        self._end(answer, request)

    def _end(self, answer: ScriptedAnswer, request: Recorded) -> None:
        delta = {} if answer.refusal is None else {"refusal": answer.refusal}
        reason = answer.finish_reason or ("tool_calls" if request.mode == "tools" else "stop")
        self._event(_chunk({"index": 0, "delta": delta, "finish_reason": reason}))
        wants_usage = (request.body.get("stream_options") or {}).get("include_usage")
        if answer.usage and wants_usage:
            self._event({**_chunk(None), "usage": _usage(answer, request)})
        self._write(b"data: [DONE]\n\n")
        self._write(b"")

    def _event(self, value: object) -> None:
        self._write(b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n")

    def _write(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


def _chunk(choice: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": "fake",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "fake",
        "choices": [] if choice is None else [choice],
    }


def _delta(answer: ScriptedAnswer, request: Recorded, piece: str, *, first: bool) -> dict[str, Any]:
    channel = answer.channel or ("tool" if request.mode == "tools" else "content")
    if channel == "content":
        return {"content": piece}
    if channel == "reasoning":
        return {"reasoning_content": piece}
    function: dict[str, Any] = {"arguments": piece}
    call: dict[str, Any] = {"index": 0, "function": function}
    if first:
        function["name"] = "Rows"
        call |= {"id": "call_0", "type": "function"}
    return {"tool_calls": [call]}


def _completion(answer: ScriptedAnswer, request: Recorded) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer.body, "refusal": answer.refusal}
    choice = {"index": 0, "message": message, "finish_reason": answer.finish_reason or "stop"}
    return {
        **_chunk(choice),
        "object": "chat.completion",
        "usage": _usage(answer, request),
    }


def _usage(answer: ScriptedAnswer, request: Recorded) -> dict[str, int]:
    prompt, completion = len(request.prompt), len(answer.body)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }
