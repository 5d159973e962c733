"""What a price depends on, as one short text that can be looked up: two runs that share it cost the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select, update

from playground.runs.exact import encode, loads
from playground.runs.run import RunStatus
from playground.runs.tables import RUNS


def price_of(service: str, model: str, settings: Mapping[str, Any], texts: Collection[str] = ()) -> str:
    """A digest, in hexadecimal, of what the price of a run depends on.

    Args:
        service: where it is asked for.
        model: slug.
        settings: as the form holds them; numbers count by value, members in any order.
        texts: names of settings that change no price, such as the prompt.

    >>> price_of("a", "m", {"n": 2, "prompt": "x"}, ["prompt"]) == price_of("a", "m", {"n": Decimal("2.0")})
    True
    >>> price_of("a", "m", {"n": True}) == price_of("a", "m", {"n": 1})
    False
    """
    counted = {name: value for name, value in settings.items() if name not in texts}
    return hashlib.sha256(encode(_canonical([service, model, counted]))).hexdigest()


def _canonical(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _canonical(value[name]) for name in sorted(value)}
        case list() | tuple():
            return [_canonical(row) for row in value]
        case bool():
            return value
        case int() | float() | Decimal():
            return str(Decimal(str(value)).normalize() + 0)
        case _:
            return value


def last_price(connection: Connection, model: str, digest: str) -> Decimal | None:
    """What the newest run of that digest cost, of those that succeeded and whose cost is known."""
    statement = (
        select(RUNS.c.price)
        .where(RUNS.c.model == model, RUNS.c.price_of == digest, RUNS.c.price.is_not(None))
        .order_by(RUNS.c.created_at.desc())
        .limit(1)
    )
    price = connection.execute(statement).scalar_one_or_none()
    return None if price is None else Decimal(price)


def is_any_unknown(connection: Connection, model: str) -> bool:
    """Whether the model has runs of which it is not worked out yet what their price depends on."""
    statement = select(RUNS.c.model).where(RUNS.c.model == model, RUNS.c.price_of.is_(None)).limit(1)
    return connection.execute(statement).first() is not None


def work_out(connection: Connection, model: str, digest_of: Callable[[str, Mapping[str, Any]], str], limit: int) -> int:
    """Fill in what prices depended on in earlier runs of a model, the newest first; how many it were.

    Args:
        connection: in a transaction that writes.
        model: slug.
        digest_of: from service and settings of a run, as `price_of`.
        limit: at most so many at once: each may be megabytes.
    """
    unknown = select(RUNS.c.run_id).where(RUNS.c.model == model, RUNS.c.price_of.is_(None))
    some = connection.execute(unknown.order_by(RUNS.c.created_at.desc()).limit(limit)).scalars().all()
    columns = (RUNS.c.run_id, RUNS.c.service, RUNS.c.status, RUNS.c.settings, RUNS.c.task)
    for row in connection.execute(select(*columns).where(RUNS.c.run_id.in_(some))).all() if some else ():
        statement = update(RUNS).where(RUNS.c.run_id == row.run_id, RUNS.c.price_of.is_(None))
        connection.execute(statement.values(**_worked_out(row, digest_of)))
    return len(some)


def _worked_out(row: Any, digest_of: Callable[[str, Mapping[str, Any]], str]) -> dict[str, str | None]:
    try:
        digest = digest_of(row.service, loads(row.settings))
        task = loads(row.task) or {}
        cost = task.get("cost_actual") if task.get("cost_actual") is not None else task.get("cost_estimate")
    except (ValueError, TypeError, AttributeError, RecursionError):  # after a fault of the disk: it tells no price
        return {"price_of": "", "price": None}
    is_known = row.status == RunStatus.SUCCEEDED.value and cost is not None
    return {"price_of": digest, "price": str(cost) if is_known else None}
