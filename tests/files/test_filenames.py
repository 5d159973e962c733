from __future__ import annotations

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from playground.files.filenames import download_name, safe_ascii_name, safe_name


@given(st.text(), st.text(), st.integers(1, 99))
@example("\U0001d400" * 40, "\U0001d400" * 40, 1)
def test_a_download_can_be_saved_anywhere(model: str, prompt: str, number: int) -> None:
    name = download_name(1795348800.0, model, prompt, number, "png")
    assert Path(name).name == name
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert all(char.isprintable() for char in name)
    assert name.endswith(f"_{number}.png")
    assert len(name.encode()) < 256


@given(st.text())
def test_a_name_in_a_url_is_ascii(text: str) -> None:
    assert safe_ascii_name(text).isascii()


def test_a_devices_name_is_no_name() -> None:
    assert safe_name("CON") == "CON-"


def test_words_without_end_are_cut() -> None:
    assert safe_name("x" * 500) == "x" * 40
    assert safe_name("नमस्ते दुनिया") == "नमस्ते-दुनिया"


def test_a_prompt_without_letters_leaves_its_place_out() -> None:
    assert download_name(1795348800, "m", "🚀!", 2, "jpg") == "2026-11-22_m_2.jpg"
