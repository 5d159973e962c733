"""The painter by itself: exact sizes, the same bytes, words that are followed, nothing dull."""

from __future__ import annotations

import io
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from playground.sandbox.painter import Brief, paint_picture
from playground.sandbox.painter.colour import from_oklab, gradient, hexed, rgb, to_oklab
from playground.sandbox.painter.motifs import MOTIFS
from playground.sandbox.painter.palettes import PALETTES, from_pictures
from playground.sandbox.painter.words import (
    MOTIF_WORDS,
    PALETTE_WORDS,
    SUITS,
    choose_motif,
    choose_palette,
    find_colour,
)


def paint(words: str, seed: str = "0", size: tuple[int, int] = (320, 180)) -> Image.Image:
    with Image.open(io.BytesIO(paint_picture(Brief(words, seed, *size)))) as picture:
        return picture.convert("RGB")


@given(st.text(max_size=40), st.integers(32, 130), st.integers(32, 130))
@settings(max_examples=12, deadline=None)
def test_any_words_and_any_size_make_a_picture(words: str, width: int, height: int) -> None:
    size = (2 * width, 2 * height)
    assert paint(words, size=size).size == size


@pytest.mark.parametrize("size", [(64, 64), (64, 480), (480, 64)])
@pytest.mark.parametrize("motif", MOTIFS)
def test_extreme_shapes(motif: str, size: tuple[int, int]) -> None:
    assert paint(MOTIF_WORDS[motif].split()[0], size=size).size == size


@pytest.mark.parametrize("motif", MOTIFS)
def test_same_brief_same_bytes(motif: str) -> None:
    brief = Brief(MOTIF_WORDS[motif].split()[0], "7/0", 160, 90)
    assert paint_picture(brief) == paint_picture(brief)
    assert paint_picture(brief) != paint_picture(Brief(brief.words, "7/1", 160, 90))


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("motif", MOTIFS)
def test_no_picture_is_dull(motif: str, palette: str) -> None:
    words = f"{MOTIF_WORDS[motif].split()[0]} {PALETTE_WORDS[palette].split()[0]}"
    light = np.asarray(paint(words, size=(192, 108)).convert("L"), float)
    assert np.percentile(light, 98) - np.percentile(light, 2) > 45
    assert 18 < light.mean() < 240


@pytest.mark.parametrize(
    ("words", "motif", "palette"),
    [
        ("赛博朋克风格的未来城市夜景,霓虹灯闪烁", "city", "neon"),
        ("A neon city at night after the rain", "city", "neon"),
        ("A small tea house on a mountain ridge in morning fog", "peaks", "tea"),
        ("雾中的茶山", "peaks", "tea"),
        ("Slow waves at sunset", "sea", "sunset"),
        ("日落时分的海浪", "sea", "sunset"),
        ("autumn forest", "forest", "autumn"),
        ("秋天的森林,薄雾", "forest", "autumn"),
        ("Pink flowers", "garden", "blossom"),
        ("梦中的极光与群山", "aurora", "lavender"),
        ("red silk", "ribbons", "rose"),
        ("MOUNTAINS IN WINTER", "peaks", "winter"),
    ],
)
def test_words_choose_motif_and_palette(words: str, motif: str, palette: str) -> None:
    assert choose_motif(words, 0) == motif
    assert choose_palette(words, motif, 0) == palette


def test_a_galaxy_is_no_aurora() -> None:
    assert choose_motif("a galaxy", 0) == choose_motif("an aurora", 0) == "aurora"
    galaxy, aurora = (
        np.asarray(paint(words).convert("L"), float)[:120] for words in ("a galaxy, jade", "an aurora, jade")
    )
    assert np.percentile(galaxy, 99.5) > np.percentile(aurora, 99.5)


def test_words_inside_words_do_not_count() -> None:
    assert choose_palette("a bored goldsmith", "ribbons", 0) == SUITS["ribbons"][0]


@pytest.mark.parametrize("pick", range(10))
def test_unknown_words_still_choose(pick: int) -> None:
    motif = choose_motif("xyz", pick)
    assert choose_palette("xyz", motif, pick) in SUITS[motif]


def test_tables_agree() -> None:
    assert set(MOTIFS) == set(MOTIF_WORDS) == set(SUITS)
    assert set(PALETTES) == set(PALETTE_WORDS)
    assert {name for names in SUITS.values() for name in names} <= set(PALETTES)


def test_night_is_darker() -> None:
    day, night = (np.asarray(paint(words), float).mean() for words in ("a mint mountain", "a mint mountain, midnight"))
    assert night < day * 0.75


def test_a_colour_among_the_words_is_seen() -> None:
    assert find_colour("silk #FF7A59 and more") == "#FF7A59"
    assert find_colour("issue #1234567") is None
    plain, green = (np.asarray(paint(words), float) for words in ("silk wind violet", "silk wind violet #00ff40"))
    assert green[..., 1].mean() - green[..., 0].mean() > plain[..., 1].mean() - plain[..., 0].mean() + 8


def test_colours_survive_oklab() -> None:
    colours = np.array([[0, 0, 0], [255, 255, 255], [18, 200, 90], [255, 0, 128]], np.float32)
    assert np.allclose(from_oklab(to_oklab(colours)), colours, atol=0.6)
    ends = gradient(("#102030", "#f0e0d0"), 5)[[0, -1]]
    assert [hexed(end) for end in ends] == ["#102030", "#f0e0d0"]
    assert rgb("#102030").tolist() == [16, 32, 48]


def test_palette_of_a_picture_with_one_colour() -> None:
    palette = from_pictures([Image.new("RGB", (8, 8), "#2040c0")])
    assert palette.sky == ("#2040c0",) * 4
    assert palette.accents == ("#2040c0",) * 4


def test_a_large_picture_is_ready_soon() -> None:
    began = time.process_time()
    paint_picture(Brief("neon city", "0", 2048, 1152))
    assert time.process_time() - began < 6
