"""Style and scripts: kept by browsers under an address that names their content, with all that widgets bring along."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from playground.component.drawing import STATIC, widget_sheet
from playground.form import WIDGETS, Widget
from playground.server import look
from playground.ui.drawing import STYLES


class Dial(Widget):
    """Draws nothing here: only its script matters."""

    __slots__ = ()
    name = "dial"
    script = "export default (field) => field;"


def visitor() -> TestClient:
    return TestClient(Starlette(routes=look.look_routes()))


@pytest.mark.parametrize(
    "file", ["boot.js", "form/schema_form.js", "form/widgets/seed.js", "page.css", "history.css", "form/form.css"]
)
def test_what_has_its_version_in_its_address_is_kept_for_ever(file: str) -> None:
    client = visitor()
    kept, unnamed = client.get(f"/look/{look.VERSION}/{file}"), client.get(f"/look/{file}")
    assert kept.content == unnamed.content != b""
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert unnamed.headers["cache-control"] == "no-cache"
    assert kept.headers["content-type"].startswith("text/javascript" if file.endswith("js") else "text/css")


def test_one_sheet_has_the_rules_of_every_widget() -> None:
    sheets = list((STATIC / "widgets").glob("*.css"))
    assert len(sheets) > 5
    assert all(sheet.read_text() in widget_sheet() for sheet in sheets)


def test_one_sheet_has_the_style_of_all_pages_in_its_order() -> None:
    served = visitor().get(f"/look/{look.VERSION}/page.css").text
    widgets = served.index(widget_sheet())
    parts = [name for name in STYLES if name != "form/widgets"]
    sources = [STATIC / f"{name[5:]}.css" if name.startswith("form/") else look.LOOK / f"{name}.css" for name in parts]
    places = [served.index(source.read_text(encoding="utf-8")) for source in sources]
    assert places == sorted(places)
    assert places[parts.index("form/parts")] < widgets < places[parts.index("form/touch")]


def test_the_script_that_a_widget_brings_along_is_served_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "WIDGETS", (Dial(), *WIDGETS))
    assert look.content_name() != look.VERSION
    answer = visitor().get(f"/look/{look.VERSION}/form/widgets/dial.js")
    assert (answer.text, answer.headers["content-type"].split(";")[0]) == (Dial.script, "text/javascript")


@pytest.mark.parametrize(("entry", "some"), [("boot.js", "generate.js"), ("workbench.js", "editor.js")])
def test_a_page_names_all_modules_before_it_is_read(entry: str, some: str) -> None:
    links = re.findall(r"<([^>]+)>; rel=(\w+)", look.links_of(entry, ("base",)))
    assert links[:2] == [
        (f"look/{look.VERSION}/base.css", "preload"),
        (f"look/{look.VERSION}/{entry}", "modulepreload"),
    ]
    modules = [address for address, kind in links if kind == "modulepreload"]
    assert {f"look/{look.VERSION}/{name}" for name in (some, "form/dom.js", "form/widgets/seed.js")} < set(modules)
    assert len(modules) == len(set(modules))
    client = visitor()
    sources = {address: client.get(f"/{address}") for address in modules}
    assert {answer.status_code for answer in sources.values()} == {200}
    imported = {
        urljoin(address, name)
        for address, answer in sources.items()
        for name in re.findall(r'^(?:import|export|}).*"(\.[^"]+)";$', answer.text, re.MULTILINE)
    }
    assert imported <= set(modules)
