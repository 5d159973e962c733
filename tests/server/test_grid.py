"""A grid through the server's own routes: what is told before it begins, what each cell sends, and what is paid."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from batching import PromptServer, until_batch
from formpages import ANNA, browser, working
from gridforms import MODELS, ask, draft, ticks, typed
from starlette.applications import Starlette
from viewing import context_of

from playground.cli.grid_job import GridJob, execute_grid
from playground.cli.grid_output import JsonGridPrinter
from playground.cli.run_sources import NewRun
from playground.runs.batches.batch import Batch
from playground.runs.history import HistoryFilter
from playground.runs.presets import Preset
from playground.runs.run import RunStatus
from playground.server.batches import batch_routes
from playground.server.form import form_routes
from playground.server.grid import grid_routes
from playground.settings import Settings
from playground.wiring import Parts


@pytest.fixture
async def service() -> AsyncIterator[PromptServer]:
    async with PromptServer(outcomes={"a hen": "failed"}) as server:
        yield server


@pytest.fixture
async def parts(tmp_path: Path, service: PromptServer) -> AsyncIterator[Parts]:
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    for name, members in MODELS.items():
        schema = {"type": "object", "title": name.title(), "properties": members, "required": ["prompt"]}
        (schemas / f"{name}.json").write_text(json.dumps(schema))
    settings = Settings(data=tmp_path / "data", schemas=schemas, api_url=service.url)
    async with working(settings, is_for_others=True) as made:
        yield made


@pytest.fixture
async def page(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    routes = [*form_routes(parts), *batch_routes(parts), *grid_routes(parts, context_of(parts), "v")]
    async with browser(Starlette(routes=routes)) as client:
        yield client


async def grid_of(parts: Parts, answer: Any) -> Batch:
    batch = await parts.runner.batches.batch(ANNA, answer["grid"])
    assert batch is not None
    return batch


async def test_what_it_comes_to_is_told_before_anything_is_sent(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    axes = ticks("/size", 0, 1), typed("/n", "1 2 3")
    told = await draft(page, "a fox", *axes)
    assert "2 shapes × 3 values of “Pictures” = 6 cells, 12 pictures" in told
    assert "No earlier run tells what these cost" in told
    assert "Start 6 runs" in told
    refused = await ask(page, "a fox", *axes, count=5)
    assert refused["problem"].startswith("Nothing was sent: it would be 6 runs now")
    assert await parts.runner.batches.newest(ANNA) == ()
    begun = await until_batch(parts.runner, await grid_of(parts, await ask(page, "a fox", *axes, count=6)))
    assert [cell.labels["choices"] for cell in begun.cells][:3] == [["1:1", "1"], ["16:9", "1"], ["1:1", "2"]]
    sent = [json.loads(task.body)["input"] for task in service.tasks.values()]
    assert {(one["size"], one["n"]) for one in sent} == {(size, n) for size in ("1:1", "16:9") for n in (1, 2, 3)}
    again = await draft(page, "a hen", *axes, typed("word", "hen\nowl", word="hen"))
    assert "× 2 words = 12 cells" in again
    assert "about $" in again
    assert "usually about" in again.casefold()


async def test_several_choices_and_json_are_values_as_they_stand_and_passwords_stay_out(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    moods = {"vary": "/moods", "sets": [["1", "0"], [], ["2"]]}
    camera = typed("/camera", '{"zoom": 1.50}\n{"zoom": 2}')
    drawn = (await ask(page, "a fox", moods, camera, route="/grid/draft", model="rich"))["html"]
    assert drawn.count("data-set=") == 4  # the last line is free
    assert len(re.findall(r'data-tick="\d+" checked', drawn)) == 3
    begun = await grid_of(parts, await ask(page, "a fox", moods, camera, count=4, model="rich"))
    assert begun.cells[0].labels["choices"] == ["calm, bright", '{"zoom": 1.50}']
    await until_batch(parts.runner, begun)
    sent = [json.loads(task.body)["input"] for task in service.tasks.values()]
    assert sorted((one["moods"], one["camera"]) for one in sent if one["camera"]["zoom"] == 2) == [
        (["calm", "bright"], {"zoom": 2}),
        (["dark"], {"zoom": 2}),
    ]
    secret = typed("/camera", '{"zoom": 1}\n{"pin": "1234"}')
    assert "There is a password in it" in await draft(page, "a fox", secret, model="rich")
    refused = await ask(page, "a fox", secret, count=2, model="rich")
    assert refused["problem"]
    assert len(service.tasks) == 4
    assert "Camera is not valid JSON" in await draft(page, "a fox", typed("/camera", "zoom"), model="rich")
    assert (await ask(page, "a fox", {"vary": "/moods", "sets": "0"}, model="rich"))["problem"]


async def test_what_is_still_to_be_typed_is_asked_for_and_not_told_as_wrong(page: httpx.AsyncClient) -> None:
    said = r'<p class="(\w+)">Type a word of the prompt that is to be replaced.</p>'
    for axis, kind in ((typed("word", ""), "meta"), (typed("word", "hen"), "issue")):
        drawn = (await ask(page, "a fox", axis, route="/grid/draft"))["html"]
        assert re.findall(said, drawn) == [kind]


async def test_the_same_request_is_paid_once_and_shown_twice(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    axes = typed("/prompt", "a fox\na fox\nan owl"), typed("/n", "1\n1.0")
    assert "4 cells are the same request as others: 2 runs are paid" in await draft(page, "x", *axes)
    batch = await until_batch(parts.runner, await grid_of(parts, await ask(page, "x", *axes, count=2)))
    assert len(batch.cells) == 6
    assert sorted(service.prompts) == ["a fox", "an owl"]
    assert len(batch.run_ids) == 2
    [head] = await parts.runner.batches.listed(HistoryFilter(person=ANNA), 9)
    assert (head.batch_id, head.count, set(head.run_ids)) == (batch.batch_id, 6, set(batch.run_ids))
    drawn = (await page.get(f"/grid/{batch.batch_id}")).text
    assert len(re.findall(r'class="same"', drawn)) == 4


async def test_what_is_wrong_stands_beside_its_value_and_nothing_is_sent(page: httpx.AsyncClient, parts: Parts) -> None:
    told = await draft(page, "a fox", typed("/n", "1 9"), typed("word", "an elephant\nhen", word="fox"))
    assert re.search(r"\b9\s+\S.* 4", told)
    assert re.search(r"an elephant\s+\S.* 12 ", told)
    assert "Start 4 runs" not in told
    wrong = await ask(page, "a fox", typed("/n", "1 9"), count=2)
    assert wrong["problem"].startswith("Nothing was sent")
    assert "“cat” is not in the prompt" in await draft(page, "a fox", typed("word", "hen", word="cat"))
    assert "offers alternatives in braces" in await draft(page, "{a|b}", typed("/n", "1 2"))
    assert "offers alternatives" not in await draft(page, "{a|b}", typed("/prompt", "a\nb"))
    assert await parts.runner.batches.newest(ANNA) == ()
    wrong_ones: list[dict[str, Any]] = [{"axes": "x"}, {"axes": [{}] * 4}, {"axes": [{"vary": 1}]}]
    for nonsense in wrong_ones:
        assert "problem" in (await page.post("/grid", json={"model": "m", "form": "{}", "edit": nonsense})).json()


async def test_models_take_what_both_have_and_many_are_agreed_to_on_purpose(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    axes = ticks("model", "m", "other"), ticks("/size", 0, 1), typed("/n", "1 2 3 4")
    told = await draft(page, "a fox", *axes)
    assert "2 models × 2 shapes × 4 values of “Pictures” = 16 cells" in told
    assert "Other has no “Shape”: it is left out there." in told
    assert "4 cells are the same request as others: 12 runs are paid" in told
    many = ticks("model", "m"), typed("/prompt", "\n".join("abcdefg")), typed("/n", "1 2 3 4")
    assert "Yes, start 28 runs" in await draft(page, "a fox", *many)
    assert "tick" in (await ask(page, "a fox", *many, count=28))["problem"]
    assert await parts.runner.batches.newest(ANNA) == ()
    batch = await grid_of(parts, await ask(page, "a fox", *many, count=28, confirmed=28))
    assert len(batch.cells) == 28
    await page.post(f"/batches/{batch.batch_id}/stop")
    assert {json.loads(task.body)["model"] for task in service.tasks.values()} <= {"m"}


async def test_presets_bring_what_the_model_has_and_one_of_another_version_what_fits(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    version = parts.catalog.model("m").version
    saved = [
        Preset("m", "Wide", version, {}, {"prompt": "an owl", "size": "16:9"}),
        Preset("other", "Three", "older", {}, {"prompt": "a hen", "n": 3, "token": "x"}),
        Preset("other", "Nothing", "older", {}, {"token": "x"}),
    ]
    for preset in saved:
        assert await parts.runner.presets.save(ANNA, preset, replaces=False)
    drawn = (await ask(page, "a fox", {"vary": "preset"}, route="/grid/draft"))["html"]
    labels = re.findall(r'data-tick="([^"]*)"[^>]*>([^<]*)<', drawn)
    wide, nothing, three = (name for name, _ in labels)
    assert [label for _, label in labels] == ["Wide", "Nothing (Other)", "Three (Other)"]
    assert re.search(r"Nothing \(Other\)\s+\S", await draft(page, "a fox", ticks("preset", wide, nothing)))
    batch = await grid_of(parts, await ask(page, "a fox", ticks("preset", wide, three), typed("/n", "1 2"), count=4))
    await until_batch(parts.runner, batch)
    sent = [json.loads(task.body)["input"] for task in service.tasks.values()]
    assert sorted((one["prompt"], one["size"], one["n"]) for one in sent) == [
        *(("a hen", "1:1", n) for n in (1, 2)),
        *(("an owl", "16:9", n) for n in (1, 2)),
    ]


async def test_what_changes_between_the_telling_and_the_press_is_told_and_nothing_is_sent(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    version = parts.catalog.model("m").version
    assert await parts.runner.presets.save(
        ANNA, Preset("m", "Wide", version, {}, {"prompt": "owl", "size": "16:9"}), replaces=False
    )
    told = await _offered(page, "preset")
    await parts.runner.presets.save(
        ANNA, Preset("m", "Wide", version, {}, {"prompt": "owl", "size": "1:1"}), replaces=True
    )
    gone = ticks("model", "m", "a model that is gone")
    for axis, more in (told, (gone, {"count": 2})):  # and not with what has its place now
        assert "problem" in await ask(page, "a fox", axis, **more)
    axis, more = await _offered(page, "preset")
    assert "problem" in await ask(page, "a fox", axis, **{**more, "digest": told[1]["digest"]})
    assert (await parts.runner.batches.newest(ANNA), service.submits) == ((), [])
    assert "grid" in await ask(page, "a fox", axis, **more)


async def _offered(page: httpx.AsyncClient, vary: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """All that can be ticked of a variable, and what a press says of a grid over it."""
    drawn = (await ask(page, "a fox", {"vary": vary}, route="/grid/draft"))["html"]
    axis = ticks(vary, *re.findall(r'data-tick="([^"]*)"', drawn))
    told = re.search(
        r'data-count="(\d+)"\s+data-digest="([^"]*)"', (await ask(page, "a fox", axis, route="/grid/draft"))["html"]
    )
    assert told
    return axis, {"count": int(told[1]), "digest": told[2]}


async def test_its_page_tells_how_it_stands_and_a_hole_why(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    axes = typed("/prompt", "a fox\na hen"), ticks("/size", 0, 1)
    batch = await until_batch(parts.runner, await grid_of(parts, await ask(page, "x", *axes, count=4)))
    view = await page.get(f"/grid/{batch.batch_id}/view")
    assert re.findall(r'data-cell-status="(\w+)"', view.text) == ["succeeded", "failed"] * 2
    assert re.findall(r'data-grid-act="(retry/\d)"', view.text) == ["retry/1", "retry/3"]
    assert "2 of 4 done" in view.text
    seen = await page.get(f"/grid/{batch.batch_id}/view", params={"seen": view.headers["X-Seen"]})
    assert seen.status_code == 204
    service.outcomes.clear()
    await page.post(f"/batches/{batch.batch_id}/retry/1")
    now = await until_batch(parts.runner, batch)
    assert [cell.word for cell in now.cells] == ["succeeded", "succeeded", "succeeded", "failed"]
    packed = zipfile.ZipFile(io.BytesIO((await page.get(f"/grid/{batch.batch_id}.zip")).content))
    assert packed.namelist()[0] == "grid.csv"
    lines = packed.read("grid.csv").decode("utf-8-sig").splitlines()
    assert lines[2].startswith("2,a hen,1:1,succeeded,m,")
    page.cookies.set("playground_browser", "ben" * 8)
    for path in ("", "/view", ".zip"):
        assert (await page.get(f"/grid/{batch.batch_id}{path}")).status_code == 404


async def test_what_would_not_fit_is_refused_before_it_is_made(page: httpx.AsyncClient, parts: Parts) -> None:
    for prompt, axis in (
        ("a" * 100_000, typed("word", "x" * 40_000, word="a")),  # four gigabytes of one word
        ("b" * 1_900_000, typed("/n", " ".join(map(str, range(1, 41))))),
    ):
        for route in ("/grid/draft", "/grid"):
            answer = await ask(page, prompt, axis, route=route, count=1)
            assert answer["problem"].startswith("Together these runs are larger than"), axis["vary"]
    assert await parts.runner.batches.newest(ANNA) == ()


async def test_page_command_line_and_grids_find_the_same_price(
    page: httpx.AsyncClient, parts: Parts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pressed = await ask(page, "a fox", route="/generate")
    begin = await NewRun("m", '{"prompt": "an owl"}', (), "en")(parts)
    by_page = await parts.runner.run(ANNA, pressed["run"])
    typed_in = await begin()
    assert by_page is not None
    assert by_page.form_input != typed_in.form_input, "the command line adds no defaults"
    assert by_page.price_of == typed_in.price_of is not None
    assert by_page.price_unit == typed_in.price_unit is not None
    async for _ in parts.runner.subscribe(ANNA):
        done = await parts.runner.run(ANNA, by_page.run_id)
        if done is not None and done.status is RunStatus.SUCCEEDED:
            break
    job = GridJob("m", None, (), ("prompt=a,b", "size=1:1,16:9"), tmp_path, is_dry=True, is_agreed=False, language="en")
    assert await execute_grid(job, parts.settings, JsonGridPrinter(0.0)) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["cost_estimate"], told["without_estimate"]) == (2 * 0.05625, 2)
