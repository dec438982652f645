"""Dataclasses as JSON and back: tuples, enums, dates and dataclasses are lists, text and objects there."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache, partial
from operator import attrgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast, get_args, get_origin, get_type_hints

import numpy as np

from kgraph.model import Claim, Document

if TYPE_CHECKING:
    from kgraph.extract.reader import Extraction

T = TypeVar("T")
Make: TypeAlias = Callable[[Any], Any]


def packed(value: Any, leave_out: str | None = None) -> str:
    """Return a dataclass as JSON, without one field that has a column or table of its own."""
    plain = _plain(value)
    if leave_out is not None:
        del plain[leave_out]
    return dumped(plain)


def dumped(plain: Any) -> str:
    """Return plain values, dates and dataclasses among them, as JSON."""
    return _ENCODER.encode(plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    names, get = _fields(cast(Hashable, type(value)))
    return dict(zip(names, get(value), strict=True))


@lru_cache
def _fields(kind: Hashable) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a dataclass's fields, and what gets their values."""
    names = tuple(field.name for field in fields(cast(Any, kind)))
    return names, attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, default=_plain)


def unpacked(kind: type[T], payload: str, **more: Any) -> T:
    return from_plain(kind, json.loads(payload), **more)


def listed(values: Iterable[Any]) -> str:
    """Return dataclasses of one kind as a JSON list."""
    return dumped(list(values))


def unlisted(kind: type[T], payload: str) -> tuple[T, ...]:
    return tuple(from_plain(kind, plain) for plain in json.loads(payload))


def from_plain(kind: type[T], plain: Mapping[str, Any], **more: Any) -> T:
    """Make a dataclass of what JSON holds of it; `more` are fields that are made already, others that are not there have their default."""
    made = {
        name: plain[name] if make is None else make(plain[name])
        for name, make in _makers(cast(Hashable, kind))
        if name in plain and name not in more
    }
    return kind(**made, **more)


@lru_cache
def _makers(kind: Any) -> tuple[tuple[str, Make | None], ...]:
    """The fields of a dataclass, each with what makes its value."""
    hints = get_type_hints(kind)
    return tuple((field.name, maker_of(hints[field.name])) for field in fields(kind))


def maker_of(hint: Any) -> Make | None:
    """What makes a value of a type in the model out of what JSON holds of it; None where that is the value itself."""
    if hint in (str, int, float, bool):
        return None
    if isinstance(hint, UnionType):
        make = maker_of(next(h for h in get_args(hint) if h is not NoneType))
        return make and (lambda value: None if value is None else make(value))
    if get_origin(hint) is tuple:
        makers = [maker_of(h) for h in get_args(hint) if h is not Ellipsis]
        if not any(makers):
            return tuple
        if len(makers) == 1 and (one := makers[0]) is not None:
            return lambda values: tuple(map(one, values))
        return lambda values: tuple(v if make is None else make(v) for make, v in zip(makers, values, strict=True))
    if is_dataclass(hint):
        return partial(from_plain, cast(type[Any], hint))
    if issubclass(hint, Enum):
        return {member.value: member for member in hint}.__getitem__
    return date.fromisoformat if hint is date else cast(Make, hint)


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
