"""What the tests of this package share: a row type, a prompt, and a client of a scripted server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer
from assistant.llm.prompts import Prompt
from assistant.llm.providers import AnswerMode, Provider, endpoint_of
from assistant.settings import Settings

SECRET = "sk-test-0123456789abcdef"


class Row(BaseModel):
    """A flat row with a choice, a nullable field and a bounded number."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=2, max_length=30, description="指标名称")
    operator: Literal["≥", "≤", "="]
    value: str | None = Field(max_length=12)
    importance: int = Field(ge=1, le=5)


PROMPT = Prompt(name="test", version="1", system="把任务写成指标。", user="任务：培训24场。")


def row(name: str = "培训场次", **changes: Any) -> dict[str, Any]:
    """The JSON of a good row, or of a bad one by ``changes``."""
    return {"name": name, "operator": "≥", "value": "24", "importance": 3, **changes}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    """The waits between tries, recorded in place of being slept."""
    return []


MakeClient = Callable[..., ModelClient]


@pytest.fixture
def make_client(server: FakeServer, waits: list[float]) -> Iterator[MakeClient]:
    """Clients of the scripted server, in a mode and with further arguments of choice."""
    with ExitStack() as stack:

        def make(mode: AnswerMode = AnswerMode.TOOLS, **arguments: Any) -> ModelClient:
            provider: dict[str, Any] = arguments.pop("provider", {})
            masking = arguments.pop("masking", "auto")
            settings = Settings(
                provider="custom",
                base_url=server.base_url,
                model="scripted",
                api_key=SecretStr(SECRET),
                answer_mode=mode.value,
                masking=masking,
            )
            endpoint = endpoint_of(settings)
            changed: Provider = endpoint.provider.model_copy(update=provider)
            client = ModelClient(
                endpoint._replace(provider=changed), sleep=waits.append, **arguments
            )
            return stack.enter_context(client)

        yield make
