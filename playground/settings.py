"""The environment as one frozen `Settings`; every variable is optional and starts with `PLAYGROUND_`.

>>> Settings.load({"PLAYGROUND_API_KEY": "mv_live_1", "PLAYGROUND_API_URL": "https://example.com/"}).service_name
'https://example.com'
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeAlias
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from playground.errors import SettingsError
from playground.loopback import is_loopback
from playground.setting_values import (
    check_secrets,
    read_base_url,
    read_bearer,
    read_cancel_path,
    read_domain,
    read_header_name,
    read_host,
    read_hosts_and_ports,
    read_listed,
    read_size,
    read_store,
    read_words,
    read_zone,
)
from playground.space import settings_of_a_space

PREFIX: Final = "PLAYGROUND_"
SANDBOX: Final = "sandbox"
"""The name of the embedded sandbox where a service is named: its real address changes with the port."""
LOCAL_FILES: Final = "local"
DEFAULT_API_URL: Final = "https://api.mindvideo.ai"

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

Amount: TypeAlias = Annotated[Decimal, Field(ge=0, le=1_000_000_000, allow_inf_nan=False)]
"""Money, without a currency's sign."""

_PACKAGE = Path(__file__).parent
SECRETS: Final = frozenset({"api_key", "password", "database_url", "oidc_client_secret", "secret"})
"""Settings whose values are shown nowhere."""
_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - no name of anything


def _folder(path: Path) -> Path:
    return path.expanduser().absolute()


def _existing_folder(path: Path) -> Path:
    folder = _folder(path)
    if not folder.is_dir():
        raise ValueError(path)
    return folder


def _default_schemas() -> Path:
    """`schemas/` here, else those in the wheel, else those of the checkout that this package runs from."""
    shipped = _PACKAGE / "shipped_schemas"
    candidates = (Path.cwd() / "schemas", shipped, _PACKAGE.parent / "schemas")
    return next((folder for folder in candidates if folder.is_dir()), shipped)


def is_postgres(url: str) -> bool:
    """Whether the address of a database is one of PostgreSQL, whichever driver it names after a `+`."""
    return url.partition(":")[0].partition("+")[0] in {"postgres", "postgresql"}


class Settings(BaseSettings):
    """What the environment says, checked once at start. Build it with `Settings.load`.

    Attributes:
        api_key: key of the service; it shows in no repr, log or error.
        api_url: base of the service, without a slash at its end.
        schemas: folder of model files.
        data: folder for ledger, results, uploads and sandbox.
        database_url: the ledger; None is an SQLite file in `data`.
        host: where to listen.
        port: where to listen; 0 takes any free one.
        password: asked for by the page.
        open: beyond loopback, with a real key, without a password, on purpose.
        public_url: how the outside reaches this server, without a slash at its end.
        hosts: more names, besides that of `public_url`, by which others reach this server.
        trusted_proxies: networks of proxies whose word on a request (`X-Forwarded-…`) is believed.
        oidc_issuer: the OpenID provider that people sign in with, without a slash at its end.
        oidc_client_id: our name there.
        oidc_client_secret: ours.
        oidc_scopes: what we ask to be told of people.
        oidc_domains: of verified e-mail addresses that may come in; empty is any.
        oidc_groups: of which a person has to be in one; empty is any.
        user_header: in which a trusted proxy names who signed in, in lower case.
        admins: e-mail addresses, or the provider's names, of people who are admins.
        admins_see_prompts: whether the page of admins has the prompts of everybody's runs.
        secret: what other people's keys are encrypted with; the first of several, between commas, is today's.
        own_keys: whether people may bring keys of their own for the service.
        files: where results and uploads are kept: `local` is the data folder, else the address of a bucket.
        signed_links: whether browsers get pictures and clips from the bucket itself, by links that live for minutes.
        uploads: `local` or the address of a store, without a slash at its end.
        cancel_path: the service's cancel endpoint, with `{task_id}` in it.
        private_hosts: private addresses that results may come from.
        keep_bytes: how much results and uploads may hold together; None is no limit.
        keep_bytes_person: how much those of one person may hold; None is no limit.
        keep_days: for how long they are kept; None is no limit.
        log: how what happens is written on stderr.
        metrics: whether figures are told to Prometheus.
        metrics_port: a port for them alone, at `host`; None is the page's, for this machine and trusted networks.
        stop_delay: seconds that the server goes on answering after it was told to stop.
        most_runs_at_once: of one person; 15 times as many from one address, 50 times in all.
        currency: sign before every cost.
        budget_person_day: what one person may spend a day, in the currency; None is no limit, here and below.
        budget_person_month: what one person may spend a month.
        budget_all_month: what all may spend a month.
        budget_run: what one run may cost.
        budget_unknown: what is set aside for a run while nothing is known of its price.
        budget_zone: the time zone whose days and months those are, by its name.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        validate_default=False,
    )

    api_key: Annotated[SecretStr, BeforeValidator(read_bearer)] | None = None
    api_url: Annotated[str, AfterValidator(read_base_url)] | None = None
    schemas: Annotated[Path, AfterValidator(_existing_folder)] = Field(default_factory=_default_schemas)
    data: Annotated[Path, AfterValidator(_folder)] = Field(
        default_factory=lambda: platformdirs.user_data_path("playground", appauthor=False),
    )
    database_url: str | None = Field(default=None, repr=False)  # it may hold a password
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, lt=2**16)] = 7860
    password: SecretStr | None = None
    open: bool = False
    public_url: Annotated[str, AfterValidator(read_base_url)] | None = None
    hosts: Annotated[tuple[Annotated[str, AfterValidator(read_host)], ...], NoDecode, BeforeValidator(read_words)] = ()
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(read_words)] = ()
    oidc_issuer: Annotated[str, AfterValidator(read_base_url)] | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_scopes: str = "openid email profile"
    oidc_domains: Annotated[
        tuple[Annotated[str, AfterValidator(read_domain)], ...], NoDecode, BeforeValidator(read_words)
    ] = ()
    oidc_groups: Annotated[tuple[str, ...], NoDecode, BeforeValidator(read_listed)] = ()
    user_header: Annotated[str, AfterValidator(read_header_name)] | None = None
    admins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(read_listed)] = ()
    admins_see_prompts: bool = False
    secret: Annotated[SecretStr, AfterValidator(check_secrets)] | None = None
    own_keys: bool = False
    files: Annotated[str, AfterValidator(read_store)] = LOCAL_FILES
    signed_links: bool = False
    uploads: Annotated[str, AfterValidator(read_store)] = "local"
    cancel_path: Annotated[str, AfterValidator(read_cancel_path)] | None = None
    private_hosts: Annotated[tuple[tuple[str, int], ...], NoDecode, BeforeValidator(read_hosts_and_ports)] = ()
    keep_bytes: Annotated[int, BeforeValidator(read_size), Field(ge=0)] | None = None
    keep_bytes_person: Annotated[int, BeforeValidator(read_size), Field(ge=0)] | None = None
    keep_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    log: Literal["lines", "json"] = "lines"
    metrics: bool = False
    metrics_port: Annotated[int, Field(ge=1, lt=2**16)] | None = None
    stop_delay: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 0.0
    most_runs_at_once: Annotated[int, Field(ge=1, le=100_000)] = 20
    currency: str = "$"
    budget_person_day: Amount | None = None
    budget_person_month: Amount | None = None
    budget_all_month: Amount | None = None
    budget_run: Amount | None = None
    budget_unknown: Amount | None = None
    budget_zone: Annotated[str, AfterValidator(read_zone)] = "UTC"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` hands over: nothing is read behind its back."""
        return (init_settings,)

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **given: Any) -> Self:
        """The settings of an environment.

        Args:
            environ: the variables; `os.environ` where left out.
            given: settings from elsewhere, say a command's options, that beat the environment; None means not given.

        Raises:
            SettingsError: a variable cannot be used; its params name it, and its value unless that is a secret.
        """
        variables = os.environ if environ is None else environ
        source = EnvSettingsSource(cls)
        source.env_vars = {name.lower(): value for name, value in variables.items() if value != ""}
        on_a_space = settings_of_a_space(variables)
        provided = {"database_url": url} if is_postgres(url := variables.get("DATABASE_URL", "")) else {}
        stated = {name: value for name, value in given.items() if value is not None}
        values = {**on_a_space, **provided, **source(), **stated}
        try:
            return cls(**values)
        except ValidationError as error:
            name = str(error.errors(include_url=False, include_input=False)[0]["loc"][0])
            shown = {} if name in SECRETS else {"value": str(values[name])}
            raise SettingsError(f"settings.{name}", variable=PREFIX + name.upper(), **shown) from None

    @property
    def known_hosts(self) -> frozenset[str]:
        """Names by which others reach this server, in lower case and without port."""
        public = urlsplit(self.public_url or "").hostname
        own = self.host.strip("[]").lower()
        return frozenset({*self.hosts, *([public] if public else []), *([] if own in _ANYWHERE else [own])})

    @property
    def on_sandbox(self) -> bool:
        """Whether tasks go to the embedded sandbox: there is neither a key nor a service's address."""
        return self.api_key is None and self.api_url is None

    @property
    def service_name(self) -> str:
        """What a run remembers of where it was sent: the service's base URL, or `sandbox`."""
        return SANDBOX if self.on_sandbox else self.api_url or DEFAULT_API_URL

    @property
    def sandbox_folder(self) -> Path:
        """Where the sandbox keeps its keys, tasks and pictures."""
        return self.data / "sandbox"

    @property
    def uploads_folder(self) -> Path:
        """Where reference files are kept; or copies of some, where they are kept in a bucket."""
        return self._files_folder / "uploads"

    @property
    def results_folder(self) -> Path:
        """Where results are kept; or copies of some, as of uploads."""
        return self._files_folder / "results"

    @property
    def _files_folder(self) -> Path:
        """Never one folder for both: what is swept as a copy of something in a bucket must be one."""
        return self.data / "copies" if self.has_bucket else self.data

    @property
    def has_bucket(self) -> bool:
        """Whether results and uploads are kept in a bucket."""
        return self.files != LOCAL_FILES

    @property
    def ledger(self) -> str | Path:
        """The database of runs: an address, or an SQLite file."""
        return self.database_url or self.data / "ledger.sqlite3"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches the server."""
        return is_loopback(self.host)

    @property
    def knows_people(self) -> bool:
        """Whether people sign in, each as themselves."""
        return self.oidc_issuer is not None or self.user_header is not None


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that begin as ours do and mean nothing here.

    >>> unknown_variables({"PLAYGROUND_PASWORD": "x", "PLAYGROUND_PORT": "80", "playground_host": "::1", "HOME": "/"})
    ('PLAYGROUND_PASWORD',)
    """
    ours = (name for name in environ if name.upper().startswith(PREFIX))
    return tuple(sorted(name for name in ours if name[len(PREFIX) :].lower() not in Settings.model_fields))
