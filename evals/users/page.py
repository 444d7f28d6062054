"""One open page as its browser keeps it: events out, their answers in, over gradio's own protocol.

What the script of the page would do is done here: an event is joined to the queue, its answers are
read from the stream of the session, what follows from it is joined next, and the values of the
components are kept up to date from whole values and from differences.
"""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import httpx2
from gradio_client.utils import apply_diff  # type: ignore[import-untyped]

PATIENCE = 180.0
"""Seconds after which an answer counts as lost: a person would have gone home."""
_UNCHANGED = "update"
Data = dict[str, Any]


class PageError(Exception):
    """The server said no, or said nothing."""


class Layout(NamedTuple):
    """What every page of a server has in common.

    Attributes:
        prefix: of the paths of the protocol.
        keeps_alive: whether a browser keeps a connection open for as long as it shows the page.
        events: the functions by name of the component and of its event.
        next: what runs after a function.
        outputs: names of the components that a function fills, by function.
        inputs: how many values a function takes.
        ids: number of a component by its name.
    """

    prefix: str
    keeps_alive: bool
    events: dict[tuple[str, str], tuple[int, ...]]
    next: dict[int, tuple[int, ...]]
    outputs: dict[int, tuple[str, ...]]
    inputs: dict[int, int]
    ids: dict[str, int]


def layout_of(config: Data) -> Layout:
    """What the configuration of a page says."""
    names = {
        one["id"]: one["props"].get("elem_id") or str(one["id"]) for one in config["components"]
    }
    events: dict[tuple[str, str], tuple[int, ...]] = {}
    after: dict[int, tuple[int, ...]] = {}
    for one in config["dependencies"]:
        for target, event in one["targets"]:
            key = (names.get(target, ""), event)
            events[key] = (*events.get(key, ()), one["id"])
        if one["trigger_after"] is not None:
            after[one["trigger_after"]] = (*after.get(one["trigger_after"], ()), one["id"])
    return Layout(
        prefix=config["api_prefix"],
        keeps_alive=bool(config["connect_heartbeat"]),
        events=events,
        next=after,
        outputs={
            one["id"]: tuple(names[each] for each in one["outputs"])
            for one in config["dependencies"]
        },
        inputs={one["id"]: len(one["inputs"]) for one in config["dependencies"]},
        ids={name: number for number, name in names.items()},
    )


class OpenPage:
    """A page in one browser; to be used by one task at a time.

    Attributes:
        values: what each component shows, by its name.
    """

    def __init__(
        self, browser: httpx2.AsyncClient, layout: Layout, heard: Callable[[str], None]
    ) -> None:
        """Show nothing yet.

        Args:
            browser: with the cookies of whoever looks.
            layout: what the page has.
            heard: told every text that the server sends.
        """
        self._browser, self._layout, self._heard = browser, layout, heard
        self._session = secrets.token_hex(8)
        self._alive: asyncio.Task[None] | None = None
        self.values: Data = {}

    async def open(self) -> None:
        """Load the page, as a browser does that is pointed at it."""
        await self.get("/")
        if self._layout.keeps_alive:
            self._alive = asyncio.create_task(self._stay())
        # The page itself has no name, so that its number is its key.
        loads = [key for key in self._layout.events if key[1] == "load"]
        await self._run(
            [(number, [], None) for key in loads for number in self._layout.events[key]]
        )

    async def close(self) -> None:
        """Leave it, as a browser does whose tab is closed."""
        if self._alive is not None:
            self._alive.cancel()
            with contextlib.suppress(asyncio.CancelledError, httpx2.HTTPError):
                await self._alive

    async def act(self, component: str, event: str, data: Any = None, values: Any = ()) -> None:
        """Do what a person does to a component, and wait for all that follows from it.

        Args:
            component: its name.
            event: what was done to it.
            data: what the script of the component says about it.
            values: what the inputs of the event hold.

        Raises:
            PageError: it was refused, failed, or was not answered in time.
        """
        for number in self._layout.events[component, event]:
            await self._run([(number, list(values), data)], trigger=self._layout.ids[component])

    async def get(self, path: str) -> bytes:
        """What stands at a path.

        Raises:
            PageError: nothing does.
        """
        answer = await self._browser.get(path)
        if answer.status_code != 200:
            raise PageError(f"{path}: {answer.status_code}")
        if answer.headers.get("content-type", "").startswith(("text/", "application/json")):
            self._heard(answer.text)
        return answer.content

    async def upload(self, name: str, content: bytes) -> Data:
        """Put a file at the server; gives what a component says of it.

        Raises:
            PageError: it was refused.
        """
        answer = await self._browser.post(
            f"{self._layout.prefix}/upload", files={"files": (name, content)}
        )
        if answer.status_code != 200:
            raise PageError(f"upload: {answer.status_code} {answer.text[:200]}")
        return {"path": answer.json()[0], "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    async def _stay(self) -> None:
        path = f"{self._layout.prefix}/heartbeat/{self._session}"
        async with self._browser.stream("GET", path, timeout=None) as answer:
            async for _ in answer.aiter_raw():
                pass

    async def _run(
        self, begun: Iterable[tuple[int, list[Any], Any]], trigger: int | None = None
    ) -> None:
        """Run functions side by side to their ends, and then what comes after each."""
        running = {
            await self._join(number, values, data, trigger): number
            for number, values, data in begun
        }
        numbers = list(running.values())
        try:
            await asyncio.wait_for(self._read(running), PATIENCE)
        except TimeoutError:
            raise PageError(f"no answer within {PATIENCE:.0f} s") from None
        for number in numbers:
            for follower in self._layout.next.get(number, ()):
                await self._run([(follower, [], None)], trigger=trigger)

    async def _join(self, number: int, values: list[Any], data: Any, trigger: int | None) -> str:
        values = values + [None] * (self._layout.inputs[number] - len(values))
        answer = await self._browser.post(
            f"{self._layout.prefix}/queue/join",
            json={
                "data": values,
                "event_data": data,
                "fn_index": number,
                "trigger_id": trigger,
                "session_hash": self._session,
            },
        )
        if answer.status_code != 200:
            raise PageError(f"refused: {answer.status_code} {answer.text[:200]}")
        return str(answer.json()["event_id"])

    async def _read(self, running: dict[str, int]) -> None:
        """Take in what the stream of the session says, until all of ``running`` has ended."""
        chunks: dict[str, list[Any]] = {}
        path = f"{self._layout.prefix}/queue/data"
        parameters = {"session_hash": self._session}
        async with self._browser.stream("GET", path, params=parameters, timeout=None) as answer:
            async for line in answer.aiter_lines():
                if not line.startswith("data:"):
                    continue
                self._heard(line)
                message = json.loads(line[5:])
                if message["msg"] == "close_stream":
                    break
                self._take(message, running, chunks)
        if running:
            raise PageError(f"the stream ended before {len(running)} of its events did")

    def _take(self, message: Data, running: dict[str, int], chunks: dict[str, list[Any]]) -> None:
        kind, event = message["msg"], message.get("event_id")
        if kind == "unexpected_error" or message.get("success") is False:
            output = message.get("output") or {}
            raise PageError(str(output.get("error") or message.get("message") or message))
        if kind not in ("process_generating", "process_completed") or event not in running:
            return
        data = message["output"]["data"]
        if kind == "process_generating":
            before = chunks.get(event)
            chunks[event] = data = (
                data
                if before is None
                else [apply_diff(old, new) for old, new in zip(before, data, strict=True)]
            )
        for name, value in zip(self._layout.outputs[running[event]], data, strict=True):
            if not (isinstance(value, dict) and value.get("__type__") == _UNCHANGED):
                self.values[name] = value
        if kind == "process_completed":
            del running[event]
