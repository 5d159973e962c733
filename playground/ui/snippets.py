"""A run's request as code to copy: curl and Python. The key is never in it, only the name of its variable."""

from __future__ import annotations

import shlex
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """One way to send the request: the name of the language and the code."""

    language: str
    code: str


def snippets(base_url: str, body: str) -> tuple[Snippet, ...]:
    """The request in several languages.

    Args:
        base_url: of the service.
        body: the JSON that was sent, secrets masked. The idempotency key is a new one each time the code runs: with
            the run's own, a changed prompt would be refused as another request under a used key.
    """
    curl = "\n".join(
        (
            f"curl {shlex.quote(base_url + '/api/v1/tasks')} \\",
            '  -H "Authorization: Bearer $PLAYGROUND_API_KEY" \\',
            '  -H "Idempotency-Key: $(uuidgen)" \\',
            "  -H 'Content-Type: application/json' \\",
            f"  -d {shlex.quote(body)}",
        )
    )
    python = "\n".join(
        (
            "import os",
            "import uuid",
            "",
            "import httpx",
            "",
            "answer = httpx.post(",
            f'    "{base_url}/api/v1/tasks",',
            "    headers={",
            '        "Authorization": f"Bearer {os.environ[\'PLAYGROUND_API_KEY\']}",',
            '        "Idempotency-Key": str(uuid.uuid4()),',
            '        "Content-Type": "application/json",',
            "    },",
            f"    content={body!r}.encode(),",
            ")",
            "print(answer.json())",
        )
    )
    return Snippet("curl", curl), Snippet("Python", python)
