"""The request as code: run as it is, it asks for a task of its own."""

from __future__ import annotations

import ast

from playground.ui.snippets import snippets


def test_the_code_makes_a_key_of_its_own_each_time() -> None:
    curl, python = snippets("http://127.0.0.1:1", '{"model":"m","input":{"prompt":"it\'s \\"x\\""}}')
    assert '-H "Idempotency-Key: $(uuidgen)"' in curl.code
    assert '"Idempotency-Key": str(uuid.uuid4())' in python.code
    ast.parse(python.code)
