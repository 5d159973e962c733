"""`playground sandbox`: the task API on this machine, alone."""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn

from playground.catalog import Catalog
from playground.cli.environment import load_settings
from playground.cli.output import examples, translated
from playground.files.uploads import Uploads
from playground.sockets import listen, url_of
from playground.wiring import build_sandbox


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sandbox", help=translated("command.sandbox.help"), epilog=examples("command.sandbox.examples"))(
        sandbox
    )


def sandbox(
    *,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help=translated("command.sandbox.host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help=translated("command.sandbox.port"))] = 8787,
    pace: Annotated[float, typer.Option(metavar="FACTOR", min=0, help=translated("command.sandbox.pace"))] = 1.0,
) -> None:
    """Serve the API at the root until Ctrl+C."""
    settings = load_settings()
    app = build_sandbox(settings, Catalog(settings.schemas), Uploads(settings.uploads_folder), pace=pace)
    taken = listen(host, port)
    print(translated("command.sandbox.ready", url=url_of(taken)), flush=True)
    config = uvicorn.Config(app, lifespan="off", log_level="warning", timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[taken])
