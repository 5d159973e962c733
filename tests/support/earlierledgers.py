"""Ledgers as programs before the first release left them: their tables by version, as SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

_STEPS = {
    "0001": """
        CREATE TABLE runs (
            run_id VARCHAR(64) NOT NULL, browser VARCHAR(128) NOT NULL, model VARCHAR(256) NOT NULL,
            service VARCHAR(1024) NOT NULL, "key" VARCHAR(64) NOT NULL, body BLOB NOT NULL, settings TEXT NOT NULL,
            secrets TEXT NOT NULL, display TEXT NOT NULL, status VARCHAR(16) NOT NULL, created_at DOUBLE NOT NULL,
            sent_at DOUBLE, ended_at DOUBLE, task TEXT NOT NULL, outputs TEXT NOT NULL, problem TEXT NOT NULL,
            notice TEXT NOT NULL, steps TEXT NOT NULL, cost_actual TEXT, process VARCHAR(36), revision INTEGER NOT NULL,
            PRIMARY KEY (run_id), UNIQUE ("key")
        );
        CREATE INDEX runs_of_a_browser ON runs (browser, created_at);
        CREATE INDEX runs_of_a_model ON runs (model, created_at);
        CREATE INDEX runs_of_a_process ON runs (process);
        CREATE TABLE processes (
            process VARCHAR(36) NOT NULL PRIMARY KEY, machine VARCHAR(256) NOT NULL, pid INTEGER NOT NULL,
            renewed_at DOUBLE NOT NULL
        );
        CREATE TABLE drafts (
            browser VARCHAR(128) NOT NULL, model VARCHAR(256) NOT NULL, draft TEXT NOT NULL, saved_at DOUBLE NOT NULL,
            PRIMARY KEY (browser, model)
        );
    """,
    "0002": "ALTER TABLE runs ADD COLUMN expected TEXT;",
    "0003": """
        ALTER TABLE runs ADD COLUMN price_of VARCHAR(64);
        ALTER TABLE runs ADD COLUMN price TEXT;
        DROP INDEX runs_of_a_browser;
        DROP INDEX runs_of_a_model;
        DROP INDEX runs_of_a_process;
        CREATE INDEX runs_of_a_browser ON runs (browser, created_at, status, run_id);
        CREATE INDEX runs_of_a_price ON runs (model, price_of, created_at, price);
        CREATE INDEX runs_of_a_process ON runs (process, status, service);
        CREATE INDEX runs_in_a_state ON runs (status, browser);
        CREATE INDEX runs_that_changed ON runs (browser, process, revision);
        CREATE INDEX runs_that_cost ON runs (browser, service, created_at, status, cost_actual);
    """,
    "0004": """
        ALTER TABLE runs ADD COLUMN fence INTEGER DEFAULT '0' NOT NULL;
        ALTER TABLE runs ADD COLUMN account VARCHAR(64);
        ALTER TABLE runs ADD COLUMN task_id VARCHAR(256);
        CREATE INDEX runs_of_a_task ON runs (task_id, service, "key");
        DROP INDEX runs_that_cost;
        CREATE INDEX runs_that_cost ON runs (browser, service, created_at, status, cost_actual, task_id);
        CREATE TABLE presses (
            press VARCHAR(64) NOT NULL PRIMARY KEY, run_id VARCHAR(64) NOT NULL, pressed_at DOUBLE NOT NULL
        );
        INSERT INTO presses VALUES ('digest', 'run', 1.0);
    """,
    "0005": """
        DROP INDEX runs_of_a_browser;
        CREATE INDEX runs_of_a_browser ON runs (browser, created_at, status, run_id, revision);
    """,
    "0006": """
        ALTER TABLE runs ADD COLUMN price_unit VARCHAR(64);
        ALTER TABLE runs ADD COLUMN price_count INTEGER;
        CREATE INDEX runs_of_a_unit ON runs (model, created_at, price_unit, price_count, price);
        UPDATE runs SET price_of = NULL;
    """,
    "0.1.0": """
        ALTER TABLE runs DROP COLUMN display;
        DROP TABLE presses;
        CREATE TABLE deduplication_keys (
            digest VARCHAR(64) NOT NULL PRIMARY KEY, run_id VARCHAR(64) NOT NULL, clicked_at DOUBLE NOT NULL
        );
    """,
}

VERSIONS = tuple(_STEPS)


def make_ledger(file: Path, version: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """A ledger of that version with these runs; of each row the columns that the version has are written."""
    with closing(sqlite3.connect(file)) as ledger, ledger:
        for step in VERSIONS[: VERSIONS.index(version) + 1]:
            ledger.executescript(_STEPS[step])
        ledger.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        ledger.execute("INSERT INTO alembic_version VALUES (?)", [version])
        columns = [column[1] for column in ledger.execute("PRAGMA table_info(runs)")]
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        for row in rows:
            values = {**row, "browser": row["person"], "display": '{"title": "a fox"}', "process": None, "revision": 0}
            ledger.execute(f"INSERT INTO runs ({names}) VALUES ({marks})", [values[name] for name in columns])  # noqa: S608 - our own names
