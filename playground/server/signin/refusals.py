"""What is answered to whoever may not pass: a page where one was asked for, else a sentence for the page's scripts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from playground.server.responses import NOT_KEPT, AsciiJSONResponse, wants_page
from playground.server.signin.leadingback import address_of
from playground.texts import translate
from playground.ui.drawing import draw
from playground.ui.visitor import language_of


def refusal(request: Request, code: str, status: int, **params: Any) -> Response:
    """Say why, in words; there is nothing that could be done here.

    Args:
        request: that may not pass.
        code: of the sentence.
        status: 401, 403 or 503.
        params: what the sentence names.
    """
    problem = translate(code, language_of(request), **params)
    if wants_page(request):
        return HTMLResponse(draw("signed_out", language_of(request), problem=problem, link=""), status, NOT_KEPT)
    return AsciiJSONResponse({"problem": problem}, status, NOT_KEPT)


def sign_in_page(request: Request, *, problem: str = "", status: int = 401, is_framed: bool = False) -> Response:
    """Offer to sign in, and to come back to where this was asked for.

    Args:
        request: that may not pass.
        problem: what went wrong with signing in, in words.
        status: 401, or of what went wrong.
        is_framed: whether the page may stand in a frame of another site, where no provider lets itself be shown.
    """
    language = language_of(request)
    if not wants_page(request):
        return AsciiJSONResponse({"problem": translate("page.signed_out", language)}, status, NOT_KEPT)
    link = f"/login?next={quote(address_of(request), safe='')}"
    page = draw("signed_out", language, problem=problem, link=link, is_framed=is_framed)
    return HTMLResponse(page, status, NOT_KEPT)
