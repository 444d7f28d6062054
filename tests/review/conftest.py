"""Clients of a scripted server for the tests of review."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.providers import endpoint_of
from assistant.llm.retrying import RetryPolicy
from assistant.settings import Settings

Scripted = Callable[..., tuple[ModelClient, FakeServer]]


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """Make a client that is answered as told."""
    with ExitStack() as stack:

        def make(*answers: ScriptedAnswer) -> tuple[ModelClient, FakeServer]:
            server = stack.enter_context(FakeServer(answers))
            settings = Settings(provider="custom", base_url=server.base_url, model="scripted")
            client = ModelClient(
                endpoint_of(settings),
                retries=RetryPolicy(attempts=2),
                sleep=lambda seconds: None,
            )
            return stack.enter_context(client), server

        yield make
