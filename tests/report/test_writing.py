"""Files and folders appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from jaxdesign.errors import InputError
from jaxdesign.report.destination import FILES, destinations
from jaxdesign.report.writing import write_bytes, write_folder


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    write_folder(folder, {"a": b"1", "b": b"2"})
    write_folder(folder, {"a": b"3"})
    assert _names(folder) == {"a"}
    assert (folder / "a").read_bytes() == b"3"
    assert _names(tmp_path / "deep") == {"out"}


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_folder(folder, {"a": b"1"})
    with pytest.raises(InputError, match="cannot be written"):
        write_folder(folder, {"b": b"2", "no/such/folder": b"3"})
    assert (folder / "a").read_bytes() == b"1"
    assert _names(tmp_path) == {"out"}


def test_an_interrupted_write_leaves_nothing_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: Path, data: bytes) -> int:
        self.touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_bytes", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "out", {"a": b"1"})
    with pytest.raises(KeyboardInterrupt):
        write_bytes(tmp_path / "file.svg", b"1")
    assert _names(tmp_path) == set()


def test_a_file_in_the_way_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        write_bytes(tmp_path / "file" / "design.svg", b"1")


def test_one_design_goes_to_the_folder_itself_and_several_beneath() -> None:
    out = Path("nowhere/out")
    assert destinations([Path("a/poster.json")], out) == [out]
    several = [Path("a/poster.json"), Path("b/page-1.json.gz")]
    assert destinations(several, out) == [out / "poster", out / "page-1"]


def test_two_designs_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match=r"a/poster\.json and b/poster\.svg"):
        destinations([Path("a/poster.json"), Path("b/poster.svg")], Path("nowhere"))


def test_an_earlier_result_may_be_replaced_but_no_other_file(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_text("x")
    assert destinations([Path("poster.json")], tmp_path) == [tmp_path]
    (tmp_path / "thesis.doc").write_text("x")
    with pytest.raises(InputError, match=r"thesis\.doc"):
        destinations([Path("poster.json")], tmp_path)


def test_a_file_is_no_destination(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(InputError, match="is a file"):
        destinations([Path("poster.json")], tmp_path / "out")
