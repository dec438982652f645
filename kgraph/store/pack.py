"""Dataclasses as JSON and back: tuples, enums, dates and dataclasses are lists, text and objects there."""

from __future__ import annotations

import json
import zlib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin, get_type_hints

import numpy as np

from kgraph.model import Claim, Document

if TYPE_CHECKING:
    from kgraph.extract.reader import Extraction

T = TypeVar("T")


def packed(value: Any, leave_out: str | None = None) -> str:
    """Return a dataclass as JSON, without one field that has a column or table of its own."""
    return dumped({name: getattr(value, name) for name in _names(cast(Hashable, type(value))) if name != leave_out})


def dumped(plain: Any) -> str:
    """Return plain values, dates and dataclasses among them, as JSON."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return {name: getattr(value, name) for name in _names(cast(Hashable, type(value)))}


@lru_cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cast(Any, kind)))


def unpacked(kind: type[T], payload: str, **more: Any) -> T:
    return from_plain(kind, json.loads(payload), **more)


def listed(values: Iterable[Any]) -> str:
    """Return dataclasses of one kind as a JSON list."""
    return dumped(list(values))


def unlisted(kind: type[T], payload: str) -> tuple[T, ...]:
    return tuple(from_plain(kind, plain) for plain in json.loads(payload))


def from_plain(kind: type[T], plain: Mapping[str, Any], **more: Any) -> T:
    """Make a dataclass of what JSON holds of it; `more` are fields that are made already, others that are not there have their default."""
    hints: dict[str, Any] = hints_of(cast(Hashable, kind))
    made = {name: more[name] if name in more else typed(hint, plain[name]) for name, hint in hints.items() if name in more or name in plain}
    return kind(**made)


@lru_cache
def hints_of(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def typed(hint: Any, value: Any) -> Any:
    """Return a value of JSON as its type in the model."""
    if value is None or hint in (str, int, float, bool):
        return value
    if isinstance(hint, UnionType):
        return typed(next(h for h in get_args(hint) if h is not NoneType), value)
    if get_origin(hint) is tuple:
        inside = get_args(hint)
        if inside[-1] is Ellipsis:
            return tuple(typed(inside[0], v) for v in value)
        return tuple(typed(h, v) for h, v in zip(inside, value, strict=True))
    if is_dataclass(hint):
        return from_plain(hint, value)  # type: ignore[arg-type]
    return date.fromisoformat(value) if hint is date else hint(value)


# --- what was extracted from one article -------------------------------------------------------------------------------


def pack_extraction(extraction: Extraction) -> bytes:
    """Return what one article states as compressed bytes, without the document; the claims' vectors as they are."""
    drafts = extraction.drafts
    plain = {
        "claims": [d.claim for d in drafts],
        "words": [d.words for d in drafts],
        "heads": [d.head for d in drafts],
        "mentions": list(extraction.mentions),
        "anchors": [[*span, *mention] for span, mention in extraction.anchors.items()],
        "with_vector": [n for n, d in enumerate(drafts) if d.vector is not None],
    }
    text = dumped(plain).encode("utf-8", "surrogatepass")
    vectors = [d.vector for d in drafts if d.vector is not None]
    binary = np.stack(vectors).astype("<f4").tobytes() if vectors else b""
    return zlib.compress(len(text).to_bytes(8, "little") + text + binary, 6)


def unpack_extraction(document: Document, content: bytes) -> Extraction:
    """Make again what `pack_extraction` packed, for the document that it was extracted from."""
    from kgraph.extract.reader import Draft, Extraction, MentionDraft

    content = zlib.decompress(content)
    end = 8 + int.from_bytes(content[:8], "little")
    plain = json.loads(content[8:end].decode("utf-8", "surrogatepass"))
    rows = plain["with_vector"]
    vectors = np.frombuffer(content[end:], dtype="<f4").reshape(len(rows), -1).astype(np.float32) if rows else ()
    vector_of = dict(zip(rows, vectors, strict=True))
    drafts = tuple(
        Draft(from_plain(Claim, claim), tuple((start, word) for start, word in words), (head[0], head[1]), vector_of.get(n))
        for n, (claim, words, head) in enumerate(zip(plain["claims"], plain["words"], plain["heads"], strict=True))
    )
    mentions = tuple(from_plain(MentionDraft, m) for m in plain["mentions"])
    return Extraction(document, drafts, mentions, {(a, b): (c, d) for a, b, c, d in plain["anchors"]})
