"""The use cases for programs: the client of the handbook runs, MCP lists the same tools."""

import asyncio
import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.ui.serving import SAMPLE, Served, served

HANDBOOK = Path(__file__).parents[2] / "docs/api.md"
TOOLS = {"review", "suggest", "draft", "refine", "compare"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as one:
        yield one


def test_the_client_of_the_handbook_runs(site: Served) -> None:
    """As printed, but for the address."""
    code = re.findall(r"```python\n(.*?)```", HANDBOOK.read_text(encoding="utf-8"), re.DOTALL)[0]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code.replace("http://127.0.0.1:7860", site.address), {})
    first, second = said.getvalue().splitlines()
    assert first == "教师培训场次 10 10场次"
    assert "12" in second


def test_forms_are_reviewed_and_compared_and_nonsense_is_refused(site: Served) -> None:
    """The JSON is that of the command line; what cannot be is one sentence."""
    client = Client(site.address, verbose=False)
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


def test_mcp_offers_the_same_tools(site: Served) -> None:
    """With their descriptions; a call gives the same review."""
    mcp = pytest.importorskip("mcp")
    from mcp.client.streamable_http import streamable_http_client

    async def ask() -> tuple[set[str], str]:
        url = f"{site.address}/gradio_api/mcp/"
        async with (
            streamable_http_client(url) as (read, write, _),
            mcp.ClientSession(read, write) as session,
        ):
            await session.initialize()
            listed = await session.list_tools()
            assert all(tool.description for tool in listed.tools)
            arguments = {"form": SAMPLE.read_text(encoding="utf-8")}
            name = next(tool.name for tool in listed.tools if tool.name.endswith("review"))
            answer = await session.call_tool(name, arguments)
            return {tool.name for tool in listed.tools}, str(answer.content[0])

    names, answer = asyncio.run(ask())
    assert {name.rpartition("_")[2] or name for name in names} == TOOLS
    assert "M01" in answer
