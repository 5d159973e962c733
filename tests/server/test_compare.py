"""Results beside each other: of this browser alone, and in words what is not there."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from formpages import ANNA, browser, working, write_models
from keptruns import keep_runs, kept_run, with_pictures, with_sound, with_text
from starlette.applications import Starlette
from viewing import context_of

from playground.runs.run import Run
from playground.server.compare import compare_routes
from playground.settings import Settings
from playground.wiring import Parts

BERTA = "berta" * 8
NOW = time.time()
GONE = "f" * 32


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    write_models(tmp_path / "schemas", {"plain": {"prompt": {"type": "string"}, "n": {"type": "integer"}}})
    async with working(Settings(data=tmp_path / "data", schemas=tmp_path / "schemas")) as parts:
        yield parts


@pytest.fixture
async def page(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=compare_routes(parts, context_of(parts), "1"))
    async with browser(app) as client:
        yield client


def kept(parts: Parts, prompt: str, *, person: str = ANNA, count: int = 1, shape: tuple[int, int] = (160, 90)) -> Run:
    data = parts.settings.data
    run = with_pictures(kept_run(person, prompt, NOW, n=count), data, count, shape)
    keep_runs(data, [run])
    return run


def named(run: Run, index: int = 0) -> str:
    return f"{run.run_id}/{index}-picture.png"


async def compared(page: httpx.AsyncClient, *results: str, mode: str = "side", language: str = "en") -> str:
    answer = await page.get(
        "/compare",
        params={"results": ",".join(results), "mode": mode},
        headers={"Accept-Language": language},
    )
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return unescape(answer.text)


def shown(html: str) -> list[str]:
    return re.findall(r'<img src="results/([^"?]+)" alt', html)


def told(html: str) -> list[str]:
    return re.findall(r'<p class="missing">([^<]+)</p>', html)


def lines(html: str) -> dict[str, bool]:
    """Which line of the settings is the same in all."""
    return {title: bool(same) for same, title in re.findall(r'<tr role="row" (data-same)?><th[^>]*>([^<]+)<', html)}


async def test_two_results_stand_beside_each_other_with_what_differs(parts: Parts, page: httpx.AsyncClient) -> None:
    fox, tea = kept(parts, "a fox"), kept(parts, "a tea house", shape=(90, 160))
    html = await compared(page, named(fox), named(tea), mode="slider")
    assert shown(html) == [named(fox), named(tea)]
    assert 'data-mode="slider"' in html
    assert re.findall(r'value="(\w+)" checked', html) == ["slider"]
    assert [word for word, same in lines(html).items() if not same] == ["Prompt", "Size of the result"]
    assert "The sizes differ: 160 × 90 and 90 × 160." in html
    assert f'href="history?run={tea.run_id}"' in html
    assert f'href="results/{named(tea)}?stamped=1"' in html
    chinese = await compared(page, named(fox), named(tea), language="zh-CN")
    assert [word for word, same in lines(chinese).items() if not same] == ["Prompt", "结果尺寸"]


async def test_four_of_one_run_have_one_way_and_the_same_settings(parts: Parts, page: httpx.AsyncClient) -> None:
    fox = kept(parts, "a fox", count=5)
    html = await compared(page, *(named(fox, index) for index in range(5)), mode="difference")
    assert shown(html) == [named(fox, index) for index in range(4)]
    assert told(html) == ["Only the first 4 are shown."]
    assert 'data-mode="side"' in html
    assert 'name="mode"' not in html
    assert all(lines(html).values())
    assert "All settings are the same." in html


async def test_texts_are_marked_and_sounds_have_their_buttons(parts: Parts, page: httpx.AsyncClient) -> None:
    data = parts.settings.data
    red, blue = (with_text(kept_run(ANNA, "x", NOW), data, f"The <{colour}> fox sleeps.") for colour in ("red", "blue"))
    one, two = (with_sound(kept_run(ANNA, "jingle", NOW), data) for _ in range(2))
    keep_runs(data, [red, blue, one, two])
    html = await compared(page, *(f"{run.run_id}/0-text.txt" for run in (red, blue)))
    assert re.findall("<mark>(.*?)</mark>", html) == ["red", "blue"]
    assert "The <<mark>red</mark>> fox sleeps." in html
    assert "Mark what differs" in html
    assert "data-sounds" not in html
    html = await compared(page, *(f"{run.run_id}/0-sound.wav" for run in (one, two)))
    assert re.findall('data-sounds="(.*?)">(.*?)<', html) == [
        ("together", "Play together"),
        ("in_turn", "Play one after another"),
    ]


async def test_what_is_gone_is_told_and_the_others_are_shown(parts: Parts, page: httpx.AsyncClient) -> None:
    fox, tea, swept = kept(parts, "a fox"), kept(parts, "tea"), kept(parts, "swept")
    foreign, deleted = kept(parts, "of another", person=BERTA), kept(parts, "deleted")
    await parts.runner.deletions.delete(ANNA, [deleted.run_id])
    (parts.settings.data / "results" / named(swept)).unlink()
    for other, sentence in {
        named(foreign): "B is not here: it was deleted, or belongs to another browser.",
        named(deleted): "B is not here: it was deleted, or belongs to another browser.",
        named(fox, 7): "B is not here: it was deleted, or belongs to another browser.",
        f"{GONE}/0-x.png": "B is not here: it was deleted, or belongs to another browser.",
        named(swept): "B is not here any more: its file was removed to make room.",
    }.items():
        html = await compared(page, named(fox), other, named(tea))
        assert told(html) == [sentence]
        assert shown(html) == [named(fox), named(tea)]
        assert 'name="mode"' in html
        assert "of another" not in html


@pytest.mark.parametrize("results", ["", "nonsense", "a/b/c", ",,,", "%00/\x00", "../../etc/passwd,/", "x" * 9_000])
async def test_an_address_that_names_nothing_says_how_to_choose(page: httpx.AsyncClient, results: str) -> None:
    html = await compared(page, results)
    assert "Two results are needed to compare" in html
    assert shown(html) == []


async def test_what_stands_in_an_address_is_shown_as_text(page: httpx.AsyncClient) -> None:
    answer = await page.get("/compare", params={"results": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_one_that_is_left_is_shown_with_all_its_settings(parts: Parts, page: httpx.AsyncClient) -> None:
    fox = kept(parts, "a fox")
    html = await compared(page, named(fox))
    assert shown(html) == [named(fox)]
    assert "Two results are needed to compare" in html
    assert not any(lines(html).values())
