"""Two hundred drafts at once against an endpoint that fails in every way we know of.

Each draft has a number of its own in its tasks (``充电桩1017个``), so that whose row it is can be
told anywhere: in the table, in a quote, in a request. Nothing may be lost (each ends in a whole
table, with the model's row wherever one arrived), nothing doubled (no row twice, no question again
once its row is there), nothing crossed (no row, number or word of another draft).
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
from pydantic import SecretStr

from assistant.domain.draft import Draft
from assistant.domain.finding import Severity
from assistant.drafting import Finished, RowDrafted, Switched, TaskStarted, stream_draft
from assistant.llm import open_client
from assistant.llm.breaker import breaker_of
from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.providers import endpoint_of
from assistant.llm.retrying import RetryPolicy
from assistant.profiles import load_profile
from assistant.settings import Settings
from tests.drafting.conftest import row
from tests.drafting.forms import form

PROFILE = load_profile("national-2021")
DRAFTS = 200
CRAFT = "竹编非遗技艺传承率"
"""A row that no rule and no library gives: where it stands, the model's answer arrived."""
SLOW = "slow first byte"
OF_ANOTHER = 5000
"""Added to a number, it is one that no draft has."""


def place(number: int) -> dict[str, Any]:
    rows = row(f"新建充电桩{number}个", "充电桩数量", 值=str(number), 单位="个")
    return {"任务": "T1", **rows}


def craft() -> dict[str, Any]:
    rows = row("做好竹编非遗技艺传承", CRAFT, 类别="社会效益", 单位="%")
    return {"任务": "T2", **rows}


def good(number: int) -> ScriptedAnswer:
    return ScriptedAnswer(rows=(craft(), place(number)))


class Fault(NamedTuple):
    """One way to misbehave.

    Attributes:
        name: what it is called in a report.
        answers: what the endpoint does, asked about the draft of a number; the last is for ever.
        calls: how often it is then asked, at the most.
        arrives: whether the model's own row reaches the table.
    """

    name: str
    answers: Callable[[int], tuple[ScriptedAnswer, ...]]
    calls: int
    arrives: bool


def once(fault: ScriptedAnswer) -> Callable[[int], tuple[ScriptedAnswer, ...]]:
    """The fault, and then a good answer."""
    return lambda number: (fault, good(number))


def always(fault: ScriptedAnswer) -> Callable[[int], tuple[ScriptedAnswer, ...]]:
    return lambda number: (fault.model_copy(update={"times": 0}),)


def nonsense(number: int) -> tuple[ScriptedAnswer, ...]:
    mad = {"任务": 7, "原文": None, "类别": "天气"}
    return (ScriptedAnswer(rows=(mad, craft(), place(number))), ScriptedAnswer(text="不知道"))


def crossed(number: int) -> tuple[ScriptedAnswer, ...]:
    return (ScriptedAnswer(rows=(craft(), place(number + OF_ANOTHER), place(number))),)


def doubled(number: int) -> tuple[ScriptedAnswer, ...]:
    return (ScriptedAnswer(rows=(craft(), craft(), place(number), place(number), craft())),)


def cut_late(number: int) -> tuple[ScriptedAnswer, ...]:
    answer = ScriptedAnswer(rows=(craft(), place(number)))
    return (answer.model_copy(update={"cut_after": len(answer.body) - 20}), good(number))


OUT_OF_ROOM = ScriptedAnswer(text='{"rows":[{"任务', finish_reason="length")
FAULTS = (
    Fault("nothing wrong", lambda number: (good(number),), 1, True),
    Fault("429 with Retry-After", once(ScriptedAnswer(status=429, retry_after=0.05)), 2, True),
    Fault("500", once(ScriptedAnswer(status=500, text="oops")), 2, True),
    Fault("503 for ever", always(ScriptedAnswer(status=503)), 3, False),
    Fault("401", always(ScriptedAnswer(status=401, text="bad key")), 1, False),
    Fault("quota spent", always(ScriptedAnswer(status=402, text="Insufficient Balance")), 1, False),
    Fault("connection reset", once(ScriptedAnswer(reset=True)), 2, True),
    Fault(SLOW, once(ScriptedAnswer(delay=600.0)), 3, True),
    Fault("cut before a row", once(ScriptedAnswer(rows=(craft(),), cut_after=15)), 2, True),
    Fault("cut after a row", cut_late, 1, True),
    Fault("garbled stream", once(ScriptedAnswer(raw='data: {"choi\n\n')), 2, True),
    Fault("prose for ever", always(ScriptedAnswer(text="好的，以下是指标：……")), 2, False),
    Fault("empty for ever", always(ScriptedAnswer(text="")), 2, False),
    Fault("another language", always(ScriptedAnswer(text="I only speak English.")), 2, False),
    Fault("refusal", always(ScriptedAnswer(refusal="不能回答")), 1, False),
    Fault("out of room", always(OUT_OF_ROOM), 1, False),
    Fault("white space", always(ScriptedAnswer(text='{"rows":[' + " " * 500)), 1, False),
    Fault("nonsense beside good rows", nonsense, 3, True),
    Fault("rows of another form", crossed, 1, True),
    Fault("rows twice", doubled, 1, True),
)  # fmt: skip


class Ended(NamedTuple):
    """One draft with what was seen on the way."""

    number: int
    draft: Draft
    started: Counter[str]
    shown: tuple[str, ...]
    switched: int


def number_of(place: int) -> int:
    return 1000 + place


def tasks_of(number: int) -> tuple[str, str]:
    return f"新建充电桩{number}个", "做好竹编非遗技艺传承"


def endpoint_settings(server: FakeServer, number: int, **more: Any) -> Settings:
    """Each draft has a key of its own, so that a refused one pauses no other."""
    given: dict[str, Any] = {
        "provider": "custom",
        "base_url": server.base_url,
        "model": "scripted",
        "api_key": SecretStr(f"key-{number}"),
        "fallback_embedded": False,
    }
    return Settings(**given | more)


def client_of(server: FakeServer, number: int) -> ModelClient:
    """A client that waits a moment between tries, and for a first byte as its fault needs."""
    endpoint = endpoint_of(endpoint_settings(server, number))
    slow = FAULTS[number % len(FAULTS)].name == SLOW
    patience = {"first_byte_seconds": 15.0 if slow else 600.0}
    provider = endpoint.provider.model_copy(update=patience)
    policy = RetryPolicy(
        attempts=3, first_wait=0.05, longest_wait=0.2, deadline=600.0 if not slow else 60.0
    )
    return ModelClient(endpoint._replace(provider=provider), retries=policy)


def drafted(number: int, client: ModelClient) -> Ended:
    events = list(stream_draft(form(*tasks_of(number)), PROFILE, client))
    last = events[-1]
    assert isinstance(last, Finished)
    return Ended(
        number,
        last.draft,
        Counter(event.task.id for event in events if isinstance(event, TaskStarted)),
        tuple(e.indicator.name or "" for e in events if isinstance(e, RowDrafted)),
        sum(isinstance(event, Switched) for event in events),
    )


def all_at_once(draft_one: Callable[[int], Ended]) -> list[Ended]:
    """Every draft in a thread of its own, none of which begins before all are there."""
    ready = threading.Barrier(DRAFTS, timeout=120)

    def begin(place: int) -> Ended:
        ready.wait()
        return draft_one(number_of(place))

    with ThreadPoolExecutor(DRAFTS) as pool:
        return list(pool.map(begin, range(DRAFTS)))


def check(ended: Ended) -> None:
    """Whole, its own, and each row once."""
    target, number = ended.draft.target, ended.number
    rows = target.indicators
    assert sum(each.weight or 0 for each in rows) == PROFILE.weight_total
    assert not [f for f in ended.draft.findings if f.severity is Severity.ERROR]
    assert {task for each in rows for task in each.tasks} == {"T1", "T2"}, "a task was lost"
    assert [each.value for each in rows].count(str(number)) == 1, "the unit's number"
    assert max(Counter(each.name for each in rows).values()) == 1, "a row stands twice"
    assert ended.started == {"T1": 1, "T2": 1}, "a task was begun twice"
    own = "".join(tasks_of(number))
    for each in rows:
        quote = each.provenance["value"].quote
        assert quote is None or quote in own or quote in (target.goal or "")
    others = set(re.findall(r"(?<!\d)[16]\d{3}(?!\d)", target.model_dump_json()))
    assert others <= {str(number)}, "something of another draft"


@pytest.fixture(scope="module")
def suite() -> Iterator[tuple[list[Ended], FakeServer]]:
    """All drafts, ended, and the endpoint that they asked."""
    script = [
        answer.model_copy(update={"match": f"充电桩{number_of(place)}个"})
        for place in range(DRAFTS)
        for answer in FAULTS[place % len(FAULTS)].answers(number_of(place))
    ]
    with FakeServer(script) as server:

        def one(number: int) -> Ended:
            with client_of(server, number) as client:
                return drafted(number, client)

        yield all_at_once(one), server


def kinds(fault: Fault) -> range:
    return range(FAULTS.index(fault), DRAFTS, len(FAULTS))


def test_there_are_more_than_twelve_ways() -> None:
    assert len(FAULTS) - 1 >= 12 and DRAFTS % len(FAULTS) == 0


def test_no_draft_is_lost_none_crossed_no_row_doubled(
    suite: tuple[list[Ended], FakeServer],
) -> None:
    ended, _ = suite
    assert [one.number for one in ended] == [number_of(place) for place in range(DRAFTS)]
    for one in ended:
        check(one)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.name))
def test_each_fault_ends_as_it_should(suite: tuple[list[Ended], FakeServer], fault: Fault) -> None:
    """The model's row is there where it arrived, the user told where not; no needless question."""
    ended, server = suite
    asked = Counter(
        re.findall(r"新建充电桩(\d+)个", request.prompt)[0] for request in server.history
    )
    for place in kinds(fault):
        one = ended[place]
        names = {each.name for each in one.draft.target.indicators}
        assert (CRAFT in names) is fault.arrives, fault.name
        assert 1 <= asked[str(one.number)] <= fault.calls, fault.name
        assert asked[str(one.number)] == one.draft.usage.calls
        if not fault.arrives:
            assert one.draft.failure, "the user was not told"


def test_a_second_endpoint_finishes_what_the_first_cannot() -> None:
    """The first dies for all of them at once; all rows come from the second, each asked once."""
    answers = [
        good(number_of(place)).model_copy(update={"match": f"充电桩{number_of(place)}个"})
        for place in range(DRAFTS)
    ]
    down = ScriptedAnswer(status=401, text="bad key", times=0)
    with FakeServer([down]) as first, FakeServer(answers) as second:
        more = {
            "fallback_provider": "custom",
            "fallback_base_url": second.base_url,
            "fallback_model": "second",
            "api_key": SecretStr("one-key-for-all"),
        }

        def one(number: int) -> Ended:
            with open_client(endpoint_settings(first, number, **more)) as client:
                return drafted(number, client)

        ended = all_at_once(one)
        for each in ended:
            check(each)
            assert CRAFT in {made.name for made in each.draft.target.indicators}
            assert each.switched == 1 and each.draft.failure is None
        assert len(second.history) == DRAFTS
        assert breaker_of(endpoint_of(endpoint_settings(first, 0, **more))).is_open
        assert len(first.history) < DRAFTS, "a dead endpoint was asked by every draft"
