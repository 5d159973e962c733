"""What the commands about earlier runs tell of a run, and the ledger that they have it from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from playground.cli.output import translated
from playground.files.store import RESULTS
from playground.runs.ledger import Ledger
from playground.runs.recovery import Outlook, is_account_of, outlook
from playground.runs.run import Run, RunStatus
from playground.settings import Settings


@contextmanager
def opened_ledger(settings: Settings) -> Iterator[Ledger]:
    """The ledger, for as long as the block lasts."""
    ledger = Ledger(settings.ledger)
    ledger.open()
    try:
        yield ledger
    finally:
        ledger.close()


def state_of(run: Run) -> str:
    """Where a run stands, in words."""
    return translated(f"command.run.{run.word}")


def cost_of(run: Run, words: Callable[[Decimal], str]) -> str:
    """What a run cost, or may cost, in words; a dash where nobody knows."""
    if run.cost_actual is not None:
        return words(run.cost_actual)
    if run.cost_estimate is not None:
        return translated("command.run.estimate", cost=words(run.cost_estimate))
    return "–"


def outlook_of(run: Run, settings: Settings) -> Outlook | None:
    """What `runs check` comes to, for a run that is not confirmed."""
    if run.status not in {RunStatus.UNCONFIRMED, RunStatus.ABANDONED}:
        return None
    key = settings.api_key.get_secret_value() if settings.api_key else None
    is_ours = settings.on_sandbox or run.service != settings.service_name or is_account_of(run, key)
    return outlook(run, time.time(), is_our_account=is_ours)


def output_paths(run: Run, settings: Settings) -> tuple[str, ...]:
    """Where its results are kept: in the data folder, or in the bucket."""
    if settings.has_bucket:
        return tuple(f"{settings.files}/{RESULTS}/{run.run_id}/{output.name}" for output in run.outputs if output.name)
    folder = settings.results_folder / run.run_id
    return tuple(str(folder / output.name) for output in run.outputs if output.name is not None)
