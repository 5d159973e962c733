"""Routes of who is signed in: what a browser made before, taken along or left; and a key of the person's own."""

from __future__ import annotations

import re
import time
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from playground.people.own_keys import OwnKeys
from playground.server.responses import NOT_KEPT, answered
from playground.texts import translate
from playground.ui.drawing import browser_words, draw
from playground.ui.visitor import browser_of, is_anonymous, language_of, person_of, signed_in
from playground.wiring import Parts

_KEY: Final = re.compile(r"[\x21-\x7e]{8,1000}")
"""What can be a key: all else could not even be sent."""


def account_routes(parts: Parts, version: str) -> list[BaseRoute]:
    """`POST /claim/take` and `POST /claim/leave` answer what was offered: `{"said"}`, or `{"problem"}`.

    Where people may bring keys, `GET /account` is a page with plain forms, for `POST /account/key` and
    `POST /account/key/delete`, each of which leads back to it.
    """
    claim = Route("/claim/{answer}", answered(_claim_answered(parts), gone="page.claim.gone"), methods=["POST"])
    return [claim, *_key_routes(parts, parts.own_keys, version)] if parts.own_keys else [claim]


def _claim_answered(parts: Parts) -> Any:
    async def answer_claim(request: Request) -> dict[str, Any] | None:
        known, browser, answer = signed_in(request), browser_of(request), request.path_params["answer"]
        if known is None or answer not in {"take", "leave"}:
            return None
        answers, takes = parts.people.taking_along.answer, answer == "take"
        if not await parts.people.call(answers, browser, known.person, time.time(), takes=takes):
            return None
        if takes:
            parts.runner.give(browser, known.person)
        return {"said": translate("page.claim.taken" if takes else "page.claim.left", language_of(request))}

    return answer_claim


def _key_routes(parts: Parts, keys: OwnKeys, version: str) -> list[BaseRoute]:
    people, service = parts.people, parts.settings.service_name

    async def drawn(request: Request, problem: str = "", status: int = 200) -> Response:
        language = language_of(request)
        known = await people.call(keys.current, person_of(request), service)
        page = draw(
            "account",
            language,
            words=browser_words(language),
            version=version,
            account=signed_in(request),
            service=urlsplit(service).netloc or service,
            ending=known.ending if known else "",
            problem=problem,
        )
        return HTMLResponse(page, status, NOT_KEPT)

    async def page(request: Request) -> Response:
        return await drawn(request)

    async def keep(request: Request) -> Response:
        given = parse_qs((await request.body()).decode(errors="replace")).get("key", [""])[0].strip()
        if is_anonymous(person_of(request)) or not _KEY.fullmatch(given):
            return await drawn(request, translate("account.key.unusable", language_of(request)), 400)
        await people.call(keys.store, person_of(request), service, given, time.time())
        return RedirectResponse("/account", 303)

    async def delete(request: Request) -> Response:
        if await people.call(keys.delete, person_of(request), service, time.time()):
            await parts.runner.own_keys_deleted(person_of(request))
        return RedirectResponse("/account", 303)

    return [
        Route("/account", page),
        Route("/account/key", keep, methods=["POST"]),
        Route("/account/key/delete", delete, methods=["POST"]),
    ]


async def offered_claim(parts: Parts, request: Request) -> int:
    """How much of what this browser made before is offered to whoever is signed in; 0 where that is no question.

    Raises:
        StorageError: the ledger cannot be read or written.
    """
    known, browser = signed_in(request), browser_of(request)
    if known is None or is_anonymous(browser):
        return 0
    return await parts.people.call(parts.people.taking_along.offer, browser, known.person, time.time())
