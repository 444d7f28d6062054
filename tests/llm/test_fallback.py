"""Where the chosen endpoint fails, the next one goes on: in order, told, and never twice."""

from pathlib import Path
from typing import Any

import pytest

from assistant.exceptions import (
    BudgetExceededError,
    CancelledError,
    ProviderRejectedError,
    ProviderUnavailableError,
)
from assistant.llm import open_client
from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.usage import Budget
from assistant.messages import Language
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, Row, row

DOWN = ScriptedAnswer(status=401, text="no", times=0)
GOOD = ScriptedAnswer(rows=(row("甲指标"), row("乙指标")), times=0)


def settings_of(first: FakeServer, second: FakeServer | None = None, **more: Any) -> Settings:
    """Two endpoints of different kinds and no model inside."""
    fallback: dict[str, Any] = {}
    if second is not None:
        fallback = {
            "fallback_provider": "vllm",
            "fallback_base_url": second.base_url,
            "fallback_model": "second",
        }
    chosen = {"provider": "custom", "base_url": first.base_url, "model": "first"}
    return Settings(**{"fallback_embedded": False, **chosen, **fallback, **more})


def names(client: ModelClient) -> list[str]:
    return [each.name for each in client.rows(PROMPT, Row, max_rows=5)]


def test_the_second_endpoint_takes_over_and_keeps_the_work() -> None:
    with FakeServer([DOWN]) as first, FakeServer([GOOD]) as second:
        with open_client(settings_of(first, second)) as client:
            assert names(client) == names(client) == ["甲指标", "乙指标"]
            (switch,) = client.switches
            assert client.usage.calls == 3
        assert (switch.before, switch.after) == ("custom", "vllm")
        assert isinstance(switch.error, ProviderRejectedError)
        assert len(first.history) == 1, "an endpoint that had failed was asked again"
        assert [request.body["model"] for request in second.history] == ["second"] * 2


def test_one_object_comes_from_the_second_too() -> None:
    answer = ScriptedAnswer(output=row("丙指标"))
    with (
        FakeServer([DOWN]) as first,
        FakeServer([answer]) as second,
        open_client(settings_of(first, second)) as client,
    ):
        assert client.one(PROMPT, Row).name == "丙指标"


def test_rows_that_were_given_are_not_asked_of_another() -> None:
    cut = ScriptedAnswer(rows=(row("甲指标"), row("乙指标")), cut_after=100)
    with FakeServer([cut]) as first, FakeServer([GOOD]) as second:
        with open_client(settings_of(first, second)) as client:
            kept = []
            with pytest.raises(ProviderUnavailableError):
                for each in client.rows(PROMPT, Row, max_rows=5):
                    kept.append(each.name)
        assert kept == ["甲指标"]
        assert not second.history


def test_where_all_fail_the_last_error_is_told() -> None:
    last = ScriptedAnswer(status=404, text="no model", times=0)
    with (
        FakeServer([DOWN]) as first,
        FakeServer([last]) as second,
        open_client(settings_of(first, second)) as client,
    ):
        with pytest.raises(ProviderRejectedError, match="ASSISTANT_MODEL"):
            names(client)
        assert len(client.switches) == 1


def test_a_second_endpoint_that_lacks_a_setting_is_passed_over() -> None:
    with FakeServer([DOWN]) as first:
        settings = settings_of(first, fallback_provider="openai")
        with open_client(settings) as client, pytest.raises(ProviderRejectedError):
            names(client)
        assert client.switches == ()


def test_a_spent_budget_is_no_reason_to_spend_elsewhere() -> None:
    with FakeServer([GOOD]) as first, FakeServer([GOOD]) as second:
        with open_client(settings_of(first, second), budget=Budget(tokens=1)) as client:
            names(client)
            with pytest.raises(BudgetExceededError):
                names(client)
        assert not second.history


def test_a_cancelled_client_does_not_go_on_elsewhere() -> None:
    with FakeServer([DOWN]) as first, FakeServer([GOOD]) as second:
        with open_client(settings_of(first, second)) as client:
            client.cancel()
            with pytest.raises(CancelledError):
                names(client)
        assert not second.history


def test_one_model_alone_can_be_asked_for() -> None:
    with FakeServer([DOWN]) as first, FakeServer([GOOD]) as second:
        settings = settings_of(first, second)
        with open_client(settings, fall_back=False) as client, pytest.raises(ProviderRejectedError):
            names(client)
        assert not second.history


def test_a_text_for_a_users_own_endpoint_goes_to_no_other() -> None:
    with FakeServer([DOWN]) as first, FakeServer([GOOD]) as second:
        own = settings_of(
            first, second, endpoint_of_user=True, user_endpoint_networks="127.0.0.0/8"
        )
        with open_client(own) as client, pytest.raises(ProviderRejectedError):
            names(client)
        assert len(first.history) == 1 and not second.history


@pytest.mark.embedded
def test_the_model_inside_comes_last(model_home: Path) -> None:
    with FakeServer([DOWN]) as first, FakeServer([DOWN]) as second:
        settings = settings_of(first, second, fallback_embedded=True, home=model_home)
        with open_client(settings) as client:
            assert client.one(PROMPT, Row).name
            assert [switch.after for switch in client.switches] == ["vllm", "embedded"]


def test_the_user_is_told_who_went_on_and_what_was_kept_back() -> None:
    with FakeServer([DOWN]) as first, FakeServer([GOOD]) as second:
        with open_client(settings_of(first, second, masking="always")) as client:
            prompt = PROMPT.model_copy(update={"user": "联系人：张三，培训24场。"})
            list(client.rows(prompt, Row, max_rows=5))
            switched, kept_back = client.notices(Language.CHINESE)
        assert "custom 失败" in switched and "vllm 继续" in switched
        assert "姓名 1" in kept_back
        assert "张三" not in first.history[0].prompt + second.history[0].prompt
