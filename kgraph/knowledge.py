"""A table of known entities, which the user supplies: read and checked, packed for the store, and asked for names."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kgraph.errors import InputError
from kgraph.names import clean_name, name_key, person_name

PERSONS = frozenset({"person", "per", "people", "human"})
COLUMNS = ("id", "name", "aliases", "type")


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the table. `type` is the user's own word for it, "" where it is not said; "person" keeps it to people."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    type: str = ""


@dataclass(frozen=True)
class Knowledge:
    """The entities of a table, in its order."""

    entities: tuple[Known, ...] = ()

    @cached_property
    def bearers(self) -> Mapping[tuple[str, str], frozenset[Known]]:
        """The entities that bear a name, by what they may be ("person", "other") and the name's key."""
        found: dict[tuple[str, str], set[Known]] = defaultdict(set)
        for entity in self.entities:
            person = entity.type.casefold() in PERSONS
            kinds = ("person",) if person else ("other",) if entity.type else ("person", "other")
            for name in (entity.name, *entity.aliases):
                for kind in kinds:
                    found[kind, key_of(name, kind)].add(entity)
        return {key: frozenset(entities) for key, entities in found.items()}

    def find(self, kind: str, names: Iterable[str]) -> Known | None:
        """The one entity of a kind ("person", "other") that bears some of the names; None where none does, or several do."""
        found = frozenset[Known]().union(*(self.bearers.get((kind, key_of(name, kind)), frozenset()) for name in names))
        return next(iter(found)) if len(found) == 1 else None


NOTHING_KNOWN = Knowledge()


def key_of(name: str, kind: str) -> str:
    """What the spellings of a name that are one to a table share."""
    if kind == "person":
        person = person_name(name)
        return f"{person.squeezed} {person.generation}"
    return name_key(clean_name(name, person=False))


def read_knowledge(path: Path) -> Knowledge:
    """Read a table of entities: CSV with a header, or JSON Lines, in UTF-8, with id, name, aliases (parted by "|", or a list in
    JSON) and, if one likes, type. Raises InputError, which names the line, for a table that cannot be used.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
        raise InputError(f"{path}: {reason}; give a table of entities as CSV or JSON Lines in UTF-8") from error
    rows = _json_lines(path, text) if path.suffix.lower() in (".jsonl", ".ndjson") else _csv_rows(path, text)
    entities: dict[str, Known] = {}
    for line, row in rows:
        aliases = row.get("aliases") or ""
        printed = aliases if isinstance(aliases, list) else str(aliases).split("|")
        id_, name, type_ = (_cell(row.get(column)) for column in ("id", "name", "type"))
        entity = Known(id_, name, tuple(filter(None, map(_cell, printed))), type_)
        if not entity.id or not entity.name:
            raise InputError(f"{path}: line {line} has no {'id' if not entity.id else 'name'}; every entity needs an id and a name")
        if entity.id in entities:
            raise InputError(f"{path}: line {line} has the id {entity.id!r} again; put all names of one entity on one line")
        entities[entity.id] = entity
    return Knowledge(tuple(entities.values()))


def _cell(value: object) -> str:
    """A cell's text on one line, without halves of characters, which no store takes."""
    return " ".join(("" if value is None else str(value)).encode("utf-8", "replace").decode().split())


def _csv_rows(path: Path, text: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = {"id", "name"} - set(reader.fieldnames or ())
        if missing:
            raise InputError(f"{path}: has no column {sorted(missing)[0]!r}; the first line has to name the columns: {', '.join(COLUMNS)}")
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num} is no CSV ({error}); save the table as CSV or JSON Lines") from error


def _json_lines(path: Path, text: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
    rows = []
    for line, printed in enumerate(text.split("\n"), 1):
        if printed.strip():
            try:
                row = json.loads(printed)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                raise InputError(f"{path}: line {line} is no JSON object; write one object with id and name on each line")
            rows.append((line, row))
    return rows


def pack_knowledge(knowledge: Knowledge) -> str:
    """The table as JSON, for the store."""
    return json.dumps([[e.id, e.name, e.aliases, e.type] for e in knowledge.entities], ensure_ascii=False, separators=(",", ":"))


def unpack_knowledge(payload: str) -> Knowledge:
    return Knowledge(tuple(Known(id_, name, tuple(aliases), type_) for id_, name, aliases, type_ in json.loads(payload)))
