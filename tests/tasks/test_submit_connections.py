"""What a connection does to a request for a task, and what of the key goes over it."""

from __future__ import annotations

import ssl

import pytest
from faultserver import FaultServer, Reply
from submitting import BODY, KEY, assert_same_request, send
from timeline import Timeline

from playground.tasks.client import Service, open_client
from playground.tasks.problem import Charged, ProblemCode
from playground.tasks.submit import Refused, Unconfirmed, submit


async def test_nothing_listens(timeline: Timeline) -> None:
    async with FaultServer() as server:
        pass
    outcome, notices = await send(server, timeline)
    assert isinstance(outcome, Refused)
    assert (outcome.problem.code, outcome.problem.charged) == (ProblemCode.NOT_REACHABLE, Charged.NO)
    assert [notice.code for notice in notices] == ["notice.retry_unreachable"] * 3


async def test_nothing_listens_any_more_after_a_lost_answer(timeline: Timeline) -> None:
    async with FaultServer() as server:
        pass
    outcome, _ = await send(server, timeline, sent_before=True)
    assert isinstance(outcome, Unconfirmed)


async def test_a_bad_certificate_ends_it_at_once(timeline: Timeline, self_signed: ssl.SSLContext) -> None:
    async with FaultServer(tls=self_signed) as server:
        outcome, notices = await send(server, timeline)
    assert isinstance(outcome, Refused)
    assert outcome.problem.code is ProblemCode.NOT_REACHABLE
    assert (server.requests, notices) == ([], [])


@pytest.mark.parametrize("location", ["mailto:x", "http://xn--/", "http://[::1", "//", "/api/v1/tasks"])
@pytest.mark.parametrize(("status", "doubt"), [(307, False), (302, True)])
async def test_a_redirect_to_what_is_no_address_is_one_all_the_same(
    status: int, location: str, *, doubt: bool, timeline: Timeline
) -> None:
    async with FaultServer(submit=[Reply(status, b"", {"Location": location})]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed if doubt else Refused)
    assert outcome.problem.charged is (Charged.UNKNOWN if doubt else Charged.NO)
    assert_same_request(server, 4 if doubt else 1)


async def test_redirects_do_not_carry_the_key(timeline: Timeline) -> None:
    async with FaultServer() as thief, FaultServer(submit=[Reply(307, b"", {"Location": thief.url})]) as server:
        await send(server, timeline)
    assert thief.requests == []


async def test_without_a_key_no_authorization_is_sent(timeline: Timeline) -> None:
    async with FaultServer() as server, open_client(Service(server.url, None)) as client:
        await submit(client, BODY, KEY, notify=print, clock=timeline.clock)
    assert "authorization" not in server.submits[0].headers


@pytest.mark.parametrize(("key", "code"), [("schlüssel", None), ("two\nlines", ProblemCode.NOT_REACHABLE)])
async def test_a_key_with_stray_characters_is_no_error_of_ours(
    key: str, code: ProblemCode | None, timeline: Timeline
) -> None:
    async with FaultServer() as server, open_client(Service(server.url, key)) as client:
        outcome = await submit(client, BODY, KEY, notify=lambda _: None, clock=timeline.clock)
    assert (outcome.problem.code if isinstance(outcome, Refused) else None) is code


def test_the_key_shows_nowhere() -> None:
    assert "secret" not in repr(Service("http://127.0.0.1", "mv_live_secret"))
