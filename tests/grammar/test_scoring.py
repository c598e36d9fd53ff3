"""Documents to scores: order, batches, the table, the JSON line and the command."""

import json
import re

import numpy as np
import pytest
import typer

from jaxdesign.design.codec import dumps
from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Paint, Text
from jaxdesign.grammar import TERMS, score_documents
from jaxdesign.grammar.advice import advice, details_of
from jaxdesign.grammar.report import json_line, table


def text(name, box, string, size, fill="#222222", role="body"):
    return Element(
        id=name,
        kind="text",
        box=box,
        paint=Paint(fill=fill),
        text=Text(string=string, size=size, role=role, family=("sans-serif",)),
    )


def design(*, shift=0.0, fill="#222222", num=3):
    """A card with a headline and lines of text; ``shift`` moves the second line to the right."""
    card = Element(
        id="card", kind="shape", shape="rectangle", box=(40, 40, 520, 320), paint=Paint(fill="#f4f4f4")
    )
    lines = [
        text(
            f"line{i}", (80 + (shift if i == 1 else 0), 160 + 40 * i, 240, 24), "Some words to read", 18, fill
        )
        for i in range(num)
    ]
    headline = text("headline", (80, 80, 300, 48), "A headline", 40, fill, "headline")
    return Document(
        canvas=Canvas(width=600, height=400),
        backdrop=Backdrop(fill="#ffffff"),
        elements=(card, headline, *lines),
    )


@pytest.fixture(scope="module")
def scored():
    documents = [
        design(),
        design(shift=9),
        design(fill="#e4e4e4"),
        Document(canvas=Canvas(width=10, height=10)),
    ]
    return documents, score_documents(documents)


def test_scores_have_every_term_in_range(scored):
    for scores in scored[1]:
        assert list(scores.terms) == list(TERMS)
        assert 0 <= scores.total <= 100
        for term in scores.terms.values():
            assert np.isfinite(term.value)
            assert 0 <= term.percentile <= 100


def test_spoilt_copies_score_less(scored):
    good, moved, faint, _ = scored[1]
    assert good.total > moved.total
    assert good.terms["alignment"].percentile > moved.terms["alignment"].percentile
    assert good.total > faint.total
    assert faint.terms["contrast"].value < 1.5 < good.terms["contrast"].value


def test_order_and_batch_do_not_matter(scored):
    documents, scores = scored
    alone = score_documents([documents[1]])[0]
    assert alone.total == pytest.approx(scores[1].total, abs=1e-3)


def test_no_documents():
    assert score_documents([]) == []


def test_json_line(scored):
    line = json.loads(json_line("a.json", scored[1][0]))
    assert line["path"] == "a.json"
    assert set(line["terms"]) == set(TERMS)
    assert set(line["terms"]["alignment"]) == {"value", "percentile"}


def test_table_names_the_element_to_move(scored):
    documents, scores = scored
    shown = table("a.json", documents[1])
    assert f"total {scores[1].total:.1f} of 100" in shown
    assert all(name.replace("_", " ") in shown for name in TERMS)


def test_advice_names_the_element_to_move():
    sentence = advice(design(shift=9), "alignment", details_of(design(shift=9))[1])
    assert sentence.startswith("Move 'line1'")
    assert "9 px left" in sentence


def test_advice_does_not_shrink_the_largest_text():
    sentence = advice(design(), "consistency", details_of(design())[1])
    assert "'headline'" not in sentence


def test_advice_names_the_faint_text():
    faint = design(fill="#e4e4e4")
    sentence = advice(faint, "contrast", details_of(faint)[1])
    assert re.search(r"contrast of '(line\d|headline)'.* now 1\.\d:1", sentence)


def test_command_scores_the_rest_and_names_the_bad_file(tmp_path, capsys):
    from jaxdesign.cli.score import score

    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(dumps(design()), encoding="utf-8")
    bad.write_text("{", encoding="utf-8")
    with pytest.raises(typer.Exit) as failure:
        score([bad, good], as_json=True)
    assert failure.value.exit_code == 3
    out, err = capsys.readouterr()
    assert json.loads(out)["path"] == str(good)
    assert err.count("\n") == 1
    assert str(bad) in err
