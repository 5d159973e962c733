"""What stands in `deploy/` parses, and names only variables, paths and ports that there are."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from playground.exposure import check_exposure
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
    environment: dict[str, str] = services["playground-1"]["environment"]
    assert set(services) == {"database", "store", "bucket", "playground-1", "playground-2", "proxy"}
    waits = {
        (name, other): waited["condition"]
        for name, one in services.items()
        for other, waited in one.get("depends_on", {}).items()
    }
    made, healthy = "service_completed_successfully", "service_healthy"
    assert waits == {
        ("bucket", "store"): healthy,
        **{(f"playground-{number}", "database"): healthy for number in (1, 2)},
        **{(f"playground-{number}", "bucket"): made for number in (1, 2)},
        **{("proxy", f"playground-{number}"): healthy for number in (1, 2)},
    }
    for name in ("database", "store"):
        assert services[name]["healthcheck"]["test"]
    asked = re.findall(r"\$\{(\w+)(:\?)?", TEXTS["compose.yaml"])
    assert {name for name, _ in asked} == set(re.findall(r"(?m)^(\w+)=$", TEXTS[".env.example"]))
    assert all(must for _, must in asked), "what is not set stops the start"
    given = {
        name: re.sub(r"\$\{\w+.*?\}", "what-stands-in.for-what-is-set-in-the-file", value)
        for name, value in environment.items()
    }
    settings = Settings.load(given)
    check_exposure(settings)
    assert (settings.stop_delay, settings.files, settings.has_bucket) == (10, "s3://playground/files", True)
    assert services["proxy"]["networks"]["inside"]["ipv4_address"] == environment["PLAYGROUND_TRUSTED_PROXIES"]
    bucket, endpoint = urlsplit(settings.files).netloc, environment["AWS_ENDPOINT_URL"]
    assert f"{endpoint}/{bucket} " in services["bucket"]["command"][0]
    key = services["store"]["environment"]["ROOT_ACCESS_KEY"]
    assert f"{key}:$$STORE_SECRET" in services["bucket"]["command"][0]
    assert key == environment["AWS_ACCESS_KEY_ID"]


def test_what_the_store_is_asked_for_its_health_is_what_it_is_told_to_answer() -> None:
    store = yaml.safe_load(TEXTS["compose.yaml"])["services"]["store"]
    assert store["healthcheck"]["test"][-1].endswith(":7070" + store["environment"]["VGW_HEALTH"])


def test_ports_and_paths_are_those_of_the_program() -> None:
    deployment, *others = yaml.safe_load_all(TEXTS["kubernetes.yaml"])
    assert [one["kind"] for one in others] == ["Service", "PodDisruptionBudget"]
    pod = deployment["spec"]["template"]["spec"]["containers"][0]
    assert pod["livenessProbe"]["httpGet"]["path"] == ALIVE
    assert pod["startupProbe"]["httpGet"]["path"] == ALIVE
    assert pod["readinessProbe"]["httpGet"]["path"] == READY
    assert (
        Settings.load({one["name"]: one["value"] for one in pod["env"]}).metrics_port
        == pod["ports"][1]["containerPort"]
    )
    assert pod["securityContext"]["readOnlyRootFilesystem"]
    assert [one["mountPath"] for one in pod["volumeMounts"]] == ["/data", "/tmp"]  # noqa: S108 - a path in the image
    port = str(Settings.model_fields["port"].default)
    assert pod["ports"][0]["containerPort"] == int(port)
    assert f"playground-1:{port}" in TEXTS["Caddyfile"]
    assert f"127.0.0.1:{port}{READY}" in TEXTS["Dockerfile"]


def test_the_caddyfile_is_one() -> None:
    command = ["caddy", "adapt", "--config", str(DEPLOY / "Caddyfile")]
    environ = {**os.environ, "PLAYGROUND_DOMAIN": "play.example.com"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environ)
    assert done.returncode == 0, done.stderr
    assert '"uri":"/readyz"' in done.stdout
    (hidden,) = re.findall(r'"path":\[([^\]]*)\]', done.stdout)
    assert sorted(hidden.replace('"', "").split(",")) == ["/metrics", READY], f"{ALIVE} is what a watcher outside asks"
