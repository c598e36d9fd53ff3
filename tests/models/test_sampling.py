"""Requests to designs, with small random networks and a bank of three designs."""

from __future__ import annotations

from pathlib import Path

import jax
import numpy as np
import pytest
from flax import nnx

from jaxdesign.design import codec
from jaxdesign.design.document import Canvas, Document, Element, Paint
from jaxdesign.evaluation.baselines import nearest_assigned
from jaxdesign.layout.compose import Piece, filled, matched
from jaxdesign.models.bank import Labels, read_bank, write_bank
from jaxdesign.models.generate import (
    BankChoice,
    Request,
    composed,
    decode,
    emptied_share,
    faults,
    pictured_share,
    structured,
    suitable,
    wrapped,
)
from jaxdesign.models.prior import Prior, open_condition
from jaxdesign.models.sampling import make
from jaxdesign.models.shipped import Models
from tests.models.tiny import CONFIG, PRIOR, at_random, autoencoder, event, one, picture, text

CANVAS = Canvas(width=800, height=600)
WORDS = (Piece(string="Jazz Night", role="headline"), Piece(string="Eight o'clock, free entry", role="body"))


def _two_texts() -> Document:
    elements = (
        text("title", 60, 60, "Open day", size=60, role="headline"),
        text("more", 60, 200, "A few words on where and when"),
    )
    return Document(canvas=CANVAS, elements=elements)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    path = tmp_path_factory.mktemp("bank") / "bank.gz"
    entries = [
        (
            Labels(id=name, source=name, license="MIT", format="web", goal="event", styles=(), tone=0.5),
            document,
        )
        for name, document in (("two", _two_texts()), ("alone", one()), ("large", event()))
    ]
    write_bank(path, entries, [])
    latents = (
        np.random.default_rng(0).normal(size=(3, CONFIG.num_latents, CONFIG.latent_dim)).astype(np.float32)
    )
    prior = at_random(lambda: Prior(PRIOR, nnx.Rngs(0)))
    return Models.of(autoencoder(), prior, read_bank(Path(path)), latents)


def _request(*pieces: Piece) -> Request:
    return Request(pieces=pieces, canvas=CANVAS, condition=open_condition(PRIOR))


def _strings(document: Document) -> list[str]:
    return sorted(element.text.string for element in document.elements if element.text is not None)


def _pictures(document: Document) -> list[str]:
    return [element.image.href for element in document.elements if element.image is not None]


def test_designs_hold_what_was_asked_for_and_the_key_decides_them(models: Models) -> None:
    photo = picture(3)
    requests = [
        _request(*WORDS),
        _request(*WORDS, Piece(image=photo, aspect=1.5, share=0.3)),
        _request(WORDS[1]),
    ]
    found = make(models, requests, jax.random.key(1))
    documents = [sample.document for sample in found if sample is not None]
    assert len(documents) == 3
    for request, document in zip(requests, documents, strict=True):
        assert _strings(document) == sorted(piece.string for piece in request.pieces if piece.string)
        assert (document.canvas.width, document.canvas.height) == (800, 600)
    assert [_pictures(document) for document in documents] == [[], [photo.href], []]
    again = make(models, requests, jax.random.key(1))
    other = make(models, requests, jax.random.key(2))
    bytes_ = [
        [codec.dumps(sample.document) for sample in samples if sample is not None]
        for samples in (found, again, other)
    ]
    assert bytes_[0] == bytes_[1]
    assert all(a != b for a, b in zip(bytes_[0], bytes_[2], strict=True))


def test_no_place_for_a_picture_is_none(models: Models) -> None:
    poor = Models.of(models.autoencoder, models.prior, models.bank, models.latents)
    choices = [BankChoice(0, 0.0), BankChoice(1, 0.1)]
    assert composed(poor.bank, choices, _request(Piece(image=picture(), aspect=1.0))) is None
    only = _request(Piece(string="Words", role="body"))
    assert composed(poor.bank, choices, only) is not None


def test_a_bank_without_pictures_makes_none_of_a_request_with_one(models: Models, tmp_path: Path) -> None:
    about = Labels(id="a", source="a", license="MIT", format="web", goal="event", styles=(), tone=0.5)
    write_bank(tmp_path / "bank.gz", [(about, _two_texts())], [])
    poor = Models.of(models.autoencoder, models.prior, read_bank(tmp_path / "bank.gz"), models.latents[:1])
    requests = [_request(*WORDS, Piece(image=picture(), aspect=1.0)), _request(*WORDS)]
    found = make(poor, requests, jax.random.key(0))
    assert found[0] is None
    assert found[1] is not None
    assert (found[1].donor, _strings(found[1].document)) == (0, sorted(str(piece.string) for piece in WORDS))
    assert make(poor, requests[:1], jax.random.key(0)) == [None]


def test_near_latents_are_preferred_among_equal_places(models: Models) -> None:
    request = _request(*WORDS)
    for place in range(3):
        near = suitable(models.bank, models.latents, request, models.latents[place], latent_weight=100.0)
        assert near[0].place == place
    costs = suitable(models.bank, models.latents, request, models.latents[2], latent_weight=0.0)
    assert costs[0].place == 0
    assert [choice.cost for choice in costs] == sorted(choice.cost for choice in costs)
    assert len(suitable(models.bank, models.latents, request, models.latents[0], count=2)) == 2


def test_decoding_keeps_the_order_of_documents(models: Models) -> None:
    trees = [structured(document) for document in (event(), one(), _two_texts())]
    z = np.asarray(models.latents)
    together = decode(models.autoencoder, z, trees)
    assert [_strings(document) for document in together] == [_strings(tree.document) for tree in trees]
    alone = decode(models.autoencoder, z[1:2], trees[1:2])[0]
    np.testing.assert_allclose(together[1].elements[0].box, alone.elements[0].box, atol=1e-2)


def _faults(*boxes: tuple[float, float, float, float], size: float = 20.0, image: bool = False) -> float:
    elements = [
        text(f"t{i}", 0, 0, "x", size=size).model_copy(update={"box": box}) for i, box in enumerate(boxes)
    ]
    if image:
        elements.append(event().elements[0])
    return faults(Document(canvas=CANVAS, elements=tuple(elements)))


def test_texts_in_more_lines_than_their_places_had_are_counted() -> None:
    donor, pieces = _two_texts(), list(WORDS)
    assigned = matched(donor, pieces)
    shares = [
        wrapped(donor, assigned, filled(donor, assigned, pieces, Canvas(width=width, height=600)))
        for width in (800, 120)
    ]
    assert shares == [0.0, 0.5]


def test_the_floor_is_the_design_whose_numbers_are_nearest(models: Models) -> None:
    large = Piece(image=picture(3), aspect=0.75)
    found = nearest_assigned(models.bank, [_request(*WORDS), _request(*WORDS, large), _request(large)])
    assert [_strings(document) for document in found] == [
        sorted(str(piece.string) for piece in WORDS)
    ] * 2 + [[]]
    assert [len(_pictures(document)) for document in found] == [0, 1, 1]
    bare = nearest_assigned(models.bank, [_request(*WORDS)])
    assert [e.box for e in bare[0].elements] == [e.box for e in found[0].elements]


def test_faults_by_hand() -> None:
    apart = [(400.0, 40.0, 100.0, 20.0), (400.0, 100.0, 100.0, 20.0)]
    assert _faults() == 0
    assert _faults(*apart) == 0
    assert _faults(*apart, (450, 110, 100, 20), (400, 400, 100, 20)) == 0.5
    assert _faults(*apart, (760, 400, 100, 20), (400, 400, 100, 20)) == 0.25
    # 0.014 of the root of 800 x 600 is 9.7 pixels.
    assert (_faults(*apart, size=9.6), _faults(*apart, size=9.8)) == (1, 0)
    # The picture stands at 40, 40 and is 300 x 400: the first text is inside it, the second half.
    assert _faults((100, 100, 100, 20), (300, 200, 100, 20), image=True) == 0.5


def test_words_half_off_a_panel_are_a_fault_and_a_line_under_them_is_none() -> None:
    words = text("words", 0, 0, "x", size=20.0).model_copy(update={"box": (300.0, 200.0, 100.0, 20.0)})
    for box, share in (((350, 100, 300, 300), 1.0), ((250, 100, 300, 300), 0.0), ((280, 215, 140, 6), 0.0)):
        panel = Element(id="p", kind="shape", shape="rectangle", box=box, paint=Paint(fill="#204060"))
        assert faults(Document(canvas=CANVAS, elements=(panel, words))) == share


def test_places_that_stay_empty_and_pictures_of_another_size_count_against_a_design() -> None:
    donor = Document(
        canvas=CANVAS,
        elements=(
            Element(id="photo", kind="image", box=(0, 0, 400, 600), image=picture()),
            Element(id="icon", kind="image", box=(500, 60, 80, 60), image=picture(1)),
            text("title", 420, 200, "Open day", size=60, role="headline"),
        ),
    )
    words = Piece(string="Jazz Night", role="headline")
    photo, icon = (Piece(image=picture(), aspect=a, share=s) for a, s in ((2 / 3, 0.5), (4 / 3, 0.01)))
    assert pictured_share(donor) == pytest.approx(0.5 + 0.01)
    assert emptied_share(donor, matched(donor, [words, photo, icon])) == 0
    assert emptied_share(donor, matched(donor, [words, icon])) == pytest.approx(0.5)
    assert emptied_share(donor, matched(donor, [words, photo])) == pytest.approx(0.01)


def test_a_donor_without_empty_places_is_taken_before_one_that_costs_less(tmp_path: Path) -> None:
    label = Labels(id="a", source="a", license="MIT", format="web", goal="event", styles=(), tone=0.5)
    photo = Element(id="photo", kind="image", box=(400, 0, 400, 600), image=picture())
    with_photo = _two_texts().model_copy(update={"elements": (*_two_texts().elements, photo)})
    write_bank(tmp_path / "bank.gz", [(label, with_photo), (label, _two_texts())], [])
    bank = read_bank(tmp_path / "bank.gz")
    choices = [BankChoice(0, 0.0), BankChoice(1, 1.0)]
    found = composed(bank, choices, _request(*WORDS))
    assert found is not None
    assert found[1] == 1
    # The place of a picture is not empty where there is one.
    filled = composed(bank, choices, _request(*WORDS, Piece(image=picture(), aspect=2 / 3, share=0.5)))
    assert filled is not None
    assert filled[1] == 0
