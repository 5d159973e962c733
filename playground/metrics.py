"""What is counted for whoever watches over servers, in one place: the rooms count, `/metrics` tells.

Labels have few values, and none is of a person, a run or a model. Without the package `prometheus-client`, which only
servers need that are watched, nothing is counted.
"""

from __future__ import annotations

import importlib
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import Any, Final, Self

IS_THERE: Final = find_spec("prometheus_client") is not None
"""Whether anything is counted."""

_PROMETHEUS: Final[Any] = importlib.import_module("prometheus_client") if IS_THERE else None
REGISTRY: Final[Any] = _PROMETHEUS.CollectorRegistry() if IS_THERE else None


class Uncounted:
    """Stands for any metric where nothing is counted."""

    def labels(self, *_values: str) -> Self:
        """Those of certain labels."""
        return self

    def inc(self) -> None:
        """One more."""

    def observe(self, _value: float) -> None:
        """One such."""

    def set(self, _value: float) -> None:
        """So it is."""

    def track_inprogress(self) -> AbstractContextManager[None]:
        """One more within the block."""
        return nullcontext()


def _metric(kind: str, name: str, words: str, labels: tuple[str, ...] = (), **more: Any) -> Any:
    return getattr(_PROMETHEUS, kind)(name, words, labels, registry=REGISTRY, **more) if IS_THERE else Uncounted()


def exposition() -> tuple[bytes, str]:
    """All of it, and its media type, as Prometheus reads it."""
    return _PROMETHEUS.generate_latest(REGISTRY), _PROMETHEUS.CONTENT_TYPE_LATEST


REQUESTS: Final = _metric(
    "Counter",
    "playground_requests",
    "Requests that were answered; status 0: the visitor left before.",
    ("method", "route", "status"),
)
REQUEST_SECONDS: Final = _metric(
    "Histogram",
    "playground_request_seconds",
    "Until the last byte of an answer; streams are left out.",
    ("route",),
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30),
)
OPEN_STREAMS: Final = _metric("Gauge", "playground_open_streams", "Pages that are told of changes.")
UPLOADS_WAITING: Final = _metric("Gauge", "playground_uploads_waiting", "Files that wait for their turn.")
UPLOADS_AT_WORK: Final = _metric("Gauge", "playground_uploads_at_work", "Files on their way in.")

SUBMITS: Final = _metric(
    "Counter",
    "playground_submits",
    "What came of sending a task: accepted, refused or unconfirmed.",
    ("outcome",),
)
POLLS: Final = _metric(
    "Counter",
    "playground_polls",
    "Questions how a task stands: ok, none, or the class of the status.",
    ("answer",),
)
POLL_LATENESS: Final = _metric(
    "Histogram",
    "playground_poll_lateness_seconds",
    "How much later than planned a poll was sent.",
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
)
FETCHES: Final = _metric(
    "Counter",
    "playground_result_fetches",
    "What came of fetching a result: kept, partial, failed, or error, which is one of ours.",
    ("outcome",),
)
RUNS_ENDED: Final = _metric("Counter", "playground_runs_ended", "Runs that ended here, by how.", ("state",))
BUDGET_REFUSALS: Final = _metric(
    "Counter", "playground_budget_refusals", "Clicks that would have passed a limit.", ("limit",)
)

LEDGER_ANSWERS: Final = _metric("Gauge", "playground_ledger_answers", "Whether the figures of the ledger are fresh.")
RUNS: Final = _metric("Gauge", "playground_runs", "Runs of the whole ledger that are not over.", ("state",))
OLDEST_RUN: Final = _metric(
    "Gauge",
    "playground_oldest_run_age_seconds",
    "Age of the oldest of them; 0 where there is none.",
    ("state",),
)
CELLS: Final = _metric(
    "Gauge",
    "playground_batch_cells",
    "Of batches: planned, waiting to be sent; held, until somebody says so.",
    ("state",),
)
SERVERS: Final = _metric("Gauge", "playground_servers", "Processes that work on the ledger.")
"""Of the ledger: the same from every server on it."""
