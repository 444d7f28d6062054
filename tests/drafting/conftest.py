"""Clients of a scripted server for the tests of drafting."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.providers import DraftingStrategy, endpoint_of
from assistant.llm.retrying import RetryPolicy
from assistant.settings import Settings

Scripted = Callable[..., tuple[ModelClient, FakeServer]]


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """Make a client that is answered as told, asking task by task unless told otherwise."""
    with ExitStack() as stack:

        def make(
            *answers: ScriptedAnswer, strategy: DraftingStrategy = DraftingStrategy.TASK_BY_TASK
        ) -> tuple[ModelClient, FakeServer]:
            server = stack.enter_context(FakeServer(answers))
            settings = Settings(provider="custom", base_url=server.base_url, model="scripted")
            endpoint = endpoint_of(settings)
            provider = endpoint.provider.model_copy(update={"strategy": strategy})
            client = ModelClient(
                endpoint._replace(provider=provider),
                retries=RetryPolicy(attempts=2),
                sleep=lambda seconds: None,
            )
            return stack.enter_context(client), server

        yield make


def row(quote: str, name: str, **changes: Any) -> dict[str, Any]:
    """A row as a model sends it."""
    return {
        "原文": quote,
        "名称": name,
        "类别": "数量",
        "性质": "≥",
        "值": None,
        "单位": "次",
        "重要": 4,
        **changes,
    }
