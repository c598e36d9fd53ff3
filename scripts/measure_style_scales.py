"""Measure how much styles differ within and between sources of real designs: ``style/scales.json``.

    python scripts/measure_style_scales.py CAPTURES_DIR [--per-source 24] [--seed 0] [--check]

The scales are of sources that are not held out. ``--check`` changes nothing and reads the held-out ones: of
each source five designs drawn at random are one profile, and up to six others of it look for the nearest.
About five minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from jaxdesign.data.splits import is_held_out
from jaxdesign.errors import InputError
from jaxdesign.importers.capture import read_capture
from jaxdesign.importers.capture_file import read_picture
from jaxdesign.models.shipped import shipped
from jaxdesign.style import scales
from jaxdesign.style.analyzer import latent_of, summarized
from jaxdesign.style.distances import nearest
from jaxdesign.style.latents import model_digest, style_latents
from jaxdesign.style.measuring import Measured, measured
from jaxdesign.style.profile import StyleProfile
from jaxdesign.style.traits import TRAITS

TARGET = Path(scales.__file__).with_name("scales.json")
FEWEST = 4
"""Designs of a source from which it counts."""
LEAST_SHARE = 0.05
"""Least spread of a share: of rare traits nearly all designs have none."""
REFERENCES, QUERIES, DRAWS = 5, 6, 10


class Seen(NamedTuple):
    """A design of a source."""

    measured: Measured
    z: np.ndarray
    """``[s, z]`` tokens of style."""


def read_sources(folder: Path, per_source: int, seed: int, *, held_out: bool) -> dict[str, list[Seen]]:
    """What is measured of at most ``per_source`` captures of each source."""
    rng = np.random.default_rng(seed)
    found: dict[str, list[Seen]] = {}
    for source in sorted(path for path in folder.iterdir() if path.is_dir()):
        paths = sorted(source.glob("*.json.gz"))
        chosen = [paths[i] for i in rng.permutation(len(paths))[:per_source]]
        if is_held_out(source.name) == held_out:
            found[source.name] = read_designs(chosen)
            print(f"{source.name}: {len(found[source.name])}", file=sys.stderr, flush=True)
    return found


def read_designs(paths: list[Path]) -> list[Seen]:
    """What is measured of captures; what cannot be read is named on stderr."""
    documents, rows = [], []
    for path in paths:
        try:
            document = read_capture(path)
        except InputError as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        picture = path.with_name(path.name.removesuffix(".json.gz") + ".webp")
        if document.elements:
            documents.append(document)
            rows.append(measured(document, read_picture(picture.read_bytes(), str(picture))))
    if not documents:
        return []
    tokens = style_latents(shipped().autoencoder, documents)
    return [Seen(row, z) for row, z in zip(rows, tokens, strict=True)]


def spreads(columns: list[np.ndarray]) -> tuple[float, float]:
    """Standard deviations within and between groups of values, by the method of moments."""
    groups = [column[np.isfinite(column)] for column in columns]
    groups = [group for group in groups if len(group) >= FEWEST]
    variances = np.array([group.var(ddof=1) for group in groups])
    means = np.array([group.mean() for group in groups])
    sizes = np.array([len(group) for group in groups])
    between = max(means.var(ddof=1) - (variances / sizes).mean(), 0.0)
    return float(np.sqrt(variances.mean())), float(np.sqrt(between))


def made_scales(sources: dict[str, list[Seen]]) -> dict:
    """The content of the scales file, but how it was made."""
    traits = {}
    for i, (name, form) in enumerate(TRAITS.items()):
        within, between = spreads(
            [np.array([one.measured.traits[i] for one in seen]) for seen in sources.values()]
        )
        if form.unit == "share" and not form.is_log:
            within = max(within, LEAST_SHARE)
        traits[name] = {"within": float(f"{within:.4g}"), "between": float(f"{between:.4g}")}
    tokens = [np.stack([one.z.ravel() for one in seen]) for seen in sources.values() if len(seen) >= FEWEST]
    latent = np.sqrt(np.mean([values.var(axis=0, ddof=1).mean() for values in tokens]))
    return {"traits": traits, "latent_within": float(f"{latent:.4g}")}


def profile_of(seen: list[Seen], digest: str) -> StyleProfile:
    """One profile of designs."""
    latent = latent_of(np.stack([one.z for one in seen]), digest=digest)
    return summarized([one.measured for one in seen], latent=latent)


def told_apart(sources: dict[str, list[Seen]], seed: int) -> dict[str, float]:
    """For each source the share of its other designs whose nearest profile is that of its own five."""
    rng = np.random.default_rng(seed)
    digest = model_digest(shipped().autoencoder)
    enough = {name: seen for name, seen in sources.items() if len(seen) > REFERENCES}
    hits: dict[str, list[bool]] = {name: [] for name in enough}
    for _ in range(DRAWS):
        drawn = {name: [seen[i] for i in rng.permutation(len(seen))] for name, seen in enough.items()}
        profiles = [profile_of(seen[:REFERENCES], digest) for seen in drawn.values()]
        for place, (name, seen) in enumerate(drawn.items()):
            for one in seen[REFERENCES : REFERENCES + QUERIES]:
                hits[name].append(nearest(profile_of([one], digest), profiles) == place)
    return {name: float(np.mean(found)) for name, found in hits.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("captures", type=Path)
    parser.add_argument("--per-source", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--check", action="store_true", help="tell held-out sources apart")
    arguments = parser.parse_args()
    sources = read_sources(arguments.captures, arguments.per_source, arguments.seed, held_out=arguments.check)
    if arguments.check:
        shares = told_apart(sources, arguments.seed)
        for name, share in sorted(shares.items(), key=lambda row: row[1]):
            print(f"{share:5.0%}  {name}")
        mean = np.mean(list(shares.values()))
        print(f"{mean:.1%} of the designs of {len(shares)} sources, each source counting the same")
        return
    num = sum(map(len, sources.values()))
    command = f"python scripts/measure_style_scales.py CAPTURES --per-source {arguments.per_source}"
    made = {"command": f"{command} --seed {arguments.seed}", "designs": num, "sources": len(sources)}
    data = {"made": made, **made_scales(sources)}
    TARGET.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {TARGET} from {num} designs of {len(sources)} sources", file=sys.stderr)


if __name__ == "__main__":
    main()
