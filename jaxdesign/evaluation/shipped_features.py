"""The feature network that comes with the program."""

from __future__ import annotations

import functools
from importlib import resources
from pathlib import Path

from jaxdesign.evaluation.feature_net import FeatureConfig, FeatureNet
from jaxdesign.models.shipped import FOLDER, read_module

FEATURES = "features.safetensors"


def read_features(folder: Path) -> FeatureNet:
    """The network of an exported folder. Raises ``InputError``."""
    return read_module(folder / FEATURES, FeatureNet, FeatureConfig)


@functools.cache
def shipped_features() -> FeatureNet:
    """The network of this version."""
    with resources.as_file(resources.files(FOLDER)) as folder:
        return read_features(folder)
