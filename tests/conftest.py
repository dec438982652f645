"""What several test files share: the sample articles, the shipped pipeline, one build of the samples."""
from __future__ import annotations

import os
import signal
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kgraph

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure() -> None:
    """Let Ctrl-C reach what the tests start, also where a shell runs them in the background and has them ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let no test be skipped where KGRAPH_REQUIRE_TOOLS is set: a tool or data that is missing there is a failure."""
    report = yield
    if os.environ.get("KGRAPH_REQUIRE_TOOLS") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and KGRAPH_REQUIRE_TOOLS allows no skipping: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the sample articles."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder that holds gold/, and seeds/ with its gold.json."""
    folder = Path(os.environ.get("KGRAPH_GOLD", ROOT.parent / "shared"))
    if not (folder / "gold").is_dir():
        pytest.skip(f"no gold clusters under {folder}; point KGRAPH_GOLD at the folder that holds gold/ and seeds/")
    return folder


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline that ships with kgraph."""
    from kgraph.annotate import load_pipeline

    return load_pipeline()


@pytest.fixture(scope="session")
def seed_build(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """A folder with a build of the sample articles; tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("seeds") / "build"
    kgraph.build(seeds, folder)
    return folder


@pytest.fixture(scope="session")
def seed_graph(seed_build: Path) -> kgraph.Graph:
    """The sample articles' graph, as read back from the build."""
    return kgraph.open(seed_build)
