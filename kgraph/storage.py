"""Files that several machines see: in a folder or, by fsspec, under a URL ("s3://bucket/work"). A file is there whole or not at all."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from kgraph.errors import InputError


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def is_remote(place: str) -> bool:
    return "://" in place


def check_place(place: str) -> None:
    """See that files can be kept under a path or URL. Raises InputError where they cannot."""
    probe = "kgraph-probe"
    try:
        write(place, probe, b"")
        remove(place, probe)
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{place}: cannot be written to ({' '.join(str(error).split())}); give a folder, or a URL that fsspec "
                         "can write to, that all machines see") from error


def write(place: str, name: str, content: bytes) -> None:
    """Write a file, under its name only once it is whole; stores of objects behind a URL see to that themselves."""
    if is_remote(place):
        files, root = _remote(place)
        files.makedirs(root, exist_ok=True)
        files.pipe_file(f"{root}/{name}", content)
        return
    path = Path(place) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    working = path.with_name(f".{name}.{uuid4().hex}.part")
    try:
        working.write_bytes(content)
        os.replace(working, path)
    finally:
        working.unlink(missing_ok=True)


def read(place: str, name: str) -> bytes | None:
    """The bytes of a file, None where there is none."""
    try:
        if is_remote(place):
            files, root = _remote(place)
            content: bytes = files.cat_file(f"{root}/{name}")
            return content
        return (Path(place) / name).read_bytes()
    except FileNotFoundError:
        return None


def names(place: str) -> list[str]:
    """The names of all files, sorted; none where the place is not there yet."""
    try:
        if is_remote(place):
            files, root = _remote(place)
            files.invalidate_cache()
            return sorted(str(found).rsplit("/", 1)[-1] for found in files.ls(root, detail=False))
        return sorted(path.name for path in Path(place).iterdir())
    except FileNotFoundError:
        return []


def remove(place: str, name: str) -> None:
    with suppress(FileNotFoundError):
        if is_remote(place):
            files, root = _remote(place)
            files.rm_file(f"{root}/{name}")
        else:
            (Path(place) / name).unlink()


def remove_place(place: str) -> None:
    """Remove a folder that holds nothing any more; a URL needs none."""
    if not is_remote(place):
        with suppress(OSError):
            Path(place).rmdir()


def _remote(place: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError(f"{place}: a URL needs fsspec: pip install 'kgraph-news[ray]'") from error
    files, root = url_to_fs(place)
    return files, str(root)
