"""One request, and its answer as pieces of text.

instructor turns mode and schema into the request (`assistant.llm.asking`), openai sends it. Reading
the stream stays ours: instructor's reader takes only what the mode promises, so that a server which
answers a forced tool in plain content gives it nothing, and it raises on the first bad row.
"""

import contextlib
import logging
import math
import socket
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.domain.draft import Usage
from assistant.exceptions import CancelledError
from assistant.llm.asking import request_body
from assistant.llm.deadlines import DEADLINES
from assistant.llm.dialect import Dialect
from assistant.llm.failures import CallFailedError, timed_out, translate
from assistant.llm.providers import Endpoint
from assistant.llm.retrying import CANCELLED
from assistant.llm.schema import JsonSchema
from assistant.llm.usage import estimate_tokens
from assistant.observability.redaction import keep_secret

if TYPE_CHECKING:
    import openai

# instructor logs the server's words at every failure, to stderr where nothing is configured; they
# may hold half a key, and our own error says it better. openai writes whole prompts, and so whole
# documents, to the debug log.
logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
logging.getLogger("openai").setLevel(logging.WARNING)


class Request(NamedTuple):
    """What is asked: messages, the shape of the answer, how long it may be, and whose work it is.

    Attributes:
        messages: the prompt.
        shape_name: name of the shape.
        schema: the shape of the answer.
        max_tokens: how long the answer may be.
        id: names the piece of work in the log of the endpoint as in ours.
    """

    messages: list[dict[str, str]]
    shape_name: str
    schema: JsonSchema
    max_tokens: int
    id: str = ""


class Transport:
    """The connection to one endpoint; safe to use from several threads."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Prepare a client; nothing is sent."""
        self.endpoint = endpoint
        self.stop = threading.Event()
        # Whatever is written down about this connection, the key is not in it.
        keep_secret(endpoint.key.get_secret_value())
        self._lock = threading.Lock()
        self._open: set[Answer] = set()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._client = self._made()

    def send(self, request: Request, dialect: Dialect, patience: float = math.inf) -> "Answer":
        """Begin one request; the answer's pieces come by iterating.

        Args:
            request: what is asked.
            dialect: how the endpoint wants to be asked.
            patience: seconds to wait for the answer to begin, where the endpoint has more.

        Raises:
            CallFailedError: the endpoint did not take it, or is not there.
            CancelledError: somebody called `cancel`.
        """
        from assistant.llm.connection import beginning_within, reaching

        started = time.perf_counter()
        try:
            begins = min(self.endpoint.provider.first_byte_seconds, patience)
            with reaching(self.endpoint), beginning_within(begins):
                chunks = self._post(request, dialect, patience)
        except Exception as error:
            if self.stop.is_set():
                raise CancelledError(CANCELLED) from None
            raise translate(error, self.endpoint) from None
        answer = Answer(self, chunks, request, time.perf_counter() - started)
        with self._lock:
            self._open.add(answer)
        return answer

    def cancel(self) -> None:
        """Stop every answer under way and refuse what comes after; callable from any thread."""
        self.stop.set()
        with self._lock:
            sockets = tuple(self._sockets)
        for each in sockets:
            _shut(each)

    def forget(self, answer: "Answer") -> None:
        """An answer is over."""
        with self._lock:
            self._open.discard(answer)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _post(self, request: Request, dialect: Dialect, patience: float) -> Any:
        """The events of an answer that has begun, as JSON values.

        ``openai`` would look through every value of the body for what it may have to rewrite, and
        make an object of every event; ours is plain JSON already, and so is what we read.
        """
        import openai

        from assistant.llm.connection import timeouts

        shape = request_body(dialect.mode, request.shape_name, request.schema, request.messages)
        return self._client.post(
            "/chat/completions",
            body={
                **shape,
                "model": self.endpoint.model,
                **dialect.parameters(request.max_tokens),
                **(self.endpoint.body or {}),
            },
            options={
                "headers": {"X-Request-Id": request.id} if request.id else {},
                "timeout": timeouts(self.endpoint, patience),
                "security": {"bearer_auth": True},
            },
            cast_to=object,
            stream=True,
            stream_cls=openai.Stream[object],
        )

    def _made(self) -> "openai.OpenAI":
        from assistant.llm.connection import openai_client

        return openai_client(self.endpoint, self._opened)

    def _opened(self, stream: Any) -> None:
        """Remember what to shut: an answer that has not begun has no other handle."""
        raw = stream.get_extra_info("socket")
        if isinstance(raw, socket.socket):
            with self._lock:
                self._sockets.add(raw)
            if self.stop.is_set():
                _shut(raw)


class Answer:
    """One streamed answer. Iterating gives text; the attributes fill up on the way.

    Attributes:
        finish_reason: why it ended, where the endpoint said so.
        refusal: the model's words if it refused.
        fault: what broke it off, in one word, or None.
        text: everything received.
    """

    def __init__(self, transport: Transport, chunks: Any, request: Request, waited: float) -> None:
        """Wrap the events of a stream of ``openai``."""
        self._transport, self._chunks, self._request = transport, chunks, request
        self._seconds = waited
        self._usage: Mapping[str, Any] = {}
        self._reasoning = ""
        self.finish_reason: str | None = None
        self.refusal = ""
        self.fault: str | None = None
        self.text = ""
        self._overdue = False
        # Pieces, or blank lines between them, may drip for ever without any wait being too long.
        seconds = transport.endpoint.provider.answer_seconds
        self._clock = DEADLINES.after(seconds, self._give_up)

    def __iter__(self) -> Iterator[str]:
        """Pieces of the answer, tool arguments and plain content alike.

        Raises:
            CallFailedError: the stream broke.
            CancelledError: somebody called `Transport.cancel`.
        """
        try:
            while (chunk := self._next()) is not None:
                if piece := self._read(chunk):
                    self.text += piece
                    yield piece
        except CallFailedError as failure:
            self.fault = failure.fault
            raise
        except CancelledError:
            self.fault = "cancelled"
            raise
        finally:
            self.close()
        if not self.text and self._reasoning:
            # Some servers route a constrained answer into the reasoning channel.
            self.text = self._reasoning
            yield self.text

    def hang_up(self) -> None:
        """Wake a reader that waits on the socket; closing alone would leave it waiting."""
        network = self._chunks.response.extensions.get("network_stream")
        raw = network.get_extra_info("socket") if network is not None else None
        if isinstance(raw, socket.socket):
            _shut(raw)

    def close(self) -> None:
        """Give the connection back; the server stops answering."""
        self._clock.cancel()
        self._chunks.close()
        self._transport.forget(self)

    @property
    def cost(self) -> Usage:
        """What this request took, estimated where the endpoint does not say."""
        seconds = round(self._seconds, 3)
        if self._usage:
            return Usage(
                prompt_tokens=_count(self._usage.get("prompt_tokens")),
                completion_tokens=_count(self._usage.get("completion_tokens")),
                seconds=seconds,
            )
        prompt = "".join(message["content"] for message in self._request.messages)
        return Usage(
            prompt_tokens=estimate_tokens(prompt),
            completion_tokens=estimate_tokens(self.text or self._reasoning),
            seconds=seconds,
            estimated=True,
        )

    def _give_up(self) -> None:
        self._overdue = True
        self.hang_up()

    def _next(self) -> Any:
        started = time.perf_counter()
        try:
            if not self._transport.stop.is_set():
                chunk = next(self._chunks, None)
                if chunk is None and self._overdue:
                    raise timed_out(self._transport.endpoint)
                return chunk
        except Exception as error:
            if self._overdue:
                raise timed_out(self._transport.endpoint) from None
            if not self._transport.stop.is_set():
                raise translate(error, self._transport.endpoint) from None
        finally:
            self._seconds += time.perf_counter() - started
        raise CancelledError(CANCELLED)

    def _read(self, chunk: Any) -> str:
        """The text of one event, whatever else an endpoint may have put in its place."""
        event = _object(chunk)
        self._usage = _object(event.get("usage")) or self._usage
        choice = next(_objects(event.get("choices")), {})
        self.finish_reason = _text(choice.get("finish_reason")) or self.finish_reason
        delta = _object(choice.get("delta"))
        self.refusal += _text(delta.get("refusal"))
        self._reasoning += _text(delta.get("reasoning_content"))
        calls = (_object(call.get("function")) for call in _objects(delta.get("tool_calls")))
        return _text(delta.get("content")) + "".join(_text(call.get("arguments")) for call in calls)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    return (
        (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _count(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _shut(raw: socket.socket) -> None:
    """Wake whoever waits on a socket; closing alone would leave them waiting."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(raw, socket.SHUT_RDWR)
