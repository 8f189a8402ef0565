"""The pages of the site: links out of the documents lead to where their file lies there."""

from __future__ import annotations

import importlib.util
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages_of_the_site", ROOT / "benchmarks" / "site.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_links_lead_to_pages_and_to_files_laid_beside_them(site: ModuleType, tmp_path: Path) -> None:
    site.write(ROOT / "README.md", tmp_path / "index.md", tmp_path)
    site.write(ROOT / "docs" / "second_campaign.md", tmp_path / "second_campaign.md", tmp_path)
    home, guide = ((tmp_path / name).read_text(encoding="utf-8") for name in ("index.md", "second_campaign.md"))
    assert "(validation.md)" in home and "(methods/index.md)" in home and "(pictures/loop.webp)" in home
    assert (tmp_path / "pictures" / "loop.webp").is_file() and "](docs/" not in home
    assert "(files/scenarios/third_army_1944/SOURCES.md.txt)" in guide
    assert (tmp_path / "files" / "scenarios" / "third_army_1944" / "SOURCES.md.txt").is_file()


def test_every_document_is_a_page_that_the_navigation_names(site: ModuleType) -> None:
    pages = {page for _, page in site.documents()} | {
        PurePosixPath("methods/index.md"),
        PurePosixPath("api.md"),
        PurePosixPath("tutorial.md"),
    }
    pages |= {PurePosixPath(campaign, name) for campaign in site.CAMPAIGNS for name in ("index.html", "report.html")}

    class Loader(yaml.SafeLoader):
        """Reads the settings without making the slugs that they name."""

    Loader.add_multi_constructor("tag:yaml.org,2002:python/object/apply:", lambda *_: None)
    nav = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)["nav"]  # noqa: S506
    named = {
        PurePosixPath(page)
        for entry in nav
        for value in entry.values()
        for page in ([value] if isinstance(value, str) else [one for each in value for one in each.values()])
    }
    assert named <= pages and {page for page in pages if page.parts[0] != "methods"} <= named


def test_the_notebook_is_a_page_with_its_pictures(site: ModuleType, tmp_path: Path) -> None:
    page = site.tutorial(tmp_path / "pictures")
    assert page.startswith("# From a first run") and page.count("](pictures/tutorial_") == 4
    assert len(list((tmp_path / "pictures").iterdir())) == 4


def test_the_api_has_every_public_name(site: ModuleType) -> None:
    import august_storm

    words = site.api()
    assert all(f"::: august_storm.{name}\n" in words for name in august_storm.__all__ if not name.startswith("_"))
