"""The tree bank as a file: nothing lost that lays out, nothing kept that was said."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from jaxdesign.design.document import Backdrop, Canvas, Document
from jaxdesign.errors import InputError
from jaxdesign.layout.assign import Item
from jaxdesign.layout.compose import donor_node
from jaxdesign.models.bank import Labels, TreeBank, emptied, read_bank, write_bank
from tests.models.tiny import event, one, picture

SOURCES = ({"source": "maker+mill", "license": "MIT"},)


def _labels(name: str) -> Labels:
    return Labels(
        id=name,
        source="maker+mill",
        license="MIT",
        format="web",
        goal="event",
        styles=("bold", "dark"),
        tone=0.25,
    )


ENTRIES = [
    (_labels("a"), event()),
    (_labels("b"), one()),
    (_labels("c"), event("Éé 12:30", canvas=(300, 900))),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bank") / "bank.jsonl.gz"
    write_bank(path, ENTRIES, SOURCES)
    return path


@pytest.fixture(scope="module")
def bank(path: Path) -> TreeBank:
    return read_bank(path)


def test_there_and_back(bank: TreeBank) -> None:
    assert len(bank) == 3
    assert bank.labels == tuple(labels for labels, _ in ENTRIES)
    assert bank.sources == SOURCES
    np.testing.assert_array_equal(bank.canvas, [[800, 600], [500, 700], [300, 900]])
    # Headline, subheading, body, caption, label, button, pictures.
    np.testing.assert_array_equal(
        bank.counts, [[1, 0, 1, 0, 0, 1, 1], [1, 0, 0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 1, 1]]
    )
    for place, (_, document) in enumerate(ENTRIES):
        found = bank.document(place)
        assert found == emptied(document)
        assert [e.box for e in found.elements] == [e.box for e in document.elements]
        assert [e.paint for e in found.elements] == [e.paint for e in document.elements]


def test_texts_are_as_long_as_they_were(bank: TreeBank) -> None:
    for place, (_, document) in enumerate(ENTRIES):
        for old, new in zip(document.elements, bank.document(place).elements, strict=True):
            if old.text is not None and new.text is not None:
                assert len(new.text.string) == len(old.text.string)
                assert set(new.text.string) <= {"x", " "}
                assert (new.text.size, new.text.role) == (old.text.size, old.text.role)


def test_the_same_entries_are_the_same_bytes(path: Path, tmp_path: Path) -> None:
    write_bank(tmp_path / "other-name.gz", ENTRIES, SOURCES)
    assert (tmp_path / "other-name.gz").read_bytes() == path.read_bytes()


def test_no_word_and_no_picture_is_in_the_file(tmp_path: Path) -> None:
    document = event("Harvest fair")
    elements = [
        element.model_copy(update={"group": f"mill-{i // 2}"}) for i, element in enumerate(document.elements)
    ]
    document = document.model_copy(
        update={
            "elements": tuple(elements),
            "backdrop": Backdrop(image=picture(5)),
            "provenance": {"title": "Saturday", "page": "index"},
        }
    )
    write_bank(tmp_path / "bank.gz", [(_labels("a"), document)], SOURCES)
    data = gzip.decompress((tmp_path / "bank.gz").read_bytes()).decode().replace("maker+mill", "")
    for word in ("Harvest", "fair", "Saturday", "twelfth", "mill", "Come", "along", "photo", "title", "alt"):
        assert word not in data.replace('"alt"', ""), word
    for image in (picture(0), picture(5)):
        assert image.href not in data
        assert image.href[40:80] not in data
    groups = [element.group for element in read_bank(tmp_path / "bank.gz").document(0).elements]
    # What was together still is.
    assert [groups.index(group) for group in groups] == [0, 0, 2, 2, 4]


def _lines(path: Path, change: Callable[[list[str]], list[str]]) -> bytes:
    return gzip.compress("\n".join(change(gzip.decompress(path.read_bytes()).decode().split("\n"))).encode())


DAMAGES: dict[str, Callable[[Path], bytes]] = {
    "text": lambda path: b"not compressed at all",
    "empty": lambda path: b"",
    "cut": lambda path: path.read_bytes()[:-40],
    "flipped": lambda path: path.read_bytes()[:60] + b"\xff\xff\xff\xff" + path.read_bytes()[64:],
    "no json": lambda path: gzip.compress(b"{"),
    "no version": lambda path: gzip.compress(b"{}"),
    "a list": lambda path: gzip.compress(b"[]"),
    "no labels": lambda path: _lines(path, lambda lines: [lines[0], "{}"]),
    "other labels": lambda path: _lines(path, lambda lines: [lines[0], lines[1].replace('"tone"', '"tune"')]),
    "no sources": lambda path: _lines(path, lambda lines: ['{"version": 1}', *lines[1:]]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_bad_file_is_named(damage: str, path: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.gz"
    bad.write_bytes(DAMAGES[damage](path))
    with pytest.raises(InputError, match=r"bad\.gz: not a tree bank: "):
        read_bank(bad)


def test_a_missing_file_and_one_of_another_version(path: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.gz: not a tree bank"):
        read_bank(tmp_path / "none.gz")
    later = tmp_path / "later.gz"
    later.write_bytes(_lines(path, lambda lines: [json.dumps({"version": 2, "sources": []}), *lines[1:]]))
    with pytest.raises(InputError, match=r"later\.gz: a tree bank of version 2; this program reads 1"):
        read_bank(later)


def test_designs_with_as_many_places_cost_least(bank: TreeBank) -> None:
    alone = [Item(string="Alone", role="headline")]
    full = [
        Item(string="Harvest", role="headline"), Item(string="in June", role="body"),
        Item(string="Come", role="button"), Item(aspect=1.5),
    ]  # fmt: skip
    wide, tall = Canvas(width=800, height=600), Canvas(width=300, height=900)
    assert bank.costs(full, wide).argmin() == 0
    assert bank.costs(full, tall).argmin() == 2
    np.testing.assert_allclose(bank.costs(full, wide)[0], 0, atol=1e-9)
    assert bank.costs(alone, Canvas(width=500, height=700)).argmin() == 1
    # A picture where there is no place for one: 1.5 for the number, 4 for there being none, shared by two.
    both = bank.costs([*alone, Item(aspect=1.0)], Canvas(width=500, height=700))
    np.testing.assert_allclose(both[1], 5.5 / 3**0.5)


def test_an_empty_design_is_kept(tmp_path: Path) -> None:
    write_bank(tmp_path / "b.gz", [(_labels("a"), Document(canvas=Canvas(width=9, height=9)))], [])
    bank = read_bank(tmp_path / "b.gz")
    assert bank.document(0).elements == ()
    np.testing.assert_array_equal(bank.counts, np.zeros((1, 7)))


def test_a_donor_is_its_document_and_the_tree_of_it(path: Path) -> None:
    bank = read_bank(path)
    for place in range(len(bank)):
        document, root = bank.donor(place)
        assert document == bank.document(place)
        assert root == donor_node(document)
        assert bank.donor(place) is bank.donor(place)


def test_flipped_bytes_do_not_unpack(path: Path) -> None:
    with pytest.raises((zlib.error, OSError, EOFError)):
        gzip.decompress(DAMAGES["flipped"](path))
