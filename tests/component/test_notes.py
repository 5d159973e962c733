"""What stands below a control says something that its title does not."""

from __future__ import annotations

import pytest

from playground.component.form_view import notes_of
from playground.form import Field
from playground.form.widgets.text import TEXT


def field(title: str, description: str) -> Field:
    return Field("x", ("x",), ("x",), TEXT, title, description)


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Prompt", "Text prompt for image generation."),
        ("Negative prompt", "The negative prompt"),
        ("Aspect ratio", "Aspect ratio of the generated image"),
        ("提示词", "提示词"),
    ],
)
def test_a_note_that_only_repeats_its_title_goes(title: str, description: str) -> None:
    assert notes_of(field(title, description)) == []


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Prompt", "What the clip should show."),
        ("Seed", "Random seed; -1 for any."),
        ("Negative prompt", "Optional negative prompt describing content you do not want to appear."),
        ("提示词", "用文字描述想要的画面。"),
    ],
)
def test_a_note_that_says_more_stays(title: str, description: str) -> None:
    assert notes_of(field(title, description)) == [description]
