"""The environment as one frozen `Settings`; every variable is optional and starts with `PLAYGROUND_`.

>>> Settings.load({"PLAYGROUND_API_KEY": "mv_live_1", "PLAYGROUND_API_URL": "https://example.com/"}).service_name
'https://example.com'
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Self, TypeAlias
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from playground.errors import SettingsError
from playground.loopback import is_loopback

PREFIX: Final = "PLAYGROUND_"
SANDBOX: Final = "sandbox"
"""The name of the embedded sandbox where a service is named: its real address changes with the port."""
DEFAULT_API_URL: Final = "https://api.mindvideo.ai"

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_PACKAGE = Path(__file__).parent
_SECRETS = frozenset({"api_key", "password", "database_url"})
_STORES = ("s3://", "gs://", "az://")
_HEADER_TEXT = re.compile(r"[\x21-\x7e]+")
_SIZE = re.compile(r"(?P<amount>\d{1,15}(?:\.\d{1,6})?)\s*(?P<unit>[KMGT]?)I?B?", re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}
_NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]*\w)?", re.ASCII)
_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - no name of anything
_BEHIND_A_SPACE = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7"
"""Where the proxies of a Space connect from; nobody else reaches its container."""
_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+):(?P<port>\d{1,5})")


def _base_url(text: str) -> str:
    parts = urlsplit(text.strip())
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ValueError(text)
    if parts.port == 0:
        raise ValueError(text)
    return text.strip().rstrip("/")


def _bearer(text: str) -> str:
    key = text.strip()
    if not _HEADER_TEXT.fullmatch(key):
        raise ValueError
    return key


def _store(text: str) -> str:
    if text != "local" and not (text.startswith(_STORES) and urlsplit(text).netloc):
        raise ValueError(text)
    return text.rstrip("/")


def _cancel_path(text: str) -> str:
    if not text.startswith("/") or "{task_id}" not in text:
        raise ValueError(text)
    return text


def _host_and_port(text: str) -> tuple[str, int]:
    found = _HOST_AND_PORT.fullmatch(text.strip())
    if found is None or not 0 < int(found["port"]) < 2**16:
        raise ValueError(text)
    return found["host"].strip("[]").lower(), int(found["port"])


def _hosts_and_ports(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(_host_and_port(part) for part in re.split(r"[,\s]+", value.strip()) if part)


def _parts(value: Any) -> Any:
    return tuple(part for part in re.split(r"[,\s]+", value.strip()) if part) if isinstance(value, str) else value


def _host(text: str) -> str:
    name = text.rstrip(".").lower()
    if not _NAME.fullmatch(name):
        ipaddress.ip_address(name.strip("[]"))
    return name.strip("[]")


def _bytes(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _SIZE.fullmatch(value.strip())
    if found is None:
        raise ValueError(value)
    return int(Decimal(found["amount"]) * 1024 ** _POWERS[found["unit"].upper()])


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


def _of_a_space(variables: Mapping[str, str]) -> dict[str, str]:
    """What a Hugging Face Space says of itself: it is a container that others reach by one name, through proxies."""
    name = re.sub(r"[^a-z0-9]+", "-", variables["SPACE_ID"].lower()) + ".hf.space"
    hosts = variables.get("SPACE_HOST") or name
    return {"host": "0.0.0.0", "hosts": hosts, "trusted_proxies": _BEHIND_A_SPACE}  # noqa: S104 - see above


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
        uploads: `local` or the address of a store, without a slash at its end.
        cancel_path: the service's cancel endpoint, with `{task_id}` in it.
        private_hosts: private addresses that results may come from.
        keep_bytes: how much results and uploads may hold together; None is no limit.
        keep_days: for how long they are kept; None is no limit.
        most_runs_at_once: of one person; 15 times as many from one address, 50 times in all.
        currency: sign before every cost.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        validate_default=False,
    )

    api_key: Annotated[SecretStr, BeforeValidator(_bearer)] | None = None
    api_url: Annotated[str, AfterValidator(_base_url)] | None = None
    schemas: Annotated[Path, AfterValidator(_existing_folder)] = Field(default_factory=_default_schemas)
    data: Annotated[Path, AfterValidator(_folder)] = Field(
        default_factory=lambda: platformdirs.user_data_path("playground", appauthor=False),
    )
    database_url: str | None = Field(default=None, repr=False)  # it may hold a password
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, lt=2**16)] = 7860
    password: SecretStr | None = None
    open: bool = False
    public_url: Annotated[str, AfterValidator(_base_url)] | None = None
    hosts: Annotated[tuple[Annotated[str, AfterValidator(_host)], ...], NoDecode, BeforeValidator(_parts)] = ()
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_parts)] = ()
    uploads: Annotated[str, AfterValidator(_store)] = "local"
    cancel_path: Annotated[str, AfterValidator(_cancel_path)] | None = None
    private_hosts: Annotated[tuple[tuple[str, int], ...], NoDecode, BeforeValidator(_hosts_and_ports)] = ()
    keep_bytes: Annotated[int, BeforeValidator(_bytes), Field(ge=0)] | None = None
    keep_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    most_runs_at_once: Annotated[int, Field(ge=1, le=100_000)] = 20
    currency: str = "$"

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
        on_a_space = _of_a_space(variables) if variables.get("SPACE_ID") else {}
        stated = {name: value for name, value in given.items() if value is not None}
        values = {**on_a_space, **source(), **stated}
        try:
            return cls(**values)
        except ValidationError as error:
            name = str(error.errors(include_url=False, include_input=False)[0]["loc"][0])
            shown = {} if name in _SECRETS else {"value": str(values[name])}
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
        """Where reference files are kept."""
        return self.data / "uploads"

    @property
    def results_folder(self) -> Path:
        """Where results are kept."""
        return self.data / "results"

    @property
    def ledger(self) -> str | Path:
        """The database of runs: an address, or an SQLite file."""
        return self.database_url or self.data / "ledger.sqlite3"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches the server."""
        return is_loopback(self.host)

    def check_exposure(self) -> None:
        """Refuse to let strangers spend the owner's money.

        Raises:
            SettingsError: beyond loopback with a real key and neither a password nor `PLAYGROUND_OPEN=1`.
        """
        if self.api_key is not None and not self.is_loopback and self.password is None and not self.open:
            raise SettingsError("settings.exposed", host=self.host)


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that begin as ours do and mean nothing here.

    >>> unknown_variables({"PLAYGROUND_PASWORD": "x", "PLAYGROUND_PORT": "80", "playground_host": "::1", "HOME": "/"})
    ('PLAYGROUND_PASWORD',)
    """
    ours = (name for name in environ if name.upper().startswith(PREFIX))
    return tuple(sorted(name for name in ours if name[len(PREFIX) :].lower() not in Settings.model_fields))
