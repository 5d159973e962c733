"""Routes of who is signed in: what a browser made before, taken along or left."""

from __future__ import annotations

import time
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from playground.server.responses import answered
from playground.texts import translate
from playground.ui.visitor import browser_of, is_anonymous, language_of, signed_in
from playground.wiring import Parts


def account_routes(parts: Parts) -> list[BaseRoute]:
    """`POST /claim/take` and `POST /claim/leave` answer what was offered: `{"said"}`, or `{"problem"}`."""

    async def answer_claim(request: Request) -> dict[str, Any] | None:
        language, known, browser = language_of(request), signed_in(request), browser_of(request)
        takes = request.path_params["answer"] == "take"
        is_answered = known is not None and await parts.people.call(
            parts.people.taking_along.answer, browser, known.person, time.time(), takes=takes
        )
        if known is None or not is_answered:
            return None
        if takes:
            parts.runner.give(browser, known.person)
        return {"said": translate("page.claim.taken" if takes else "page.claim.left", language)}

    return [Route("/claim/{answer:str}", answered(answer_claim, gone="page.claim.gone"), methods=["POST"])]


async def offered_claim(parts: Parts, request: Request) -> int:
    """How much of what this browser made before is offered to whoever is signed in; 0 where that is no question.

    Raises:
        StorageError: the ledger cannot be read or written.
    """
    known, browser = signed_in(request), browser_of(request)
    if known is None or is_anonymous(browser):
        return 0
    return await parts.people.call(parts.people.taking_along.offer, browser, known.person, time.time())
