from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from playground.form import MASK
from playground.jsontext import to_json_bytes
from playground.runs.masking import masked, masked_body, redacted, secrets_in

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def test_values_at_secret_paths_are_masked_and_nothing_else() -> None:
    value = {"pin": "s3cret", "rows": [{"key": "one", "name": "a"}, {"key": "two"}], "size": "1:1"}
    assert masked(value, [("pin",), ("rows", "*", "key")]) == {
        "pin": MASK,
        "rows": [{"key": MASK, "name": "a"}, {"key": MASK}],
        "size": "1:1",
    }
    assert masked(value, [("rows", 1, "key"), ("absent",)])["rows"] == [{"key": "one", "name": "a"}, {"key": MASK}]
    assert value["pin"] == "s3cret"


def test_a_body_without_secrets_stays_the_very_same_bytes() -> None:
    body = b'{ "model": "m", "input": {"prompt": "odd  spacing"} }'
    assert masked_body(body, ()) is body
    assert secrets_in(body, ()) == frozenset()


def test_a_secret_is_masked_in_the_body_and_wherever_the_service_repeats_it() -> None:
    body = to_json_bytes(
        {"model": "m", "input": {"token": "hunter2!", "nested": {"deep": ["other secret"]}, "pin": "12"}}
    )
    paths = (("token",), ("nested",), ("pin",))
    assert json.loads(masked_body(body, paths))["input"] == {"token": MASK, "nested": MASK, "pin": MASK}
    secrets = secrets_in(body, paths)
    assert secrets == {"hunter2!", "other secret"}  # two figures would be found in any text
    said = {"message": "bad token hunter2!", "echo": ["hunter2!", 7], "hunter2!": None}
    assert redacted(said, secrets) == {"message": f"bad token {MASK}", "echo": [MASK, 7], MASK: None}


def test_a_secret_inside_rows_is_found_for_any_row() -> None:
    body = to_json_bytes({"model": "m", "input": {"rows": [{"key": "first key"}, {"key": 5}]}})
    assert secrets_in(body, (("rows", "*", "key"),)) == {"first key"}


@given(JSON)
def test_without_secrets_nothing_changes(value: object) -> None:
    assert masked(value, []) == value
    assert redacted(value, frozenset()) == value
