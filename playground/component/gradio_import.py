"""Imports Gradio in half the time: whoever imports this before Gradio keeps it from looking through its own sources.

Whenever Gradio is imported, it parses the source of each of its components, to see whether the `.pyi` beside it is up
to date. Its package brings these files. What it does for components of other people, it still does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any, Final

_MODULE: Final = "gradio.component_meta"


class GradioFinder:
    """Finds the one module of Gradio's that does it; Python finds all others as ever."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None) -> ModuleSpec | None:
        """What Python would find, executed as `_Loader` does; None for any other module."""
        spec = PathFinder.find_spec(name, path) if name == _MODULE else None
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(name, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        written = module.create_or_modify_pyi

        def write(component: type, name: str, events: Any) -> None:
            if not component.__module__.startswith("gradio."):
                written(component, name, events)

        module.create_or_modify_pyi = write  # type: ignore[attr-defined] # a module has what it is given


if _MODULE not in sys.modules:
    sys.meta_path.insert(0, GradioFinder)
