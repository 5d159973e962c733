"""The page that shows results beside each other, and what tells them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from playground.catalog import Catalog
from playground.runs.run import Output, Run
from playground.texts import Language, translate
from playground.ui.caption import summary_of
from playground.ui.compare_query import FEWEST, MODES, MOST, SIDE, CompareQuery, Reference
from playground.ui.compare_settings import compared_settings
from playground.ui.compare_texts import marked_texts
from playground.ui.drawing import browser_words, draw
from playground.ui.view_context import ViewContext

_SEEN: Final = frozenset({"image", "video"})
"""Kinds that are zoomed, and laid over each other."""
_USUAL: Final = 16 / 9
"""Width by height of what has no size that is known."""
_TALLEST: Final = 0.5
_SAID_IN_THE_BROWSER: Final = ("identical", "play", "pause", "together", "in_turn")
_BLANKS: Final = (("share_differs", "share"), ("at", "share"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A result that is here.

    Attributes:
        letter: what it is called on the page.
        run: whose it is.
        output: the result.
        kind: `image`, `video`, `audio`, `text` or `file`.
        title: of its model.
        about: the run in a few words.
        address: of its file.
    """

    letter: str
    run: Run
    output: Output
    kind: str
    title: str
    about: str
    address: str

    @property
    def is_seen(self) -> bool:
        """Whether it is a picture or a clip."""
        return self.kind in _SEEN


def draw_compare(
    query: CompareQuery, runs: Mapping[str, Run], context: ViewContext, catalog: Catalog, version: str
) -> str:
    """The whole page; it blocks, as a run may be megabytes.

    Args:
        query: what the address asks for.
        runs: by their ids, those of them that this browser has.
        context: words, signs and names.
        catalog: the models, for the words of their settings.
        version: of style and scripts.
    """
    language = context.language
    found = [(one, _result(one, runs.get(one.run_id), context)) for one in query.references]
    shown = [one for _, one in found if one]
    texts = [one for one in shown if one.kind == "text"]
    marked = marked_texts([one.output.text or "" for one in texts])
    is_pair = len(shown) == FEWEST and all(one.is_seen for one in shown)
    lines = compared_settings([(one.run, one.output) for one in shown], context, catalog) if shown else []
    sizes = [(one.output.width, one.output.height) for one in shown]
    return draw(
        "compare",
        language,
        words={**browser_words(language), **_script_words(language)},
        version=version,
        troubles=[*_troubles(query, runs, [one for one, result in found if result is None], language)],
        shown=shown,
        fewest=FEWEST,
        is_pair=is_pair,
        modes=MODES,
        mode=query.mode if is_pair else SIDE,
        ratio=_ratio(shown),
        is_seen=any(one.is_seen for one in shown),
        clips=[one for one in shown if one.kind == "video"],
        sounds=[one for one in shown if one.kind == "audio"],
        texts=texts,
        marked=marked,
        pieces={one.letter: pieces for one, pieces in zip(texts, marked.pieces, strict=True)},
        sizes=[f"{width} × {height}" for width, height in sizes]
        if is_pair and all(map(all, sizes)) and sizes[0] != sizes[1]
        else [],
        lines=lines,
        is_all_same=len(shown) > 1 and all(line.is_same for line in lines),
    )


def _script_words(language: Language) -> dict[str, str]:
    said = {f"compare.{code}": translate(f"compare.{code}", language) for code in _SAID_IN_THE_BROWSER}
    blanks = {
        f"compare.{code}": translate(f"compare.{code}", language, **{name: f"{{{name}}}"}) for code, name in _BLANKS
    }
    return said | blanks


def _result(reference: Reference, run: Run | None, context: ViewContext) -> Shown | None:
    output = next((one for one in run.outputs if one.name == reference.name), None) if run else None
    if run is None or output is None or not context.is_kept(run.run_id, reference.name):
        return None
    kind = "text" if output.text is not None else output.kind.value
    return Shown(
        letter=reference.letter,
        run=run,
        output=output,
        kind=kind if kind in {"image", "video", "audio", "text"} else "file",
        title=context.title_of(run.model),
        about=summary_of(run),
        address=f"results/{run.run_id}/{reference.name}",
    )


def _troubles(query: CompareQuery, runs: Mapping[str, Run], gone: list[Reference], language: Language) -> Iterator[str]:
    """What is not shown, and why, in words."""
    for text in query.unreadable:
        yield translate("compare.unreadable", language, text=text)
    for one in gone:
        run = runs.get(one.run_id)
        was_here = run is not None and any(output.name == one.name for output in run.outputs)
        yield translate("compare.swept" if was_here else "compare.gone", language, letter=one.letter)
    if query.left_out:
        yield translate("compare.left_out", language, most=MOST)


def _ratio(shown: list[Shown]) -> float:
    """Width by height of a frame that the tallest of them fits into."""
    ratios = [one.output.width / one.output.height for one in shown if one.output.width and one.output.height]
    return round(max(min(ratios, default=_USUAL), _TALLEST), 4)
