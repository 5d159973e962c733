"""The command line of a copy of the package with other catalogs, for `fork_app`: `python abroad.py FOLDER serve`."""

from __future__ import annotations

import sys
from pathlib import Path

from playground import workerclient
from playground.cli import main
from playground.texts import catalogs

if __name__ == "__main__":
    _, folder, *words = sys.argv
    # What is forked is of the package itself, and has read its catalogs; what it starts is of the copy.
    workerclient._ROOT = Path(folder)  # type: ignore[misc] # noqa: SLF001
    catalogs._FOLDER = Path(folder, "playground", "texts", "locales")  # type: ignore[misc] # noqa: SLF001
    catalogs.languages.cache_clear()
    catalogs.catalog_of.cache_clear()
    main(words)
