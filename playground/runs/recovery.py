"""What becomes of a run that was left in the middle, as by a process that died, by how far it had come."""

from __future__ import annotations

from typing import Final

from playground.runs.advance import Update, Verdict
from playground.runs.run import Notice, Run, RunStatus
from playground.tasks.problem import Charged, Problem, ProblemCode

RESEND_WITHIN: Final = 15 * 60.0
"""Seconds after the first send within which the same request is sent again without asking a person."""


def recovered(run: Run, now: float) -> Update:
    """What to do about a run that was left as it stands; None where it simply goes on.

    Args:
        run: as it was left.
        now: Unix seconds. A send that lies in the future, as after a clock was set back, counts as old.
    """
    if run.status is RunStatus.PREPARED:
        return Verdict(RunStatus.REFUSED, Problem(ProblemCode.CANCELLED, Charged.NO), Notice("notice.never_sent"))
    if run.status is RunStatus.SENT and not _is_recent(run.sent_at, now):
        return Verdict(RunStatus.UNCONFIRMED, Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN))
    return None


def _is_recent(sent_at: float | None, now: float) -> bool:
    return sent_at is not None and 0 <= now - sent_at <= RESEND_WITHIN
