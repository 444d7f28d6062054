"""An endpoint that bears only so many questions at once gets about so many, and no more."""

import asyncio
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pydantic import SecretStr

from assistant.app.batch.answers import Question
from assistant.app.batch.calls import Limits, ModelCalls
from assistant.app.batch.ledger import Ledger
from assistant.app.batch.pace import Pace
from assistant.app.batch.turns import InTurn
from assistant.llm import open_client
from assistant.llm.prompts import Prompt
from assistant.messages import Language
from assistant.settings import Settings

BEARS, ASKED_AT_ONCE, QUESTIONS = 4, 16, 60


class Busy(ThreadingHTTPServer):
    """Answers so many requests at a time and says 429 to all others.

    Attributes:
        said_no: how often.
        answered: how often it answered.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.lock = threading.Lock()
        self.under_way = self.said_no = self.answered = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Busy

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        with self.server.lock:
            is_free = self.server.under_way < BEARS
            self.server.under_way += is_free
            self.server.said_no += not is_free
        if not is_free:
            self._send(429, "application/json", b'{"error":{"message":"busy"}}')
            return
        time.sleep(0.05)
        remark = {"原文": "培训场次", "问题": "用词有误", "意见": "请写明培训对象"}
        delta = {"content": json.dumps({"rows": [remark]})}
        chunk = {
            "id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{"index": 0, "delta": delta, "finish_reason": "stop"}],
        }  # fmt: skip
        with self.server.lock:
            self.server.under_way -= 1
            self.server.answered += 1
        body = f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode()
        self._send(200, "text/event-stream", body)

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def question(number: int) -> Question:
    prompt = Prompt(name="test", version="1", system="审核。", user=f"第{number}份")
    return Question(f"key{number}", prompt, "Remark", 2)


def test_all_are_answered_and_few_are_refused(tmp_path: Path) -> None:
    """Sixteen at once at a desk that bears four: the number comes down, nothing is lost."""
    server = Busy()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings = Settings(
        provider="custom", base_url=server.base_url, model="m", api_key=SecretStr("k"),
        answer_mode="text",
    )  # fmt: skip
    limits = Limits(concurrency=ASKED_AT_ONCE)

    async def ask(calls: ModelCalls) -> list[int]:
        asked = (calls.answers((question(number),)) for number in range(QUESTIONS))
        return [len(answers) for answers in await asyncio.gather(*asked)]

    try:
        with (
            Ledger.in_file(tmp_path / "ledger.sqlite", "run") as ledger,
            open_client(settings, fall_back=False) as client,
        ):
            turns = InTurn(ledger)
            calls = ModelCalls(client, ledger, turns, limits, Language.CHINESE)
            given = asyncio.run(ask(calls))
            calls.close()
            turns.close()
    finally:
        server.shutdown()
        server.server_close()
    assert given == [1] * QUESTIONS and calls.failure is None
    assert server.answered == QUESTIONS
    assert calls.pace.lowest <= BEARS * 2
    assert server.said_no < QUESTIONS, "refused as often as answered"


def test_one_overload_is_one_cut_and_answers_grow_it_back() -> None:
    """Refusals of what was sent before the cut are of the same overload."""
    pace = Pace(16)
    began = time.perf_counter()
    for _ in range(10):
        pace.refused(began)
    assert int(pace.allowed) == 8
    pace.refused(time.perf_counter())
    assert int(pace.allowed) == 4 == pace.lowest
    for _ in range(5):
        pace.answered()
    assert int(pace.allowed) == 5
    for _ in range(1000):
        pace.answered()
    assert pace.allowed == 16
    for _ in range(10):
        pace.refused(time.perf_counter())
    assert pace.allowed == 1


def test_places_are_given_in_order_and_given_back_by_whoever_gives_up() -> None:
    async def go() -> list[int]:
        pace, order, may_end = Pace(1), [], asyncio.Event()

        async def one(number: int) -> None:
            async with pace.place():
                order.append(number)
                await may_end.wait()

        tasks = [asyncio.create_task(one(number)) for number in range(4)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.sleep(0)
        may_end.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(5), pace.place():
            return order

    assert asyncio.run(go()) == [0, 2, 3]
