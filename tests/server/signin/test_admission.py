"""Whom the rules let in, and who is in no longer."""

from __future__ import annotations

from typing import Any

import pytest
from door import PAGE, Visitor, oidc_door, sign_in
from openidprovider import OpenIdProvider

from playground.people.async_people import AsyncPeople
from playground.server.signin.admission import Admission

DOMAIN = Admission(domains=frozenset({"example.com"}))


GROUP = Admission(groups=frozenset({"studio"}))


@pytest.mark.parametrize(
    ("admission", "claims", "said"),
    [
        (DOMAIN, {}, None),
        (DOMAIN, {"email": "ann@evil.example"}, "ann@evil.example may not"),
        (DOMAIN, {"email": "ann@sub.example.com"}, "may not"),
        (DOMAIN, {"email": "ann@evil.example@example.com"}, "not confirmed"),
        (DOMAIN, {"email_verified": False}, "not confirmed"),
        (DOMAIN, {"email_verified": None}, "not confirmed"),
        (DOMAIN, {"email": None}, "not confirmed"),
        (GROUP, {"groups": ["studio", "x"]}, None),
        (GROUP, {"orgs": [{"sub": "9", "preferred_username": "studio"}]}, None),
        (GROUP, {"orgs": [{"sub": "9", "preferred_username": "evil", "name": "studio"}]}, "no group"),
        (GROUP, {"groups": "studio"}, "no group"),
        (GROUP, {}, "no group"),
        (Admission(DOMAIN.domains, GROUP.groups), {"groups": ["studio"], "email": "a@evil.example"}, "may not"),
    ],
)
async def test_only_whom_the_rules_let_in_comes_in(
    people: AsyncPeople,
    provider: OpenIdProvider,
    visitor: Visitor,
    *,
    admission: Admission,
    claims: dict[str, Any],
    said: str | None,
) -> None:
    provider.changes = claims
    browser = await visitor(oidc_door(people, provider, admission), headers=PAGE)
    came = await sign_in(browser, provider)
    assert came.status_code == (403 if said else 303)
    assert (said or "") in came.text
    assert len(await people.call(people.people.all)) == (0 if said else 1)


async def test_what_only_the_user_info_tells_counts_if_it_is_of_the_same_person(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    provider.person = {"sub": "ann-1"}
    provider.info = {"groups": ["studio"], "name": "Ann"}
    browser = await visitor(oidc_door(people, provider, GROUP))
    assert (await sign_in(browser, provider)).status_code == 303
    assert (await browser.get("/")).json()["name"] == "Ann"
    provider.info = {"groups": ["studio"], "sub": "somebody-else"}
    assert (await sign_in(await visitor(oidc_door(people, provider, GROUP)), provider)).status_code == 403


async def test_a_disabled_person_is_refused_in_words_with_an_open_session_and_at_the_next_sign_in(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    browser = await visitor(oidc_door(people, provider), headers=PAGE)
    await sign_in(browser, provider)
    (ann,) = await people.call(people.people.all)
    await people.call(people.people.set_disabled, ann.person, by="boss", now=1.0, is_disabled=True)
    refused = await browser.post("/generate")
    assert refused.status_code == 403
    assert "Your account is turned off here" in refused.text
    assert (await sign_in(browser, provider)).status_code == 403
