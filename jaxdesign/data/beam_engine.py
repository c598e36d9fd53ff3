"""Preparing a dataset on several machines: the same functions as an Apache Beam pipeline.

Reading is one pipeline, over the items; writing is a second one, that of the ``tensorflow_datasets``
builder. Between them the driver decides what is kept, since that takes all items in their order. Sources,
dataset and cache must lie where every machine reaches them under the same path.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jaxdesign.data.builder import write_dataset
from jaxdesign.data.item_cache import ItemCache, Summary
from jaxdesign.data.item_reading import kept_record, read_into
from jaxdesign.data.records import to_example
from jaxdesign.data.sources import Item
from jaxdesign.errors import MissingExtraError
from jaxdesign.progress import Progress, ProgressCallback


def _beam() -> Any:
    """The library. Raises ``MissingExtraError`` where it is not installed."""
    if find_spec("apache_beam") is None:
        raise MissingExtraError("Apache Beam is not installed: pip install 'jaxdesign[beam]'.")
    import apache_beam

    return apache_beam


def _options(arguments: Sequence[str]) -> Any:
    _beam()
    from apache_beam.options.pipeline_options import PipelineOptions

    return PipelineOptions(list(arguments))


def read_line(task: tuple[int, Item], cache: str) -> str:
    """Read one item; its number and summary as a line of JSON."""
    index, item = task
    summary = read_into(item, Path(cache))
    return json.dumps([index, summary.to_bytes().decode()])


def load_example(summary: bytes, cache: str) -> tuple[str, dict[str, str | bytes]]:
    """Key and example of a design that is kept."""
    record = kept_record(ItemCache(Path(cache)), Summary.from_bytes(summary))
    return record.id, to_example(record)


@dataclass(frozen=True, kw_only=True)
class BeamEngine:
    """Apache Beam, on the runner that ``arguments`` name (as in ``--runner=FlinkRunner``)."""

    arguments: tuple[str, ...] = ()

    def read(self, items: list[Item], cache: Path, progress: ProgressCallback) -> list[Summary]:
        """What reading each item came to, in their order."""
        beam = _beam()
        cache.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".summaries.", dir=cache))
        progress(Progress("reading with Beam", 0, len(items)))
        try:
            with beam.Pipeline(options=_options(self.arguments)) as pipeline:
                _ = (
                    pipeline
                    | "Items" >> beam.Create(list(enumerate(items)), reshuffle=True)
                    | "Read" >> beam.Map(read_line, str(cache.resolve()))
                    | "Summaries" >> beam.io.WriteToText(str(scratch / "part"))
                )
            lines = [
                json.loads(line)
                for path in scratch.iterdir()
                for line in path.read_text(encoding="utf-8").splitlines()
            ]
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        found = {index: Summary.from_bytes(summary.encode()) for index, summary in lines}
        progress(Progress("reading with Beam", len(found), len(items)))
        return [found[index] for index in range(len(items))]

    def write(self, splits: Mapping[str, Sequence[Summary]], cache: Path, **options: Any) -> None:
        """Write a dataset of the records of each split; ``options`` are those of ``write_dataset``."""
        beam = _beam()
        transforms = {
            name: beam.Create([summary.to_bytes() for summary in kept], reshuffle=True)
            | f"Load {name}" >> beam.Map(load_example, str(cache.resolve()))
            for name, kept in splits.items()
        }
        write_dataset(splits=transforms, beam_options=_options(self.arguments), **options)
