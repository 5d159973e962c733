"""Copies results from the data folder into the folder that the user named; no file there is ever overwritten."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from playground.cli.output import print_error
from playground.errors import BucketError, StorageError
from playground.files.filenames import download_name, safe_ascii_name
from playground.files.results import Results
from playground.runs.run import Run


def check_writable(folder: Path) -> None:
    """Make the folder and try it out, before anything is paid for.

    Raises:
        StorageError: `command.run.out_refused`, nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:  # ValueError: a name that this locale cannot write, or with a NUL in it
        reason = getattr(error, "strerror", None) or str(error)
        raise StorageError("command.run.out_refused", folder=str(folder), reason=reason) from None


@dataclass(frozen=True, slots=True)
class SavedFiles:
    """What came of saving.

    Attributes:
        paths: where each file is: in the data folder still, where it could not be saved.
        is_all: whether every file that there is stands in the folder that was asked for.
    """

    paths: tuple[str, ...]
    is_all: bool


def save_outputs(run: Run, results: Results, folder: Path) -> SavedFiles:
    """Save all that a run has, and say where each file is."""
    saved = []
    is_all = True
    prompt = str(run.form_input.get("prompt") or "")
    for output in run.outputs:
        try:
            kept = results.path(run.run_id, output.name) if output.name else None
        except BucketError as error:
            print_error(error.code, **error.params)
            is_all = False
            continue
        if kept is None:
            continue
        name = download_name(run.created_at, run.model, prompt, output.index + 1, kept.suffix[1:])
        try:
            target = _save(kept, folder, _writable(name))
        except OSError as error:
            print_error("command.run.not_saved", path=str(kept), reason=error.strerror or str(error))
            target, is_all = kept, False
        saved.append(str(target))
    return SavedFiles(tuple(saved), is_all)


def _writable(name: str) -> str:
    """The name, or a plain one where file names of this locale cannot hold it: `LC_ALL=C` knows ASCII alone."""
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return (
            "_".join(part for word in Path(name).stem.split("_") if (part := safe_ascii_name(word))) + Path(name).suffix
        )
    return name


def _save(source: Path, folder: Path, name: str) -> Path:
    """Copy a result under a name, or under the first free one like it.

    Raises:
        OSError: the folder cannot be written any more; the source is untouched.
    """
    wanted = Path(name)
    for number in count(1):
        target = folder / (name if number == 1 else f"{wanted.stem}-{number}{wanted.suffix}")
        try:
            with source.open("rb") as original, target.open("xb") as copy:
                shutil.copyfileobj(original, copy)
        except FileExistsError:
            continue
        except OSError:
            target.unlink(missing_ok=True)
            raise
        return target
    raise AssertionError  # count never ends
