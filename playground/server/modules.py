"""The ECMAScript modules of a page as one script, for which a browser asks once.

Each module runs once, after those that it imports, in a function of its own: what it imports are constants in there,
and what it exports is what the function returns. Its lines stay lines, so that a source map leads back to them. Known
is only what the modules here are made of; anything else is refused: it would be served wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from posixpath import dirname, normpath
from typing import Final

_COMMENT: Final = re.compile(r"/\*\*.*?\*/", re.DOTALL)
_IMPORT: Final = re.compile(r'^import (?:(\w+)|\{([\w\s,]*)\}) from "((?:\.\.?/)+[\w/]+\.js)";$', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:const|class|(?:async )?function\*?) (\w+))", re.MULTILINE)
_DEFAULT: Final = re.compile(r"^export default (?=\()", re.MULTILINE)
_UNKNOWN: Final = re.compile(
    r"^\s*(?:import\b(?!\()|export\b).*"  # all that is known is gone when this is looked for
    r"|^(?:(?:const|let) .* = )?await .*"
    r"|\bimport\.meta\b(?!\.url\b).*"
    r"|\bimport\(\s*[\"'`].*"  # means another file once the script stands elsewhere
    r"|\$[A-Za-z_].*",  # so the modules are called
    re.MULTILINE,
)
_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class ModuleError(ValueError):
    """A module cannot be joined to others; the message names it and what is the matter."""


@dataclass(frozen=True, slots=True)
class Module:
    """One that can be joined to others: what it imports by the names of modules, and a declaration of what it exports.

    Above and below what are its lines still, the declaration has one line of its own and two.
    """

    name: str
    imports: dict[str, frozenset[str]]
    exports: frozenset[str]
    declaration: str


def read_module(name: str, source: str, root: str) -> Module:
    """A module, ready to be joined.

    Args:
        name: its path below what the modules have in common.
        source: its text.
        root: the way there from the address of the joined script, such as `../`.

    Raises:
        ModuleError: it has something that is not known here.
    """
    rest = _COMMENT.sub("", source)
    for known in (_IMPORT, _EXPORT, _DEFAULT):
        rest = known.sub("", rest)
    if unknown := _UNKNOWN.search(rest):
        raise ModuleError(f"{name}: cannot be joined because of: {unknown[0].strip()}")
    imports: dict[str, frozenset[str]] = {}

    def constants(statement: re.Match[str]) -> str:
        default, names, path = statement.groups()
        module = normpath(f"{dirname(name)}/{path}").lstrip("/")
        taken = f" default: {default} " if default else names.replace(" as ", ": ")
        wanted = (part.partition(":")[0].strip() for part in taken.split(","))
        imports[module] = imports.get(module, frozenset()) | frozenset(filter(None, wanted))
        return f"const {{{taken}}} = {_constant(module)};"

    body = _DEFAULT.sub("const $default = ", _EXPORT.sub("", _IMPORT.sub(constants, source)))
    body = body.replace("import.meta.url", f'new URL("{root}{name}", import.meta.url).href').removesuffix("\n")
    exports = [*_EXPORT.findall(source), *("default" for _ in _DEFAULT.findall(source))]
    returned = ", ".join("default: $default" if one == "default" else one for one in exports)
    # V8 compiles a function in parentheses at once; of an arrow it first looks through all, as if it were never called.
    declaration = f"const {_constant(name)} = (function () {{ // {name}\n{body}\nreturn {{ {returned} }};\n}})();\n"
    return Module(name, imports, frozenset(exports), declaration)


def join(entry: str, module_of: Callable[[str], Module]) -> tuple[Module, ...]:
    """A module and all that it imports, each once and after those that it imports: the order in which they run.

    Raises:
        ModuleError: one imports itself, in the end, or what another does not export.
    """
    placed: dict[str, Module] = {}

    def place(name: str, importing: tuple[str, ...]) -> Module:
        if name in importing:
            raise ModuleError(f"{' imports '.join((*importing, name))}")
        if name not in placed:
            module = module_of(name)
            for other, names in module.imports.items():
                if missing := names - place(other, (*importing, name)).exports:
                    raise ModuleError(f"{name}: {other} does not export {', '.join(sorted(missing))}")
            placed[name] = module
        return placed[name]

    place(entry, ())
    return tuple(placed.values())


def script_of(modules: tuple[Module, ...], source_map: str) -> str:
    """The script that joined modules are; `source_map` is the address of what `source_map_of` makes of them."""
    return "".join(module.declaration for module in modules) + f"//# sourceMappingURL={source_map}\n"


def source_map_of(modules: tuple[Module, ...], root: str) -> str:
    """Which line of the script is which of a source, as browsers read it (ECMA-426).

    Args:
        modules: in the order of the script.
        root: the way from the address of the map to what the names of modules are below.
    """
    lines: list[str] = []
    last = 0
    for place, module in enumerate(modules):
        count = module.declaration.count("\n") - 3
        # Each line begins with a segment: its column, then how many sources, lines and columns further than the last.
        lines += ("", f"A{'C' if place else 'A'}{_digits(-last)}A", *["AACA"] * (count - 1), "", "")
        last = count - 1
    sources = [f"{root}{module.name}" for module in modules]
    return json.dumps({"version": 3, "sources": sources, "names": [], "mappings": ";".join(lines)})


def _constant(module: str) -> str:
    return f"${module.removesuffix('.js').replace('/', '$')}"


def _digits(number: int) -> str:
    """A number in base 64, its sign in the lowest bit, five bits a digit."""
    left = abs(number) << 1 | (number < 0)
    digits = ""
    while more := left >> 5:
        digits += _DIGITS[left & 31 | 32]
        left = more
    return digits + _DIGITS[left]
