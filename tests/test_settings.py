"""The environment as settings: defaults, every variable, words for what cannot be used, and secrets kept."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import platformdirs
import pytest
from sentences import CODES

from playground.errors import SettingsError
from playground.exposure import check_exposure
from playground.runs.budgets.limits import BudgetKind
from playground.settings import DEFAULT_API_URL, Settings
from playground.texts import languages, translate
from playground.wiring import budget_settings

KEY = "mv_live_0123456789"
LONG = "a text that nobody guesses"


def test_nothing_set_means_the_embedded_sandbox_on_this_machine_only() -> None:
    settings = Settings.load({})
    assert settings.on_sandbox
    assert settings.service_name == "sandbox"
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert settings.is_loopback
    assert settings.data == platformdirs.user_data_path("playground", appauthor=False)
    assert settings.uploads == "local"
    assert settings.currency == "$"
    check_exposure(settings)


def test_every_variable_arrives(tmp_path: Path) -> None:
    variables = {
        "PLAYGROUND_API_KEY": f" {KEY}\n",
        "PLAYGROUND_API_URL": "https://api.example.com/base/",
        "PLAYGROUND_SCHEMAS": str(tmp_path),
        "PLAYGROUND_DATA": str(tmp_path / "data"),
        "PLAYGROUND_DATABASE_URL": "postgresql://me:hush@db/ledger",
        "PLAYGROUND_HOST": "192.168.1.4",
        "PLAYGROUND_PORT": "8080",
        "PLAYGROUND_PASSWORD": "open sesame",
        "PLAYGROUND_OPEN": "1",
        "PLAYGROUND_PUBLIC_URL": "https://play.example.com/",
        "PLAYGROUND_FILES": "s3://bucket/files/",
        "PLAYGROUND_SIGNED_LINKS": "1",
        "PLAYGROUND_UPLOADS": "s3://bucket/prefix/",
        "PLAYGROUND_CANCEL_PATH": "/tasks/{task_id}/cancel",
        "PLAYGROUND_PRIVATE_HOSTS": "10.0.0.5:9000, [fd00::1]:80",
        "PLAYGROUND_KEEP_BYTES": "1.5 GB",
        "PLAYGROUND_KEEP_BYTES_PERSON": "2MB",
        "PLAYGROUND_KEEP_DAYS": "30",
        "PLAYGROUND_HOSTS": "Play.example.com, b.example.com",
        "PLAYGROUND_TRUSTED_PROXIES": "127.0.0.1 10.0.0.0/8",
        "PLAYGROUND_OIDC_ISSUER": "https://id.example.com/",
        "PLAYGROUND_OIDC_CLIENT_ID": "playground",
        "PLAYGROUND_OIDC_CLIENT_SECRET": "hush",
        "PLAYGROUND_OIDC_SCOPES": "openid groups",
        "PLAYGROUND_OIDC_DOMAINS": "Example.com, @b.example.com",
        "PLAYGROUND_OIDC_GROUPS": "Design Team, studio",
        "PLAYGROUND_USER_HEADER": "X-Forwarded-User",
        "PLAYGROUND_ADMINS": "Ann@example.com, bob",
        "PLAYGROUND_ADMINS_SEE_PROMPTS": "1",
        "PLAYGROUND_SECRET": f"{LONG}, an earlier one: {LONG}",
        "PLAYGROUND_OWN_KEYS": "1",
        "PLAYGROUND_LOG": "json",
        "PLAYGROUND_METRICS": "1",
        "PLAYGROUND_METRICS_PORT": "9100",
        "PLAYGROUND_STOP_DELAY": "2.5",
        "PLAYGROUND_MOST_RUNS_AT_ONCE": "3",
        "PLAYGROUND_CURRENCY": "€",
        "PLAYGROUND_BUDGET_PERSON_DAY": "5",
        "PLAYGROUND_BUDGET_PERSON_MONTH": "50.25",
        "PLAYGROUND_BUDGET_ALL_MONTH": "0",
        "PLAYGROUND_BUDGET_RUN": " 0.000001 ",
        "PLAYGROUND_BUDGET_UNKNOWN": "2",
        "PLAYGROUND_BUDGET_ZONE": "Asia/Shanghai",
    }
    assert variables.keys() == {f"PLAYGROUND_{name.upper()}" for name in Settings.model_fields}
    settings = Settings.load(variables)
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == KEY
    assert settings.service_name == settings.api_url == "https://api.example.com/base"
    assert settings.schemas == tmp_path
    assert settings.data == tmp_path / "data"
    assert settings.database_url == "postgresql://me:hush@db/ledger"
    assert (settings.host, settings.port) == ("192.168.1.4", 8080)
    assert settings.password is not None
    assert settings.password.get_secret_value() == "open sesame"
    assert settings.open is True
    assert settings.public_url == "https://play.example.com"
    assert settings.uploads == "s3://bucket/prefix"
    assert settings.files == "s3://bucket/files"
    assert settings.has_bucket
    assert settings.signed_links
    assert settings.results_folder == tmp_path / "data" / "copies" / "results"
    assert settings.cancel_path == "/tasks/{task_id}/cancel"
    assert settings.private_hosts == (("10.0.0.5", 9000), ("fd00::1", 80))
    assert (settings.keep_bytes, settings.keep_days) == (1_610_612_736, 30)
    assert settings.keep_bytes_person == 2_097_152
    assert settings.hosts == ("play.example.com", "b.example.com")
    assert settings.trusted_proxies == (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))
    assert (settings.metrics, settings.metrics_port) == (True, 9100)
    assert (settings.log, settings.stop_delay) == ("json", 2.5)
    assert settings.most_runs_at_once == 3
    assert settings.oidc_issuer == "https://id.example.com"
    assert (settings.oidc_client_id, settings.oidc_scopes) == ("playground", "openid groups")
    assert settings.oidc_client_secret is not None
    assert settings.oidc_client_secret.get_secret_value() == "hush"
    assert settings.oidc_domains == ("example.com", "b.example.com")
    assert settings.oidc_groups == ("Design Team", "studio")
    assert settings.user_header == "x-forwarded-user"
    assert settings.admins == ("Ann@example.com", "bob")
    assert settings.admins_see_prompts is True
    assert settings.secret is not None
    assert settings.own_keys is True
    assert settings.currency == "€"
    budgets = budget_settings(settings)
    assert [str(budgets.of(kind)) for kind in BudgetKind] == ["0", "50.25", "5", "0.000001"]
    assert (str(budgets.set_aside), str(budgets.zone)) == ("2", "Asia/Shanghai")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_each_variable_has_its_two_sentences(name: str) -> None:
    assert {f"variable.{name}", f"settings.{name}"} <= CODES, "without them no command of serve starts"


@pytest.mark.parametrize(
    ("environ", "service"),
    [
        ({}, "sandbox"),
        ({"PLAYGROUND_API_KEY": KEY}, DEFAULT_API_URL),
        ({"PLAYGROUND_API_URL": "http://127.0.0.1:9"}, "http://127.0.0.1:9"),
        ({"PLAYGROUND_API_KEY": "", "PLAYGROUND_API_URL": ""}, "sandbox"),
    ],
)
def test_key_and_address_choose_the_service(environ: dict[str, str], service: str) -> None:
    assert Settings.load(environ).service_name == service


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_PORT", "4321")
    assert Settings.load().port == 4321
    assert Settings.load({}).port == 7860


def test_what_is_given_beats_the_environment_and_none_does_not() -> None:
    environ = {"PLAYGROUND_PORT": "8080", "PLAYGROUND_HOST": "::1"}
    settings = Settings.load(environ, port=9090, host=None)
    assert (settings.host, settings.port) == ("::1", 9090)


def test_a_space_listens_to_everyone_unless_told_otherwise() -> None:
    assert Settings.load({"SPACE_ID": "me/play"}).host == "0.0.0.0"  # noqa: S104 - what a Space needs
    assert Settings.load({"SPACE_ID": "me/play", "PLAYGROUND_HOST": "127.0.0.1"}).is_loopback


def test_schemas_here_come_before_those_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = Settings.load({}).schemas
    assert (shipped / "qwen-image-2-0-pro.json").is_file()
    (tmp_path / "schemas").mkdir()
    assert Settings.load({}).schemas == tmp_path / "schemas"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_KEY", "two words"),
        ("API_KEY", "line\nbreak"),
        ("API_KEY", "schlüssel"),
        ("API_URL", "api.example.com"),
        ("API_URL", "ftp://example.com"),
        ("API_URL", "https://me:hush@example.com"),
        ("API_URL", "http://:pw@example.com"),
        ("API_URL", "https://example.com:port"),
        ("SCHEMAS", "/no/such/folder"),
        ("PORT", "http"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("OPEN", "perhaps"),
        ("PUBLIC_URL", "play.example.com"),
        ("FILES", "ftp://bucket"),
        ("FILES", "s3://"),
        ("SIGNED_LINKS", "often"),
        ("UPLOADS", "ftp://bucket"),
        ("UPLOADS", "s3://"),
        ("CANCEL_PATH", "/cancel"),
        ("CANCEL_PATH", "tasks/{task_id}"),
        ("KEEP_BYTES", "plenty"),
        ("KEEP_BYTES", "-1"),
        ("KEEP_DAYS", "0"),
        ("KEEP_DAYS", "1.5"),
        ("PRIVATE_HOSTS", "10.0.0.5"),
        ("OIDC_ISSUER", "id.example.com"),
        ("OIDC_DOMAINS", "example"),
        ("OIDC_DOMAINS", "ann@example.com"),
        ("USER_HEADER", "X Forwarded User"),
        ("USER_HEADER", "Cookie"),
        ("SECRET", "short"),
        ("SECRET", f"{LONG},short"),
        ("OWN_KEYS", "perhaps"),
        ("PRIVATE_HOSTS", "10.0.0.5:0"),
        ("PRIVATE_HOSTS", "10.0.0.5:99999"),
        ("BUDGET_PERSON_DAY", "$5"),
        ("BUDGET_PERSON_MONTH", "-1"),
        ("BUDGET_ALL_MONTH", "NaN"),
        ("BUDGET_RUN", "Infinity"),
        ("BUDGET_UNKNOWN", "some"),
        ("BUDGET_ZONE", "Mars/Olympus"),
        ("BUDGET_ZONE", "Europe"),
        ("BUDGET_ZONE", "../etc/passwd"),
    ],
)
def test_what_cannot_be_used_is_named_in_words(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({f"PLAYGROUND_{name}": value})
    error = caught.value
    for language in languages():
        sentence = translate(error.code, language, **error.params)
        assert f"PLAYGROUND_{name}" in sentence
        assert (value in sentence) is (name not in {"API_KEY", "SECRET"})


def test_secrets_show_nowhere() -> None:
    secrets = {"API_KEY": "mv_live_hush", "PASSWORD": "hush", "DATABASE_URL": "postgresql://me:hush@db/x"}
    settings = Settings.load({f"PLAYGROUND_{name}": value for name, value in secrets.items()})
    assert "hush" not in repr(settings) + str(settings)
    with pytest.raises(SettingsError) as caught:
        Settings.load({"PLAYGROUND_API_KEY": "mv_live hush"})
    error = caught.value
    assert "hush" not in repr(error) + str(error)
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_settings_do_not_change() -> None:
    settings = Settings.load({})
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        ({"DATABASE_URL": "postgres://me@db/x"}, "postgres://me@db/x"),
        ({"DATABASE_URL": "postgres://me@db/x", "PLAYGROUND_DATABASE_URL": "postgresql://a/b"}, "postgresql://a/b"),
        ({"DATABASE_URL": "mysql://me@db/x"}, None),
        ({"DATABASE_URL": ""}, None),
    ],
)
def test_a_postgresql_that_a_host_provides_is_taken(variables: dict[str, str], url: str | None) -> None:
    assert Settings.load(variables).database_url == url
