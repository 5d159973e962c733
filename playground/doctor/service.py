"""The service, by a request that costs nothing: how a task stands that nobody ever asked for."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from playground.doctor.clocks import ahead, compared
from playground.doctor.finding import Finding, warn, well, wrong
from playground.loopback import is_loopback
from playground.settings import Settings
from playground.tasks.api_errors import parse_problem
from playground.tasks.client import ClientLimits, Service, open_client
from playground.tasks.envelope import with_effective_status
from playground.tasks.problem import ProblemCode
from playground.tasks.responses import ApiResponse, NoResponse

_LIMITS: Final = ClientLimits(connect=4.0, read=6.0, overall=8.0)
_UNKNOWN_TASK: Final = frozenset({400, 404, 410, 422})
_SAID: Final = {
    ProblemCode.NO_CREDIT: warn("doctor.service.no_credit"),
    ProblemCode.RATE_LIMIT: warn("doctor.service.busy"),
    ProblemCode.SERVICE_DOWN: wrong("doctor.service.down"),
}


def service(settings: Settings) -> Iterator[Finding]:
    """Whether it answers, takes our key, and what time it has."""
    if settings.on_sandbox:
        yield well("doctor.service.sandbox")
        return
    key = settings.api_key.get_secret_value() if settings.api_key else None
    url = settings.service_name
    parts = urlsplit(url)
    if key and parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        yield warn("doctor.service.plain", url=url)
    answer = asyncio.run(_ask(Service(url, key)))
    if isinstance(answer, NoResponse):
        yield wrong(_no_answer(answer), url=url)
        return
    yield _said(answer, url, has_key=key is not None)
    seconds = ahead(answer.headers, time.time())
    if seconds is not None:
        yield compared(seconds, "doctor.clock.service")


async def _ask(service: Service) -> ApiResponse | NoResponse:
    async with open_client(service, limits=_LIMITS) as client:
        return await client.fetch(f"task_doctor_{uuid.uuid4().hex}")


def _no_answer(answer: NoResponse) -> str:
    if answer.is_certificate:
        return "doctor.service.certificate"
    if answer.is_proxy:
        return "doctor.service.proxy"
    return "doctor.service.silent" if answer.arrived else "doctor.service.unreachable"


def _said(answer: ApiResponse, url: str, *, has_key: bool) -> Finding:
    answer = with_effective_status(answer)
    problem = None if answer.is_success else parse_problem(answer.status, answer.headers, answer.body)
    if problem and problem.code is ProblemCode.KEY_REFUSED:
        return wrong("doctor.service.key" if has_key else "doctor.service.no_key", url=url)
    if problem and (known := _SAID.get(problem.code)):
        return Finding(known.level, known.code, {"url": url})
    if answer.payload is None or answer.status not in _UNKNOWN_TASK:
        return warn("doctor.service.other", url=url, status=answer.status)
    return well("doctor.service.ok" if has_key else "doctor.service.ok_without_key", url=url)
