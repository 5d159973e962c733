"""Puts the rooms together: from settings to the parts that the server and the command line run on."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from PIL import Image
from starlette.applications import Starlette

from playground.catalog import Catalog
from playground.errors import BadRequestError, FetchError, SettingsError, UnknownModelError
from playground.files.bucket import BucketStore
from playground.files.bucketcheck import bucket_fault
from playground.files.download import DownloadLimits, download
from playground.files.openbucket import Bucket, bucket_error, open_bucket
from playground.files.publish import FilePublisher, publisher
from playground.files.results import Results
from playground.files.safeclient import SafeClient
from playground.files.store import FOLDER, FileStore
from playground.files.uploads import Uploads
from playground.files.validation import upload_errors
from playground.form import Issue, mask, validate
from playground.form.json_text import extent
from playground.form.limits import MAX_VALUES
from playground.form.timing import deadline
from playground.loopback import is_loopback
from playground.people.async_people import AsyncPeople
from playground.people.own_keys import OwnKeys
from playground.runs.budgets.limits import BudgetSettings
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.database import Database, is_file
from playground.runs.kept_files import KeptFiles, has_upload
from playground.runs.kept_uploads import KeptUploads
from playground.runs.ledger import Ledger
from playground.runs.overview import Overview
from playground.runs.replicas import Replica, this_replica
from playground.runs.runner import Runner
from playground.runs.stored_bytes import StoredBytes
from playground.runs.usage import UsageQueries
from playground.sandbox import InputError, Keys, ReferenceLoader, create_app
from playground.setting_values import zone_of
from playground.settings import SANDBOX, Settings
from playground.tasks.client import Service
from playground.tasks.clock import CLOCK
from playground.texts import translate
from playground.threadpool import ThreadPool

_CHECK_SECONDS: Final = 3.0
_TOO_MUCH: Final = Issue((), "request.too_many_values", {"limit": MAX_VALUES})

SANDBOX_PATH: Final = "/sandbox"
"""Where a server has its embedded sandbox."""

_SANDBOX_CANCEL: Final = "/api/v1/tasks/{task_id}/cancel"
_REFERENCE_LIMITS: Final = DownloadLimits(size=50 * 2**20, seconds=20, redirects=0, pauses=())
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a server or a command works with; whoever built it starts and stops the runner."""

    settings: Settings
    catalog: Catalog
    uploads: Uploads
    publisher: FilePublisher
    results: Results
    runner: Runner
    people: AsyncPeople
    usage: UsageQueries
    overview: Overview
    stored: StoredBytes
    kept_uploads: KeptUploads
    own_keys: OwnKeys | None = None
    store: FileStore = FOLDER
    threads: ThreadPool = field(default_factory=ThreadPool)


def build(settings: Settings, *, own_address: str, is_for_others: bool = False) -> Parts:
    """The parts, none of them started.

    Args:
        settings: from the environment.
        own_address: where this process can be reached, e.g. `http://127.0.0.1:7860`; its embedded sandbox is at
            `/sandbox` below.
        is_for_others: whether others than the owner ask here, so that not everybody may have any number of runs.

    Raises:
        SettingsError: the bucket for uploads, or for all files, cannot be used.
        StorageError: the data folder cannot be used.
    """
    _keep_private(settings)
    services = _services(settings, own_address)
    origins = frozenset(_origin(service.base_url) for service in services.values())
    database = Database(settings.ledger)
    store = store_of(settings, database)
    results = Results(settings.results_folder, allowed=origins | frozenset(settings.private_hosts), store=store)
    uploads = Uploads(settings.uploads_folder, store=store)
    publishing = publisher(
        uploads,
        settings.uploads,
        service=settings.service_name,
        own_address=own_address,
        public_url=settings.public_url,
    )
    ledger = Ledger(
        settings.ledger,
        budget_settings(settings),
        person_bytes=settings.keep_bytes_person,
        is_kept=has_upload if settings.has_bucket else lambda _, name: uploads.has(name),
    )
    limits = ConcurrencyLimits.of(settings.most_runs_at_once)
    own_keys = own_keys_of(settings, database)
    return Parts(
        settings=settings,
        catalog=Catalog(settings.schemas, on_sandbox=settings.on_sandbox),
        uploads=uploads,
        publisher=publishing,
        results=results,
        runner=Runner(
            ledger,
            results,
            services.get,
            service=settings.service_name,
            clock=replace(CLOCK, wall=ledger.wall),
            limits=limits if is_for_others else None,
            batch_limits=limits.with_a_place_free() if is_for_others else limits,
            replica=replica_of(settings),
            own_keys=own_keys,
        ),
        people=AsyncPeople(database),
        usage=ledger.usage,
        overview=ledger.overview,
        stored=ledger.stored,
        kept_uploads=ledger.kept_uploads,
        own_keys=own_keys,
        store=store,
    )


def store_of(settings: Settings, database: Database) -> FileStore:
    """Where results and uploads are kept.

    Args:
        settings: from the environment.
        database: the ledger's, which knows what a bucket holds; it is looked into later.

    Raises:
        SettingsError: the address names no bucket that can be used.
    """
    if not settings.has_bucket:
        return FOLDER
    return BucketStore(_bucket(settings), settings.files, KeptFiles(database), wall=database.wall)


def check_bucket(settings: Settings) -> None:
    """Where files are kept in a bucket, see whether that does what the settings ask of it; it blocks.

    Raises:
        SettingsError: it cannot.
    """
    fault = bucket_fault(_bucket(settings), signs=settings.signed_links) if settings.has_bucket else None
    if fault:
        raise bucket_error(fault, settings.files)


def _bucket(settings: Settings) -> Bucket:
    try:
        return open_bucket(settings.files)
    except ValueError as error:
        raise SettingsError("settings.files", variable="PLAYGROUND_FILES", value=settings.files) from error


def budget_settings(settings: Settings) -> BudgetSettings:
    """What the environment allows to be spent."""
    return BudgetSettings(
        person_day=settings.budget_person_day,
        person_month=settings.budget_person_month,
        all_month=settings.budget_all_month,
        run=settings.budget_run,
        unknown=settings.budget_unknown,
        zone=zone_of(settings.budget_zone),
        currency=settings.currency,
        is_play=settings.on_sandbox,
    )


def replica_of(settings: Settings) -> Replica:
    """What this process tells others on its ledger of itself.

    Raises:
        StorageError: the data folder cannot be written.
    """
    return this_replica(
        service=settings.service_name,
        secret=settings.secret.get_secret_value() if settings.secret else None,
        data=settings.data,
        on_file=is_file(settings.ledger),
        bucket=settings.files if settings.has_bucket else None,
    )


def own_keys_of(settings: Settings, database: Database) -> OwnKeys | None:
    """Keys that people bring: of a service that takes keys, and where there is what they are encrypted with."""
    if not settings.own_keys or settings.secret is None or settings.on_sandbox:
        return None
    return OwnKeys(database, settings.secret.get_secret_value().split(","))


def build_sandbox(settings: Settings, catalog: Catalog, uploads: Uploads, *, pace: float = 1.0) -> Starlette:
    """The task API over the catalog's models; the only references that it fetches are published uploads.

    Raises:
        StorageError: its folder cannot be used.
    """
    return create_app(
        folder=settings.sandbox_folder,
        validate=_validator(catalog),
        references=_reference_loader(uploads, urlsplit(settings.public_url).hostname if settings.public_url else None),
        pace=pace,
        media=lambda slug: catalog.model(slug).media,
        redact=lambda slug, given: mask(catalog.model(slug).form, given),
    )


def _keep_private(settings: Settings) -> None:
    """Whatever lies in these folders is for the owner of this process alone, whoever made them."""
    for folder in (settings.results_folder, settings.uploads_folder, settings.sandbox_folder):
        with suppress(OSError):  # a disk that cannot be written is told when something is to be kept
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)


def _services(settings: Settings, own_address: str) -> Mapping[str, Service]:
    """The one service that runs may be asked about now, by the name that runs remember."""
    if settings.on_sandbox:
        own_key = Keys(settings.sandbox_folder).own()
        return {SANDBOX: Service(own_address + SANDBOX_PATH, own_key, _SANDBOX_CANCEL)}
    key = settings.api_key.get_secret_value() if settings.api_key else None
    return {settings.service_name: Service(settings.service_name, key, settings.cancel_path)}


def _origin(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def _validator(catalog: Catalog) -> Callable[[str, Any], list[InputError]]:
    def input_errors(slug: str, payload: Any) -> list[InputError]:
        try:
            form = catalog.model(slug).form
        except UnknownModelError:
            raise KeyError(slug) from None
        try:
            with deadline(_CHECK_SECONDS):
                issues = validate(form, payload) if extent(payload)[1] <= MAX_VALUES else (_TOO_MUCH,)
        except BadRequestError as error:
            issues = (Issue((), error.code, error.params),)
        return [InputError(issue.path, translate(issue.code, "en", **issue.params)) for issue in issues]

    return input_errors


def _reference_loader(uploads: Uploads, public_host: str | None) -> ReferenceLoader:
    """Fetches published uploads: ours by their name, those of a server beside us over loopback; nothing else."""

    @asynccontextmanager
    async def fetch(url: str) -> AsyncIterator[Path]:
        parts = urlsplit(url)
        name = Uploads.name_of(url, f"{parts.scheme}://{parts.netloc}")
        is_near = is_loopback(parts.hostname or "")
        if name is None or not (is_near or parts.hostname == public_host):
            raise FetchError("fetch.bad_link")
        # By name first: the port in the address may be that of a process that has ended since. Names are unguessable.
        found = await uploads.find(name)
        if found is not None:
            yield found[0]
            return
        if not is_near:
            raise FetchError("fetch.not_found")
        guard = SafeClient(frozenset({_origin(url)}))
        with tempfile.NamedTemporaryFile() as file:
            try:
                await download(guard, url, file, _REFERENCE_LIMITS)
            finally:
                await guard.close()
            file.flush()
            yield Path(file.name)

    async def reduce(path: Path, side: int) -> Image.Image:
        with upload_errors(path.name):
            return await uploads.media_pool.reduced(path, side)

    return ReferenceLoader(fetch, reduce)
