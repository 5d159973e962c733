"""A run's request as code to copy: curl and Python. The key is never in it, only the name of its variable."""

from __future__ import annotations

import shlex
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """One way to send the request: the name of the language and the code."""

    language: str
    code: str


def snippets(base_url: str, key: str, body: str) -> tuple[Snippet, ...]:
    """The request in several languages.

    Args:
        base_url: of the service.
        key: the idempotency key: sent again, it returns the same task and costs nothing.
        body: the JSON that was sent, secrets masked.
    """
    curl = "\n".join(
        (
            f"curl {shlex.quote(base_url + '/api/v1/tasks')} \\",
            '  -H "Authorization: Bearer $PLAYGROUND_API_KEY" \\',
            f"  -H 'Idempotency-Key: {key}' \\",
            "  -H 'Content-Type: application/json' \\",
            f"  -d {shlex.quote(body)}",
        )
    )
    python = "\n".join(
        (
            "import os",
            "import httpx",
            "",
            "answer = httpx.post(",
            f'    "{base_url}/api/v1/tasks",',
            "    headers={",
            '        "Authorization": f"Bearer {os.environ[\'PLAYGROUND_API_KEY\']}",',
            f'        "Idempotency-Key": "{key}",',
            '        "Content-Type": "application/json",',
            "    },",
            f"    content={body!r}.encode(),",
            ")",
            "print(answer.json())",
        )
    )
    return Snippet("curl", curl), Snippet("Python", python)
