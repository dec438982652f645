"""SPARQL as people write it: prefixes that they leave out, what looks mistyped, and where a query cannot be read."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import pyoxigraph

from kgraph.export.terms import PREFIXES, VOCABULARY

OPAQUE = re.compile(r"""
    \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*''' | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | <[A-Za-z][\w+.-]*://[^\x00-\x20<>"{}|^`\\]*> | <[^\x00-\x20<>"{}|^`\\'\#]*>
    | (?P<unclear><[^\x00-\x20<>"{}|^`\\]*>)
    | \#[^\n\r]* | \\.""", re.VERBOSE | re.DOTALL)  # strings, IRIs, comments, escapes in names
_PREFIXED = re.compile(r"(?<![\w?$:.-])([\w-]*):(\w*)")
_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*):", re.IGNORECASE)
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?", re.DOTALL)
_EXPECTED = re.compile(r"""("(?:\\.|[^"\\])*") | \[(?:'(?:\\.[^']*|[^'])'|[^]'])*\] | ([^,\s\["][^,]*)""", re.VERBOSE)
_ADDED = " # by kgraph"  # ends a line that is not the user's
_NEAR, _FEW = 30, 4  # characters that are shown of the place of an error, and how many things that it expects


def blank(text: str) -> str:
    """Return the query with blanks for its strings, comments and IRIs; all else stays at its place."""
    return OPAQUE.sub(lambda match: " " * len(match[0]), text)


def declared(text: str) -> str:
    """Return the query with the prefixes of the vocabulary that it uses and does not declare, on a line before it.

    >>> declared("ASK { ?c a kg:Claim }")
    'PREFIX kg: <https://w3id.org/kgraph/ns#> # by kgraph\\nASK { ?c a kg:Claim }'
    """
    missing = [prefix for prefix in _undeclared(text) if prefix in PREFIXES]
    added = " ".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in missing)
    return f"{added}{_ADDED}\n{text}" if missing else text


def _undeclared(text: str) -> list[str]:
    code = blank(text)
    known = set(_DECLARED.findall(code))
    return list(dict.fromkeys(match[1] for match in _PREFIXED.finditer(code) if match[1] not in known and match[1] != "_"))


def unreadable(message: str, text: str) -> str:
    """Tell in one line why and where the engine cannot read a query that `declared` returned, from what the engine says."""
    if not blank(text).strip():
        return "the query cannot be read: it is empty"
    found = _PLACE.match(message)
    if found is None:
        return f"the query cannot be read: {message}"
    lines = text.split("\n")
    line, column = int(found[1]), int(found[2])
    words = lines[line - 1] if line <= len(lines) else ""
    before, behind = words[: column - 1][-_NEAR:].strip(), words[column - 1 :][:_NEAR].strip()
    place = [f"line {line - lines[0].endswith(_ADDED)}", *([f"after “{before}”"] if before else []),
             f"before “{behind}”" if behind else "at its end"]
    why = _why(message[found.end() :], text)
    return f"the query cannot be read: {', '.join(place)}" + (f": {why}" if why else "")


def _why(expected: str, text: str) -> str:
    """What is wrong, as far as the engine's list of what it expected tells: a sentence in it, or a few signs."""
    items = [item for match in _EXPECTED.finditer(expected) if (item := (match[1] or match[2] or "").strip())]
    if "Prefix not found" in items:
        unknown = ", ".join(f"{prefix}:" for prefix in _undeclared(text))
        return f"no PREFIX is given for {unknown}; the vocabulary's own need none: {', '.join(f'{p}:' for p in PREFIXES)}"
    told = [item for item in items if " " in item and not item.startswith('"')]
    signs = [item for item in items if item.startswith('"')]  # of its keywords the engine names those that it looked for last
    return told[0] if told else f"expected {' or '.join(signs)}" if len(signs) in range(1, _FEW) else ""


def doubts(text: str, columns: Sequence[str]) -> Iterator[str]:
    """Tell what looks mistyped in a query, given the columns of its answer: terms that the vocabulary does not have, and variables
    that are selected and stand nowhere else."""
    code = blank(text)
    names = {prefix for prefix, iri in re.findall(r"\bPREFIX\s+([^\s:]*):\s*<([^<>\s]*)>", text, re.IGNORECASE) if iri == VOCABULARY}
    used = [match[2] for match in _PREFIXED.finditer(code) if match[1] in names]
    for name in dict.fromkeys([*used, *re.findall(rf"<{re.escape(VOCABULARY)}(\w+)>", text)]):
        if name and name not in vocabulary():
            near = get_close_matches(name, vocabulary(), 3)
            yield (f"kg:{name} is no term of the vocabulary, so nothing has it; "
                   + (f"did you mean {', '.join(f'kg:{n}' for n in near)}?" if near else "docs/vocabulary.md has those there are"))
    for column in columns:
        places = list(re.finditer(rf"(\bAS\s+)?[?$]{re.escape(column)}\b", code, re.IGNORECASE))
        if len(places) == 1 and not places[0][1] and places[0].start() < code.find("{"):
            yield f"?{column} is selected and stands nowhere else in the query, so it has no value"


@cache
def vocabulary() -> tuple[str, ...]:
    """The names of all terms of the vocabulary, sorted."""
    ontology = (files("kgraph") / "ontology.ttl").read_bytes()
    found = {quad.subject.value for quad in pyoxigraph.parse(ontology, pyoxigraph.RdfFormat.TURTLE)
             if isinstance(quad.subject, pyoxigraph.NamedNode)}
    return tuple(sorted(iri.removeprefix(VOCABULARY) for iri in found if iri.startswith(VOCABULARY)))
