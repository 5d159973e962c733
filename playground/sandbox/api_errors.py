"""The errors of the sandbox's API: each is an exception that carries its whole response."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse

from playground.sandbox.wire import InputError, error_json


class AsciiJSONResponse(JSONResponse):
    """JSON in plain ASCII, so that half a surrogate pair in an input cannot break the answer that quotes it."""

    def render(self, content: Any) -> bytes:
        """JSON as bytes; figures that JSON does not have raise ValueError."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


class APIError(Exception):
    """Ends a request with an error response.

    Args:
        status: of HTTP.
        message: one sentence.
        kind: the group of errors.
        code: the error itself.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str,
        errors: Sequence[InputError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.answer = AsciiJSONResponse(error_json(message, kind=kind, code=code, errors=errors), status, headers)


def bad_request(message: str) -> APIError:
    """The body or a header is not what the API takes."""
    return APIError(400, message, code="bad_request")


def too_large() -> APIError:
    """The body is too large."""
    return APIError(413, "The request is too large.", code="too_large")


def key_refused() -> APIError:
    """No key, or one that is unknown, disabled or deleted."""
    return APIError(
        401,
        "This key is missing, unknown or disabled.",
        kind="authentication_error",
        code="invalid_api_key",
        headers={"WWW-Authenticate": "Bearer"},
    )


def unknown_model(model: str) -> APIError:
    """No model of that name."""
    return APIError(404, f"There is no model named {model[:100]}.", code="model_not_found")


def unknown_task() -> APIError:
    """No task of that id."""
    return APIError(404, "There is no task of that id.", code="task_not_found")


def invalid_input(errors: Sequence[InputError]) -> APIError:
    """The input does not fit the model's schema."""
    return APIError(422, errors[0].message, code="invalid_input", errors=errors)


def conflict() -> APIError:
    """The idempotency key was used with another payload; which one is nobody else's business."""
    return APIError(
        409, "This idempotency key was used with other input.", kind="idempotency_error", code="idempotency_conflict"
    )


def already_over() -> APIError:
    """A task that ended cannot be cancelled."""
    return APIError(409, "The task is over and can no longer be cancelled.", code="task_is_terminal")


def content_refused() -> APIError:
    """Magic: the service does not want the content."""
    return APIError(
        422,
        "The prompt was refused by the content policy.",
        kind="content_policy_error",
        code="content_policy_violation",
    )


def no_credit() -> APIError:
    """Magic: the money is gone."""
    return APIError(402, "There is not enough credit for this task.", kind="billing_error", code="insufficient_credit")


def rate_limited() -> APIError:
    """Magic: too many requests, for an hour."""
    return APIError(
        429,
        "Too many requests: try again in an hour.",
        kind="rate_limit_error",
        code="rate_limit_exceeded",
        headers={"Retry-After": "3600"},
    )


def unavailable() -> APIError:
    """The sandbox cannot work just now."""
    return APIError(503, "The service is not available right now.", kind="server_error", code="unavailable")
