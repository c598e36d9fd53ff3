"""Elements drawn apart that came to lie on each other part again; texts may move onto what they missed."""

import numpy as np
import pytest

from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Image, Paint, Text
from jaxdesign.layout.apart import kept_apart
from jaxdesign.layout.evidence import Noise

NOISE = Noise(0.03, 0.03, 0.03, 0.03)
LEFT, RIGHT = (0.2, 0.5, 0.05, 0.05), (0.3, 0.48, 0.05, 0.05)
SAME = np.array([(0.25, 0.5, 0.05, 0.05)] * 2)


def document(*kinds):
    made = {
        "image": lambda i: Element(id=i, kind="image", box=(0, 0, 9, 9), image=Image(href="", alt="")),
        "shape": lambda i: Element(id=i, kind="shape", box=(0, 0, 9, 9), shape="rectangle", paint=Paint()),
        "text": lambda i: Element(id=i, kind="text", box=(0, 0, 9, 9), text=Text(string="word", size=9)),
    }
    elements = tuple(made[kind](f"e{i}") for i, kind in enumerate(kinds))
    return Document(
        canvas=Canvas(width=100, height=100), backdrop=Backdrop(fill="#ffffff"), elements=elements
    )


@pytest.mark.parametrize("kinds", [("image", "image"), ("shape", "shape")])
def test_they_part_along_the_axis_of_their_gap_until_they_touch(kinds):
    box = kept_apart(document(*kinds), np.array([LEFT, RIGHT]), SAME, NOISE)
    assert box[0, 0] + box[0, 2] == pytest.approx(box[1, 0])
    assert box[:, 0].mean() == pytest.approx(SAME[:, 0].mean())
    np.testing.assert_array_equal(box[:, 1:], SAME[:, 1:])


def test_of_two_gaps_the_one_that_takes_the_shorter_move_opens_again():
    drawn = np.array([(0.2, 0.2, 0.1, 0.05), (0.5, 0.3, 0.1, 0.05)])
    moved = np.array([(0.2, 0.2, 0.1, 0.05), (0.21, 0.24, 0.1, 0.05)])
    box = kept_apart(document("shape", "shape"), drawn, moved, NOISE)
    np.testing.assert_array_equal(box[:, 0], moved[:, 0])
    assert box[0, 1] + 0.05 == pytest.approx(box[1, 1])
    assert np.abs(box - moved).max() == pytest.approx(0.005)


def test_a_mere_touch_across_a_wide_band_stays():
    drawn = np.array([(0.0, 0.5, 1.0, 0.1), (0.4, 0.7, 0.1, 0.1)])
    moved = np.array([(0.0, 0.5, 1.0, 0.1), (0.4, 0.595, 0.1, 0.1)])
    np.testing.assert_array_equal(kept_apart(document("shape", "shape"), drawn, moved, NOISE), moved)


def test_the_smaller_one_gives_way():
    moved = np.array([(0.2, 0.5, 0.4, 0.2), (0.3, 0.55, 0.05, 0.05)])
    box = kept_apart(
        document("image", "image"), np.array([(0.2, 0.5, 0.4, 0.2), (0.7, 0.5, 0.05, 0.05)]), moved, NOISE
    )
    assert abs(box[0, 0] - 0.2) < 0.02
    assert box[1, 0] == pytest.approx(box[0, 0] + 0.4)


def test_a_text_may_move_onto_what_it_missed_and_what_overlapped_may_overlap():
    drawn = np.array([LEFT, RIGHT])
    for ground in ("shape", "image"):
        np.testing.assert_array_equal(kept_apart(document(ground, "text"), drawn, SAME, NOISE), SAME)
    touching = np.array([LEFT, (0.255, 0.5, 0.05, 0.05)])
    for box in (SAME, touching):
        np.testing.assert_array_equal(kept_apart(document("image", "image"), box, SAME, NOISE), SAME)


def test_a_locked_place_counts_as_it_will_be_put_back():
    first, second = document("image", "image").elements
    plain = document("image", "image")
    held = plain.model_copy(update={"elements": (first.model_copy(update={"lock": ("x",)}), second)})
    drawn = np.array([(0.2, 0.5, 0.05, 0.05), (0.27, 0.5, 0.05, 0.05)])
    moved = np.array([(0.15, 0.5, 0.05, 0.05), (0.205, 0.5, 0.05, 0.05)])
    box = kept_apart(held, drawn, moved, NOISE)
    assert box[0, 0] == drawn[0, 0]
    assert box[1, 0] == pytest.approx(0.25)


def test_both_locked_stay_and_turned_ones_are_left_alone():
    plain = document("image", "image")
    for update in ({"lock": ("all",)}, {"rotation": 20.0}):
        changed = plain.model_copy(
            update={"elements": tuple(e.model_copy(update=update) for e in plain.elements)}
        )
        drawn = np.array([LEFT, RIGHT])
        expected = drawn if "lock" in update else SAME
        np.testing.assert_array_equal(kept_apart(changed, drawn, SAME, NOISE), expected)


def test_nothing_is_pushed_off_the_canvas():
    drawn = np.array([(0.0, 0.4, 0.05, 0.05), (0.06, 0.0, 0.94, 1.0)])
    moved = np.array([(0.0, 0.4, 0.05, 0.05), (0.0, 0.0, 1.0, 1.0)])
    box = kept_apart(document("image", "image"), drawn, moved, NOISE)
    assert box[0, 0] == 0.0
    assert box[1, 0] <= drawn[1, 0]
