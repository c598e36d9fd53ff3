"""The whole way, from a rough design to a certified one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from jaxdesign.config import InnovateConfig
from jaxdesign.design import codec
from jaxdesign.design.document import Canvas, Document, Element, Paint, Text
from jaxdesign.errors import InputError, NotCertifiedError
from jaxdesign.innovation.innovate import innovate_documents, search_documents, searched
from jaxdesign.innovation.result import InnovationResult
from jaxdesign.render.svg import to_svg

CONFIG = InnovateConfig(steps=18, candidates=2, seed=5)

SCRIPT = """
import json, sys
from pathlib import Path
from jaxdesign.config import InnovateConfig
from jaxdesign.design import codec
from jaxdesign.innovation.innovate import innovate_documents
import jax
document = codec.read(Path(sys.argv[1]))
result = innovate_documents([document], InnovateConfig(steps=18, candidates=8, seed=5))[0]
print(json.dumps({"devices": jax.device_count(), "document": codec.dumps(result.after)}))
"""


def rough() -> Document:
    """A small poster whose left edges, gaps and contrast are off."""
    rows = (
        ("title", 40.0, 42.0, "Night market", 40.0, "#223044"),
        ("when", 52.0, 101.0, "Friday 12 June", 22.0, "#c8ccd4"),
        ("place", 33.0, 140.0, "Riverside, hall 3", 20.0, "#223044"),
        ("note", 47.0, 160.0, "Forty stalls, live music until late", 13.0, "#223044"),
    )
    return Document(
        canvas=Canvas(width=400, height=500),
        elements=tuple(
            Element(
                id=name,
                kind="text",
                box=(x, y, 0.55 * size * len(string), 1.17 * size),
                paint=Paint(fill=fill),
                text=Text(string=string, size=size, family=("Roboto",)),
            )
            for name, x, y, string, size, fill in rows
        ),
    )


@pytest.fixture(scope="module")
def result() -> InnovationResult:
    outcome = innovate_documents([rough()], CONFIG)[0]
    assert isinstance(outcome, InnovationResult), outcome
    return outcome


def test_the_result_is_certified_and_scores_higher(result: InnovationResult) -> None:
    assert result.certificate.holds
    assert result.after.certificate is not None
    assert result.scores_after.total > result.scores_before.total


def test_words_are_kept(result: InnovationResult) -> None:
    strings = {e.id: e.text.string for e in result.before.elements if e.text}
    assert {e.id: e.text.string for e in result.after.elements if e.text} == strings


def test_left_edges_come_together(result: InnovationResult) -> None:
    before = [element.box[0] for element in result.before.elements]
    after = [element.box[0] for element in result.after.elements if element.text]
    assert np.ptp(after) < np.ptp(before)


def test_frames_lead_from_the_start_to_the_end(result: InnovationResult) -> None:
    assert result.frames[0] == result.before
    assert result.frames[-1] == searched([rough()], CONFIG)[0]
    assert len(result.total_curve) == CONFIG.steps + 1
    every = tuple(result.frames)
    assert result.frames[1:-1] == every[1:-1]
    assert result.frames[-2] == every[-2] != every[1]
    with pytest.raises(IndexError):
        result.frames[len(every)]


def test_changes_name_what_moved(result: InnovationResult) -> None:
    moved = {
        new.id
        for old, new in zip(result.before.elements, result.after.elements, strict=False)
        if abs(old.box[0] - new.box[0]) > 2
    }
    assert moved
    assert moved <= {change.element for change in result.changes}


def test_same_input_and_seed_give_the_same_bytes_alone_and_in_a_batch(result: InnovationResult) -> None:
    other = rough().model_copy(update={"canvas": Canvas(width=420, height=500)})
    again, _ = innovate_documents([rough(), other], CONFIG)
    assert isinstance(again, InnovationResult)
    assert codec.dumps(again.after) == codec.dumps(result.after)
    assert to_svg(again.after) == to_svg(result.after)


def test_each_is_finished_when_asked_for(result: InnovationResult) -> None:
    found = search_documents([rough(), rough()], CONFIG)
    again = found.finish(1)
    assert isinstance(again, InnovationResult)
    assert codec.dumps(again.after) == codec.dumps(result.after)
    assert found.totals[1] == pytest.approx(float(result.total_curve.max()))


def test_locks_are_exact() -> None:
    document = rough()
    config = InnovateConfig(steps=18, candidates=2, seed=5, locks=("when.box", "note"))
    outcome = innovate_documents([document], config)[0]
    kept = outcome.after if isinstance(outcome, InnovationResult) else None
    if kept is None:
        assert isinstance(outcome, NotCertifiedError)
        assert "when" in str(outcome) or "note" in str(outcome)
        return
    assert kept.element("when").box == document.element("when").box
    assert kept.element("note").box == document.element("note").box
    assert kept.element("note").paint == document.element("note").paint


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda: InnovateConfig(weights=(("alinment", 2.0),)), "alignment"),
        (lambda: InnovateConfig(locks=("titel",)), "title"),
        (lambda: InnovateConfig(format="postr"), "poster"),
    ],
)
def test_unknown_names_are_answered_with_the_nearest(change: Callable[[], InnovateConfig], word: str) -> None:
    with pytest.raises(InputError, match=word):
        innovate_documents([rough()], change())


def test_eight_simulated_devices_agree_with_one_and_exactly_with_three(tmp_path: Path) -> None:
    path = tmp_path / "rough.json"
    codec.write(rough(), path)
    found = {}
    for devices in (1, 3, 8):
        flags = f"--xla_force_host_platform_device_count={devices}"
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(path)],
            env={**os.environ, "XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu"},
            capture_output=True,
            text=True,
            check=True,
        )
        answer = json.loads(ran.stdout)
        found[answer["devices"]] = codec.loads(answer["document"])
    assert set(found) == {1, 3, 8}
    assert found[3] == found[8]
    for one, eight in zip(found[1].elements, found[8].elements, strict=True):
        np.testing.assert_allclose(one.box, eight.box, atol=0.5)
