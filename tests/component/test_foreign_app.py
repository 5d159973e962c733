"""`SchemaForm` where others use it: `gr.Interface`, the hardest schemas, `gradio_client` and MCP."""

from __future__ import annotations

import asyncio
import csv
import filecmp
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import patient
import pytest
import pytest_asyncio
from fairness import PATIENCE
from filling import fill_in
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from hardest import HARDEST
from jsonschema import Draft202012Validator
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent, Tool
from pages import ROOT
from PIL import Image
from playwright.async_api import Browser, Page, expect
from ports import free_port
from zoo import FOLDER, NAMES, read, specimen

from tests.component.test_in_gradio import faultless, held, started

APP = Path(__file__).with_name("foreign_app.py")
NUMBER = 2**53 + 1
EXACT: list[dict[str, Any]] = [
    {"name": "Fox", "strings": NUMBER, "weight": 1.0, "maker": ""},
    {"name": "Fox", "maker": None},
    {"name": "Fox"},
    {"name": "Fox", "weight": 0.1, "strings": -NUMBER},
]

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture(scope="module")
def flags(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("flags")


@pytest.fixture(scope="module")
def foreign(flags: Path) -> Iterator[str]:
    port, paths = str(free_port()), f"{ROOT}:{ROOT / 'tests' / 'support'}"
    with started(str(APP), port, str(flags), GRADIO_SERVER_PORT=port, PYTHONPATH=paths) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def opened(chromium: Browser, foreign: str) -> AsyncIterator[Page]:
    """The app, as the test before left it."""
    async with faultless(chromium) as page:
        await page.goto(foreign)
        await page.locator("[data-form-root]:visible").wait_for()
        yield page


async def hardest(page: Page, name: str) -> None:
    """The tab of theirs, with that schema in the place of what was there."""
    await page.get_by_role("tab", name="Hardest").click()
    form = page.locator("#foreign [data-form-root]")
    before = str(await form.get_attribute("data-version"))
    await page.locator("#schema input, #schema textarea").fill(name)
    await page.locator("#schema input, #schema textarea").press("Enter")
    await expect(form).not_to_have_attribute("data-version", before)


async def test_a_client_sends_and_gets_exact_values(foreign: str, tmp_path: Path) -> None:
    def sent() -> tuple[list[str], str, str]:
        api = Client(foreign, verbose=False, httpx_kwargs={"timeout": PATIENCE})
        texts = [api.predict(payload, api_name="/carve") for payload in EXACT]
        with_photo = {"name": "Fox", "photo_url": handle_file(tmp_path / "blue.png")}
        path = json.loads(api.predict(with_photo, api_name="/carve"))["photo_url"]
        with pytest.raises(AppError) as refused:
            api.predict({"strings": 3}, api_name="/carve")
        return texts, path, str(refused.value)

    Image.new("RGB", (8, 8), "blue").save(tmp_path / "blue.png")
    texts, path, refused = await asyncio.to_thread(sent)
    assert texts == [json.dumps(payload) for payload in EXACT]
    assert filecmp.cmp(path, tmp_path / "blue.png", shallow=False)
    assert refused == "Name is needed."


async def called(foreign: str, argument: Any) -> str:
    """What comes back from the API for an argument, right or wrong; a session of its own for each costs much."""
    async with patient.AsyncClient(base_url=foreign) as caller:
        asked = {"data": [argument], "session_hash": "of-a-client"}
        event = (await caller.post("/gradio_api/call/carve", json=asked)).json()["event_id"]
        return (await caller.get(f"/gradio_api/call/carve/{event}")).text


@pytest.mark.parametrize("path", ["/etc/passwd", "/proc/self/environ", "../../../etc/passwd", str(APP), "/dev/zero"])
async def test_no_other_file_of_the_machine_is_read(foreign: str, path: str) -> None:
    for forged in ({"path": path, "meta": {"_type": "gradio.FileData"}}, {"path": path}):
        answer = await called(foreign, {"name": "Fox", "photo_url": forged})
        assert answer.startswith("event: error")
        assert "Traceback" not in answer
    state = {"schema_form": "{}", "files": [{"path": path}], "is_told": False}
    assert (await called(foreign, state)).startswith("event: error")


@pytest.mark.parametrize(
    "argument", [7, "text", [], {"schema_form": "["}, {"schema_form": "{}"}, {"schema_form": 7}, {"name": ["x"]}]
)
async def test_what_is_malformed_gets_a_sentence(foreign: str, argument: Any) -> None:
    answer = await called(foreign, argument)
    assert answer.startswith("event: error")
    sentence = json.loads(answer.split("data: ")[1].splitlines()[0])["error"]
    assert sentence
    assert sentence.endswith(".")


def text_of(result: CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


async def test_an_agent_lists_the_tools_and_calls_one(foreign: str) -> None:
    async with (
        streamable_http_client(f"{foreign}/gradio_api/mcp/") as (incoming, outgoing, _),
        ClientSession(incoming, outgoing) as session,
    ):
        await session.initialize()
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        described = arguments_of(tools["carve"])["puppet"]
        assert described["required"] == ["name"]
        assert described["properties"]["strings"] == {"title": "Strings", "type": "integer"}
        assert arguments_of(tools["play"])["request"]["properties"]["mood"]["enum"][0] == "calm"
        for payload in EXACT:
            result = await session.call_tool("carve", {"puppet": payload})
            assert not result.isError
            assert text_of(result) == json.dumps(payload)
        refused = await session.call_tool("carve", {"puppet": {"strings": 3}})
        assert refused.isError
        assert "'name' is a required property" in text_of(refused)


def arguments_of(tool: Tool) -> dict[str, Any]:
    """The schemas of a tool's arguments."""
    Draft202012Validator.check_schema(tool.inputSchema)
    return dict(tool.inputSchema["properties"])


def references(node: Any) -> Iterator[str]:
    """Those that a description has, which would point nowhere."""
    match node:
        case {"$ref": str(reference)}:
            yield reference
    if isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from references(inner)


async def test_every_shape_is_described_to_clients_and_agents(foreign: str) -> None:
    async with patient.AsyncClient(base_url=foreign) as caller:
        told = (await caller.get("/gradio_api/info")).json()["named_endpoints"]
    async with (
        streamable_http_client(f"{foreign}/gradio_api/mcp/") as (incoming, outgoing, _),
        ClientSession(incoming, outgoing) as session,
    ):
        await session.initialize()
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    for number, one in enumerate(map(specimen, NAMES)):
        [parameter] = told[f"/shape_{number}"]["parameters"]
        described = arguments_of(tools[f"play_{number + 1}"])["request"]
        assert {**described, "description": ""} == {**parameter["type"], "description": ""}, one.name
        assert list(references(described)) == [], one.name
        for payload in () if one.problems else one.payloads:
            assert Draft202012Validator(described).is_valid(payload), one.name


async def test_an_interface_calls_its_function_clears_is_filled_and_flags(opened: Page, flags: Path) -> None:
    page = opened
    name = page.get_by_label("Name", exact=True)
    await name.fill("Crane")
    await page.get_by_label("Strings").fill(str(NUMBER))
    await page.get_by_role("button", name="Submit").click()
    await held(page, "#said", {"name": "Crane", "strings": NUMBER})
    await page.get_by_role("button", name="Clear").click()
    await expect(name).to_have_value("")
    await expect(page.get_by_label("Strings")).to_have_value("")
    await fill_by_an_example(page)
    await page.get_by_role("button", name="Clear").click()
    await expect(name).to_have_value("")
    await flag_into_the_table(page, flags)


async def fill_by_an_example(page: Page) -> None:
    await page.get_by_text('"Owl"').click()
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Owl")
    await page.get_by_role("button", name="Submit").click()
    await held(page, "#said", {"name": "Owl", "weight": 1.0})
    assert "1.0" in await page.locator("#said textarea").input_value()


def flagged(folder: Path) -> list[dict[str, str]]:
    """The rows of the table, once there is one."""
    for _ in range(round(10 * PATIENCE)):
        for table in folder.glob("*.csv"):
            if rows := list(csv.DictReader(table.read_text(encoding="utf-8").splitlines(keepends=True))):
                return rows
        time.sleep(0.1)
    return []


async def flag_into_the_table(page: Page, flags: Path) -> None:
    await page.get_by_label("Name", exact=True).fill('Tom, "the" cat')
    await page.get_by_label("Strings").fill(str(NUMBER))
    await page.get_by_role("button", name="Submit").click()
    await held(page, "#said", {"name": 'Tom, "the" cat', "strings": NUMBER})
    await page.get_by_role("button", name="Flag").click()
    [row] = await asyncio.to_thread(flagged, flags)
    assert json.loads(row["Puppet"]) == {"name": 'Tom, "the" cat', "strings": NUMBER}


@pytest.mark.parametrize("name", HARDEST)
async def test_the_hardest_schemas_reach_a_function_exactly(opened: Page, name: str) -> None:
    await hardest(opened, name)
    await fill_in(opened, HARDEST[name])
    await expect(opened.locator("#foreign .issue:not(:empty)")).to_have_count(0)
    await opened.locator("#foreign [data-raw]:visible:enabled").first.press("Control+Enter")
    await held(opened, "#got", read(FOLDER / f"{name}.example.json"))


async def test_each_event_is_heard_when_it_happens(opened: Page, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    form = opened.locator("#listened")

    def heard(event: str) -> Any:
        return expect(opened.locator(f"#heard-{event} input"))

    await opened.get_by_role("tab", name="Listening").click()
    await form.locator("[data-form-root]").wait_for()
    await heard("change").to_have_value("0")
    await opened.get_by_role("button", name="Another schema").click()
    await heard("change").not_to_have_value("0")
    await heard("input").to_have_value("0")
    await form.get_by_label("Alt", exact=True).fill("a fox")
    await heard("input").to_have_value("1")
    await form.locator("input[type=file]").first.set_input_files(tmp_path / "red.png")
    await heard("upload").to_have_value("1")
    await heard("input").to_have_value("2")
    await heard("submit").to_have_value("0")
    await form.get_by_label("Alt", exact=True).press("Control+Enter")
    await heard("submit").to_have_value("1")
    await expect(opened.locator("#told textarea")).not_to_have_value("")
    got = json.loads(await opened.locator("#told textarea").input_value())["first_frame"]
    assert got["alt"] == "a fox"
    assert filecmp.cmp(got["url"], tmp_path / "red.png", shallow=False)
