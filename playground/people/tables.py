"""The tables of people, in the ledger's database, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, String, Table, Text, false

from playground.runs.tables import METADATA

PEOPLE = Table(
    "people",
    METADATA,
    Column("person", String(128), primary_key=True),
    Column("provider", String(512), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("email", String(320)),
    Column("name", String(200), nullable=False),
    Column("created_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("is_admin", Boolean, nullable=False, server_default=false()),
    Column("is_disabled", Boolean, nullable=False, server_default=false()),
    Column("day_limit", BigInteger),
    Column("month_limit", BigInteger),
    Column("most_runs", Integer),
    Column("most_bytes", BigInteger),
    Index("people_by_subject", "provider", "subject", unique=True),
)
"""One row a person. `provider`: who says who it is, an issuer's address or `header`; `subject`: its name for
the person.

`email`: only one that the provider has verified. `day_limit`, `month_limit`: what the person may spend, in millionths
of the currency; `most_runs`: how many runs at once; `most_bytes`: how much results and uploads may hold. Null is what
holds for everybody, `UNLIMITED` any number.
"""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("person", String(128)),
    Column("created_at", Double, nullable=False),
    Column("used_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
    Index("sessions_of_a_person", "person"),
    Index("sessions_that_expire", "expires_at"),
)
"""One row a browser that is signed in: of its token only a digest. `person`: null where one password is shared."""

CLAIMS = Table(
    "claims",
    METADATA,
    Column("browser", String(128), primary_key=True),
    Column("person", String(128), nullable=False),
    Column("offered_at", Double, nullable=False),
    Column("answered_at", Double),
    Column("is_taken", Boolean, nullable=False, server_default=false()),
)
"""What a browser made before anybody signed in with it: to whom alone that was offered, and what that person said."""

OWN_KEYS = Table(
    "own_keys",
    METADATA,
    Column("own_key", String(36), primary_key=True),
    Column("person", String(128), nullable=False),
    Column("service", String(1024), nullable=False),
    Column("encrypted", Text, nullable=False),
    Column("ending", String(4), nullable=False),
    Column("created_at", Double, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Index("own_keys_of_a_person", "person"),
)
"""Keys of the service that people brought. `is_current`: new runs use it; runs at work may use an earlier one."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("who", String(128), nullable=False),
    Column("what", String(64), nullable=False),
    Column("of_whom", String(128)),
    Column("details", Text, nullable=False),
    Index("audit_by_time", "at"),
)
"""What was changed about people: by whom, and as a code and JSON what."""
