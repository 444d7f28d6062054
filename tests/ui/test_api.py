"""The use cases for programs: the client of the handbook runs, MCP lists the same tools."""

import asyncio
import contextlib
import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from assistant.app.tokens import issue_token
from assistant.exceptions import InputError
from assistant.settings import Settings
from assistant.store import open_store
from assistant.ui.signing import Signatures
from tests.ui.serving import SAMPLE, Served, password, served

HANDBOOK = Path(__file__).parents[2] / "docs/api.md"
PROGRAMS = "程序己"
TOOLS = {"review", "suggest", "draft", "refine", "compare"}


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as one:
        yield one


def test_the_client_of_the_handbook_runs(local: Served) -> None:
    """As printed, but for the address."""
    first, second = run_handbook(0, local.address).splitlines()
    assert first == "教师培训场次 10 10场次"
    assert "12" in second


def run_handbook(place: int, address: str, token: str = "") -> str:
    """What the example of this place prints, for a page at ``address``."""
    examples = re.findall(r"```python\n(.*?)```", HANDBOOK.read_text(encoding="utf-8"), re.DOTALL)
    code = examples[place].replace("http://127.0.0.1:7860", address).replace("令牌", token)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code, {})
    return said.getvalue()


def test_forms_are_reviewed_and_compared_and_nonsense_is_refused(local: Served) -> None:
    """The JSON is that of the command line; what cannot be is one sentence."""
    client = Client(local.address, verbose=False)
    form = SAMPLE.read_text(encoding="utf-8")
    review = client.predict(form, api_name="/review")
    assert len(review["targets"][0]["target"]["indicators"]) == 16
    assert {"M01", "W01"} <= {one["code"] for one in review["targets"][0]["findings"]}
    compared = client.predict(
        form, form.replace("| 参训教师满意度", "| 教师满意度"), api_name="/compare"
    )
    assert compared
    with pytest.raises(AppError, match="nowhere"):
        client.predict(form, "nowhere", api_name="/review")
    named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert {name.removeprefix("/") for name in named} == TOOLS


def ask_by_mcp(address: str, token: str | None = None) -> tuple[set[str], str]:
    """The names of the tools, and what the review of the sample says."""
    mcp = pytest.importorskip("mcp")
    from httpx import AsyncClient
    from mcp.client.streamable_http import streamable_http_client

    async def ask() -> tuple[set[str], str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            AsyncClient(headers=headers, follow_redirects=True, timeout=60) as http,
            streamable_http_client(f"{address}/gradio_api/mcp/", http_client=http) as (
                read,
                write,
                _,
            ),
            mcp.ClientSession(read, write) as session,
        ):
            await session.initialize()
            listed = await session.list_tools()
            assert all(tool.description for tool in listed.tools)
            arguments = {"form": SAMPLE.read_text(encoding="utf-8")}
            name = next(tool.name for tool in listed.tools if tool.name.endswith("review"))
            answer = await session.call_tool(name, arguments)
            return {tool.name for tool in listed.tools}, str(answer.content[0])

    return asyncio.run(ask())


def test_mcp_offers_the_same_tools(local: Served) -> None:
    """With their descriptions; a call gives the same review."""
    names, answer = ask_by_mcp(local.address)
    assert {name.rpartition("_")[2] or name for name in names} == TOOLS
    assert "M01" in answer


def post(address: str, path: str, token: str | None, data: object) -> tuple[int, str]:
    """Status and text of the answer."""
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    asked = urllib.request.Request(address + path, json.dumps(data).encode("utf-8"), headers)
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode("utf-8")


def token_for(site: Served, name: str, days: int = 90) -> str:
    return issue_token(Settings(home=site.home), name, days=days)


def test_a_token_lets_a_program_in_and_nothing_else_does(site: Served) -> None:
    """Over HTTP and MCP the same; without a token not even the names of the tools are told."""
    token = token_for(site, PROGRAMS)
    assert "'error': " in run_handbook(1, site.address, token)
    names, answer = ask_by_mcp(site.address, token)
    assert len(names) == len(TOOLS) and "M01" in answer
    review = {"data": ["开展教师培训10场次", "auto"]}
    status, text = post(site.address, "/gradio_api/api/review", token, review)
    assert status == 200 and json.loads(text)["data"][0]["targets"]

    with open_store(Settings(home=site.home)) as store:
        other = Signatures(site.home).sign(PROGRAMS, store)  # a cookie's value is no token
    for wrong in (None, "x.y", other, token[:-2], issued_elsewhere(site)):
        assert post(site.address, "/gradio_api/api/review", wrong, review)[0] == 401
        status, text = post(site.address, "/gradio_api/mcp/", wrong, {})
        assert status == 401 and "assistant users token" in text
        assert not any(name in text for name in TOOLS)


def issued_elsewhere(site: Served) -> str:
    """A token for the same name by another installation."""
    settings = Settings(home=site.home.parent / "elsewhere-program")
    with open_store(settings) as store:
        store.users.add(PROGRAMS, password(PROGRAMS), by="test")
    return issue_token(settings, PROGRAMS)


def test_a_token_ends_with_its_user(site: Served) -> None:
    """Another password ends it, and so does disabling the user; who has no password gets none."""
    review = {"data": ["开展教师培训10场次", "auto"]}
    with open_store(Settings(home=site.home)) as store:
        store.users.add("临时庚", password("临时庚"), by="test")
        token = token_for(site, "临时庚")
        assert post(site.address, "/gradio_api/api/review", token, review)[0] == 200
        store.users.set_password("临时庚", "另一个口令-2026", by="test")
        assert post(site.address, "/gradio_api/api/review", token, review)[0] == 401
        token = token_for(site, "临时庚")
        assert post(site.address, "/gradio_api/api/review", token, review)[0] == 200
        store.users.set_disabled("临时庚", True, by="test")
        assert post(site.address, "/gradio_api/api/review", token, review)[0] == 401
        actions = [entry.action for entry in store.audit_trail(subject="临时庚", limit=50)]
        assert actions.count("user.token") == 2
    with pytest.raises(InputError, match="临时辛"):
        token_for(site, "临时辛")
    with pytest.raises(InputError, match="天数"):
        token_for(site, PROGRAMS, days=0)


def test_each_user_of_the_interface_has_a_pace_of_their_own(site: Served) -> None:
    """One too many in a minute is refused in words; a colleague goes on."""
    hasty, calm = token_for(site, "停止丁"), token_for(site, "起草乙")
    review = {"data": ["开展教师培训10场次", "auto"]}
    answers = [post(site.address, "/gradio_api/api/review", hasty, review) for _ in range(61)]
    assert [status for status, _ in answers[:60]] == [200] * 60
    assert answers[60][0] != 200 and "60" in answers[60][1]
    assert post(site.address, "/gradio_api/api/review", calm, review)[0] == 200
