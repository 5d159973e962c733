"""`playground serve`: the page."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from playground.cli.environment import load_settings
from playground.cli.output import LANGUAGE, examples, translated
from playground.exposure import check_exposure
from playground.files.diskspace import check_temporary
from playground.settings import PREFIX, Settings


def register(app: typer.Typer) -> None:
    """Add the command; its help lists every variable."""
    rows = (
        f"[cyan]{PREFIX}{name.upper()}[/] {escape(translated(f'variable.{name}'))}" for name in Settings.model_fields
    )
    variables = "\n".join((translated("command.serve.variables"), *rows))
    epilog = f"{examples('command.serve.examples')}\n\n{variables}"
    app.command("serve", help=translated("command.serve.help"), epilog=epilog)(serve)


def serve(
    *,
    host: Annotated[str | None, typer.Option(metavar="ADDRESS", help=translated("command.serve.host"))] = None,
    port: Annotated[int | None, typer.Option(metavar="N", help=translated("command.serve.port"))] = None,
) -> None:
    """Serve until Ctrl+C."""
    settings = load_settings(host=host, port=port)
    check_exposure(settings)
    check_temporary()
    # Here and not above: the page's parts take seconds to import, and `serve --help` needs none of them.
    from playground.server import serve as serve_page  # noqa: PLC0415

    serve_page(settings, LANGUAGE)
