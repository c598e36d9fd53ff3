"""The designer on many briefs: how many designs are certified, refused or crash, and how readable they are.

    python scripts/check_briefs.py scripts/briefs.jsonl -o OUT [--limit 10] [--resume] [--models FOLDER]

A line of the file is ``{"name", "language", "brief"}``; a picture that does not lie beside it is painted by
``paint_pictures.py``. Writes ``<name>.png`` and ``<name>.json`` of each certified design, one line a brief to
``results.jsonl``, and at the end ``summary.json`` and ``sheet.png``. Killed at any moment, ``--resume`` goes
on after the last brief that was done; one that crashed is tried again.

A word is found if the reader's letters, without accents, case and spaces, hold it, or a word that it read is
as good as the same (few letters wrong: the reader knows few accents). Two designs are alike if their
pictures, a few pixels large and with even contrast, hardly differ.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import traceback
from collections import Counter
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8
from paint_pictures import painted
from PIL import Image

from jaxdesign.brief.promises import broken_promises
from jaxdesign.brief.schema import Brief, beside, brief_from_dict
from jaxdesign.data.goals import folded
from jaxdesign.data.parse.reading import read_lines
from jaxdesign.data.sheet import Entry, contact_sheet
from jaxdesign.design.codec import dumps
from jaxdesign.design.document import Document
from jaxdesign.designer import UniversalDesigner
from jaxdesign.errors import InputError, NotCertifiedError
from jaxdesign.models.shipped import read_models, shipped
from jaxdesign.progress import Progress, ProgressLine
from jaxdesign.render.png import to_png
from jaxdesign.report.writing import write_bytes
from jaxdesign.runtime import use_compilation_cache

RESULTS, SUMMARY, SHEET = "results.jsonl", "summary.json", "sheet.png"
READ_PX = 1600
"""Longest side at which designs are read and kept."""
_SAME_WORD = 0.75
_ALIKE = 0.25
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"})
_WORD = re.compile(r"[^\W_]+")

Row = dict[str, Any]


def read_briefs(path: Path) -> list[Row]:
    """The lines of a file of briefs, each checked. Raises ``InputError``."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for row in rows:
        brief_from_dict(row["brief"], name=row["name"])
    return rows


def with_pictures(row: Row, folder: Path, out: Path) -> Brief:
    """The brief of a line with its pictures as files, painted where there are none in ``folder``."""
    brief = beside(brief_from_dict(row["brief"], name=row["name"]), folder)
    files = []
    for name in map(Path, brief.pictures):
        file = name if name.is_file() else out / name.name
        if not file.is_file():
            out.mkdir(parents=True, exist_ok=True)
            partial = file.with_suffix(".partial.png")
            painted(file.stem).save(partial)
            partial.replace(file)
        files.append(str(file))
    return brief.model_copy(update={"pictures": tuple(files)})


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: lower case, no accents."""
    return _WORD.findall(folded(text).translate(_PLAIN))


def words_found(brief: Brief, pixels: UInt8[np.ndarray, "h w 3"]) -> tuple[int, list[str]]:
    """How many words the brief has, and those that cannot be read of the picture."""
    wanted = [word for text in brief.texts for word in words_of(text.text)]
    read = [word for line in read_lines(pixels) for word in words_of(line.string)]
    letters, known = "".join(read), sorted(set(read))
    missed = [
        word
        for word in wanted
        if not (word in letters if len(word) > 2 else word in known)
        and not (len(word) > 3 and get_close_matches(word, known, n=1, cutoff=_SAME_WORD))
    ]
    return len(wanted), missed


def made(designer: UniversalDesigner, brief: Brief, row: Row, out: Path) -> Row:
    """Design one brief, write the design, and say what became of it."""
    began = time.perf_counter()
    result: Row = {"name": row["name"], "language": row["language"], "goal": brief.goal}
    try:
        [finished] = designer.design(brief)
    except (NotCertifiedError, InputError) as error:
        return result | {"state": "refused", "reason": str(error)}
    except Exception as error:
        traceback.print_exc()
        return result | {"state": "crashed", "reason": f"{type(error).__name__}: {error}"}
    document: Document = finished.result.after
    longest = max(document.canvas.width, document.canvas.height)
    png = to_png(document, scale=READ_PX / longest)
    write_bytes(out / f"{row['name']}.json", dumps(document).encode())
    write_bytes(out / f"{row['name']}.png", png)
    with Image.open(out / f"{row['name']}.png") as picture:
        num_words, missed = words_found(brief, np.asarray(picture.convert("RGB")))
    return result | {
        "state": "certified",
        "total": round(finished.result.scores_after.total, 2),
        "structure": finished.structure,
        "broken": broken_promises(brief, document),
        "words": num_words,
        "missed": missed,
        "seconds": round(time.perf_counter() - began, 1),
    }


def results_of(path: Path) -> list[Row]:
    """What was recorded, without a last line that was cut off."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            rows.append(json.loads(line))
        except ValueError:
            break
    return rows


def thumbnail(path: Path) -> Float[np.ndarray, "12 12 3"]:
    """The picture a few pixels large, with mean 0 and deviation 1."""
    with Image.open(path) as picture:
        small = np.asarray(picture.convert("RGB").resize((12, 12), Image.Resampling.BOX), float)
    return (small - small.mean()) / max(float(small.std()), 1.0)


def num_alike(thumbnails: list[Float[np.ndarray, "12 12 3"]]) -> int:
    """How many pictures are like one before them."""
    return sum(
        any(float(np.abs(one - other).mean()) < _ALIKE for other in thumbnails[:i])
        for i, one in enumerate(thumbnails)
    )


def summary(results: list[Row], out: Path) -> Row:
    """The figures of all briefs done."""
    states = Counter(row["state"] for row in results)
    good = [row for row in results if row["state"] == "certified"]
    words, missed = sum(row["words"] for row in good), sum(len(row["missed"]) for row in good)
    shares = sorted(1 - len(row["missed"]) / row["words"] for row in good)
    return {
        "briefs": len(results),
        "certified": states["certified"],
        "refused": states["refused"],
        "crashed": states["crashed"],
        "refusals": {row["name"]: row["reason"] for row in results if row["state"] != "certified"},
        "words_found": round(1 - missed / max(words, 1), 4),
        "designs_with_all_words": sum(share == 1 for share in shares),
        "least_words_found": round(shares[0], 3) if shares else None,
        "total_mean": round(float(np.mean([row["total"] for row in good])), 2) if good else None,
        "layouts": len({row["structure"] for row in good}),
        "alike": num_alike([thumbnail(out / f"{row['name']}.png") for row in good]),
        "breaking_promises": {row["name"]: row["broken"] for row in good if row["broken"]},
        "seconds_mean": round(float(np.mean([row["seconds"] for row in good])), 1) if good else None,
    }


def write_sheet(results: list[Row], out: Path) -> None:
    """A sheet of all designs with total and words found."""
    entries = []
    for row in results:
        if row["state"] == "certified":
            with Image.open(out / f"{row['name']}.png") as picture:
                small = picture.convert("RGB")
                small.thumbnail((480, 480))
            note = f"{row['total']:.0f}; {row['words'] - len(row['missed'])} of {row['words']} words"
            entries.append(Entry(small, row["name"], note))
    if entries:
        contact_sheet(entries, columns=10, heading=f"{len(entries)} certified").save(out / SHEET)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("briefs", type=Path)
    parser.add_argument("--out", "-o", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="The first so many briefs.")
    parser.add_argument("--resume", action="store_true", help="Go on with what OUT holds.")
    parser.add_argument("--models", type=Path, help="Folder of exported models.")
    arguments = parser.parse_args()
    rows, out = read_briefs(arguments.briefs)[: arguments.limit], arguments.out
    record = out / RESULTS
    if record.exists() and not arguments.resume:
        parser.error(f"{record} is there already; go on with --resume, or choose another folder.")
    out.mkdir(parents=True, exist_ok=True)
    results = {row["name"]: row for row in results_of(record) if row["state"] != "crashed"}
    write_bytes(record, "".join(json.dumps(row) + "\n" for row in results.values()).encode())
    use_compilation_cache()
    designer = UniversalDesigner(shipped() if arguments.models is None else read_models(arguments.models))
    with ProgressLine(sys.stderr) as progress, record.open("a", encoding="utf-8") as lines:
        waiting = [row for row in rows if row["name"] not in results]
        for number, row in enumerate(waiting):
            progress(Progress("designing", len(rows) - len(waiting) + number, len(rows)))
            brief = with_pictures(row, arguments.briefs.parent, out / "pictures")
            result = made(designer, brief, row, out)
            results[row["name"]] = result
            print(json.dumps(result), file=lines, flush=True)
            progress.clear()
            print(f"{row['name']}: {result['state']} {result.get('reason', '')}".rstrip(), flush=True)
    ordered = [results[row["name"]] for row in rows]
    figures = summary(ordered, out)
    write_bytes(out / SUMMARY, (json.dumps(figures, indent=1, ensure_ascii=False) + "\n").encode())
    write_sheet(ordered, out)
    print(json.dumps({name: value for name, value in figures.items() if not isinstance(value, dict)}))


if __name__ == "__main__":
    main()
