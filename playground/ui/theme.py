"""Gradio's theme: quiet greys, one accent, the system's own fonts, nothing from the network."""

from __future__ import annotations

import gradio as gr

_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif")

THEME = gr.themes.Base(
    primary_hue="indigo",
    neutral_hue="zinc",
    radius_size="lg",
    font=list(_FONTS),
    font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "monospace"],
).set(
    body_background_fill="#f7f7f5",
    body_background_fill_dark="#111114",
)
