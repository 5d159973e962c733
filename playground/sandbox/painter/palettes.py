"""Palettes: the colours of a picture by the part they play."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from playground.sandbox.painter.colour import from_oklab, hexed, lightness, mix, rgb, to_oklab

_NIGHT = 0.45  # lightness of a sky at its brightest, seen at night


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#rrggbb`.

    Attributes:
        sky: four, from the zenith to the horizon.
        far: land at the horizon, half lost in the air.
        near: land at one's feet.
        glow: the sun, the moon, the light in a window.
        accents: four that may stand out.
    """

    sky: tuple[str, ...]
    far: str
    near: str
    glow: str
    accents: tuple[str, ...]

    @property
    def is_dark(self) -> bool:
        """Whether light things stand out from it, not dark ones."""
        return sum(lightness(colour) for colour in self.sky) / len(self.sky) < 0.55  # noqa: PLR2004 - the middle

    def at_night(self) -> Palette:
        """The same hues with a night sky; a palette that is dark already stays as it is."""
        if lightness(self.sky[-1]) < _NIGHT:
            return self
        shades = tuple(_shaded(colour, 0.09 + 0.11 * k) for k, colour in enumerate(self.sky))
        # Yellow light on a dark sky looks like mud: as a third accent it turns to violet.
        one, two, three, four = self.accents
        three = hexed(mix(one, "#5f4dff", 0.55)) if _is_yellow(three) else three
        return replace(
            self, sky=shades, far=_shaded(self.far, 0.28), near=_shaded(self.near, 0.1), accents=(one, two, three, four)
        )

    def with_accent(self, colour: str) -> Palette:
        """The same palette around one colour that must be seen."""
        tinted = tuple(
            hexed(mix(stop, colour, share)) for stop, share in zip(self.sky, (0.1, 0.2, 0.35, 0.5), strict=True)
        )
        return replace(self, sky=tinted, glow=hexed(mix(self.glow, colour, 0.35)), accents=(colour, *self.accents[:3]))


def from_pictures(pictures: Sequence[Image.Image]) -> Palette:
    """The palette of what pictures show: their masses from dark to light, and their strongest colours."""
    strip = Image.new("RGB", (96 * len(pictures), 96))
    for k, picture in enumerate(pictures):
        strip.paste(picture.resize((96, 96)), (96 * k, 0))
    few = strip.quantize(12, Image.Quantize.MEDIANCUT).convert("RGB")
    colours = np.array([colour for _, colour in few.getcolors(maxcolors=256) or []], np.float32)
    labs = to_oklab(colours)
    by_light = [hexed(colour) for colour in colours[np.argsort(labs[:, 0])]]
    by_strength = [hexed(colour) for colour in colours[np.argsort(-np.hypot(labs[:, 1], labs[:, 2]))]]
    last = len(by_light) - 1
    sky = tuple(by_light[round(last * share)] for share in (0.35, 0.55, 0.75, 0.9))
    accents = tuple((by_strength * 4)[:4])
    return Palette(
        sky=sky,
        far=by_light[round(last * 0.5)],
        near=_shaded(by_light[0], min(lightness(by_light[0]), 0.22)),
        glow=by_light[last],
        accents=accents,
    )


def _is_yellow(colour: str) -> bool:
    _, red, yellow = (float(figure) for figure in to_oklab(rgb(colour)[None])[0])
    return yellow > max(0.07, 2 * red)


def _shaded(colour: str, light: float) -> str:
    """The colour at another lightness; dark yellow, which the eye takes for olive, leans towards red."""
    lab = to_oklab(rgb(colour)[None])[0]
    keep = min(1.0, light / max(float(lab[0]), 0.01) + 0.35)
    red, yellow = lab[1] * keep, lab[2] * keep
    if _is_yellow(colour):
        red, yellow = red + 0.025, yellow * 0.55
    return hexed(from_oklab(np.array([light, red, yellow], np.float32)[None])[0])


PALETTES = {
    "neon": Palette(
        ("#05060f", "#150b36", "#43126b", "#b0257f"),
        "#3a1663",
        "#06050f",
        "#ff5fae",
        ("#ff2e88", "#19e3ff", "#8a5cff", "#ffb03a"),
    ),
    "tea": Palette(
        ("#b4c4b4", "#d0dac8", "#eae9d8", "#f8f0dc"),
        "#b3c3ac",
        "#213a2f",
        "#fff3cf",
        ("#7f9f6d", "#c8a26a", "#a9bf96", "#e7d9b0"),
    ),
    "dawn": Palette(
        ("#4d63a3", "#9a86bb", "#efa49c", "#ffdcab"),
        "#c0909f",
        "#252244",
        "#fff1cd",
        ("#ff8f86", "#ffcf86", "#bf95f0", "#86b2ff"),
    ),
    "sunset": Palette(
        ("#25174a", "#752a6e", "#e2554d", "#ffb85c"),
        "#96406a",
        "#170c25",
        "#ffe9b0",
        ("#ff7a3d", "#ffc145", "#ff4f79", "#a14bd1"),
    ),
    "ocean": Palette(
        ("#0f4a73", "#2f86aa", "#86c9d2", "#eaf3dd"),
        "#4a9db3",
        "#062a45",
        "#fff8df",
        ("#2fc0c8", "#a6e8df", "#f4d58d", "#1f6fb5"),
    ),
    "moonlit": Palette(
        ("#050a1d", "#0e1e45", "#26477c", "#7396bd"),
        "#3d5f8f",
        "#040812",
        "#f6f1d9",
        ("#9bc4ff", "#dfe9ff", "#6f86ff", "#ffe9a8"),
    ),
    "forest": Palette(
        ("#6fa393", "#a5c6a8", "#dbe5bb", "#f7f1cb"),
        "#8db089",
        "#0c241b",
        "#fff8c9",
        ("#5aa469", "#a7c957", "#f2e8a0", "#2f6f5e"),
    ),
    "autumn": Palette(
        ("#68799e", "#c7a792", "#f2c084", "#ffe5ad"),
        "#d08a52",
        "#33130f",
        "#fff3cf",
        ("#d9482b", "#f08a24", "#f6c445", "#8d2f23"),
    ),
    "lavender": Palette(
        ("#454584", "#8579be", "#c8acdf", "#fadfe9"),
        "#9a86c2",
        "#211b42",
        "#fff4f2",
        ("#b48cf2", "#f29cc6", "#7f8cff", "#ffdcb0"),
    ),
    "gold": Palette(
        ("#20150e", "#60391b", "#c48532", "#fbe09a"),
        "#a96f2d",
        "#150c07",
        "#fff5cc",
        ("#f2b53c", "#ffe08a", "#e0752b", "#8a4b1f"),
    ),
    "ink": Palette(
        ("#cfcdc6", "#dedcd4", "#ece9e0", "#f7f4ea"),
        "#b9b9b3",
        "#17191c",
        "#d2452f",
        ("#2b2e33", "#6d7278", "#d2452f", "#a8a8a2"),
    ),
    "winter": Palette(
        ("#5180b4", "#93b7d9", "#cfe1ef", "#fbf6ef"),
        "#a3bedb",
        "#1a2f4b",
        "#fffdf2",
        ("#5fa8e6", "#bfe3ff", "#f2b8c6", "#8894d8"),
    ),
    "aurora": Palette(
        ("#030817", "#061d38", "#0a4456", "#23857b"),
        "#0f4452",
        "#02060d",
        "#d5ffec",
        ("#3dffb0", "#35c8ff", "#9d6bff", "#ff6bd0"),
    ),
    "blossom": Palette(
        ("#8fb9e4", "#c9d8f0", "#f9d6e3", "#fff2ea"),
        "#dba6c2",
        "#43274a",
        "#fffaf0",
        ("#ff7fae", "#ffb9d2", "#ffd97a", "#86cfa3"),
    ),
    "rose": Palette(
        ("#26051a", "#6b0f35", "#c9324b", "#ffa98a"),
        "#98294d",
        "#17030f",
        "#ffe6d0",
        ("#ff3d5e", "#ff8a7a", "#ffc9a8", "#b3164f"),
    ),
    "jade": Palette(
        ("#043b3a", "#0f6a5f", "#54ab8d", "#d9f0c8"),
        "#3f937c",
        "#03211f",
        "#fdfbd8",
        ("#23c49a", "#9be8b0", "#f0e28a", "#0e8f8a"),
    ),
}
