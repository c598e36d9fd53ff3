"""What pages take from content networks is read from packages beside them."""

from pathlib import Path

import pytest

from jaxdesign.collectors.networks import PACKAGES, bring_home

BOOTSTRAP = "https://stackpath.bootstrapcdn.com/bootstrap/4.1.3/css/bootstrap.min.css"


class Registry:
    """Packages of a folder, and which of them were asked for."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.asked: list[tuple[str, str]] = []

    def add(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def __call__(self, name: str, version: str) -> Path | None:
        self.asked.append((name, version))
        found = self.folder / f"{name.replace('/', '+')}-{version}"
        return found if found.is_dir() else None


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site" / "pages").mkdir(parents=True)
    return tmp_path / "site"


def linked(page: Path) -> Path:
    """The file that a page's only style sheet is."""
    return (page.parent / page.read_text().split('href="')[1].split('"')[0]).resolve()


@pytest.mark.parametrize(
    ("address", "name", "file"),
    [
        (BOOTSTRAP, "bootstrap-4.1.3", "dist/css/bootstrap.min.css"),
        (
            "https://cdnjs.cloudflare.com/ajax/libs/bulma/0.6.0/css/bulma.min.css",
            "bulma-0.6.0",
            "css/bulma.css",
        ),
        ("https://cdn.jsdelivr.net/npm/glider@1.2.3/glider.css", "glider-1.2.3", "glider.css"),
        ("http://unpkg.com/@made/kit@1.0.0/a/kit.css", "@made+kit-1.0.0", "a/kit.css"),
        (
            "https://use.fontawesome.com/releases/v5.3.1/css/all.css",
            "@fortawesome+fontawesome-free-5.3.1",
            "css/all.css",
        ),
    ],
)
def test_style_sheets_of_networks_come_from_their_packages(
    registry: Registry, site: Path, address: str, name: str, file: str
) -> None:
    registry.add(f"{name}/{file}", "p{}")
    page = site / "pages" / "a.html"
    page.write_text(f'<link href="{address}" integrity="sha384-x" crossorigin="anonymous" rel="stylesheet">')
    assert bring_home(site, registry) == 1
    assert linked(page).read_text() == "p{}"
    assert linked(page).is_relative_to(site / PACKAGES)
    assert "integrity" not in page.read_text()
    assert "crossorigin" not in page.read_text()
    assert bring_home(site, registry) == 0


def test_google_fonts_come_from_fontsource_with_their_weights_and_italics(
    registry: Registry, site: Path
) -> None:
    for name in ("400", "700", "400-italic", "300"):
        registry.add(f"@fontsource+open-sans-5.0/{name}.css", f"/*{name}*/")
    registry.add("@fontsource+lora-5.0/400.css", "/*lora*/")
    sheet = site / "style.css"
    asked = "Open+Sans:400,400i,700|Lora|Unheard+Of"
    sheet.write_text(f"@import url(https://fonts.googleapis.com/css?family={asked});p{{}}")
    page = site / "pages" / "a.html"
    page.write_text(
        '<link href="//fonts.googleapis.com/css2?family=Open+Sans:wght@300;700&amp;family=Lora&amp;display=swap">'
    )
    assert bring_home(site, registry) == 2
    fonts = site / sheet.read_text().removeprefix("@import url(").removesuffix(");p{}")
    imported = [line.split('"')[1] for line in fonts.read_text().splitlines()]
    assert imported == [
        "fontsource+open-sans-5.0/400.css",
        "fontsource+open-sans-5.0/400-italic.css",
        "fontsource+open-sans-5.0/700.css",
        "fontsource+lora-5.0/400.css",
    ]
    assert all((fonts.parent / path).is_file() for path in imported)
    assert [line.split('"')[1] for line in linked(page).read_text().splitlines()] == [
        "fontsource+open-sans-5.0/300.css",
        "fontsource+open-sans-5.0/700.css",
        "fontsource+lora-5.0/400.css",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "https://unpkg.com/x@1.0.0/../../../secret.css",
        "https://unpkg.com/--pack@1.0.0/x.css",
        "https://cdn.jsdelivr.net/npm/../x@1.0.0/x.css",
        "https://fonts.googleapis.com/css?family=../../evil",
        "https://fonts.googleapis.com/css?family=a@latest",
    ],
)
def test_addresses_that_lead_elsewhere_are_left_alone(registry: Registry, site: Path, address: str) -> None:
    (site / "secret.css").write_text("")
    page = site / "pages" / "a.html"
    page.write_text(f'<link href="{address}">')
    assert bring_home(site, registry) == 0
    assert address in page.read_text()
    assert registry.asked == []


def test_ranges_of_weights_are_all_their_weights_and_prose_keeps_its_words(
    registry: Registry, site: Path
) -> None:
    for weight in range(100, 1000, 100):
        registry.add(f"@fontsource+inter-5.0/{weight}.css", "")
    page = site / "pages" / "a.html"
    words = "<p>We value integrity and crossorigin things</p>"
    page.write_text(f'<link href="https://fonts.googleapis.com/css2?family=Inter:wght@300..600">{words}')
    assert bring_home(site, registry) == 1
    assert [line[-10:-7] for line in linked(page).read_text().splitlines()] == ["300", "400", "500", "600"]
    assert words in page.read_text()


def test_what_no_package_has_stays_as_it_is(registry: Registry, site: Path) -> None:
    registry.add("bootstrap-4.1.3/README.md", "no style sheets here")
    page = site / "pages" / "a.html"
    text = f'<link href="{BOOTSTRAP}" integrity="x"><link href="https://fonts.googleapis.com/css?family=No">'
    page.write_text(text)
    assert bring_home(site, registry) == 0
    assert page.read_text() == text
    assert registry.asked == [("bootstrap", "4.1.3"), ("@fontsource/no", "5.0")]


def test_a_package_that_names_itself_is_its_own_copy(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.add("kit-1.0.0/css/kit.css", "p{}")
    page = tmp_path / "kit-1.0.0" / "index.html"
    page.write_text('<link href="https://unpkg.com/kit@1.0.0/css/kit.css">')
    assert bring_home(page.parent, registry) == 1
    assert page.read_text() == '<link href="css/kit.css">'
    assert not (page.parent / PACKAGES).exists()


def test_packages_are_left_unchanged_by_pages_that_name_them(registry: Registry, site: Path) -> None:
    registry.add(
        "bootstrap-4.1.3/dist/css/bootstrap.min.css", "@import url(https://unpkg.com/x@1.0.0/x.css);"
    )
    page = site / "pages" / "a.html"
    page.write_text(f'<link href="{BOOTSTRAP}">')
    assert bring_home(site, registry) == 1
    assert "unpkg" in linked(page).read_text()
    assert registry.asked == [("bootstrap", "4.1.3")]
