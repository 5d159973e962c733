"""What went wrong, as a code and params: `playground.texts` has the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ProblemCode(StrEnum):
    """The vocabulary of problems; the command line prints it, the texts are keyed by it."""

    KEY_REFUSED = "key_refused"
    NO_CREDIT = "no_credit"
    RATE_LIMIT = "rate_limit"
    INVALID_INPUT = "invalid_input"
    CONTENT_REFUSED = "content_refused"
    CONFLICT = "conflict"
    SERVICE_DOWN = "service_down"
    NOT_REACHABLE = "not_reachable"
    TASK_FAILED = "task_failed"
    CANCELLED = "cancelled"
    UNCONFIRMED = "unconfirmed"
    RESULT_NOT_FETCHED = "result_not_fetched"
    STORAGE = "storage"
    BUDGET = "budget"


class Charged(StrEnum):
    """Whether the user pays for what happened."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that ended or troubles a run.

    Attributes:
        code: which sentence tells it.
        charged: whether it costs.
        request_id: what support asks for.
        said: the service's own words: plain text from outside, escaped wherever it is shown.
        params: what our sentence names, e.g. `{"status": 503}`; of a rate limit also `wait` (seconds) and `minutes`.
        field: path of the field that the service blamed, e.g. `("size",)`.
    """

    code: ProblemCode
    charged: Charged
    request_id: str | None = None
    said: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    field: tuple[str | int, ...] | None = None
