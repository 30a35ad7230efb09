"""The documentation site: built strictly, searched with the network cut, nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.app.browser import Network, chromium, chromium_path, network, opened, violations

pytest.importorskip("sphinx", reason="the documentation group is not here: uv sync --group docs")
ROOT = Path(__file__).parents[1]
IN_CHROMIUM = pytest.mark.skipif(
    not chromium_path(), reason="there is no Chromium: apt-get install chromium"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built by the command of `docs/api.md`; a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = re.search(
        r"^uv run --group docs (sphinx-build .+) build/site$",
        (ROOT / "docs" / "api.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert command is not None
    words = [sys.executable, "-m", "sphinx", *command[1].split()[1:], str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


class Loaded(HTMLParser):
    """What a browser loads for a page without being asked: not the links of its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("src", "srcset", "data", "poster") or (tag, name) == ("link", "href"):
                self.found.append(value or "")


def test_nothing_is_loaded_from_another_address(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 60
    outside = re.compile(r"(https?:)?//")
    for page in pages:
        loaded = Loaded()
        loaded.feed(page.read_text("utf-8"))
        assert loaded.found or page.name == "index.html", page
        assert not [one for one in loaded.found if outside.match(one)], page
    for style in site.rglob("*.css"):
        text = style.read_text("utf-8")
        assert not re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//[^)]*", text), style


def test_every_page_and_every_package_is_in_the_site_and_in_its_menus(site: Path) -> None:
    pages = {f"docs/{page.stem}.html" for page in (ROOT / "docs").glob("*.md")}
    pages |= {"README.html", "CHANGELOG.html", "sim/data/SOURCES.html"}
    packages = {
        f"docs/reference/{'.'.join(file.relative_to(ROOT).parts[:-1])}.html"
        for file in (ROOT / "sim").glob("*/**/__init__.py")
    }
    built = {page.relative_to(site).as_posix() for page in site.rglob("*.html")}
    assert pages | packages <= built
    # The first page shows a menu of all pages; that of the interface, one of all packages.
    menus = {
        name: (site / "docs" / f"{name}.html").read_text("utf-8") for name in ("accueil", "api")
    }
    for page in pages - {"docs/accueil.html"}:
        assert f'href="{page.removeprefix("docs/")}"' in menus["accueil"].replace("../", ""), page
    for page in packages:
        assert f'href="{page.removeprefix("docs/")}"' in menus["api"], page


def test_the_text_of_docstrings_is_in_the_reference(site: Path) -> None:
    text = (site / "docs" / "reference" / "sim.study.html").read_text("utf-8")
    assert 'id="sim.study.compare.compare"' in text
    assert "with the same people and the same luck" in text
    rules = (site / "docs" / "reference" / "sim.processes.care.html").read_text("utf-8")
    assert "Heaviest class that an establishment takes" in rules  # a compiled rule


def test_a_link_to_a_module_leads_to_its_reference(site: Path) -> None:
    text = (site / "docs" / "architecture.html").read_text("utf-8")
    assert 'href="reference/sim.model.html#module-sim.model.model"' in text
    assert 'href="reference/sim.compose.html#module-sim.compose"' in text


@pytest.mark.parametrize(("page", "lang"), [("accueil", "fr"), ("seance", "fr"), ("model", "en")])
def test_the_text_of_a_page_is_marked_with_its_language(site: Path, page: str, lang: str) -> None:
    text = (site / "docs" / f"{page}.html").read_text("utf-8")
    assert '<html lang="fr"' in text
    assert ('<div lang="en">' in text) == (lang == "en")


@pytest.fixture(scope="module")
def where() -> Iterator[Network]:
    with network() as found:
        yield found


@IN_CHROMIUM
def test_the_site_opens_and_searches_from_its_folder_with_the_network_cut(
    site: Path, where: Network, tmp_path: Path
) -> None:
    with chromium(where, tmp_path) as browser:
        page, heard = opened(browser, (site / "index.html").as_uri())
        page.wait_for_url("**/docs/accueil.html")
        assert page.title().startswith("Documentation de Parcours")
        assert violations(page) == []
        for word, found in (("compare_many", "sim.study"), ("aidant", "glossaire")):
            page.goto(f"{(site / 'search.html').as_uri()}?q={word}")
            page.wait_for_selector(f'#search-results a[href*="{found}"]')
        assert not [one for one in heard if one.startswith(("http", "error"))]
