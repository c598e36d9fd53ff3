"""Reading and judging one item by way of the cache, whatever is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jaxdesign.collectors.duplicates import perceptual_hash
from jaxdesign.data.item_cache import ItemCache, Summary
from jaxdesign.data.judging import judge
from jaxdesign.data.reading import read_record
from jaxdesign.data.records import Record, pack, to_json_bytes, unpack
from jaxdesign.data.sources import Item
from jaxdesign.errors import InputError, MissingExtraError

_MAX_REASON = 300


def _reason(error: BaseException, item: Item) -> str:
    """The error in one line, with places that are the same on every machine."""
    text = str(error).replace(str(item.path.parent), item.place.rpartition("/")[0])
    return " ".join(text.split())[:_MAX_REASON]


def _read(item: Item, key: str) -> tuple[Summary, bytes]:
    """Read an item: what there is to know of it before it is judged, and its packed record."""
    try:
        record = read_record(item)
        picture = record.read_picture()
    except InputError as error:
        return Summary(place=item.place, key=key, state="refused", reason=_reason(error, item)), b""
    summary = Summary(
        place=item.place,
        key=key,
        state="read",
        id=record.id,
        source=record.source,
        phash=perceptual_hash(picture),
        aspect=picture.width / picture.height,
        num_elements=len(record.read_document().elements),
    )
    return summary, pack(record)


def _judged(summary: Summary, packed: bytes) -> Summary:
    quality, labels = judge(unpack(packed))
    return replace(summary, score=quality.score, reasons=quality.reasons, labels=labels.to_json())


def read_into(item: Item, cache_folder: Path) -> Summary:
    """Read and judge an item, as far as the cache does not have that already.

    Never raises for what is wrong with an item: an unusable one is ``refused`` with the reason, and one
    that shows a fault of the reader is a ``fault``, named like the others, and tried again next time.
    """
    cache = ItemCache(cache_folder)
    try:
        key = cache.key(item)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        return Summary(place=item.place, state="refused", reason=reason)
    judged = cache.judged(key)
    if judged is not None:
        return judged
    found = cache.find(key)
    try:
        summary, packed = found or _read(item, key)
        if found is None:
            cache.keep(summary, packed)
        if summary.state == "read":
            summary = _judged(summary, packed)
    except MissingExtraError as error:
        return Summary(place=item.place, state="refused", reason=_reason(error, item))
    except Exception as error:
        reason = f"{type(error).__name__}: {_reason(error, item)}"
        return Summary(place=item.place, state="fault", reason=reason)
    cache.keep_judged(summary)
    return summary


def kept_record(cache: ItemCache, summary: Summary) -> Record:
    """The record of an item that was read, with its labels and quality."""
    found = cache.find(summary.key)
    if found is None:
        raise InputError(f"{cache.folder}: the record of {summary.id} is gone; run the command again.")
    quality = {"score": summary.score, "reasons": list(summary.reasons)}
    return replace(unpack(found[1]), labels=to_json_bytes(summary.labels), quality=to_json_bytes(quality))
