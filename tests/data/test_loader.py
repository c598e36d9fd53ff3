"""Batches: the right arrays, the same order for any number of hosts, and exactly what is left after a stop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grain
import jax
import numpy as np
import orbax.checkpoint as ocp
import pytest

from jaxdesign.data.batches import NO_AUGMENT, Augment, DesignBatch
from jaxdesign.data.dataset import ALL, RealDesignDataset, restore, state_of
from jaxdesign.data.format_kinds import FORMAT_KINDS
from jaxdesign.data.goals import GOALS
from jaxdesign.data.judging import labels_of
from jaxdesign.data.sources import GROUPS
from jaxdesign.data.styles import STYLES
from jaxdesign.design.arrays import to_arrays
from jaxdesign.errors import InputError
from jaxdesign.layout.solve import solve


@pytest.fixture(scope="module")
def dataset(prepared: Path) -> RealDesignDataset:
    return RealDesignDataset(prepared, split=ALL)


def _leaves(batch: DesignBatch) -> list[np.ndarray]:
    return [np.asarray(leaf) for leaf in jax.tree.leaves(batch)]


def _same(one: DesignBatch, other: DesignBatch) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(_leaves(one), _leaves(other), strict=True))


def _take(iterator: Iterator[DesignBatch], count: int) -> list[DesignBatch]:
    return [next(iterator) for _ in range(count)]


def test_a_batch_holds_the_arrays_of_its_designs(dataset: RealDesignDataset) -> None:
    batch = dataset.take([4, 1])
    for row, place in enumerate((4, 1)):
        record = dataset.record(place)
        expected, _ = to_arrays(record.read_document(), num_slots=48)
        for name, value in expected._asdict().items():
            np.testing.assert_array_equal(getattr(batch.design, name)[row], value, err_msg=name)
        labels = labels_of(record)
        assert GROUPS[batch.labels.group[row]] == record.group
        assert FORMAT_KINDS[batch.labels.format[row]] == labels.format
        assert GOALS[batch.labels.goal[row]] == labels.goal
        assert tuple(np.array(STYLES)[batch.labels.styles[row]]) == labels.styles
        small = record.read_picture().resize((64, 64), 4)
        np.testing.assert_array_equal(batch.picture[row], np.asarray(small))


def test_the_tree_solves_to_the_boxes(dataset: RealDesignDataset) -> None:
    batch = dataset.take(range(len(dataset)))
    solved = jax.jit(jax.vmap(lambda *parts: solve(*parts, softness=0.0)))
    box = np.asarray(solved(batch.tree, batch.params, batch.metrics, batch.design.canvas_px))
    real = np.asarray(batch.design.mask)
    np.testing.assert_allclose(box[real], np.asarray(batch.design.box)[real], atol=0.004)


def test_an_epoch_has_every_design_once_and_the_next_another_order(dataset: RealDesignDataset) -> None:
    batches = _take(iter(dataset.batches(3, seed=5, augment=NO_AUGMENT)), 4)
    ids = [dataset_ids(dataset, batch) for batch in batches]
    first, second = ids[0] + ids[1], ids[2] + ids[3]
    assert sorted(first) == sorted(second) == sorted(dataset.record(i).id for i in range(len(dataset)))
    assert first != second


def dataset_ids(dataset: RealDesignDataset, batch: DesignBatch) -> list[str]:
    """Ids of a batch's designs, found by their boxes and colours."""
    known = dataset.take(range(len(dataset)))
    found = []
    for fill, picture in zip(np.asarray(batch.design.fill), batch.picture, strict=True):
        errors = np.abs(np.asarray(known.design.fill) - fill).sum((1, 2, 3)) + np.abs(
            known.picture.astype(float) - picture
        ).sum((1, 2, 3))
        assert errors.min() == 0
        found.append(dataset.record(int(errors.argmin())).id)
    return found


def test_seed_decides(dataset: RealDesignDataset) -> None:
    one, same, other = (_take(iter(dataset.batches(4, seed=seed)), 3) for seed in (1, 1, 2))
    assert all(_same(a, b) for a, b in zip(one, same, strict=True))
    assert not all(_same(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("way", ["bytes", "orbax"])
def test_after_a_stop_exactly_the_batches_left_come(
    dataset: RealDesignDataset, way: str, tmp_path: Path
) -> None:
    def fresh() -> Any:
        return iter(dataset.batches(4, seed=3, epochs=5))

    whole = list(fresh())
    assert len(whole) == 5 * len(dataset) // 4
    iterator = fresh()
    _take(iterator, 3)
    again = fresh()
    if way == "bytes":
        restore(again, state_of(iterator))
    else:
        with ocp.CheckpointManager(tmp_path) as manager:
            manager.save(3, args=ocp.args.Composite(data=grain.checkpoint.CheckpointSave(iterator)))
            manager.wait_until_finished()
            manager.restore(3, args=ocp.args.Composite(data=grain.checkpoint.CheckpointRestore(again)))
    left = list(again)
    assert len(left) == len(whole) - 3
    assert all(_same(a, b) for a, b in zip(left, whole[3:], strict=True))


def test_hosts_share_the_batches_of_one(dataset: RealDesignDataset) -> None:
    whole = _take(iter(dataset.batches(4, seed=9)), 3)
    parts = [_take(iter(dataset.batches(4, seed=9, process_index=i, process_count=2)), 3) for i in range(2)]
    for step, batch in enumerate(whole):
        for joined, expected in zip(
            zip(_leaves(parts[0][step]), _leaves(parts[1][step]), strict=True), _leaves(batch), strict=True
        ):
            np.testing.assert_array_equal(np.concatenate(joined), expected)


def test_worker_processes_give_the_same_batches(dataset: RealDesignDataset) -> None:
    expected = _take(iter(dataset.batches(4, seed=2)), 3)
    found = _take(iter(dataset.batches(4, seed=2, workers=1)), 3)
    assert all(_same(a, b) for a, b in zip(expected, found, strict=True))


def test_a_mirrored_design_is_mirrored_and_keeps_its_words(dataset: RealDesignDataset) -> None:
    plain = dataset.take([0])
    batch = next(iter(dataset.batches(1, shuffle=False, augment=Augment(mirror=1.0, palette=0.0))))
    mask = np.asarray(plain.design.mask)[0]
    box, mirrored = np.asarray(plain.design.box)[0][mask], np.asarray(batch.design.box)[0][mask]
    np.testing.assert_allclose(mirrored[:, 0], 1 - box[:, 0] - box[:, 2], atol=1e-6)
    np.testing.assert_array_equal(mirrored[:, 1:], box[:, 1:])
    is_text = np.asarray(plain.design.kind)[0][mask] == 0
    before, after = np.asarray(plain.design.align)[0][mask], np.asarray(batch.design.align)[0][mask]
    np.testing.assert_array_equal(after[is_text], 1 - before[is_text])
    # The photograph is turned (columns 6 to 27 of the thumbnail); pixels straddle its columns differently.
    turned, photo = batch.picture[0, 12:50, 64 - 27 : 64 - 6], plain.picture[0, 12:50, 6:27][:, ::-1]
    np.testing.assert_allclose(turned.astype(int), photo, atol=8)


def test_other_sizes_are_made_once(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAXDESIGN_CACHE", str(tmp_path))
    told = []
    dataset = RealDesignDataset(prepared, num_slots=8, picture_px=32, progress=told.append)
    batch = dataset.take([0, 1])
    assert batch.picture.shape == (2, 32, 32, 3)
    assert batch.design.box.shape == (2, 8, 4)
    assert told
    told.clear()
    RealDesignDataset(prepared, num_slots=8, picture_px=32, progress=told.append)
    assert not told
    with pytest.raises(InputError, match="no design has at most 2 elements"):
        RealDesignDataset(prepared, num_slots=2)


def test_a_plain_folder_and_a_tfds_name(
    corpus: Path, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAXDESIGN_CACHE", str(tmp_path))
    from_folder = RealDesignDataset(corpus / "html5up-mill", tree=False)
    assert [from_folder.record(i).source for i in range(len(from_folder))] == ["html5up-mill"] * 2
    assert from_folder.take([0]).tree is None
    monkeypatch.setenv("TFDS_DATA_DIR", str(prepared))
    for name in ("real_designs", "real_designs:1.0.0"):
        assert len(RealDesignDataset(name, split=ALL)) == 6


def test_what_cannot_be_is_said(dataset: RealDesignDataset, prepared: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no split 'trian'"):
        RealDesignDataset(prepared, split="trian")
    with pytest.raises(InputError, match="no folder of captures"):
        RealDesignDataset(tmp_path / "nowhere")
    with pytest.raises(InputError, match="cannot be shared by 3 hosts"):
        dataset.batches(4, process_count=3)
    with pytest.raises(InputError, match="make no batch of 64"):
        dataset.batches(64, epochs=1)
    with pytest.raises(InputError, match="not the state"):
        restore(iter(dataset.batches(2)), b"nonsense")
