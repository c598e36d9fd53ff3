"""How much traits differ within a source and between sources of real designs: what a difference means."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jaxdesign.style.traits import TRAITS


@dataclass(frozen=True, kw_only=True)
class Scales:
    """Standard deviations of each trait over real designs, in the trait's unit."""

    within: Mapping[str, float]
    """Among designs of one source: what counts as one spread."""
    between: Mapping[str, float]
    """Among the means of sources, what is due to their few designs taken off."""
    latent_within: float
    """Root mean square over the numbers of the latents of style, among designs of one source."""

    def overall(self, trait: str) -> float:
        """Standard deviation among designs of all sources."""
        return math.hypot(self.within[trait], self.between[trait])

    def weight(self, trait: str) -> float:
        """Share of the variance that is between sources, 0 to 1: what the trait tells of a style.

        Intraclass correlation: Shrout and Fleiss, "Intraclass correlations" (1979), ICC(1, 1).
        """
        return (self.between[trait] / self.overall(trait)) ** 2


@cache
def load_scales() -> Scales:
    """The scales that the package ships, made by ``scripts/measure_style_scales.py``."""
    data = json.loads(resources.files("jaxdesign.style").joinpath("scales.json").read_text("utf-8"))
    rows = {name: data["traits"][name] for name in TRAITS}
    return Scales(
        within={name: row["within"] for name, row in rows.items()},
        between={name: row["between"] for name, row in rows.items()},
        latent_within=data["latent_within"],
    )
