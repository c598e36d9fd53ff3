"""What the crisp render shows of every text: its ink, the ground under it and how much of it is seen.

A fixed, small number of renders serves all texts: one without any text, one for each set of texts that
lie apart (nearly always a single one), and two more where something is painted over a text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy.ndimage import maximum_filter

from jaxdesign.design.color import srgb_from_hex
from jaxdesign.design.document import Backdrop, Document, Element, Fill, Gradient, Paint
from jaxdesign.innovation.extents import Box, Setting, grown, hull, meets, settings
from jaxdesign.render.png import render_array

PIXEL_BUDGET = 650_000
LONGEST_PX = 1400
_OVERSHOOT_EM = 0.35
"""How far ink may reach beyond its line boxes."""
_HALO_EM = 0.12
"""How far beyond the ink the ground counts as lying under it."""
_INKED = 0.5
DEFAULT_INK = "#000000"
"""What a text without a fill is drawn in."""
_COVERED = 0.15
"""Visibility below which a pixel of ink counts as covered rather than faint."""


Window = tuple[slice, slice]
"""Rows and columns of the picture."""


@dataclass(frozen=True, kw_only=True)
class TextSight:
    """One text on the crisp render; arrays are over its window of the picture."""

    setting: Setting
    window: Window
    ink: Float[ndarray, "h w"]
    """Coverage of its glyphs, whether seen or not, 0 to 1."""
    visible: Float[ndarray, "h w"]
    """Part of the ink's light that is not hidden by what is painted over it, 0 to 1."""
    ground: Float[ndarray, "h w 3"]
    """The picture without this text's ink, encoded sRGB."""
    region: Bool[ndarray, "h w"]
    """The pixels of its ink and of a narrow halo around it."""

    @property
    def element(self) -> Element:
        return self.setting.element

    @property
    def seen_share(self) -> float:
        """Part of its ink that nothing covers, 0 to 1; 1 where it has no ink."""
        total = float(self.ink.sum())
        return 1.0 if total <= 0 else float((self.ink * self.visible).sum()) / total

    def colors(self, fill: Fill | None = None) -> Float[ndarray, "p 3"]:
        """What full ink (of ``fill``, or of its own) looks like on every pixel of its region."""
        rgba = self.paint(fill or self.element.paint.fill or DEFAULT_INK)
        alpha = rgba[..., 3:] * self.element.opacity * self.visible[self.region][:, None]
        ground = self.ground[self.region]
        return ground + alpha * (rgba[..., :3] - ground)

    def paint(self, fill: Fill) -> Float[ndarray, "p 4"]:
        """Encoded sRGB and alpha of a fill on every pixel of its region."""
        count = int(self.region.sum())
        if not isinstance(fill, Gradient):
            return np.tile(np.array(srgb_from_hex(fill)), (count, 1))
        rows, columns = np.nonzero(self.region)
        scale = self.ink.shape[1] / max(self.setting.hull[2], 1e-9)
        across = (columns + 0.5 - self.ink.shape[1] / 2) / scale
        along = (rows + 0.5 - self.ink.shape[0] / 2) / scale
        width, height = self.element.box[2:]
        if fill.kind == "radial":
            position = np.hypot(across / max(width / 2, 1e-9), along / max(height / 2, 1e-9))
        else:
            cos, sin = math.cos(math.radians(fill.angle)), math.sin(math.radians(fill.angle))
            length = max(abs(width * cos) + abs(height * sin), 1e-9)
            position = 0.5 + (across * cos + along * sin) / length
        stops = sorted(fill.stops, key=lambda stop: stop[0])
        colors = np.array([srgb_from_hex(color) for _, color in stops])
        places = [place for place, _ in stops]
        return np.stack([np.interp(position, places, colors[:, c]) for c in range(4)], axis=-1)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """A document as rendered, for looking at its texts."""

    document: Document
    scale: float
    """Pixels of the picture for one of the canvas."""
    under: Float[ndarray, "H W 3"]
    texts: dict[str, TextSight]
    off_picture: tuple[str, ...]
    """Texts that lie wholly outside the canvas."""


def common_ink(first: TextSight, second: TextSight) -> float:
    """Pixels of ink that two texts have in common."""
    return float(np.minimum(ink_on(first, second), second.ink).sum())


def ink_on(source: TextSight, target: TextSight) -> Float[ndarray, "h w"]:
    """The ink of ``source`` over the window of ``target``."""
    out = np.zeros_like(target.ink)
    rows = [(s.start, s.stop) for s in (source.window[0], target.window[0])]
    columns = [(s.start, s.stop) for s in (source.window[1], target.window[1])]
    top, bottom = max(r[0] for r in rows), min(r[1] for r in rows)
    left, right = max(c[0] for c in columns), min(c[1] for c in columns)
    if top < bottom and left < right:
        part = source.ink[
            top - rows[0][0] : bottom - rows[0][0], left - columns[0][0] : right - columns[0][0]
        ]
        out[top - rows[1][0] : bottom - rows[1][0], left - columns[1][0] : right - columns[1][0]] = part
    return out


def _reach(setting: Setting) -> Box:
    assert setting.element.text is not None
    return grown(setting.hull, _OVERSHOOT_EM * setting.element.text.size)


def _apart(every: dict[str, Setting]) -> list[list[str]]:
    """Texts in as few sets as first fit finds, no two of a set within reach of each other."""
    layers: list[list[str]] = []
    for name, setting in every.items():
        reach = _reach(setting)
        for layer in layers:
            if not any(meets(reach, _reach(every[other])) for other in layer):
                layer.append(name)
                break
        else:
            layers.append([name])
    return layers


def _inked(element: Element, color: str) -> Element:
    return element.model_copy(update={"paint": Paint(fill=color), "opacity": 1.0})


def _only(document: Document, names: list[str]) -> Document:
    elements = tuple(_inked(e, "#000000") for e in document.elements if e.id in set(names))
    return document.model_copy(update={"elements": elements, "backdrop": Backdrop(fill="#ffffff")})


def _covers(document: Document, every: dict[str, Setting]) -> Document:
    """The texts, and of all else only what is painted over one of them."""
    below: list[Box] = []
    kept = []
    for element in document.elements:
        if element.id in every:
            below.append(every[element.id].hull)
            kept.append(element)
        elif element.kind != "text" and any(meets(hull(element.box, element.rotation), b) for b in below):
            kept.append(element)
    return document.model_copy(update={"elements": tuple(kept), "backdrop": Backdrop(fill="#808080")})


def _texts_in(document: Document, color: str) -> Document:
    elements = tuple(_inked(e, color) if e.kind == "text" else e for e in document.elements)
    return document.model_copy(update={"elements": elements})


def picture_size(document: Document) -> int:
    """Longest side of the picture that a document is looked at on, in pixels."""
    width, height = document.canvas.width, document.canvas.height
    return max(64, round(min(LONGEST_PX, max(width, height) * math.sqrt(PIXEL_BUDGET / (width * height)))))


def _window(reach: Box, scale: float, shape: tuple[int, ...]) -> Window | None:
    left, top = math.floor(reach[0] * scale), math.floor(reach[1] * scale)
    right, bottom = math.ceil((reach[0] + reach[2]) * scale), math.ceil((reach[1] + reach[3]) * scale)
    rows, columns = slice(max(top, 0), min(bottom, shape[0])), slice(max(left, 0), min(right, shape[1]))
    return None if rows.start >= rows.stop or columns.start >= columns.stop else (rows, columns)


def observe(document: Document, *, like: Sight | None = None) -> Sight:
    """Look at every text of a document on its crisp render.

    ``like``: an earlier sight of nearly the same document; what has not changed is not rendered again.
    """
    every = settings(document)
    longest = picture_size(document)
    plain = _without_texts(document)
    if like is not None and _without_texts(like.document) == plain:
        under = like.under
    else:
        under = np.asarray(render_array(plain, longest_px=longest))
    scale = under.shape[1] / document.canvas.width
    windows = {name: _window(_reach(setting), scale, under.shape) for name, setting in every.items()}
    inks = _inks(document, {n: s for n, s in every.items() if windows[n] is not None}, windows, longest, like)
    shown = _shown(document, every, longest)
    texts: dict[str, TextSight] = {}
    for name, ink in inks.items():
        window, setting = windows[name], every[name]
        assert window is not None
        assert setting.element.text is not None
        halo = max(1, round(_HALO_EM * setting.element.text.size * scale))
        region = maximum_filter(ink, size=2 * halo + 1) >= _INKED * max(float(ink.max()), 0.05)
        visible = np.ones_like(ink)
        if shown is not None:
            visible = np.where(ink > 0.02, np.clip(shown[window] / np.maximum(ink, 0.02), 0.0, 1.0), 1.0)
        sight = TextSight(
            setting=setting,
            window=window,
            ink=ink,
            visible=visible,
            ground=under[window].astype(np.float64),
            region=region & (visible > _COVERED),
        )
        texts[name] = _on_earlier_texts(sight, list(texts.values()))
    off = tuple(name for name, window in windows.items() if window is None)
    return Sight(document=document, scale=scale, under=under, texts=texts, off_picture=off)


def _without_texts(document: Document) -> Document:
    elements = tuple(e for e in document.elements if e.kind != "text")
    return Document(canvas=document.canvas, backdrop=document.backdrop, elements=elements)


def _inks(
    document: Document,
    every: dict[str, Setting],
    windows: dict[str, Window | None],
    longest: int,
    like: Sight | None,
) -> dict[str, Float[ndarray, "h w"]]:
    """The ink of every text over its window."""
    found: dict[str, Float[ndarray, "h w"]] = {}
    for name, setting in every.items():
        before = like.texts.get(name) if like is not None else None
        if (
            before is not None
            and before.window == windows[name]
            and _same_ink(before.element, setting.element)
        ):
            found[name] = before.ink
    missing = {name: setting for name, setting in every.items() if name not in found}
    for names in _apart(missing):
        ink = 1.0 - np.asarray(render_array(_only(document, names), longest_px=longest)).min(axis=-1)
        found.update({name: ink[windows[name]] for name in names})
    return {name: found[name] for name in every}


def _same_ink(first: Element, second: Element) -> bool:
    return (first.text, first.box, first.rotation) == (second.text, second.box, second.rotation)


def _shown(document: Document, every: dict[str, Setting], longest: int) -> Float[ndarray, "H W"] | None:
    """How much of a text's light comes through on every pixel; None where nothing is painted over texts."""
    covers = _covers(document, every)
    if all(element.kind == "text" for element in covers.elements):
        return None
    white, black = (
        render_array(_texts_in(covers, color), longest_px=longest) for color in ("#ffffff", "#000000")
    )
    return (np.asarray(white) - np.asarray(black)).mean(axis=-1)


def _on_earlier_texts(sight: TextSight, earlier: list[TextSight]) -> TextSight:
    """The sight with the ink of the texts below it painted onto its ground."""
    ground = sight.ground
    for other in earlier:
        if not meets(other.setting.hull, sight.setting.hull):
            continue
        ink = ink_on(other, sight)
        fill = other.element.paint.fill or DEFAULT_INK
        if not ink.any():
            continue
        rgba = srgb_from_hex(fill.stops[0][1] if isinstance(fill, Gradient) else fill)
        alpha = (ink * rgba[3] * other.element.opacity)[..., None]
        ground = ground + alpha * (np.array(rgba[:3]) - ground)
    if ground is sight.ground:
        return sight
    return TextSight(
        setting=sight.setting, window=sight.window, ink=sight.ink, visible=sight.visible, ground=ground,
        region=sight.region,
    )  # fmt: skip
