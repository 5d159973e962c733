"""A draft's own schema in one piece finds what the draft's pieces find."""

from __future__ import annotations

from typing import Any

import pytest
import zoo
from hypothesis import given
from jsonschema import Draft7Validator, Draft201909Validator, Draft202012Validator

from playground.form.inspection.metaschema import metaschema_of
from tests.form.strategies import NONSENSE

DRAFTS = (Draft202012Validator, Draft201909Validator)


def mistakes(draft: Any, metaschema: Any, schema: Any) -> set[tuple[str, str, str]]:
    errors = draft(metaschema).iter_errors(schema)
    return {(error.json_path, str(error.validator), error.message) for error in errors}


def agree(schema: Any) -> None:
    for draft in DRAFTS:
        assert mistakes(draft, metaschema_of(draft), schema) == mistakes(draft, draft.META_SCHEMA, schema)


@given(NONSENSE)
def test_it_finds_the_same_in_anything(schema: Any) -> None:
    agree(schema)


@pytest.mark.parametrize("name", zoo.NAMES)
def test_it_finds_the_same_in_what_people_publish(name: str) -> None:
    agree(zoo.specimen(name).schema)


def test_a_draft_with_one_piece_is_left_as_it_is() -> None:
    assert metaschema_of(Draft7Validator) is Draft7Validator.META_SCHEMA
