"""No page and no answer has a text of its own: all that is drawn in any state comes from the catalog."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import httpx
import pytest
from formpages import NOBODY, held
from keptruns import failed, keep_runs, kept_run, unconfirmed, with_pictures
from pseudo import LANGUAGE, has_escaped, write_catalog, write_model
from sentences import CODES, FORMS
from shownwords import answered_words, shown_words, spaced_sentences
from viewing import view_context

import playground
from playground.runs.recovery import Outlook
from playground.runs.run import Notice, Run, RunStatus
from playground.server.app import create_server
from playground.settings import Settings
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import Task, TaskStatus
from playground.texts import catalogs
from playground.ui.result_view import draw_result

ROOT = Path(playground.__path__[0])
ANNA = "anna" * 8
NAMES = ("Playground", "curl", "Python", "JavaScript", "picture.png", "CSV", "ZIP")
"""What is called the same in every language."""
BLANK = re.compile(r"\{[^{}]*\}")
BLANK_NAMES = re.compile(r"\{(\w+)")


@pytest.fixture(scope="module", autouse=True)
def _abroad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One more language, in this process."""
    folder = tmp_path_factory.mktemp("locales")
    for path in (ROOT / "texts" / "locales").glob("*.po"):
        (folder / path.name).symlink_to(path)
    write_catalog(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogs, "_FOLDER", folder)
        for cached in (catalogs.languages, catalogs.catalog_of):
            cached.cache_clear()
        yield
    for cached in (catalogs.languages, catalogs.catalog_of):
        cached.cache_clear()


def escaped(texts: list[str], *names: str) -> list[str]:
    """Those of no catalog; what a script fills in is blank."""
    return sorted({text for text in texts if has_escaped(BLANK.sub("", text), *NAMES, *names)})


def made(**changes: object) -> Run:
    run = kept_run(ANNA, "γάτα", 1e9, model="model", duration=5, seed=9, width=9, height=9)
    return replace(run, **changes)  # type: ignore[arg-type] # names of fields


QUEUED = Task("9", TaskStatus.QUEUED)
FILLED = {name: 9 for text in FORMS["en"].values() for name in BLANK_NAMES.findall(text[0]) if name != "reason"}
"""For the blanks of any sentence."""
STATES: dict[str, Run] = {
    **{
        status.value: made(status=status, task=QUEUED if status is RunStatus.ACCEPTED else None, ended_at=None)
        for status in RunStatus
    },
    **{
        f"{code.value} {charged.value}": made(
            status=RunStatus.UNCONFIRMED if charged is Charged.UNKNOWN else RunStatus.FAILED,
            problem=Problem(code, charged, params=FILLED),
            task=None,
        )
        for code in ProblemCode
        for charged in Charged
    },
    **{
        code: made(status=RunStatus.ACCEPTED, task=QUEUED, ended_at=None, notice=Notice(code, 9))
        for code in sorted(CODES)
        if code.startswith("notice.")
    },
}


@pytest.mark.parametrize("outlook", Outlook)
def test_no_text_of_a_run_in_any_state_escapes_the_catalog(outlook: Outlook) -> None:
    context = view_context(
        language=LANGUAGE,
        base_url=NOBODY,
        outlook=lambda _run: outlook,
        can_cancel=lambda _run: outlook is not Outlook.LOOK,
        is_kept=lambda _run, _name: False,
        title_of=lambda _slug: "Μοντέλο",
        has_seed=lambda _slug: True,
    )
    for name, run in STATES.items():
        view = draw_result(run, [run], context, usual=90, exact=9)
        drawn = (view.rail, view.stage, view.more, view.earlier)
        texts = [view.said, view.title, *chain.from_iterable(map(shown_words, drawn))]
        assert any("[!!" in text for text in texts), name
        assert escaped(texts, run.run_id, run.key) == [], name
        chinese = draw_result(run, [run], replace(context, language="zh"), usual=90, exact=9)
        assert spaced_sentences(f"{chinese.rail}{chinese.stage}{chinese.more}{chinese.earlier}") == [], name


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The whole app, as somebody with runs of each kind asks it."""
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    settings = Settings(data=tmp_path / "data", schemas=write_model(schemas), api_url=NOBODY)
    app = create_server(settings, own_address=NOBODY)
    cookies = {"playground_browser": ANNA, "playground_language": LANGUAGE}
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=cookies) as client,
    ):
        runs = [kept_run(ANNA, "γάτα", 1e9 + number, model="model", service=NOBODY) for number in range(4)]
        keep_runs(
            tmp_path / "data",
            [
                with_pictures(runs[0], tmp_path / "data"),
                with_pictures(runs[1], tmp_path / "data", 2),
                failed(runs[2]),
                unconfirmed(runs[3]),
            ],
        )
        yield client


async def test_no_text_of_the_pages_escapes_the_catalog(page: httpx.AsyncClient) -> None:
    history = (await page.get("/history")).text
    runs = re.findall(r'data-tile="([^"]+)"', history)
    opened = [(await page.get(f"/history/run/{run}")).text for run in runs]
    results = re.findall(r'data-result="([^"]+)"', "".join(opened))
    assert len(runs) == 4
    assert len(results) >= 3
    compared = "&".join(f"result={one}" for one in results[:2])
    for path in (
        *("/models", "/held", "/presets?model=model", "/workbench", "/history/costs", "/history?q=x", "/grid/none"),
        *("/history", "/history/unfinished", "/history?favourite=1", "/history?state=failed", "/compare"),
        *(f"/compare?{compared}", "/compare?result=none/none.png", *(f"/history/run/{run}" for run in runs)),
        *("/history/run/none", "/history/run/none?x=1", "/states"),
    ):
        answer = await page.get(path)
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        texts = [*answered_words(answer.json())] if is_json else shown_words(answer.text)
        assert escaped(texts, *runs, "broken") == [], path
        chinese = await page.get(path, headers={"cookie": f"playground_browser={ANNA}; playground_language=zh"})
        assert spaced_sentences(chinese.text) == [], path


async def test_no_text_of_an_answer_escapes_the_catalog(page: httpx.AsyncClient) -> None:
    sent = await held(page, "model", prompt="γάτα", steps="90")
    presets = {**sent, "edit": {"do": "save_preset", "name": "όνομα", "replaces": False}}
    runs = re.findall(r'data-tile="([^"]+)"', (await page.get("/history")).text)
    routes = ("/generate", "/draft", "/form", "/list", "/grid/draft", "/grid")
    answers = [await page.post(route, json=sent) for route in routes]
    answers += [await page.post("/presets", json=presets) for _ in range(2)]
    answers += [await page.post("/presets", json={**presets, "edit": {**presets["edit"], "name": ""}})]
    answers += [
        await page.post("/history/labels", json={"runs": runs, "rating": 9}),
        await page.post("/history/labels", json={"runs": ["none"], "note": "9"}),
        await page.post("/history/delete", json={"runs": runs}),
        await page.post("/history/restore", json={"runs": runs}),
        await page.post("/batches/none/stop"),
        await page.post("/runs/none/cancel"),
        await page.post("/uploads", data={"path": "[]"}, files={"file": ("9", b"9")}),
        await page.post("/settings", data={"model": "model"}, files={"file": ("9", b"9")}),
    ]
    for answer in answers:
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        texts = [*answered_words(answer.json())] if is_json else shown_words(answer.text)
        assert escaped(texts, *runs, "broken") == [], answer.url


LITERAL = re.compile(
    r"""\b(?:say|unsay|alert|confirm)\(\s*["'`][A-Za-z]"""
    r"""|`[^`<>\n]*\$\{[^`<>\n]*\} [a-z]{1,3}`"""
    r"""|(?:textContent|ariaLabel|placeholder|title)\s*[:=]\s*["'`][A-Za-z]"""
)


def test_no_script_says_a_sentence_of_its_own() -> None:
    scripts = [path for path in ROOT.rglob("*.js") if "vendor" not in path.parts]
    assert scripts
    found = {f"{path.name}: {hit[0]}" for path in scripts for hit in LITERAL.finditer(path.read_text(encoding="utf-8"))}
    assert sorted(found) == []


JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def written_out(template: str) -> list[str]:
    """What is always the same in it; attributes and classes that another template is handed are no sentence."""
    texts = shown_words(JINJA.sub("", template))
    return [text for text in texts if '="' not in text and text not in {"required", "readonly", "takes-files"}]


def test_no_template_has_a_sentence_of_its_own() -> None:
    """Whatever state it is drawn in."""
    templates = [*ROOT.rglob("*.html")]
    assert templates
    found = {path.name: escaped(written_out(path.read_text(encoding="utf-8"))) for path in templates}
    assert {name: texts for name, texts in found.items() if texts} == {}
