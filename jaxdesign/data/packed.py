"""The packed side of a dataset: one memory-mapped array a split, from which batches are copied."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from jaxdesign.data.features import (
    FEATURES_VERSION,
    NUM_SLOTS,
    PICTURE_PX,
    VARIANTS,
    feature_dtype,
    from_bytes,
    make_features,
    make_thumbnails,
)
from jaxdesign.data.format_kinds import FORMAT_KINDS
from jaxdesign.data.goals import GOALS
from jaxdesign.data.judging import labels_of, quality_of
from jaxdesign.data.records import Record
from jaxdesign.data.sources import GROUPS
from jaxdesign.data.styles import STYLES
from jaxdesign.errors import InputError
from jaxdesign.progress import Progress, ProgressCallback, silent

FOLDER = "packed"


def packed_dtype(num_slots: int = NUM_SLOTS, picture_px: int = PICTURE_PX) -> np.dtype:
    """The numpy type of one design: place in the split, labels as ids, and both variants of its features."""
    return np.dtype(
        [
            ("index", "<i4"),
            ("group", "<i2"),
            ("format", "<i2"),
            ("goal", "<i2"),
            ("styles", "?", (len(STYLES),)),
            ("tone", "<f4"),
            ("quality", "<f4"),
            ("variants", feature_dtype(num_slots, picture_px), (VARIANTS,)),
        ]
    )


def packed_name(split: str, num_slots: int, picture_px: int) -> str:
    """File name that changes with all that the numbers in it mean."""
    classes = repr((FEATURES_VERSION, packed_dtype(num_slots, picture_px).descr, FORMAT_KINDS, GOALS, STYLES))
    digest = hashlib.sha256(classes.encode()).hexdigest()[:8]
    return f"{split}-{num_slots}x{picture_px}-{digest}.npy"


def _features(record: Record, num_slots: int, picture_px: int) -> np.ndarray | None:
    """``[VARIANTS]`` features of a record; None where the design does not fit the slots."""
    if record.features:
        rows = from_bytes(record.features, name=record.id)
        if rows.dtype == feature_dtype(num_slots, picture_px):
            return rows
    document = record.read_document()
    if not 0 < len(document.elements) <= num_slots:
        return None
    picture = record.read_picture()
    if record.features and rows.dtype == feature_dtype(num_slots, rows["picture"].shape[1]):
        fresh = np.zeros(VARIANTS, feature_dtype(num_slots, picture_px))
        for name in rows.dtype.names or ():
            if name != "picture":
                fresh[name] = rows[name]
        fresh["picture"] = make_thumbnails(document, picture, picture_px)
        return fresh
    return make_features(document, picture, num_slots=num_slots, picture_px=picture_px)


def write_packed(
    records: Sequence[Record],
    path: Path,
    *,
    num_slots: int = NUM_SLOTS,
    picture_px: int = PICTURE_PX,
    progress: ProgressCallback = silent,
) -> None:
    """Write the array of all records that fit the slots; the file appears whole or not at all.

    Raises ``InputError`` where none fits.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    dtype = packed_dtype(num_slots, picture_px)
    count = 0
    try:
        with tempfile.TemporaryFile(dir=path.parent) as rows_file, partial.open("wb") as stream:
            for index in range(len(records)):
                record = records[index]
                rows = _features(record, num_slots, picture_px)
                if rows is not None:
                    rows_file.write(_row(record, index, rows, dtype).tobytes())
                    count += 1
                progress(Progress("packing", index + 1, len(records)))
            if count == 0:
                raise InputError(f"{path.parent}: no design has at most {num_slots} elements.")
            header = np.lib.format.header_data_from_array_1_0(np.zeros(0, dtype)) | {"shape": (count,)}
            np.lib.format.write_array_header_2_0(stream, header)
            rows_file.seek(0)
            shutil.copyfileobj(rows_file, stream, 1 << 20)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _row(record: Record, index: int, rows: np.ndarray, dtype: np.dtype) -> np.ndarray:
    labels = labels_of(record)
    row = np.zeros((), dtype)
    row["index"], row["group"] = index, GROUPS.index(record.group)
    row["format"], row["goal"] = FORMAT_KINDS.index(labels.format), GOALS.index(labels.goal)
    row["styles"] = [style in labels.styles for style in STYLES]
    row["tone"], row["quality"] = labels.tone, quality_of(record).score
    row["variants"] = rows
    return row


def open_packed(path: Path) -> np.ndarray:
    """``[n]`` of ``packed_dtype``, mapped into memory. Raises ``InputError`` where the file is damaged."""
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise InputError(f"{path}: damaged: {error}; delete it to have it made again.") from error
