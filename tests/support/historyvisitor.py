"""A browser that looks at its history: what it asks, and what the pages have in them."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from html import unescape
from typing import Any

import httpx
import patient
from keptruns import keep_runs, kept_run
from pages import Served

from playground.runs.run import Run

DAY = 24 * 3600


MODEL = "qwen-image-2-0-pro"


NOON = dt.datetime(2026, 3, 9, 12).timestamp()  # noqa: DTZ001 - this machine's, as the page counts days


class Visitor:
    """A browser of its own, with the runs that it is given."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.person = secrets.token_urlsafe(24)

    def keep(self, *runs: Run) -> None:
        keep_runs(self.served.data, runs)

    def run(self, prompt: str, at: float = NOON, *, model: str = MODEL, **more: Any) -> Run:
        return kept_run(self.person, prompt, at, model=model, **more)

    def get(self, path: str, language: str = "en", zone: str = "") -> httpx.Response:
        cookies = {"playground_browser": self.person, "playground_language": language}
        cookies |= {"playground_zone": zone} if zone else {}
        return patient.get(f"{self.served.url}/{path}", cookies=cookies)

    def post(self, path: str, body: str, headers: dict[str, str] | None = None) -> httpx.Response:
        cookies = {"playground_browser": self.person, "playground_language": "en"}
        return patient.post(f"{self.served.url}/{path}", content=body, cookies=cookies, headers=headers)

    def label(self, *runs: Run, **changes: Any) -> Any:
        return self.post("history/labels", json.dumps({"runs": ids(*runs), **changes})).json()

    def ask(self, what: str, *runs: Run) -> Any:
        return self.post(f"history/{what}", json.dumps({"runs": ids(*runs)})).json()

    def listed(self, path: str = "history") -> list[str]:
        return re.findall(r'data-tile="([^"]+)"', self.get(path).text)

    def walk(self, path: str) -> list[list[str]]:
        """The runs of all pages, page by page."""
        pages = []
        while path:
            html = self.get(path).text
            pages.append(re.findall(r'data-tile="([^"]+)"', html))
            older = re.search(r'href="(history\?[^"]*)" rel="next"', html)
            path = unescape(older[1]).replace("history?", "history/runs?") if older else ""
        return pages


def ids(*runs: Run) -> list[str]:
    return [run.run_id for run in runs]
