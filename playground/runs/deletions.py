"""Runs that a person deleted: hidden at once, to be had back for some seconds, then removed for good."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from playground.runs.tables import DELETIONS


def is_not_deleted(run_id: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a run was not deleted; only those deleted in the last seconds are still there."""
    return run_id.not_in(select(DELETIONS.c.run_id))
