"""How near the differentiable rasterizer comes to the exact PNG, longest side 128 px.

    python scripts/bench/raster_accuracy.py [--captures DIR] [--count 120] [--sheet worst.png]

Real designs are captures of held-out sources. Shape-only designs are the same without texts and pictures,
and drawn ones of rounded and rotated boxes, ellipses, lines, borders and gradients. The figure of a design
is the mean absolute difference of encoded sRGB over all pixels and channels.

So that one compiled program serves every proportion, a design is laid on a square canvas as wide as its
longest side, its backdrop as the lowest element; the part outside of the design is not counted.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import jax
import numpy as np
from PIL import Image as PillowImage

from jaxdesign.data.splits import is_held_out
from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Gradient, Paint
from jaxdesign.importers import open_design
from jaxdesign.raster import rasterize
from jaxdesign.render.png import render_array
from jaxdesign.render.textures import make_textures

LONGEST_PX = 128
SLOTS = 64
REPOSITORY = Path(__file__).resolve().parents[2]


def on_square(document: Document) -> Document:
    """The document on a square canvas, its backdrop as elements."""
    canvas, backdrop = document.canvas, document.backdrop
    side = max(canvas.width, canvas.height)
    whole = (0.0, 0.0, canvas.width, canvas.height)
    under = [
        Element(id="ground", kind="shape", shape="rectangle", paint=Paint(fill=backdrop.fill), box=whole)
    ]
    if backdrop.image is not None:
        under.append(
            Element(id="scene", kind="image", image=backdrop.image, opacity=backdrop.opacity, box=whole)
        )
    return document.model_copy(
        update={
            "canvas": Canvas(width=side, height=side),
            "backdrop": Backdrop(),
            "elements": (*under, *document.elements),
        }
    )


def drawn_designs(count: int) -> list[Document]:
    """Shape-only designs of every shape, paint and rotation, drawn at random from a fixed seed."""
    rng = np.random.default_rng(0)

    def color(alpha: bool) -> str:
        red, green, blue = rng.integers(0, 256, 3)
        return f"#{red:02x}{green:02x}{blue:02x}" + (f"{rng.integers(60, 256):02x}" if alpha else "")

    def element(i: int) -> Element:
        w, h = rng.uniform(20, 600, 2)
        shape = rng.choice(["rectangle", "rectangle", "ellipse", "line"])
        stops = ((0.0, color(True)), (1.0, color(True)))
        shaded = shape != "line" and rng.random() < 0.3
        fill = Gradient(angle=rng.uniform(0, 360), stops=stops) if shaded else color(True)
        bordered = rng.random() < 0.3
        return Element(
            id=f"e{i}",
            kind="shape",
            shape=shape,
            box=(rng.uniform(-100, 900), rng.uniform(-100, 900), w, h),
            rotation=rng.uniform(0, 360) if rng.random() < 0.4 else 0.0,
            opacity=rng.uniform(0.3, 1),
            paint=Paint(
                fill=fill,
                radius=rng.uniform(0, 80),
                stroke=color(False) if bordered else None,
                stroke_width=rng.uniform(1, 20) if bordered else 0.0,
            ),
        )

    return [
        Document(
            canvas=Canvas(width=1000, height=1000),
            backdrop=Backdrop(fill=color(False)),
            elements=tuple(element(i) for i in range(12)),
        )
        for _ in range(count)
    ]


def difference(document: Document) -> tuple[float, np.ndarray, np.ndarray]:
    """Mean absolute difference, and both pictures: exact, rasterized."""
    exact = render_array(document, longest_px=LONGEST_PX)
    square = on_square(document)
    design, _ = to_arrays(square, num_slots=SLOTS)
    turned = any(element.rotation for element in square.elements)
    layers = RASTERIZE(design, make_textures(square, SLOTS), turned)
    ours = np.asarray(layers.picture)[: exact.shape[0], : exact.shape[1]]
    return float(np.abs(ours - exact).mean()), exact, ours


RASTERIZE = jax.jit(
    lambda design, textures, rotated: rasterize(
        design, textures, height=LONGEST_PX, width=LONGEST_PX, rotated=rotated
    ),
    static_argnums=2,
)


def held_out_captures(folder: Path, count: int) -> list[Path]:
    """``count`` captures of held-out sources, evenly from all of them."""
    paths = sorted(path for path in folder.glob("*/*.json.gz") if is_held_out(path.parent.name))
    if not paths:
        raise SystemExit(f"No captures in {folder}; name their folder with --captures.")
    return [paths[i] for i in np.linspace(0, len(paths) - 1, min(count, len(paths))).astype(int)]


def report(name: str, limit: float, errors: list[float]) -> None:
    mean, median, high, worst = np.mean(errors), np.median(errors), np.percentile(errors, 95), np.max(errors)
    print(
        f"{name:<28} {len(errors):>5} {mean:>8.4f} {median:>8.4f} {high:>8.4f} {worst:>8.4f}   {limit}",
        flush=True,
    )


def sheet(pairs: list[tuple[float, np.ndarray, np.ndarray]], path: Path) -> None:
    """The worst designs: exact above, rasterized below."""
    pairs = sorted(pairs, key=lambda pair: -pair[0])[:16]
    page = np.full((4 * (2 * LONGEST_PX + 12), 4 * (LONGEST_PX + 8), 3), 0.5)
    for i, (_, *pictures) in enumerate(pairs):
        top, left = i // 4 * (2 * LONGEST_PX + 12), i % 4 * (LONGEST_PX + 8)
        for row, picture in enumerate(pictures):
            y = top + row * (LONGEST_PX + 4)
            page[y : y + picture.shape[0], left : left + picture.shape[1]] = picture
    PillowImage.fromarray((page.clip(0, 1) * 255).round().astype(np.uint8)).resize(
        (page.shape[1] * 2, page.shape[0] * 2), PillowImage.Resampling.NEAREST
    ).save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = os.environ.get("JAXDESIGN_CAPTURES") or REPOSITORY.parent / "shared" / "data" / "captures"
    parser.add_argument("--captures", type=Path, default=Path(default))
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--sheet", type=Path, help="write the worst real designs to this picture")
    arguments = parser.parse_args()
    print(
        f"{'mean absolute difference':<28} {'n':>5} {'mean':>8} {'median':>8} {'95%':>8} {'worst':>8}   limit"
    )
    report("drawn shapes, rotated too", 0.02, [difference(document)[0] for document in drawn_designs(40)])
    real, shapes = [], []
    for path in held_out_captures(arguments.captures, arguments.count):
        document = open_design(path)
        if len(document.elements) > SLOTS - 2:
            continue
        real.append((*difference(document), path))
        bare = tuple(element for element in document.elements if element.kind == "shape")
        shapes.append(difference(document.model_copy(update={"elements": bare}))[0])
    report("shapes of held-out captures", 0.02, shapes)
    report("held-out captures", 0.04, [pair[0] for pair in real])
    for error, *_, path in sorted(real, key=lambda pair: -pair[0])[:16]:
        print(f"  {error:.4f} {path.parent.name}/{path.name}")
    if arguments.sheet:
        sheet([pair[:3] for pair in real], arguments.sheet)


if __name__ == "__main__":
    main()
