"""The ``tensorflow_datasets`` builder that writes records as sharded ArrayRecord, without tensorflow.

The library is imported when a dataset is written: importing it changes the process's environment.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from jaxdesign.data.records import FIELDS, FORM_VERSION, Record, to_example
from jaxdesign.data.stored import NAME

MAX_SHARD_BYTES = 64 << 20
DESCRIPTION = "Real designs with their documents, finished pictures, labels and packed features."
_BYTES = ("document", "picture", "labels", "quality", "provenance", "features")


@cache
def _canonical_writer() -> type:
    from tensorflow_datasets.core import writer

    class CanonicalWriter(writer.ExampleWriter):
        """Writes each example with its fields in a fixed order: protocol buffers leave that open."""

        def write(self, path: Any, examples: Iterable[tuple[Any, bytes]]) -> Any:
            return super().write(path, ((key, self.canonical(data)) for key, data in examples))

        @staticmethod
        def canonical(data: bytes) -> bytes:
            from tensorflow_datasets.proto import tf_example_pb2

            example: Any = vars(tf_example_pb2)["Example"]
            return example.FromString(data).SerializeToString(deterministic=True)

    return CanonicalWriter


@cache
def builder_class() -> type:
    """The builder, made with ``version`` and ``splits``.

    The first of the version's three numbers is ``FORM_VERSION``. ``splits`` gives for the name of each split
    what yields its ``(id, example)`` pairs, an iterable or a beam ``PTransform``; none may be empty.
    """
    import tensorflow_datasets as tfds

    class RealDesignsBuilder(tfds.core.GeneratorBasedBuilder, skip_registration=True):
        """Writes splits of records; what yields them decides whether it is a loop here or Apache Beam."""

        VERSION = tfds.core.Version(f"{FORM_VERSION}.0.0")
        name = NAME
        code_path = None  # finding it needs a package that is not installed, and nothing is read from it

        def __init__(self, *, version: str, splits: Mapping[str, Any], **options: Any):
            self.VERSION = tfds.core.Version(version)
            self._splits = splits
            super().__init__(**options)

        def _info(self) -> tfds.core.DatasetInfo:
            features: dict[str, Any] = {
                name: tfds.features.Scalar(dtype=np.object_) if name in _BYTES else tfds.features.Text()
                for name in FIELDS
            }
            features_dict = tfds.features.FeaturesDict(features)
            return tfds.core.DatasetInfo(builder=self, description=DESCRIPTION, features=features_dict)

        def _split_generators(self, dl_manager: Any) -> dict[str, Any]:
            return dict(self._splits)

        def _generate_examples(self) -> None:
            raise NotImplementedError("the splits are given when the builder is made")

        def _example_writer(self) -> Any:
            return _canonical_writer()(self.info.file_format)

    return RealDesignsBuilder


def examples(records: Iterable[Record]) -> Iterator[tuple[str, dict[str, str | bytes]]]:
    """Keys and examples of records."""
    for record in records:
        yield record.id, to_example(record)


def write_dataset(
    target: Path,
    *,
    version: str,
    splits: Mapping[str, Any],
    beam_runner: Any = None,
    beam_options: Any = None,
    finish: Callable[[Path], None] | None = None,
) -> None:
    """Write the splits into the folder ``target``, which must not exist, whole or not at all.

    ``finish`` may add files to the folder before it appears under its name; ``version`` and ``splits`` are
    those of the builder. The same records give the same bytes, in whatever order they come.
    """
    import tensorflow_datasets as tfds

    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            tfds.disable_progress_bar()
            builder = builder_class()(
                version=version, splits=splits, data_dir=str(scratch), file_format="array_record"
            )
            config = tfds.download.DownloadConfig(
                try_download_gcs=False,
                manual_dir=scratch,
                extract_dir=scratch / "extracted",
                max_shard_size=MAX_SHARD_BYTES,
                min_shard_size=MAX_SHARD_BYTES // 4,
                beam_runner=beam_runner,
                beam_options=beam_options,
            )
            builder.download_and_prepare(download_dir=scratch / "downloads", download_config=config)
        written = Path(builder.data_path)
        if finish is not None:
            finish(written)
        written.replace(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
