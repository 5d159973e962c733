"""Results out of the data folder into the one that the user named: nothing there is ever written over."""

from __future__ import annotations

import shutil
import tempfile
from itertools import count
from pathlib import Path

from playground.cli.output import complain
from playground.errors import StorageError
from playground.files.naming import download_name
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
    except OSError as error:
        raise StorageError("command.run.out_refused", folder=str(folder), reason=error.strerror or str(error)) from None


def save_outputs(run: Run, results: Results, folder: Path) -> tuple[str, ...]:
    """Save all that a run has, and say where each file is: in the data folder still, where it could not be saved."""
    saved = []
    prompt = str(run.settings.get("prompt") or "")
    for output in run.outputs:
        kept = results.path(run.run_id, output.name) if output.name else None
        if kept is None:
            continue
        try:
            target = _save(
                kept, folder, download_name(run.created_at, run.model, prompt, output.index + 1, kept.suffix[1:])
            )
        except OSError as error:
            complain("command.run.not_saved", path=str(kept), reason=error.strerror or str(error))
            target = kept
        saved.append(str(target))
    return tuple(saved)


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
