"""`SchemaForm`: a JSON Schema as one Gradio input component."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import gradio as gr
from gradio import component_meta
from gradio.components.base import server
from gradio.context import LocalContext
from gradio.utils import get_upload_folder

from playground.component.client_schema import client_schema
from playground.component.drawing import STATIC, widget_sheet
from playground.component.edits import Sent, edited, read_sent
from playground.component.form_view import Mount, draw_layout, issue_words, scripts_of
from playground.component.wire import STATE, TOLD, Files, is_state, state_of, with_paths, with_tokens
from playground.component.words import script_words
from playground.errors import BadRequestError
from playground.form import (
    WIDGETS,
    Form,
    Issue,
    Layout,
    Rules,
    Widget,
    build_form,
    filled,
    lay_out,
    untouched,
    validate,
)
from playground.form.json_values import to_text
from playground.form.timing import deadline
from playground.form.widgets.rules import rules_of
from playground.texts import Language, preferred_language, translate

_LIMIT: Final = 5.0
"""Seconds that one drawing or check may take: what a browser sends may be anything."""
_MOST_SHOWN: Final = 80

_WIDGET_STYLES: Final = widget_sheet()

gr.set_static_paths([STATIC])


class _Quiet(component_meta.ComponentMeta):
    """Gradio writes a `.pyi` beside each module that subclasses a component: not beside ours."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> type:
        written = component_meta.create_or_modify_pyi
        component_meta.create_or_modify_pyi = lambda *_: None
        try:
            made: type = super().__new__(cls, name, bases, attrs)  # type: ignore[no-untyped-call] # Gradio's
        finally:
            component_meta.create_or_modify_pyi = written
        return made


class SchemaForm(gr.HTML, metaclass=_Quiet):
    """A form for any JSON Schema, made at run time; its value is the payload.

    As an input it hands the payload to the function as Python JSON: `dict`, `list`, `str`, `int`, `float`, `bool` or
    None, exactly as typed (2⁵³+1 stays itself, 1.0 stays a float, what was not set is absent). Uploaded files are paths
    of this machine. As an output it takes the same. A function is called with valid payloads only; what is wrong stands
    beside its field once a person leaves the form or submits it, and in a toast where nobody has touched it.

    Args:
        schema: a JSON Schema of any draft, or of OpenAPI, as Python's `json` reads it, with `x-playground` hints.
        value: the payload to begin with, or a function that returns it at each load of the page; None leaves the form
            untouched.
        label: over the form; the schema's title and description where it is None and the schema has them.
        language: any that has a catalog (`en`, `zh`, …); None takes the browser's.
        interactive: False shows the payload and lets nobody change it.
        rules: which widget draws what; `(mine, *RULES)` puts one's own first. By default those of the widgets.
        widgets: what draws at all; `(Mine(), *WIDGETS)` puts one's own first.
        visible, elem_id, elem_classes, scale, min_width, render, key, preserved_by_key, every, inputs: as any
            component of Gradio has them.

    Raises:
        SchemaError: the schema is none, or beyond a limit.

    Source: JSON Schema 2020-12 (and earlier drafts), OpenAPI 3.1; the hints are described in the project's README.
    """

    def __init__(
        self,
        schema: Any = None,
        value: Any = None,
        *,
        label: str | None = None,
        language: Language | None = None,
        interactive: bool | None = None,
        rules: Rules | None = None,
        widgets: Sequence[Widget] = WIDGETS,
        visible: bool | Literal["hidden"] = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        scale: int | None = None,
        min_width: int | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        every: gr.Timer | float | None = None,
        inputs: gr.components.Component | Sequence[gr.components.Component] | None = None,
    ) -> None:
        # No attribute has the name of an argument: Gradio publishes those, and hands them to the next constructor.
        self._text = to_text({} if schema is None else schema)
        self._rules = tuple(rules_of(widgets) if rules is None else rules)
        self._form("en")  # what is wrong with the schema is said here
        self._language = language
        self.interactive = interactive
        self._version = hashlib.sha256(self._text.encode()).hexdigest()[:12]
        super().__init__(
            value,
            label=label,
            html_template='<div class="schema-form"></div>',
            js_on_load=_ON_LOAD,
            apply_default_css=False,
            visible=visible,
            elem_id=elem_id,
            elem_classes=elem_classes,
            scale=scale,
            min_width=min_width,
            render=render,
            key=key,
            preserved_by_key=preserved_by_key,
            every=every,
            inputs=inputs,
            assets=f"file={STATIC}",
            widget_styles=_WIDGET_STYLES,
            interactive=interactive,
        )

    # What Gradio asks of a component.

    def preprocess(self, payload: Any) -> Any:
        """The payload for the function.

        Raises:
            gr.Error: it is not valid, in words, a line for each field; or it is no payload at all.
        """
        language = self._language_of(_request())
        found, issues = self._read(payload, language)
        if issues:
            sentences = "\n".join(issue_words(issues, language).values())
            title = self._form(language).title or ""
            is_told = is_state(payload) and payload.get(TOLD) is True
            raise gr.Error(sentences, title=title, duration=None, visible=not is_told, print_exception=False)
        return found

    def postprocess(self, value: Any) -> dict[str, Any] | None:  # type: ignore[override] # its value is no HTML
        """A payload for the script; None is the untouched form."""
        if value is None:
            return None
        return dict(value) if is_state(value) else state_of(self._form("en"), value, self._version)

    def api_info(self) -> dict[str, Any]:
        """The model's schema, as clients read it."""
        return copy.deepcopy(_described(self._text))  # Gradio and its extensions write into what they are given

    def example_payload(self) -> Any:
        """A payload worth trying, for the description of the API."""
        return copy.deepcopy(next(iter(self._form("en").examples), {}))

    def example_value(self) -> Any:
        """The same."""
        return self.example_payload()

    def process_example(self, value: Any) -> str:
        """An example in a line of `gr.Examples`."""
        text = to_text(value)
        return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"

    def flag(self, payload: Any, flag_dir: str | Path = "") -> str:
        """The payload as JSON text, for a log of flagged examples."""
        del flag_dir  # files stay where they are
        found, _ = self._read(payload, "en")
        return to_text(found)

    def read_from_flag(self, payload: str) -> Any:
        """What `flag` wrote, for the script."""
        return self.postprocess(json.loads(payload))

    # What the script asks for: plain requests, which need no queue and no session.

    @server  # type: ignore[untyped-decorator] # Gradio's
    def draw(self, text: str | None, request: gr.Request | None = None) -> dict[str, Any]:
        """`{"form", "words", "scripts"}` for a state (and the edit in it), or for the untouched form; that is null."""
        language = self._language_of(request)
        form = self._form(language)
        try:
            with deadline(_LIMIT):
                sent = read_sent(text) if text else None
                if sent is not None and sent.version == self._version:
                    layout = edited(form, sent.values, sent.edit or {"do": "redraw"})
                else:
                    layout = lay_out(form, untouched(form))
                title = form.title or None if self.label is None else str(self.label)
                mount = Mount("", self._version, f"sf{self._id}-", title)
                return {
                    "form": draw_layout(form, layout, language, mount),
                    "words": script_words(language),
                    "scripts": scripts_of(form),
                }
        except BadRequestError as error:
            return {"problem": translate(error.code, language, **error.params)}

    @server  # type: ignore[untyped-decorator] # Gradio's
    def list_issues(self, text: str, request: gr.Request | None = None) -> dict[str, Any]:
        """`{"issues": [[path, sentence], …]}` for a state."""
        language = self._language_of(request)
        try:
            with deadline(_LIMIT):
                _, issues = self._checked(read_sent(text), language)
        except BadRequestError as error:
            return {"problem": translate(error.code, language, **error.params)}
        return {"issues": [[list(path), sentence] for path, sentence in issue_words(issues, language).items()]}

    # Inside.

    def _form(self, language: Language) -> Form:
        return _built(self._text, language, self._rules)

    def _language_of(self, request: Any) -> Language:
        return self._language or preferred_language(request.headers.get("accept-language", "") if request else "")

    def _read(self, payload: Any, language: Language) -> tuple[Any, tuple[Issue, ...]]:
        form = self._form(language)
        files = Files((Path(get_upload_folder()).resolve(), Path(self.GRADIO_CACHE).resolve()))
        try:
            with deadline(_LIMIT):
                if payload is None or is_state(payload):
                    for one in (payload or {}).get("files", []):
                        files.take(one)
                    sent = read_sent(payload[STATE]) if payload else Sent("", untouched(form), version=self._version)
                    layout, issues = self._checked(sent, language)
                    found = layout.collected.payload
                else:
                    found = with_tokens(payload, files)
                    layout = lay_out(form, filled(form, found))
                    issues = validate(form, found, layout.items)
                return with_paths(layout.fields, found, files), issues
        except BadRequestError as error:
            raise gr.Error(translate(error.code, language, **error.params), print_exception=False) from None

    def _checked(self, sent: Sent, language: Language) -> tuple[Layout, tuple[Issue, ...]]:
        if sent.version != self._version:
            raise BadRequestError("page.schema_changed")
        form = self._form(language)
        layout = lay_out(form, sent.values)
        found = layout.collected
        return layout, found.issues or validate(form, found.payload, layout.items)


# Gradio makes each component anew in every session that another schema is given to it, and asks what it takes several
# times for each: both are worked out once, also in an app of a hundred forms.


@lru_cache(maxsize=256)
def _built(text: str, language: Language, rules: Rules) -> Form:
    return build_form(json.loads(text), language=language, rules=rules)


@lru_cache(maxsize=256)
def _described(text: str) -> dict[str, Any]:
    return client_schema(json.loads(text))


def _request() -> Any:
    return LocalContext.request.get(None)  # there is none where Gradio works out examples beforehand


_ON_LOAD: Final = """
const { root = '', api_prefix = '/gradio_api' } = window.gradio_config ?? {};
const at = `${root.replace(/\\/$/, '')}${api_prefix}/${props.assets}`;
import(`${at}/gradio.js`).then(({ mountInGradio }) =>
  mountInGradio(element, at, { props, server, upload, watch, trigger }));
// It triggers 'change', 'input', 'submit' and 'upload'.
"""
