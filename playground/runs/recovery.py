"""What becomes of a run that was left in the middle, and what a person can still do about it."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Final

from playground.runs.run import Notice, Run, RunStatus
from playground.runs.transitions import RunOutcome, Update
from playground.tasks.problem import Charged, Problem, ProblemCode

RESEND_WITHIN: Final = 15 * 60.0
"""Seconds after the first send, by the wall clock, within which the same request is sent again."""

CLOCK_STEP: Final = 60.0
"""Seconds that a clock may be set back by while it is put right."""


class Outlook(StrEnum):
    """What happens when a person asks what became of an unconfirmed run; the texts `outlook.…` say it."""

    LOOK = "look"
    """Its task is known: the service is asked how that stands, and nothing is sent."""
    SAME = "same"
    """The same request is sent under the same key, which is not charged twice."""
    RISK = "risk"
    """As above, but the service may have forgotten the key by now: only on a person's deliberate word."""
    ELSEWHERE = "elsewhere"
    """It was sent for another account: sent from here, that one's key would be a new request of ours."""
    LET_GO = "let_go"
    """A person gave it up: nobody asks."""


def recovery_update(run: Run, now: float, *, is_our_account: bool) -> Update:
    """What to do about a run that was left as it stands; None where it simply goes on.

    Args:
        run: as it was left.
        now: Unix seconds. A send that lies in the future, as after a clock was set back, counts as old.
        is_our_account: whether it was made for the account that we have now.
    """
    if run.status is RunStatus.PREPARED:
        return RunOutcome(RunStatus.REFUSED, Problem(ProblemCode.CANCELLED, Charged.NO), Notice("notice.never_sent"))
    if run.status is RunStatus.SENT and not (is_our_account and is_in_window(run, now)):
        return RunOutcome(RunStatus.UNCONFIRMED, Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN))
    return None


def stopped(run: Run) -> RunOutcome:
    """What becomes of an active run when a person waits no longer: what may have been sent may be charged."""
    if run.status is RunStatus.PREPARED:
        return RunOutcome(RunStatus.REFUSED, Problem(ProblemCode.CANCELLED, Charged.NO))
    request_id = run.task.request_id if run.task else None
    params = {"reason": "stopped" if run.task else "stopped_early"}
    problem = Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN, request_id=request_id, params=params)
    return RunOutcome(RunStatus.UNCONFIRMED, problem, Notice("notice.stopped_waiting"))


def outlook(run: Run, now: float, *, is_our_account: bool) -> Outlook:
    """What asking again about the run comes to; the arguments are those of `recovery_update`."""
    if run.status is RunStatus.ABANDONED:
        return Outlook.LET_GO
    if run.task is not None:
        return Outlook.LOOK
    if not is_our_account:
        return Outlook.ELSEWHERE
    return Outlook.SAME if is_in_window(run, now) else Outlook.RISK


def is_in_window(run: Run, now: float) -> bool:
    """Whether the run's key may be used (again) without a person's word."""
    return run.sent_at is not None and -CLOCK_STEP <= now - run.sent_at <= RESEND_WITHIN


def account_of(key: str | None, run_key: str) -> str:
    """What tells one account's key from another's without telling the key; of each run it is another text.

    Args:
        key: the service's, None where there is none.
        run_key: the run's idempotency key.
    """
    return hashlib.blake2b((key or "").encode(), key=run_key.encode()[:64], digest_size=16).hexdigest()


def is_account_of(run: Run, key: str | None) -> bool:
    """Whether the run was made for the account of that key; of runs of an older version that is not known, so yes."""
    return run.account is None or run.account == account_of(key, run.key)
