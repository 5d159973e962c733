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
    "file", ["pages/boot.js", "form/schema_form.js", "form/widgets/seed.js", "page.css", "history.css", "form/form.css"]
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


def test_the_page_that_gradio_builds_names_style_and_script_before_it_is_read() -> None:
    client = visitor()
    named = re.findall(r"<([^>]+)>; rel=(\w+)", look.LINKS)
    assert [(client.get(f"/{address}").headers["content-type"].split(";")[0], kind) for address, kind in named] == [
        ("text/css", "preload"),
        ("text/javascript", "modulepreload"),
    ]


@pytest.mark.parametrize(
    ("page", "some"), [("boot", "generate.js"), ("workbench", "form/widgets/seed.js"), ("history", "history_list.js")]
)
def test_the_script_of_a_page_has_all_that_it_imports_once(page: str, some: str) -> None:
    client, address = visitor(), f"/look/{look.VERSION}/pages/{page}.js"
    script = client.get(address).text
    names = re.findall(r"^const \$\S+ = \(function \(\) \{ // (\S+)$", script, re.MULTILINE)
    assert {some, "form/dom.js"} < set(names)
    assert names[-1] == f"{page}.js"
    assert len(names) == len(set(names))
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    found = re.search(r"^//# sourceMappingURL=(.+)$", script, re.MULTILINE)
    assert found
    place = urljoin(address, found[1])
    sources = [urljoin(place, source) for source in client.get(place).json()["sources"]]
    assert sources == [f"/look/{look.VERSION}/{name}" for name in names]
    assert {client.get(source).status_code for source in sources} == {200}


def test_each_script_that_is_asked_for_by_name_is_that_of_a_page() -> None:
    assert {name.removesuffix(".js") for name in look.page_modules()} == {
        *("boot", "workbench", "history", "grid", "compare", "costs", "account", "door"),
        "rest",  # stands in the page itself
    }
    assert visitor().get(f"/look/{look.VERSION}/pages/toast.js").status_code == 404
    assert visitor().get(f"/look/{look.VERSION}/pages/toast.js.map").status_code == 404


@pytest.mark.parametrize("file", ["page.css", "pages/boot.js"])
def test_what_is_joined_is_sent_packed_to_those_who_can_unpack_it(file: str) -> None:
    client, address = visitor(), f"/look/{look.VERSION}/{file}"
    packed, plain = (client.get(address, headers={"Accept-Encoding": coding}) for coding in ("br, gzip", "identity"))
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    assert [answer.headers.get("content-encoding") for answer in (packed, plain)] == ["gzip", None]
    assert {answer.headers["vary"] for answer in (packed, plain)} == {"Accept-Encoding"}
