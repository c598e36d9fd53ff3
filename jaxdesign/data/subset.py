"""A part of a dataset as a dataset of its own, and as pictures with captions for other trainers."""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jaxdesign.data.builder import examples, write_dataset
from jaxdesign.data.card import write_card
from jaxdesign.data.features import NUM_SLOTS, PICTURE_PX
from jaxdesign.data.judging import labels_of, quality_of
from jaxdesign.data.matching import match, words_of
from jaxdesign.data.packed import FOLDER, packed_name, write_packed
from jaxdesign.data.records import FORM_VERSION, Record
from jaxdesign.data.stored import NAME, StoredDataset
from jaxdesign.errors import InputError

PICTURES = "pictures"
METADATA = "metadata.jsonl"
_UNSAFE = re.compile(r"[^\w.+-]+")


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A design of a subset: its split, its place there, and how well it fits."""

    split: str
    place: int
    id: str
    score: float


def _word_counts(found: Counter[str], words: Sequence[str]) -> str:
    return ", ".join(f"'{word}' {found[word]}" for word in words)


def choose(
    stored: StoredDataset, style: str, *, min_quality: float = 0.0, limit: int | None = None
) -> list[Chosen]:
    """The designs that fit every word of ``style``, best first; all of them where there are no words.

    Raises ``InputError`` that says how many fit each word, where none fits all.
    """
    words = words_of(style)
    chosen: list[Chosen] = []
    found: Counter[str] = Counter()
    for split in stored.splits:
        records = stored.records(split)
        for place in range(len(records)):
            record = records[place]
            quality = quality_of(record).score
            if quality < min_quality:
                continue
            scores = {word: match(record, word) for word in words}
            found.update(word for word, score in scores.items() if score > 0)
            if all(scores.values()):
                score = sum(scores.values()) + quality / 10
                chosen.append(Chosen(split=split, place=place, id=record.id, score=round(score, 4)))
    if not chosen:
        which = f"all of '{style}' (fitting each word: {_word_counts(found, words)})" if words else "this"
        raise InputError(f"{stored.folder}: no design fits {which}; leave out a word or lower the quality.")
    chosen.sort(key=lambda design: (-design.score, design.id))
    return chosen[:limit]


def _picture_name(record: Record) -> str:
    return _UNSAFE.sub("_", record.id.replace("/", "__"))[:180]


def write_pictures(folder: Path, records: Sequence[Record]) -> None:
    """``NAME.png`` and ``NAME.txt`` with the caption, and ``metadata.jsonl`` of them all in ``folder``.

    The first two are what trainers of LoRA for picture models read, the last what the ``imagefolder`` of
    Hugging Face datasets reads.
    """
    folder.mkdir(parents=True)
    lines = []
    for record in sorted(records, key=lambda record: record.id):
        name, labels = _picture_name(record), labels_of(record)
        stream = io.BytesIO()
        record.read_picture().save(stream, "PNG")
        (folder / f"{name}.png").write_bytes(stream.getvalue())
        (folder / f"{name}.txt").write_text(labels.caption + "\n", encoding="utf-8")
        line = {
            "file_name": f"{name}.png",
            "text": labels.caption,
            "id": record.id,
            "license": record.license,
        }
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    (folder / METADATA).write_text("".join(lines), encoding="utf-8")


def subset(
    dataset: Path, out: Path, *, style: str = "", min_quality: float = 0.0, limit: int | None = None
) -> dict[str, int]:
    """Write the designs that fit ``style`` into the new folder ``out``; returns how many each split has.

    ``out`` gets the form of ``prepare`` and ``pictures/<split>`` (see ``write_pictures``). It appears whole
    or not at all; the same dataset and words give the same bytes. Raises ``InputError``.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out}: is there already; name a new folder.")
    stored = StoredDataset(dataset)
    chosen = choose(stored, style, min_quality=min_quality, limit=limit)
    splits = {
        split: [stored.records(split)[design.place] for design in chosen if design.split == split]
        for split in stored.splits
    }
    splits = {split: records for split, records in splits.items() if records}
    version = f"{FORM_VERSION}.0.0"

    def finish(folder: Path) -> None:
        written = StoredDataset(folder)
        write_card(folder, written, (), (), version)
        for split in written.splits:
            if any(record.features for record in splits[split]):
                path = folder / FOLDER / packed_name(split, NUM_SLOTS, PICTURE_PX)
                write_packed(written.records(split), path)

    out.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
    try:
        write_dataset(
            scratch / NAME / version,
            version=version,
            splits={split: examples(records) for split, records in splits.items()},
            finish=finish,
        )
        for split, records in splits.items():
            write_pictures(scratch / PICTURES / split, records)
        scratch.chmod(0o755)
        scratch.replace(out)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return {split: len(records) for split, records in splits.items()}
