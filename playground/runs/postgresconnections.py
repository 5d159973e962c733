"""How a PostgreSQL is reached: by which address, with which settings, and what a pool in front of it changes.

A pool (PgBouncer, say) may give each transaction another of its connections. Then nothing may be kept on one: settings
are those of a transaction, and no statement is prepared. So it is done behind any pool, whatever it does; only who
listens has to know more (`keeps_its_connection`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import zip_longest
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

_DRIVER: Final = "postgresql+psycopg"

_OPTIONS: Final = {
    "connect_timeout": "5",
    "application_name": "playground",
    # A network that goes away without a word is noticed within half a minute.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""Of libpq, where the address says nothing else."""

_PAGE_COST: Final = 1.1
"""What PostgreSQL reckons with for a page that is not the next one: its own 4 is a turning disk's. With that it prefers
to sort all that a person has to reading the newest rows in the order of the index, and to stop where a page is full.
"""

STOPPED: Final = 8_000
"""Milliseconds after which a process that was stopped inside a transaction loses it, and its locks with it."""

_CONNECTIONS: Final = 5
"""Of one process: its ledger has one thread, and some questions come from others."""

AUTOCOMMIT: Final = "AUTOCOMMIT"
"""The isolation level of statements that each are a transaction."""

_IS_POOLED: Final = "is_pooled"
"""Where a connection remembers that there is a pool behind it."""

_ROUNDS: Final = 8
"""Of looks at two connections in turn: a pool that shares its own rarely gives each the same every time."""

_WITH_HOSTS: Final = re.compile(r"(?P<before>[\w+]+://(?:[^@/?]*@)?)(?P<hosts>[^/?]*)(?P<after>.*)", re.DOTALL)
_HOST: Final = re.compile(r"(?:\[(?P<v6>[^\]]*)\]|(?P<name>[^:]*))(?::(?P<port>\d*))?")
_HOST_AND_PORT: Final = re.compile(r"(?P<name>[^:/]*):(?P<port>\d+)")


def parse(address: str) -> URL:
    """The address of a PostgreSQL; as libpq's it may name several hosts, `a:5432,b:5432`.

    Raises:
        ArgumentError: it is none.

    >>> parse("postgresql://me@a:1,[::2]/ledger").query
    immutabledict({'host': 'a,::2', 'port': '1,'})
    """
    parts = _WITH_HOSTS.fullmatch(address)
    if parts is None or "," not in parts["hosts"]:
        return make_url(address)
    found = [_HOST.fullmatch(host) for host in parts["hosts"].split(",")]
    if None in found:
        raise ArgumentError("a host is not one")
    names, ports = zip(*((host["v6"] or host["name"], host["port"] or "") for host in found if host), strict=True)
    url = make_url(parts["before"] + parts["after"])
    return url.update_query_dict({"host": ",".join(names), **({"port": ",".join(ports)} if any(ports) else {})})


def new_engine(url: URL, patience: float) -> Engine:
    """An engine; nothing is connected yet.

    Args:
        url: of the database, whatever driver it names.
        patience: seconds to wait for others that write.

    Raises:
        ImportError: the driver is not installed.
    """
    options = _OPTIONS | _parameters(url)
    hosts, _ = hosts_of(url)
    if len(hosts) > 1:  # one of them can be written to, and after a failover it is another
        options = {"target_session_attrs": "read-write"} | options
    engine = create_engine(
        url.set(drivername=_DRIVER, host=None, port=None, query={}),
        connect_args=options,
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=_CONNECTIONS,
        pool_timeout=patience,
    )
    ours = {
        "lock_timeout": str(int(patience * 1000)),
        "idle_in_transaction_session_timeout": str(STOPPED),
        "random_page_cost": str(_PAGE_COST),
    }
    _set_up_connections(engine, {name: value for name, value in ours.items() if name not in options.get("options", "")})
    return engine


def hosts_of(url: URL) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Hosts and their ports, each empty where nothing is said of it; one port may be that of all."""
    named, told = (_listed(url.query.get(name, ())) for name in ("host", "port"))
    if url.host:
        return (url.host,), (str(url.port or ""),)
    pairs = [_HOST_AND_PORT.fullmatch(host) for host in named]  # as SQLAlchemy has it: host=a:1&host=b:2
    if any(pairs):
        return (
            tuple(pair["name"] if pair else host for pair, host in zip(pairs, named, strict=True)),
            tuple(pair["port"] if pair else "" for pair in pairs),
        )
    return tuple(named), tuple(told)


def place(url: URL) -> str:
    """Where the database is, as a person is told: without who asks, and without a password."""
    hosts, ports = hosts_of(url)
    ports = ports * len(hosts) if len(ports) == 1 else ports
    shown = [f"{host}:{port}" if port else host for host, port in zip_longest(hosts, ports, fillvalue="") if host]
    return f"{','.join(shown) or 'localhost'}/{url.database or ''}"


def _is_pooled(connection: Connection | PoolProxiedConnection) -> bool:
    """Whether there is a pool between a connection and the database."""
    return bool(connection.info.get(_IS_POOLED))


def is_shared(engine: Engine) -> bool:
    """Whether a pool in front gives each transaction another of its connections."""
    with connection_apart(engine) as (connection, has_pool):
        return has_pool and not keeps_its_connection(engine, connection)


@contextmanager
def connection_apart(engine: Engine) -> Iterator[tuple[Any, bool]]:
    """A connection that is none of the engine's any more, and whether there is a pool behind it.

    It is psycopg's; each of its statements is a transaction. It is closed at the end.
    """
    borrowed = engine.raw_connection()
    has_pool = _is_pooled(borrowed)
    connection: Any = borrowed.driver_connection
    borrowed.detach()
    with closing(connection):
        connection.autocommit = True
        yield connection, has_pool


def keeps_its_connection(engine: Engine, connection: Any) -> bool:
    """Whether a pool in front leaves one connection of its own to each of ours, for as long as that is there.

    Args:
        engine: where another is got from, to compare with.
        connection: psycopg's; each of its statements is a transaction.
    """
    with connection_apart(engine) as (other, _):
        seen = [(_backend(connection), _backend(other)) for _ in range(_ROUNDS)]
    ours, others = ({pids[side] for pids in seen} for side in (0, 1))
    return len(ours) == len(others) == 1 and ours != others


def _parameters(url: URL) -> dict[str, str]:
    """What libpq is told, but for user, password and database."""
    told = {str(name): value if isinstance(value, str) else ",".join(value) for name, value in url.query.items()}
    hosts, ports = hosts_of(url)
    where = {"host": ",".join(hosts), "port": ",".join(ports)}
    return told | {name: value for name, value in where.items() if value.strip(",")}


def _listed(value: str | Iterable[str]) -> list[str]:
    return value.split(",") if isinstance(value, str) else list(value)


def _set_up_connections(engine: Engine, settings: Mapping[str, str]) -> None:
    """Have these settings hold on each of its connections, or behind a pool in each of their transactions.

    They are not asked for while it connects, as an `options` of libpq: PgBouncer refuses that.
    """
    names = [name for pair in settings.items() for name in pair]
    each = ", ".join("set_config(%s, %s, {0})" for _ in settings) or "1"
    # A pool tells its clients another process than the one that serves them.
    once = f"SELECT pg_backend_pid(), CASE WHEN pg_backend_pid() = %s THEN ROW({each.format('false')}) END"
    always = f"SELECT {each.format('true')}"

    def connect(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.autocommit = True
        mine = connection.info.backend_pid
        ((served_by, _),) = connection.execute(once, (mine, *names)).fetchall()
        connection.autocommit = False
        if served_by != mine:
            record.info[_IS_POOLED] = True
            connection.prepare_threshold = None

    def begin(connection: Connection) -> None:
        if _is_pooled(connection) and connection.get_execution_options().get("isolation_level") != AUTOCOMMIT:
            connection.exec_driver_sql(always, tuple(names))

    def check_out(connection: Any, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        if not _is_alive(engine, connection):
            raise InvalidatePoolError

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
    event.listen(engine, "checkout", check_out)


def _is_alive(engine: Engine, connection: Any) -> bool:
    """Whether a connection from earlier is still good.

    The database is asked only where something came that nobody asked for, such as its last word: to ask each time
    takes as long as most questions.
    """
    if connection.closed:
        return False
    with DefaultSelector() as selector:
        selector.register(connection.fileno(), EVENT_READ)
        if not selector.select(0):
            return True
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False


def _backend(connection: Any) -> int:
    (pid,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    return int(pid)
