"""Every problem and every notice has its words, and the params that they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sentences import CODES, FORMS

import playground.tasks
from playground.tasks.api_errors import parse_problem
from playground.tasks.problem import Charged, ProblemCode
from playground.texts import translate

STATUSES = (400, 401, 402, 403, 404, 408, 409, 422, 425, 429, 500, 503, 302, 200)
SOURCES = Path(playground.tasks.__file__).parent


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("status", STATUSES)
def test_a_problem_brings_the_figures_that_its_words_name(status: int, language: str) -> None:
    problem = parse_problem(status, {}, b"")
    for part in ("title", "what", "do"):
        assert translate(f"problem.{problem.code}.{part}", "zh" if language == "zh" else "en", **problem.params)


@pytest.mark.parametrize("code", [*ProblemCode])
def test_every_code_has_its_words(code: ProblemCode) -> None:
    assert {f"problem.{code}.{part}" for part in ("title", "what", "do")} <= CODES


@pytest.mark.parametrize("charged", [*Charged])
def test_every_charge_has_its_words(charged: Charged) -> None:
    assert f"charged.{charged}" in CODES


def test_every_notice_of_this_room_has_its_words() -> None:
    used = {code for file in SOURCES.glob("*.py") for code in re.findall(r'"(notice\.[a-z_]+)"', file.read_text())}
    assert used
    assert used <= CODES


def test_what_is_said_of_a_retry_promises_that_it_costs_once() -> None:
    assert translate("notice.retry_busy", wait=4.0) == (
        "The service is busy: trying again in 4 s, this will not be charged twice."
    )


def test_how_long_a_rate_limit_lasts_is_said() -> None:
    problem = parse_problem(429, {"retry-after": "3600"}, b"")
    assert translate("problem.rate_limit.do", **problem.params) == "Wait about 60 minutes, then generate again."


@pytest.mark.parametrize("code", sorted(code for code in CODES if code.startswith(("problem.", "charged.", "notice."))))
def test_both_languages_name_the_same_figures(code: str) -> None:
    english, chinese = (set(re.findall(r"\{(\w+)", "".join(FORMS[language][code]))) for language in ("en", "zh"))
    assert english == chinese
