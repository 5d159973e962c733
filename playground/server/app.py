"""The ASGI app, in one place: its parts, its routes, its middleware from the inside out; and serving it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from itertools import chain
from typing import Final
from urllib.parse import urlsplit

from playground.exposure import check_exposure

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read by Gradio when it is imported

import uvicorn
from fastapi import FastAPI
from starlette.routing import BaseRoute

from playground import metrics
from playground.asgiserver import Server, running
from playground.errors import SettingsError, StorageError
from playground.files.bucket import BucketStore
from playground.files.media_pool import MEDIA_POOL
from playground.runs.database import Database
from playground.runs.figures import figures
from playground.runs.lease import is_gone
from playground.runs.ledger import Ledger
from playground.runs.ownership import LEASE_DURATION
from playground.runs.replicas import check_at_start
from playground.server.account import account_routes
from playground.server.admin import admin_routes
from playground.server.batches import batch_routes
from playground.server.bodylimit import BodyLimit
from playground.server.compare import compare_routes
from playground.server.connections import BodyTimeout, ConnectionLimiter, connection_limit, uvicorn_options
from playground.server.costs import cost_routes
from playground.server.files import result_routes, upload_routes
from playground.server.form import form_routes
from playground.server.forwarded import ForwardedHeaders
from playground.server.gradio_shell import mount_gradio_shell
from playground.server.grid import grid_routes
from playground.server.health import BOUND, HealthMiddleware, Readiness, schemas_check
from playground.server.history import history_routes
from playground.server.history_actions import history_action_routes
from playground.server.history_batches import history_batch_routes
from playground.server.housekeeping import Housekeeper
from playground.server.importing import import_routes
from playground.server.kept_uploads import kept_upload_routes
from playground.server.lists import list_routes
from playground.server.live import live_routes
from playground.server.logformat import set_up
from playground.server.look import LINKS, VERSION, inline, look_routes
from playground.server.lostkeys import tell_of_lost_keys
from playground.server.metrics import MetricsApp, MetricsMiddleware, count_request
from playground.server.page import page_routes
from playground.server.presets import preset_routes
from playground.server.ratelimits import RateLimitMiddleware
from playground.server.requestlog import RequestLog, RouteNotes
from playground.server.responses import unavailable
from playground.server.samples import sample_routes
from playground.server.security import AccessRules, SecurityMiddleware
from playground.server.signin.build import build_way
from playground.server.signin.cookies import CookieRules
from playground.server.signin.gate import Gate
from playground.server.viewcontexts import view_contexts
from playground.server.workbench import workbench_routes
from playground.settings import Settings
from playground.sockets import listen, url_of
from playground.texts import Language, join_words, translate
from playground.ui.page import build_page
from playground.ui.theme import THEME
from playground.ui.workbench_pool import WorkbenchPool
from playground.wiring import SANDBOX_PATH, Parts, build, build_sandbox, check_bucket, replica_of

_TURN: Final = 0.001
"""Seconds after which a thread at work on a form gives way to the event loop, where that waits: a fifth of Python's."""


def create_server(settings: Settings, *, own_address: str) -> FastAPI:
    """The whole app: middleware, page, routes, embedded sandbox.

    Args:
        settings: from the environment.
        own_address: where this process can be reached, e.g. `http://127.0.0.1:7860`.
    """
    parts = build(settings, own_address=own_address, is_for_others=True)
    workbench_pool = WorkbenchPool()
    housekeeper = Housekeeper(parts)
    health_database = Database(settings.ledger, patience=BOUND)
    metrics_app = _metrics_app(settings, health_database)
    readiness = Readiness({"database": health_database.check, "schemas": schemas_check(parts.catalog)})

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await parts.runner.start()
        if parts.own_keys:
            with suppress(StorageError):  # on a full disk they are opened with the earlier secret a while longer
                await parts.people.call(parts.own_keys.rotate)
        keeping = asyncio.create_task(housekeeper.run(), name="housekeeping")
        async with AsyncExitStack() as stack:
            if metrics_app and settings.metrics_port:
                port = listen(settings.host, settings.metrics_port)
                await stack.enter_async_context(running(metrics_app, port))
            yield
        readiness.stop()
        keeping.cancel()
        await parts.runner.stop()
        await parts.people.close()
        health_database.close()
        workbench_pool.close()
        MEDIA_POOL.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(StorageError, unavailable)
    app.state.stop_being_ready = readiness.stop
    app.state.end_subscriptions = parts.runner.end_subscriptions
    app.router.routes.extend(_own_routes(parts, workbench_pool, own_address))
    if settings.on_sandbox:
        app.mount(SANDBOX_PATH, build_sandbox(settings, parts.catalog, parts.uploads))
    mount_gradio_shell(app, build_page(), theme=THEME, head=_head(), links=LINKS, first=inline("rest.js"))
    _add_middleware(app, parts, housekeeper, readiness, metrics_app)
    return app


def _own_routes(parts: Parts, workbench_pool: WorkbenchPool, own_address: str) -> Iterator[BaseRoute]:
    """Every route of ours, in the order in which they are asked."""
    contexts = view_contexts(parts, own_address)
    return chain(
        page_routes(parts),
        account_routes(parts, VERSION),
        form_routes(parts),
        preset_routes(parts),
        batch_routes(parts),
        list_routes(parts),
        upload_routes(parts),
        result_routes(parts),
        import_routes(parts),
        sample_routes(parts.catalog),
        live_routes(parts, contexts, VERSION),
        history_routes(parts, contexts, VERSION),
        history_action_routes(parts),
        history_batch_routes(parts),
        cost_routes(parts, contexts, VERSION),
        kept_upload_routes(parts),
        admin_routes(parts, contexts, VERSION),
        grid_routes(parts, contexts, VERSION),
        compare_routes(parts, contexts, VERSION),
        workbench_routes(parts.catalog, workbench_pool, VERSION),
        look_routes(),
    )


def _add_middleware(
    app: FastAPI, parts: Parts, housekeeper: Housekeeper, readiness: Readiness, metrics_app: MetricsApp | None
) -> None:
    """What a request passes through, from the inside out: the last one added sees it first."""
    settings = parts.settings
    app.add_middleware(RouteNotes, routes=app.router.routes)
    app.add_middleware(BodyLimit)
    app.add_middleware(RateLimitMiddleware, has_space=housekeeper.has_space)
    rules = _rules(settings, _media_origins(parts))
    way = build_way(settings, parts.people, CookieRules(rules.secure_cookie, rules.framed_anywhere))
    if way:
        app.add_middleware(Gate, way=way, admins=frozenset(settings.admins))
    app.add_middleware(SecurityMiddleware, rules=rules)
    app.add_middleware(ForwardedHeaders, trusted=settings.trusted_proxies)
    app.add_middleware(BodyTimeout)
    app.add_middleware(HealthMiddleware, readiness=readiness)
    if metrics_app and not settings.metrics_port:
        app.add_middleware(MetricsMiddleware, told=metrics_app, trusted=settings.trusted_proxies)
    app.add_middleware(RequestLog, trusted=settings.trusted_proxies, watchers=[count_request] if metrics_app else [])


def serve(settings: Settings, language: Language = "en") -> None:
    """Serve until Ctrl+C; what is printed is in that language.

    Raises:
        SettingsError: the port is taken, the bucket cannot be used, or the settings do not allow it.
        StorageError: the data folder cannot be used.
    """
    check_exposure(settings)
    check_bucket(settings)
    ledger = Ledger(settings.ledger)
    ledger.open()  # where that cannot be done it is said now, in words, and not once the server has started
    replica = replica_of(settings)
    check_at_start(lambda: ledger.processes.check_replicas(replica, is_gone), LEASE_DURATION + 1)
    ledger.close()
    tell_of_lost_keys(settings, language)
    # Bound before anything starts: a busy port is said in words, and early requests wait instead of failing.
    socket = listen(settings.host, settings.port)
    address = url_of(socket)
    app = create_server(settings, own_address=address)
    sys.stderr.write(translate("page.serving", language, address=address) + "\n")
    if not settings.is_loopback:
        known = join_words(sorted(settings.known_hosts | {"localhost"}), language)
        sys.stderr.write(translate("page.known_hosts", language, hosts=known) + "\n")
    sys.stderr.flush()
    config = uvicorn.Config(
        app,
        log_config=None,  # see `set_up`
        log_level="warning",
        timeout_graceful_shutdown=2,
        proxy_headers=False,  # see `ForwardedHeaders`
        server_header=False,
        access_log=False,
        **uvicorn_options(ConnectionLimiter(settings.trusted_proxies, most=connection_limit())),
    )
    set_up(settings)
    sys.setswitchinterval(_TURN)
    server = Server(
        config,
        on_stopping=app.state.stop_being_ready,
        stop_delay=settings.stop_delay,
        before_shutdown=app.state.end_subscriptions,
    )
    asyncio.run(server.serve(sockets=[socket]))


def _head() -> str:
    return (
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="playground-version" content="{VERSION}">'
        f'<link rel="stylesheet" href="look/{VERSION}/page.css">'
        f'<script type="module" src="look/{VERSION}/pages/boot.js"></script>'
    )


def _media_origins(parts: Parts) -> tuple[str, ...]:
    """Where pages show pictures and clips from besides this server: the bucket, where browsers are sent there."""
    if not (parts.settings.signed_links and isinstance(parts.store, BucketStore)):
        return ()
    link = urlsplit(parts.store.link("any"))
    return (f"{link.scheme}://{link.netloc}",)


def _metrics_app(settings: Settings, ledger: Database) -> MetricsApp | None:
    if settings.metrics and not metrics.IS_THERE:
        raise SettingsError("settings.metrics_package")
    return MetricsApp(partial(figures, ledger)) if settings.metrics else None


def _rules(settings: Settings, media_from: tuple[str, ...]) -> AccessRules:
    public = urlsplit(settings.public_url or "")
    return AccessRules(
        loopback_only=settings.is_loopback,
        hosts=settings.known_hosts,
        origins=frozenset({public.netloc} if public.netloc else ()) | settings.known_hosts,
        secure_cookie=public.scheme == "https",
        framed_anywhere="SPACE_ID" in os.environ,
        media_from=media_from,
    )
