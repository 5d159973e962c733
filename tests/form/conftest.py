"""The reference schema, as it ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def reference() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "schemas" / "qwen-image-2-0-pro.json").read_text(encoding="utf-8"))
    return schema
