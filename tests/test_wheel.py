"""The wheel, in an environment that knows nothing of this checkout: the component in an app, and the command."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import patient
import pytest
from fairness import PATIENCE
from pages import ROOT
from ports import free_port

pytestmark = pytest.mark.slow

APP = """
import sys
import gradio as gr
import playground
from playground.component import SchemaForm

assert sys.prefix in playground.__file__, playground.__file__
with gr.Blocks() as demo:
    form = SchemaForm({"properties": {"wish": {"type": "string"}}})
    form.submit(lambda wish: str(wish), form, gr.Textbox(), api_name="wish")
demo.launch(server_port=int(sys.argv[1]), ssr_mode=False, quiet=True)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by the build backend that pip would call, which is installed for tests: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the wheel in it.

    No test needs the internet, so what the wheel depends on comes from this environment: a `.pth` file adds its folder
    of packages after the new one's own. The `.pth` files in an added folder are not read, so that this checkout, which
    one of them installs as editable, is not found.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*install, "--quiet", "--disable-pip-version-check"], check=True)
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


@contextmanager
def running(python: Path, *words: str, folder: Path, **settings: str) -> Iterator[None]:
    """A process outside of the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLAYGROUND_", "PYTHON"))}
    environment = {**kept, "GRADIO_ANALYTICS_ENABLED": "False", **settings}
    process = subprocess.Popen([str(python), *words], cwd=folder, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def answer(url: str) -> httpx.Response:
    """What a server that is starting says in the end."""
    for _ in range(int(10 * PATIENCE)):
        try:
            return patient.get(url)
        except httpx.HTTPError:
            time.sleep(0.1)
    pytest.fail(f"nobody answers at {url}")


def test_it_holds_what_the_package_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, ending in (("playground", "*"), ("schemas", "*.json")):
        tracked = subprocess.run(
            ["git", "ls-files", f"{folder}/{ending}"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.splitlines()
        shipped = {
            name.replace("schemas/", "playground/shipped_schemas/", 1) if folder == "schemas" else name
            for name in tracked
        }
        assert shipped, folder
        assert shipped <= names, shipped - names
    assert "playground/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "examples/")) or name.endswith(".pyi")]


def test_the_component_works_in_an_app_elsewhere(python: Path, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    port = free_port()
    with running(python, "app.py", str(port), folder=tmp_path):
        url = f"http://127.0.0.1:{port}"
        assert answer(url).status_code == 200
        components = patient.get(f"{url}/config").json()["components"]
        [component] = [one for one in components if one["props"].get("name") == "schemaform"]
        script = patient.get(f"{url}/gradio_api/{component['props']['props']['assets']}/gradio.js")
        assert (script.status_code, "mountInGradio" in script.text) == (200, True)
        drawing = {"data": None, "component_id": component["id"], "fn_name": "draw", "session_hash": "x"}
        drawn = patient.post(f"{url}/gradio_api/component_server/", json=drawing)
        assert "field-wish" in drawn.json()["form"]
        event = patient.post(f"{url}/gradio_api/call/wish", json={"data": [{"wish": "luck"}]}).json()["event_id"]
        assert "{'wish': 'luck'}" in patient.get(f"{url}/gradio_api/call/wish/{event}").text


def test_its_command_serves_the_shipped_models(python: Path, tmp_path: Path) -> None:
    port = str(free_port())
    settings = {"PLAYGROUND_PORT": port, "PLAYGROUND_DATA": str(tmp_path / "data")}
    with running(python, "-m", "playground", "serve", folder=tmp_path, **settings):
        url = f"http://127.0.0.1:{port}"
        page = answer(url)
        assert page.status_code == 200
        told = patient.get(f"{url}/models").text
    for shipped in (ROOT / "schemas").glob("*.json"):
        assert f'data-slug="{shipped.stem}"' in told
