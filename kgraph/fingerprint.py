"""What a stored result depends on besides its article: kgraph's own code and the files of the pipeline.

Both are hashed as they stand, so a changed rule is noticed without anybody raising a number: claims are then extracted
again, and what the pipeline made of the words is kept as long as the pipeline and the code that runs it are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).parent
PIPELINES = PACKAGE / "pipelines"
DEFAULT = "en_kgraph_trf"  # more accurate, and still over 3,000 words a CPU second; figures in the README
PARSES = ("transformer.py", "universal.py", "annotate.py")  # the code by which a pipeline annotates words, and packs them
SHOWS = frozenset({"view", "export", "report", "notebook.py", "overview.py", "api.py"})
NEITHER = frozenset(
    "openie pipelines queries query.py questions.py answering.py engine.py serve push validate.py ontology.ttl shapes.ttl context.jsonld "
    "cli.py __main__.py revisions.py ids.py judging.py why.py executors.py storage.py "
    "reprints.py __pycache__".split()
)


def pipeline_folder(name: str | None) -> Path | None:
    """The folder of a pipeline of kgraph's own, of a path or of an installed package; None where there is none."""
    name = name or DEFAULT
    if (PIPELINES / name / "meta.json").is_file():
        return PIPELINES / name
    if Path(name).is_dir():
        return Path(name)
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin).parent if spec is not None and spec.origin else None


@lru_cache
def pipeline_version(name: str | None) -> str:
    """Sixteen hexadecimal digits that change with the pipeline's files, spaCy's release or the code that runs them."""
    folder = pipeline_folder(name)
    files = sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts) if folder else []
    return hashed([(p.relative_to(folder).as_posix(), p) for p in files if folder] + [(f, PACKAGE / f) for f in PARSES], version("spacy"))


@lru_cache
def code_version() -> str:
    """Sixteen hexadecimal digits that change with the code and data that make claims, facts and differences of annotated words."""
    return hashed((name, path) for name, path, shows in _code() if not shows)


@lru_cache
def show_version() -> str:
    """Sixteen hexadecimal digits that change with the code that writes the files of a build."""
    return hashed((name, path) for name, path, shows in _code() if shows)


def _code() -> Iterator[tuple[str, Path, bool]]:
    """The files of kgraph's code and data with their names, and whether they only show what was found."""
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE)
        if path.is_file() and path.suffix != ".pyc" and NEITHER.isdisjoint(name.parts):
            yield name.as_posix(), path, not SHOWS.isdisjoint(name.parts)


def hashed(files: Iterable[tuple[str, Path]], *more: str) -> str:
    total = hashlib.sha256(repr(more).encode())
    for name, path in files:
        total.update(f"\0{name}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:16]
