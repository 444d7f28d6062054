"""Fifty people for five minutes at a page that is served as users serve it.

``python -m evals users`` starts the real server with a store of its own, lets every person work
through `evals.users.person`, watches the server's memory, and at the end opens the store and holds
what it keeps against what each person was shown last.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

import httpx2

from assistant.domain.target import Unit
from assistant.settings import Settings
from assistant.store import Store, open_store
from evals.users.memory import Growth, Sample, Watch, growth
from evals.users.person import MARK, Person, Seen, mark_of, name_of, password_of, tasks_of

ROOT = Path(__file__).parents[2]
RESULT = ROOT / "evals" / "results" / "users.json"
FLAT = 1.05
"""Memory counts as flat where the end takes at most so many times what it took once warm."""
_WARM_UP = 0.4
"""Of the whole time: of five minutes the two for which a server remembers closed pages."""
_START_SECONDS = 120.0

_ENDPOINT = """
import json, sys
from pathlib import Path
from assistant.llm.fake import FakeServer, ScriptedAnswer
answers = json.loads(Path(sys.argv[1]).read_text("utf-8"))
with FakeServer(ScriptedAnswer.model_validate(answer) for answer in answers) as server:
    print(server.base_url, flush=True)
    sys.stdin.read()
"""


class Plan(NamedTuple):
    """How much is asked of the page.

    Attributes:
        people: how many at the same time.
        seconds: for how long new forms are begun; those begun are finished.
        think: seconds that a person rests between two actions, in the mean.
        scripted: drafts ask a scripted endpoint instead of no model.
    """

    people: int = 50
    seconds: float = 300.0
    think: float = 2.0
    scripted: bool = False


class Action(NamedTuple):
    """How often one kind of action was taken, and how long it took in seconds."""

    taken: int
    p50: float
    p95: float
    longest: float


class Outcome(NamedTuple):
    """What a run came to.

    Attributes:
        plan: what was asked.
        seconds: from the first person to the last.
        forms: how many were begun, and each finished.
        actions: times by name of the action.
        crossed: what somebody was shown, or the store keeps for somebody, that is another's.
        lost: what somebody put in and did not find again.
        errors: what was refused or failed, and how often.
        growth: the server's memory.
        samples: every look at it.
    """

    plan: Plan
    seconds: float
    forms: int
    actions: dict[str, Action]
    crossed: tuple[str, ...]
    lost: tuple[str, ...]
    errors: dict[str, int]
    growth: Growth
    samples: tuple[Sample, ...]

    @property
    def is_sound(self) -> bool:
        """Nothing crossed, nothing lost, no error."""
        return not (self.crossed or self.lost or self.errors)

    @property
    def is_flat(self) -> bool:
        """Memory stayed where it was once everything had been used."""
        return self.growth.last <= FLAT * self.growth.warm

    @property
    def text(self) -> str:
        """All of it as people read it."""
        took, plan = self.growth, self.plan
        lines = [
            f"{plan.people} people, {self.seconds:.0f} s, {self.forms} forms, "
            f"{sum(one.taken for one in self.actions.values())} actions; "
            f"crossed {len(self.crossed)}, lost {len(self.lost)}, "
            f"errors {sum(self.errors.values())}",
            "",
            "| action | count | p50 | p95 | longest |",
            "| --- | --- | --- | --- | --- |",
            *(
                f"| {name} | {one.taken} | {one.p50:.2f} s | {one.p95:.2f} s "
                f"| {one.longest:.2f} s |"
                for name, one in self.actions.items()
            ),
            "",
            f"memory: first {took.first:.0f} MiB, warm {took.warm:.0f} MiB, last {took.last:.0f} "
            f"MiB ({took.last / took.warm:.2f}x), peak {took.peak:.0f} MiB, "
            f"slope {took.slope:+.2f} MiB a minute",
        ]
        lines += [f"crossed: {one}" for one in self.crossed[:10]]
        lines += [f"lost: {one}" for one in self.lost[:10]]
        lines += [f"error: {count} x {one}" for one, count in self.errors.items()]
        return "\n".join(lines)


def run(plan: Plan) -> Outcome:
    """Serve the page anew, let everybody work, and take stock."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder) / "home"
        _add_people(home, plan.people)
        model = stack.enter_context(_scripted(Path(folder), plan.people)) if plan.scripted else {}
        server = stack.enter_context(_served(home, model))
        seen = Seen()
        with Watch(server.pid) as watch:
            began = time.monotonic()
            people = [Person(n, server.address, seen, plan.think) for n in range(plan.people)]
            asyncio.run(_all_at_once(people, began + plan.seconds))
            seconds = time.monotonic() - began
        stack.close()
        for line in server.said.read_text(encoding="utf-8").splitlines():
            if "Traceback" in line or "ERROR" in line:
                seen.errors[f"server: {line}"[:200]] += 1
        with open_store(Settings(home=home)) as store:
            _check_store(store, people, seen)
    return Outcome(
        plan,
        round(seconds, 1),
        sum(person.forms for person in people),
        {name: _action(times) for name, times in seen.seconds.items()},
        tuple(seen.crossed),
        tuple(seen.lost),
        dict(seen.errors),
        growth(watch.samples, _WARM_UP * plan.seconds),
        tuple(watch.samples),
    )


def keep(outcome: Outcome, head: dict[str, Any], path: Path = RESULT) -> None:
    """Write the run down, beside the runs of other kinds (with a model, without).

    Args:
        outcome: the run.
        head: what it ran on.
        path: the file.
    """
    kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    kept["scripted endpoint" if outcome.plan.scripted else "no model"] = {
        **head,
        "plan": outcome.plan._asdict(),
        "seconds": outcome.seconds,
        "forms": outcome.forms,
        "crossed": len(outcome.crossed),
        "lost": len(outcome.lost),
        "errors": outcome.errors,
        "actions": {
            name: {key: round(value, 3) for key, value in one._asdict().items()}
            for name, one in outcome.actions.items()
        },
        "memory_mib": outcome.growth._asdict(),
        "flat": outcome.is_flat,
        "samples": [list(sample) for sample in outcome.samples],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = json.dumps(kept, ensure_ascii=False, indent=1)
    path.write_text(lines + "\n", encoding="utf-8")


async def _all_at_once(people: list[Person], until: float) -> None:
    await asyncio.gather(*(person.work(until) for person in people))


def _action(times: list[float]) -> Action:
    parts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
    return Action(len(times), parts[9], parts[18], max(times))


def _add_people(home: Path, count: int) -> None:
    with open_store(Settings(home=home)) as store:
        for number in range(count):
            unit = Unit(name=f"{mark_of(number)}示范单位")
            store.users.add(name_of(number), password_of(number), by="evals", unit=unit)


def _check_store(store: Store, people: list[Person], seen: Seen) -> None:
    """Every form that was begun is kept, its owner's alone, as its owner saw it last."""
    for number, person in enumerate(people):
        user, own = store.users.get(name_of(number)), mark_of(number)
        page = store.forms.queue(by=user, limit=10_000)
        if page.total != person.forms:
            seen.lost.append(f"{own}: {person.forms} forms were begun, {page.total} are kept")
        for place, form in enumerate(page.forms):
            target = store.forms.revision(form.id, by=user).target
            text = target.model_dump_json()
            for other in set(MARK.findall(text)) - {own}:
                seen.crossed.append(f"{own}: the store keeps {other} in {form.id}")
            rows = [(row.name or "", row.value or "") for row in target.indicators]
            if place == 0 and person.last and rows != person.last:
                seen.lost.append(f"{own}: {person.last} is kept as {rows}")


class _Server(NamedTuple):
    address: str
    pid: int
    said: Path


@contextmanager
def _served(home: Path, model: dict[str, str]) -> Iterator[_Server]:
    """The page as ``assistant ui`` serves it, in a process of its own."""
    port = _free_port()
    said = home / "said.txt"
    given = {
        "ASSISTANT_HOME": str(home),
        "ASSISTANT_PROVIDER": "none",
        "GRADIO_TEMP_DIR": str(home / "uploads"),
        **model,
    }
    command = [sys.executable, "-m", "assistant", "ui", "--port", str(port)]
    with said.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | given, stdout=file, stderr=file
        )
        try:
            _await(f"http://127.0.0.1:{port}/health", process, said)
            yield _Server(f"http://127.0.0.1:{port}", process.pid, said)
        finally:
            process.terminate()
            process.wait(60)


def _await(address: str, process: "subprocess.Popen[bytes]", said: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx2.get(address, timeout=10).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"the page did not start: {said.read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _scripted(folder: Path, people: int) -> Iterator[dict[str, str]]:
    """Settings for an endpoint that answers every person with rows of their own."""
    script = folder / "script.json"
    answers = [_answer(number, turn) for number in range(people) for turn in range(10)]
    script.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-c", _ENDPOINT, str(script)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            yield {
                "ASSISTANT_PROVIDER": "custom",
                "ASSISTANT_BASE_URL": address,
                "ASSISTANT_MODEL": "scripted",
                "ASSISTANT_API_KEY": "of-the-evals",
                "ASSISTANT_FALLBACK_EMBEDDED": "false",
            }
        finally:
            process.communicate()


def _answer(number: int, turn: int) -> dict[str, Any]:
    """What the endpoint says of one person's tasks, and of nobody else's."""
    places, people, checks = tasks_of(number, turn).splitlines()
    mark = mark_of(number)
    rows = [
        ("T1", places.split("，")[0], f"{mark}村卫生室数量", "数量", str(100 + number), "座"),
        ("T2", people, f"{mark}培训人次", "数量", str(1000 + 10 * number + turn), "人次"),
        ("T3", checks, f"{mark}服务质量检查次数", "数量", "4", "次"),
    ]
    keys = ("任务", "原文", "名称", "类别", "值", "单位")
    more = {"性质": "≥", "重要": 4}
    return {
        "match": people,
        "rows": [dict(zip(keys, row, strict=True)) | more for row in rows],
        "times": 0,
        "delay": 0.2,
        "pause": 0.01,
    }
