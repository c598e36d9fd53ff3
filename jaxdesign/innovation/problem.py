"""From documents to what the loop runs on: arrays, textures, space and objective of each design."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Float

from jaxdesign import grammar
from jaxdesign.config import InnovateConfig
from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Document
from jaxdesign.design.locks import LockMask, lock_mask
from jaxdesign.innovation.element_space import ElementBounds, ElementSpace
from jaxdesign.innovation.objective import Objective
from jaxdesign.innovation.palette import Palette, extract_palette
from jaxdesign.innovation.style_match import StyleTarget
from jaxdesign.innovation.tree_space import LINE_SOFTNESS, Locked, TreeBounds, TreeSpace
from jaxdesign.layout.fit import fit
from jaxdesign.layout.parse import parse
from jaxdesign.layout.roughness import ROUGH, TIDY, Expected
from jaxdesign.layout.snap import snap
from jaxdesign.layout.ties import content_sized, tied
from jaxdesign.render.setting import text_metrics
from jaxdesign.render.textures import make_textures
from jaxdesign.types import Design

KEEP = ((0.0, 600.0), (0.2, 20.8), (1.0, 0.3))
"""Points of the total that one unit of departure costs, by boldness; geometric between these."""

ROUND = 0.02
"""Deviation of a circle's aspect from 1."""

BACKDROP_MOVES = 0.7
"""Boldness from which the backdrop may change its colour."""

NOISE = 0.8
"""Spread of the candidates' starts at boldness 1, in units of the bounds."""


class Problem(NamedTuple):
    """One design ready for the loop."""

    space: Any
    objective: Objective
    variables: Any
    """``[candidates, ...]``: the starts; the first candidate's is the snapped start itself."""


def calibrated_weights(config: InnovateConfig, calibration: grammar.Calibration) -> np.ndarray:
    """``[t]``: the calibration's weights times the user's factors."""
    factors = config.weights_of(grammar.TERMS)
    return np.asarray(calibration.weights) * np.array(list(factors.values()), np.float32)


def keep_weight(boldness: float) -> float:
    """Points of the total that one unit of departure costs: who asks for tidying alone gets little else."""
    places, points = zip(*KEEP, strict=True)
    return float(np.exp(np.interp(boldness, places, np.log(points))))


def is_round(document: Document) -> np.ndarray:
    """``[n]`` whether each element is a circle."""
    return np.array(
        [
            element.shape == "ellipse" and abs(element.box[2] - element.box[3]) < ROUND * element.box[3]
            for element in document.elements
        ],
        bool,
    )


def expected_of(boldness: float) -> Expected:
    """Who asks for more than tidying thinks that the design is rough."""
    share = np.clip((boldness - 0.1) / 0.3, 0.0, 1.0)
    return Expected(*(float(a + share * (b - a)) for a, b in zip(TIDY, ROUGH, strict=True)))


def color_bound(boldness: float) -> Float[np.ndarray, "3"]:
    """How far a colour may go in L, a and b of OKLab: lightness first, hue and chroma for the bold."""
    tint = 0.15 * boldness**2
    return np.array([0.04 + 0.16 * boldness, tint, tint], np.float32)


def make_problem(
    document: Document, config: InnovateConfig, num_slots: int, style: StyleTarget | None = None
) -> Problem:
    """Measure, parse and snap a document and lay out its candidates' starts; ``style`` as in ``Objective``.

    Raises ``InputError`` for an unknown term in the weights.
    """
    start, content = to_arrays(document, num_slots=num_slots)
    metrics = text_metrics(document, num_slots)
    locks = lock_mask(content, num_slots)
    calibration = grammar.load_calibration()
    palette = extract_palette(start, locks.color, keep_backdrop=config.boldness < BACKDROP_MOVES)
    make_space = {"tree": _tree_space, "elements": _element_space, "latent": _latent_space}[config.space]
    space, anchor = make_space(document, start, metrics, locks, palette, config)
    objective = Objective(
        textures=make_textures(document, num_slots),
        metrics=metrics,
        calibration=calibration,
        weights=calibrated_weights(config, calibration),
        start=start,
        anchor=anchor,
        keep=np.asarray(keep_weight(config.boldness), np.float32),
        style=style,
    )
    variables = _starts(jax.eval_shape(space.origin_variables), config)
    return jax.device_put(Problem(space=space, objective=objective, variables=variables))


def _starts(origin: Any, config: InnovateConfig) -> Any:
    random = np.random.default_rng(config.seed)
    spread = NOISE * config.boldness * (np.arange(config.candidates) > 0)

    def noisy(leaf: jax.ShapeDtypeStruct) -> np.ndarray:
        draws = random.standard_normal((config.candidates, *leaf.shape))
        return (spread.reshape(-1, *[1] * len(leaf.shape)) * draws).astype(np.float32)

    return jax.tree.map(noisy, origin)


def _tree_space(
    document: Document, start: Design, metrics: Any, locks: LockMask, palette: Palette, config: InnovateConfig
) -> tuple[TreeSpace, Design]:
    boldness = config.boldness
    snapped = snap(document, metrics, expected=expected_of(boldness)) if config.straighten else document
    tree = parse(snapped, num_slots=start.box.shape[0])
    tree = content_sized(tree, snapped, metrics, within_px=1.0, softness=LINE_SOFTNESS)
    tree = tied(tree, snapped, metrics)
    params = fit(snapped, tree, metrics)
    goal, _ = to_arrays(snapped, num_slots=start.box.shape[0])
    locked = Locked(box=np.stack([locks.x, locks.y, locks.w, locks.h], axis=-1), font_size=locks.size)
    bounds = TreeBounds(
        length=np.asarray(0.15 + 0.6 * boldness, np.float32),
        offset=np.asarray(0.1 * max(boldness - 0.5, 0.0), np.float32),
        free=np.asarray(0.01 + 0.05 * boldness, np.float32),
        font_size=np.asarray(0.05 + 0.3 * boldness, np.float32),
        color=jax.device_put(color_bound(boldness)),
    )
    space = TreeSpace(
        start=start,
        tree=tree,
        params=params,
        metrics=metrics,
        locked=locked,
        is_round=np.pad(is_round(snapped), (0, start.box.shape[0] - len(snapped.elements))),
        palette=palette,
        bounds=bounds,
    )
    anchor = start._replace(
        box=jax.device_put(np.where(locked.box, start.box, goal.box)),
        font_size=jax.device_put(np.where(locked.font_size, start.font_size, goal.font_size)),
    )
    return space, anchor


def _latent_space(
    document: Document, start: Design, metrics: Any, locks: LockMask, palette: Palette, config: InnovateConfig
) -> tuple[Any, Design]:
    del palette
    from jaxdesign.innovation.latent_start import latent_space  # imports the networks, which others need not

    expected = expected_of(config.boldness) if config.straighten else None
    return latent_space(document, start, metrics, locks, boldness=config.boldness, expected=expected)


def _element_space(
    document: Document, start: Design, metrics: Any, locks: LockMask, palette: Palette, config: InnovateConfig
) -> tuple[ElementSpace, Design]:
    del document, metrics
    boldness = config.boldness
    x, y, w, h, size = (np.asarray(lock) for lock in (locks.x, locks.y, locks.w, locks.h, locks.size))
    free = 1.0 - np.stack([x, y, w | size, h | size], axis=-1)
    free = free.astype(np.float32)
    bounds = ElementBounds(
        center=free[:, :2] * (0.04 + 0.12 * boldness),
        scale=free[:, 2:] * free[:, :2] * (0.05 + 0.35 * boldness),
        color=jax.device_put(color_bound(boldness)),
    )
    return ElementSpace(origin=start, palette=palette, bounds=bounds), start
