"""What stands in `deploy/` parses, and names only variables, paths and ports that there are."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from playground.server.health import ALIVE, READY
from playground.settings import Settings

DEPLOY = Path(__file__).parents[1] / "deploy"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in DEPLOY.iterdir()}
NAMES = {f"PLAYGROUND_{name.upper()}" for name in Settings.model_fields} | {"PLAYGROUND_DOMAIN"}


@pytest.mark.parametrize("name", TEXTS)
def test_every_variable_is_one_that_is_known(name: str) -> None:
    assert set(re.findall(r"PLAYGROUND_[A-Z_]+", TEXTS[name])) - NAMES == set()


def test_compose_waits_for_health_and_has_no_default_for_a_secret() -> None:
    services: dict[str, Any] = yaml.safe_load(TEXTS["compose.yaml"])["services"]
    assert set(services) == {"database", "playground-1", "playground-2", "proxy"}
    waits = [waited["condition"] for one in services.values() for waited in one.get("depends_on", {}).values()]
    assert waits == ["service_healthy"] * 4
    asked = re.findall(r"\$\{(\w+)(:\?)?", TEXTS["compose.yaml"])
    assert {name for name, _ in asked} == set(re.findall(r"(?m)^(\w+)=$", TEXTS[".env.example"]))
    assert all(must for _, must in asked), "what is not set stops the start"
    given = {name: str(value) for name, value in services["playground-1"]["environment"].items() if "$" not in value}
    assert Settings.load(given).stop_delay == 10


def test_ports_and_paths_are_those_of_the_program() -> None:
    pod = next(iter(yaml.safe_load_all(TEXTS["kubernetes.yaml"])))["spec"]["template"]["spec"]["containers"][0]
    assert pod["livenessProbe"]["httpGet"]["path"] == ALIVE
    assert pod["readinessProbe"]["httpGet"]["path"] == READY
    port = str(Settings.model_fields["port"].default)
    assert pod["ports"][0]["containerPort"] == int(port)
    assert f"playground-1:{port}" in TEXTS["Caddyfile"]
    assert f"127.0.0.1:{port}{READY}" in TEXTS["Dockerfile"]


def test_the_caddyfile_is_one() -> None:
    command = ["caddy", "adapt", "--config", str(DEPLOY / "Caddyfile")]
    environ = {**os.environ, "PLAYGROUND_DOMAIN": "play.example.com"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environ)
    assert done.returncode == 0, done.stderr
    assert "/readyz" in done.stdout
