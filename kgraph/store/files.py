"""The files of a build beside its store: under a final name there is never half a file."""

from __future__ import annotations

import filecmp
import gzip
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from kgraph.errors import StoreError, WriteError

UNFINISHED = ".unfinished-"
GZIP_LEVEL = 6


def write_files(folder: Path, rendered: Iterable[tuple[str, Iterable[str]]]) -> set[str]:
    """Write rendered files (name, with folders, and pieces of text) to the folder, each under its name only once all are whole.

    Returns their names. Raises WriteError where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_abandoned(folder)
        working = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        try:
            names = set()
            for name, pieces in rendered:
                names.add(name)
                (working / name).parent.mkdir(parents=True, exist_ok=True)
                with open(working / name, "w", encoding="utf-8", newline="\n") as file:
                    file.writelines(pieces)
                    file.flush()
                    os.fsync(file.fileno())
            for name in sorted(names):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(working / name, folder / name)
            return names
        finally:
            shutil.rmtree(working, ignore_errors=True)
    except OSError as error:
        free = shutil.disk_usage(folder).free if folder.is_dir() else 0
        raise WriteError(
            f"{error.filename or folder}: the files of the build could not be written ({error.strerror or error}; {free:,} bytes are free "
            "there); the earlier ones are as they were or whole new ones. Free some space, then write them with: "
            f"kgraph build -o {folder}"
        ) from error


def write_text(path: Path, pieces: Iterable[str]) -> None:
    """Write one file as UTF-8, under its final name only once it is whole.

    Raises StoreError where there is no folder for it, WriteError where it cannot be written.
    """
    with replacing(path) as file:
        file.writelines(piece.encode() for piece in pieces)


@contextmanager
def replacing(path: Path, keep_same: bool = False) -> Iterator[BinaryIO]:
    """Give a file to write bytes to that stands under its name only once it is whole; packed, as the same bytes every time, if that
    ends in ".gz". With `keep_same`, one that holds these bytes already stays, with its time.

    Raises as `write_text`.
    """
    working = path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}")
    try:
        try:
            with open(working, "wb") as file:
                if path.suffix.lower() == ".gz":
                    with gzip.GzipFile("", "wb", GZIP_LEVEL, file, mtime=0) as packed:
                        yield cast(BinaryIO, packed)
                else:
                    yield file
            if not (keep_same and path.is_file() and filecmp.cmp(working, path, shallow=False)):
                os.replace(working, path)
        finally:
            working.unlink(missing_ok=True)
    except OSError as error:
        kind = StoreError if isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError) else WriteError
        raise kind(f"{path}: cannot be written ({error.strerror or error}); choose another file for -o") from error


def remove_abandoned(folder: Path) -> None:
    """Remove the working folders that killed builds left: whoever writes files holds the store, so nobody uses them."""
    for left in folder.glob(UNFINISHED + "*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
