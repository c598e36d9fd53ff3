"""Profiles of references: what is measured, agreement, latents, determinism."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Gradient, Paint, Text
from jaxdesign.errors import InputError
from jaxdesign.importers.capture_file import read_picture
from jaxdesign.render.png import to_png
from jaxdesign.style.analyzer import StyleAnalyzer
from jaxdesign.style.latents import model_digest
from jaxdesign.style.profile import StyleProfile, dumps
from jaxdesign.style.references import Reference
from jaxdesign.style.scales import load_scales
from jaxdesign.style.target import latent_for
from jaxdesign.style.traits import ARRAY_TRAITS, TRAITS
from tests.models.tiny import autoencoder


def poster(*, ink: str = "#102030", italic: bool = False, backdrop: str = "#f4ead8") -> Reference:
    """Two texts, a bordered box that holds nothing and a red one with a gradient."""
    document = Document(
        canvas=Canvas(width=400, height=500),
        backdrop=Backdrop(fill=backdrop),
        elements=(
            Element(
                id="red", kind="shape", shape="rectangle", box=(0, 300, 400, 200),
                paint=Paint(fill=Gradient(stops=((0.0, "#c8321e"), (1.0, "#cc3622")))),
            ),
            Element(
                id="frame", kind="shape", shape="rectangle", box=(20, 20, 60, 40), rotation=20,
                paint=Paint(fill="#1e7a3c", stroke="#000000", stroke_width=2),
            ),
            Element(
                id="title", kind="text", box=(40, 120, 330, 40), paint=Paint(fill=ink),
                text=Text(string="NIGHT MARKET", size=28, family=("Lora",), weight=700, italic=italic, tracking=0.05),
            ),
            Element(
                id="when", kind="text", box=(60, 220, 240, 20), paint=Paint(fill=ink),
                text=Text(string="from six until late", size=16, family=("Lora",), italic=italic, tracking=0.05),
            ),
        ),
    )  # fmt: skip
    return Reference(name="poster", document=document, picture=read_picture(to_png(document), "poster"))


def test_what_is_measured_of_one_design() -> None:
    profile = StyleAnalyzer().analyze([poster(italic=True)], name="market")
    mean = {name: trait.mean for name, trait in profile.traits.items()}
    assert mean["tracking"] == pytest.approx(0.05)
    assert mean["italic"] == mean["uppercase"] == mean["serif"] == 1
    assert mean["display_weight"] == 7
    assert mean["ornament"] == pytest.approx(1 / 2)
    assert mean["outlined"] == pytest.approx(1 / 2)
    assert mean["turned"] == pytest.approx(1 / 4)
    assert mean["gradients"] == pytest.approx(1 / 3)
    assert mean["texture"] == pytest.approx(0, abs=1e-3)
    assert all(trait.spread == 0 and trait.agreement == 1 for trait in profile.traits.values())
    assert profile.latent is None
    assert profile.name == "market"


def test_colours_have_roles_and_shares() -> None:
    palette = StyleAnalyzer().analyze([poster()]).palette
    by_role = {entry.role: entry for entry in reversed(palette)}
    assert by_role["backdrop"].color == "#f4ead8"
    assert by_role["backdrop"].share == pytest.approx(0.55, abs=0.06)
    assert by_role["accent"].share == pytest.approx(0.4, abs=0.02)
    red, green, _ = (int(by_role["accent"].color[i : i + 2], 16) for i in (1, 3, 5))
    assert red > 180
    assert green < 70
    assert by_role["text"].share < 0.05
    assert sum(entry.share for entry in palette) <= 1.01


def test_soft_edges_of_letters_are_no_surfaces() -> None:
    fine = poster(ink="#ffffff", backdrop="#0d0d0d").document
    words = "many small words in thin and light letters " * 2
    text = Text(string=words, size=11, family=("Lora",), weight=400)
    lines = [
        fine.elements[2].model_copy(update={"id": f"line{i}", "box": (30, y, 340, 60), "text": text})
        for i, y in enumerate(range(30, 430, 190))
    ]
    document = fine.model_copy(update={"elements": tuple(lines)})
    picture = read_picture(to_png(document), "fine")
    palette = StyleAnalyzer().analyze([Reference(name="fine", document=document, picture=picture)]).palette
    assert {entry.role for entry in palette} == {"backdrop", "text"}


def test_faces_are_named_with_their_class() -> None:
    assert [(f.role, f.family, f.style_class, f.share) for f in StyleAnalyzer().analyze([poster()]).faces] == [
        ("display", "Lora", "serif", 1.0), ("body", "Lora", "serif", 1.0),
    ]  # fmt: skip


def test_agreement_is_full_where_references_are_alike_and_none_where_they_are_not() -> None:
    profile = StyleAnalyzer().analyze([poster(), poster(backdrop="#101014", ink="#ffffff")])
    assert profile.traits["display_weight"].agreement == 1
    key = profile.traits["key"]
    assert key.spread > load_scales().overall("key")
    assert key.agreement == 0
    backdrops = [entry for entry in profile.palette if entry.role == "backdrop"]
    assert [entry.presence for entry in backdrops] == [0.5, 0.5]


def test_unknown_traits_are_left_out() -> None:
    plain = poster()
    document = plain.document.model_copy(update={"elements": plain.document.elements[:2]})
    profile = StyleAnalyzer().analyze([Reference(name="a", document=document, picture=plain.picture)])
    assert "contrast" not in profile.traits
    assert "serif" not in profile.traits
    assert "key" in profile.traits
    assert profile.faces == ()


def test_same_references_give_the_same_bytes(references: list[Reference], profile: StyleProfile) -> None:
    assert dumps(StyleAnalyzer().analyze(references, name="examples")) == dumps(profile)


def test_number_of_references_is_bounded() -> None:
    for count in (0, 31):
        with pytest.raises(InputError, match="1 to 30"):
            StyleAnalyzer().analyze([poster()] * count)


def test_latents_are_the_tokens_of_style_and_are_kept_to_their_models(references: list[Reference]) -> None:
    model, other = autoencoder(0), autoencoder(1)
    config = model.encoder.config
    profile = StyleAnalyzer(model=model).analyze(references[:2])
    latent = profile.latent
    assert latent is not None
    assert latent.model == model_digest(model) != model_digest(other)
    assert latent.shape == (config.num_styles, config.latent_dim)
    mean, spread = latent_for(profile, model)
    assert mean.shape == spread.shape == latent.shape
    assert (np.asarray(spread) > 0).any()
    with pytest.raises(InputError, match="are of models"):
        latent_for(profile, other)
    with pytest.raises(InputError, match="no latents"):
        latent_for(profile.model_copy(update={"latent": None}), model)


def test_traits_of_arrays_come_first_and_have_scales() -> None:
    assert tuple(TRAITS)[: len(ARRAY_TRAITS)] == ARRAY_TRAITS
    scales = load_scales()
    for name in TRAITS:
        assert scales.within[name] > 0
        assert 0 <= scales.weight(name) < 1
