"""Reference files on the command line: published where the service fetches them, or nothing is sent."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import patient
import pytest
from commandline import Machine, Playground
from faultserver import FaultServer, Reply
from forking import Command
from PIL import Image

pytestmark = pytest.mark.slow

MODEL = "qwen-image-2-0-pro"
Start = Callable[..., Awaitable[Command]]


@pytest.fixture
def photo(machine: Machine) -> Path:
    """A JPEG that lies on its side and says where it was taken."""
    path = machine.folder / "my photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation
    exif[0x010E] = "taken at home"
    Image.new("RGB", (64, 32), "teal").save(path, exif=exif)
    return path


async def test_a_service_on_this_machine_fetches_the_cleaned_file(machine: Machine, start: Start, photo: Path) -> None:
    async with FaultServer(duration=4) as server, patient.AsyncClient() as service:
        process = await start(
            "run", MODEL, "--set", "prompt=Tea", "--set", f'image_urls=["{photo.name}"]', "--json",
            env={"PLAYGROUND_API_URL": server.url},
        )  # fmt: skip
        await machine.until(process, "queued")
        [url] = json.loads(server.submits[0].body)["input"]["image_urls"]
        fetched = await service.get(url)
        elsewhere = await service.get(url.replace("/uploads/", "/uploads/..%2f"))
        done = await machine.finish(process)
    assert done.code == 0
    assert url.startswith("http://127.0.0.1:")
    assert (fetched.status_code, fetched.headers["content-type"]) == (200, "image/jpeg")
    assert b"taken at home" not in fetched.content
    assert elsewhere.status_code == 404


async def test_the_sandbox_fetches_it_too(machine: Machine, playground: Playground, photo: Path) -> None:
    done = await playground(
        "run",
        "sandbox-video",
        "--set",
        "prompt=Tea",
        "--set",
        "duration=2",
        "--set",
        f"image_url={photo.name}",
        "--json",
    )
    assert (done.code, done.last["problem"]) == (0, None)
    assert (machine.folder / done.last["outputs"][0]).stat().st_size > 1000


async def test_a_sandbox_with_a_folder_of_its_own_fetches_it_over_the_network(
    machine: Machine, playground: Playground, start: Start, photo: Path
) -> None:
    elsewhere = {"PLAYGROUND_DATA": str(machine.data / "elsewhere")}
    sandbox = await start("sandbox", "--port", "0", "--pace", "0.3", env=elsewhere)
    url = (await sandbox.stdout.readline()).decode().split()[-1]
    key = (await playground("keys", "create", env=elsewhere)).out.strip()
    done = await playground(
        "run", MODEL, "--set", "prompt=Tea", "--set", f'image_urls=["{photo.name}"]', "--json",
        env={"PLAYGROUND_API_URL": url, "PLAYGROUND_API_KEY": key},
    )  # fmt: skip
    assert (done.code, done.last["problem"]) == (0, None)


async def test_the_sandbox_fetches_nothing_else(playground: Playground) -> None:
    async with FaultServer(files={"a.png": Reply(200, b"secret")}) as other:
        done = await playground(
            "run", MODEL, "--set", "prompt=Tea", "--set", f'image_urls=["{other.url}/files/a.png"]', "--json"
        )
        assert other.requests == []
    assert (done.code, done.last["status"]) == (1, "failed")
    assert "image_urls" in done.last["problem"]["detail"]


async def test_a_public_address_is_used_where_there_is_one(playground: Playground, photo: Path) -> None:
    public = "https://play.example.com"
    async with FaultServer() as server:
        done = await playground(
            "run", MODEL, "--set", "prompt=Tea", "--set", f'image_urls=["{photo.name}"]', "--json",
            env={"PLAYGROUND_API_URL": server.url, "PLAYGROUND_PUBLIC_URL": public},
        )  # fmt: skip
        [url] = json.loads(server.submits[0].body)["input"]["image_urls"]
    assert done.code == 0
    assert url.startswith(f"{public}/uploads/")


async def test_nothing_is_sent_where_the_service_cannot_reach_this_machine(playground: Playground, photo: Path) -> None:
    done = await playground(
        "run", MODEL, "--set", "prompt=Tea", "--set", f'image_urls=["{photo.name}"]', "--json",
        env={"PLAYGROUND_API_URL": "https://api.example.com"},
    )  # fmt: skip
    assert (done.code, done.last["status"], done.last["run"]) == (2, "invalid", None)
    assert done.last["problem"]["charged"] == "no"


async def test_nothing_is_sent_where_the_file_cannot_be_used(machine: Machine, playground: Playground) -> None:
    (machine.folder / "page.jpg").write_text("<!doctype html><title>Not a picture</title>")
    async with FaultServer() as server:
        for name in ("page.jpg", "missing.jpg"):
            done = await playground(
                "run", MODEL, "--set", "prompt=Tea", "--set", f'image_urls=["{name}"]', "--json",
                env={"PLAYGROUND_API_URL": server.url},
            )  # fmt: skip
            assert (done.code, done.last["status"]) == (2, "invalid")
        assert server.requests == []


async def test_links_are_sent_as_they_are(playground: Playground) -> None:
    link = "https://cdn.example.com/a.png?sig=1&x=%20"
    async with FaultServer() as server:
        done = await playground(
            "run", MODEL, "--set", "prompt=Tea", "--set", f'image_urls=["{link}"]', "--json",
            env={"PLAYGROUND_API_URL": server.url},
        )  # fmt: skip
    assert done.code == 0
    assert json.loads(server.submits[0].body)["input"]["image_urls"] == [link]


async def test_a_file_goes_inside_the_request_where_the_model_allows_it_and_no_link_would_do(
    machine: Machine, playground: Playground, photo: Path
) -> None:
    schemas = machine.folder / "schemas"
    schemas.mkdir()
    picture = {"type": "string", "format": "data-url"}
    properties = {"prompt": {"type": "string"}, "image": picture, "small": {**picture, "maxLength": 40}}
    (schemas / "inline.json").write_text(json.dumps({"type": "object", "properties": properties}))
    async with FaultServer() as server:
        # 0.0.0.0 is this machine, but nobody can tell: as far as the settings say, the service is elsewhere.
        env = {
            "PLAYGROUND_API_URL": server.url.replace("127.0.0.1", "0.0.0.0"),  # noqa: S104
            "PLAYGROUND_PRIVATE_HOSTS": server.url.removeprefix("http://"),  # where its results come from
            "PLAYGROUND_SCHEMAS": str(schemas),
        }
        done = await playground("run", "inline", "--set", f"image={photo.name}", "--json", env=env)
        [held] = [json.loads(one.body)["input"]["image"] for one in server.submits]
        refused = await playground("run", "inline", "--set", f"small={photo.name}", "--json", env=env)
        assert len(server.submits) == 1
    assert done.code == 0
    with Image.open(io.BytesIO(base64.b64decode(held.removeprefix("data:image/jpeg;base64,")))) as sent:
        assert (sent.size, dict(sent.getexif())) == ((32, 64), {})
    assert (refused.code, refused.last["status"]) == (2, "invalid")
    assert "only takes files inside the request" in refused.last["problem"]["detail"]
