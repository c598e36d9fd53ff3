"""Tables read as briefs, one a row, and what is said of those that cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jaxdesign.brief.rows import Table, blanks_of, read_rows, table_of
from jaxdesign.brief.schema import Brief, brief_from_dict
from jaxdesign.errors import InputError


def _table(text: str, folder: Path = Path("nowhere")) -> Table:
    return table_of(text, name="rows.csv", folder=folder)


def _texts(table: Table, number: int = 1, template: Brief | None = None) -> list[tuple[str, str]]:
    found = table.brief_of(table.rows[number - 1], template)
    return [(text.role, text.text) for text in found.texts]


def _template(*texts: tuple[str, str], **changes: Any) -> Brief:
    return brief_from_dict({"texts": [{"role": role, "text": text} for role, text in texts], **changes})


PLAIN = [("headline", "Herbstmarkt"), ("body", "Kürbis, Wolle, Most")]


@pytest.mark.parametrize(
    "data",
    [
        'headline,body\nHerbstmarkt,"Kürbis, Wolle, Most"\n'.encode(),
        "\ufeffheadline;body\r\nHerbstmarkt;Kürbis, Wolle, Most\r\n".encode(),
        "\n\nHeadline\tBody\n \t \nHerbstmarkt\tKürbis, Wolle, Most".encode(),
        "sep=;\nheadline ; body ;;\n\n Herbstmarkt ; Kürbis, Wolle, Most ;;\n".encode(),
        'body,headline\n"Kürbis, Wolle, Most",Herbstmarkt'.encode(),
    ],
    ids=["comma", "semicolon and BOM", "tab and empty lines", "sep", "other order"],
)
def test_the_same_row_from_many_kinds_of_file(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(data)
    table = read_rows(tmp_path / "rows.csv")
    assert len(table.rows) == 1
    assert sorted(_texts(table)) == sorted(PLAIN)


def test_quotes_line_breaks_and_accents_inside_a_cell() -> None:
    table = _table('headline,body\n"Der ""große"" Tag","Zeile 1\nZeile 2"\nŁódź żyje,Zażółć\n')
    assert _texts(table) == [("headline", 'Der "große" Tag'), ("body", "Zeile 1\nZeile 2")]
    assert _texts(table, 2) == [("headline", "Łódź żyje"), ("body", "Zażółć")]
    assert [row.line for row in table.rows] == [3, 4]


def test_numbered_columns_are_further_texts_of_a_role() -> None:
    table = _table("label2,headline,label\nZwei,Eins,Drei\n,Nur,\n")
    assert _texts(table) == [("label", "Zwei"), ("headline", "Eins"), ("label", "Drei")]
    assert _texts(table, 2) == [("headline", "Nur")]


def test_columns_of_roles_replace_the_texts_of_a_template() -> None:
    template = _template(("headline", "Open day"), ("label", "One"), ("label", "Two"), styles=["bold"])
    table = _table("headline,label2,button\nSommerfest,Drei,Anmelden\n,,\n,x,\n")
    assert _texts(table, 1, template) == [
        ("headline", "Sommerfest"), ("label", "One"), ("label", "Drei"), ("button", "Anmelden"),
    ]  # fmt: skip
    assert _texts(table, 2, template) == [("headline", "Open day"), ("label", "One"), ("label", "x")]
    assert table.brief_of(table.rows[0], template).styles == ("bold",)


def test_other_columns_fill_the_blanks_of_a_template() -> None:
    template = _template(
        ("headline", "Welcome, {First Name}!"), ("body", "{city}"), ("label", "{{braces}} on {date}"),
        theme="a party in {city}", must_keep=["{First Name}"],
    )  # fmt: skip
    table = _table("first name,City,date,notes\nZoë,Brno,12. 6.,vip\nAda,,1 May,\n")
    table.check_template(template)
    assert _texts(table, 1, template) == [
        ("headline", "Welcome, Zoë!"), ("body", "Brno"), ("label", "{braces} on 12. 6."),
    ]  # fmt: skip
    found = table.brief_of(table.rows[0], template)
    assert (found.theme, found.must_keep) == ("a party in Brno", ("Zoë",))
    assert _texts(table, 2, template) == [("headline", "Welcome, Ada!"), ("label", "{braces} on 1 May")]


def test_a_blank_in_a_cell_is_not_filled() -> None:
    assert _texts(_table("headline,body\n{body},b\n"))[0] == ("headline", "{body}")


def test_blanks() -> None:
    assert blanks_of("{A} and {b  c}, {{d}}, {}") == ["a", "b c"]


def test_pictures_lie_beside_the_table(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "c.png"):
        (tmp_path / name).touch()
    template = _template(("headline", "Fair"), pictures=[str(tmp_path / "a.png"), "old.png"])
    table = _table("headline,picture2,picture3\nFair,b.png,c.png\nFair,,\n", tmp_path)
    names = [tuple(Path(name).name for name in table.brief_of(row, template).pictures) for row in table.rows]
    assert names == [("a.png", "b.png", "c.png"), ("a.png", "old.png")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "rows.csv: is empty; its first line names the columns"),
        ("\n \n;;\n", "rows.csv: is empty"),
        ("headline,body\n", "rows.csv: has 0 rows under its header"),
        ("headline\n" + "x\n" * 10_001, "rows.csv: has 10001 rows"),
        ("headline,,body\na,b,c\n", "rows.csv: column 2 has no name"),
        ("headline,Headline\na,b\n", "rows.csv: two columns are named 'headline'; number them"),
        ('headline\n"a\nb\n', "rows.csv: line 3: not valid CSV: unexpected end of data"),
        ('headline\n"a"b\n', "rows.csv: line 2: not valid CSV: "),
        ("headline\n" + "x" * 200_000, "rows.csv: line 2: not valid CSV: field larger than"),
    ],
)
def test_a_file_that_is_no_table(text: str, message: str) -> None:
    with pytest.raises(InputError) as failure:
        _table(text)
    assert str(failure.value).startswith(message)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("headline\nCafé\n".encode("cp1252"), r"rows\.csv: line 2 is not UTF-8; save it as 'CSV UTF-8'"),
        ("headline\nCafé\n".encode("utf-16"), r"rows\.csv: line 1 is not UTF-8"),
        (b"headline\n\x00\n", r"rows\.csv: is no text"),
        (b"x" * 20_000_001, r"rows\.csv: larger than 20 MB"),
    ],
    ids=["cp1252", "utf-16", "NUL", "large"],
)
def test_a_file_that_is_no_text(data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(data)
    with pytest.raises(InputError, match=message):
        read_rows(tmp_path / "rows.csv")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: cannot be read: No such file"):
        read_rows(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,b,no.png,d", "rows.csv: row 2 (line 4): has 4 cells, and the header names 3."),
        ("a,b,no.png", "rows.csv: row 2 (line 4), column 'picture': there is no file 'nowhere/no.png'."),
        (f"a,b,{'x' * 5000}", "rows.csv: row 2 (line 4), column 'picture': there is no file"),
        (",,a.png", "rows.csv: row 2 (line 4): has no text; fill a column such as 'headline'."),
        (
            f"a,{'x' * 2001},",
            "rows.csv: row 2 (line 4), column 'body': has 2001 characters; at most 2000 are possible.",
        ),
    ],
)
def test_a_bad_row_is_named_and_the_others_stay_good(row: str, message: str) -> None:
    table = _table(f"headline,body,picture\nFirst,,\n\n{row}\nLast,,\n")
    with pytest.raises(InputError) as failure:
        table.brief_of(table.rows[1])
    assert str(failure.value).startswith(message)
    assert [_texts(table, number) for number in (1, 3)] == [[("headline", "First")], [("headline", "Last")]]


def test_a_blank_that_is_empty_among_other_words() -> None:
    table = _table("phone,headline\n,Fair\n")
    message = r"row 1 \(line 2\), column 'phone': is empty, and the text 'Call \{phone\}' needs it"
    with pytest.raises(InputError, match=message):
        table.brief_of(table.rows[0], _template(("caption", "Call {phone}")))


def test_what_a_row_breaks_of_its_template() -> None:
    template = _template(("headline", "Jazz Night"), must_keep=["Jazz"])
    table = _table("headline\nBlues Night\n")
    with pytest.raises(InputError, match=r"row 1 \(line 2\): must_keep: 'Jazz' stands in none of the texts"):
        table.brief_of(table.rows[0], template)


@pytest.mark.parametrize(
    ("header", "texts", "message"),
    [
        ("name,city", (), "no column is a text or picture; name some headline, "),
        ("headlin,body", (), "column 'headlin' is used nowhere; the nearest known is 'headline'"),
        ("town,body", ("Hello {twon}",), r"no column fills \{twon\}; the nearest is 'town'"),
    ],
)
def test_columns_that_do_not_fit_the_template(header: str, texts: tuple[str, ...], message: str) -> None:
    table = _table(f"{header}\na,b\n")
    template = _template(*(("body", text) for text in texts)) if texts else None
    with pytest.raises(InputError, match=rf"rows\.csv: {message}"):
        table.check_template(template)


def test_columns_whose_cells_go_nowhere() -> None:
    table = _table("headline,speaker,City,room,empty\nFair,Ada,Brno,4,\n")
    assert table.unused(None) == ("speaker", "city", "room")
    template = _template(("body", "by {Speaker}"), theme="a fair in {city}")
    assert table.unused(template) == ("room",)
