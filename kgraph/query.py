"""ClaimGraph -> answers: SPARQL 1.1 on the triples that export writes, with pyoxigraph as the engine.

A parameter is a variable that the query gives values in a block of its own, `VALUES ?name { "default" }`. The query so
runs anywhere as it stands, and `bind` puts another term between the braces. SPARQL's own scope holds: a filter inside
OPTIONAL sees the block of the group around it, one inside a sub-select or a branch of UNION needs a block there (each
block of the name is bound). No text of a user becomes syntax: values are written by pyoxigraph as literals.
A query cannot be stopped from here once it runs; run one that you do not trust in a process that you can end.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from kgraph.errors import QueryError
from kgraph.export import BASE, to_ntriples
from kgraph.model import ClaimGraph

if TYPE_CHECKING:
    import pandas

Value = str | int | float | bool | None
Term = str | pyoxigraph.Literal | pyoxigraph.NamedNode

_XSD = "http://www.w3.org/2001/XMLSchema#"
_OPAQUE = re.compile(r"""
    \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*''' | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | <[A-Za-z][\w+.-]*://[^\x00-\x20<>"{}|^`\\]*> | <[^\x00-\x20<>"{}|^`\\'\#]*>
    | (?P<unclear><[^\x00-\x20<>"{}|^`\\]*>)
    | \#[^\n\r]* | \\.""", re.VERBOSE | re.DOTALL)  # strings, IRIs, comments, escapes in names
_NAME = re.compile(r"[?$]\w+ | ([\w-]*) : \w* | [\w-]+", re.VERBOSE)
_HEADER = re.compile(r"#\s*param\s+(\w+):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to one query: for ASK one row with column `answer`, for CONSTRUCT subject, predicate and object."""

    columns: tuple[str, ...]
    values: tuple[tuple[Value, ...], ...]

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.values)

    def __len__(self) -> int:
        return len(self.values)

    def _repr_html_(self) -> str:
        from kgraph.notebook import rows_html
        return rows_html(self)

    def to_dataframe(self) -> pandas.DataFrame:
        """Return a pandas frame, shape (rows, columns). Raises QueryError where pandas is not installed."""
        try:
            import pandas
        except ImportError as error:
            raise QueryError("a data frame needs pandas: install it with pip install 'kgraph[pandas]'") from error
        return pandas.DataFrame(list(self.values), columns=list(self.columns))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question asks for, with what it is in plain words, as the query's head says it."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """A shipped query: what it asks in plain words, its parameters, its SPARQL."""

    name: str
    asks: str
    parameters: tuple[Parameter, ...]
    text: str


def load(graph: ClaimGraph, base: str = BASE) -> pyoxigraph.Store:
    """Return a store in memory with all triples of the graph."""
    store = pyoxigraph.Store()
    store.bulk_load("".join(to_ntriples(graph, base)), pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def run(store: pyoxigraph.Store, query_text: str, params: Mapping[str, Term] | None = None, *,
        allow_service: bool = False) -> Rows:
    """Answer a SELECT, ASK, CONSTRUCT or DESCRIBE query.

    Raises QueryError for a query that cannot be read, changes data, lacks a block for a parameter, or asks another
    server (SERVICE) without leave.
    """
    text = bind(query_text, params or {})
    if not allow_service and _may_call_service(text):
        raise QueryError("the query asks another server (SERVICE); if you trust it, pass allow_service=True, else "
                         "take that part out. If only a name looks like the keyword, rename it and write IRIs in full")
    try:
        return _rows(store.query(text))
    except SyntaxError as error:
        raise QueryError(f"the query cannot be read: {error}; only SELECT, ASK, CONSTRUCT and DESCRIBE run here, "
                         "updates (INSERT, DELETE, LOAD) do not") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed: {error}") from error


def bind(query_text: str, params: Mapping[str, Term]) -> str:
    """Return the query with each parameter's `VALUES ?name { … }` blocks holding the given term, a str as a literal.

    >>> bind('SELECT * { VALUES ?name { "" } ?s ?p ?name }', {"name": 'a "b" }'})
    'SELECT * { VALUES ?name { "a \\\\"b\\\\" }" } ?s ?p ?name }'

    Raises QueryError for a parameter without a block, or a value that no literal can hold.
    """
    for name, value in params.items():
        try:
            term = str(pyoxigraph.Literal(value) if isinstance(value, str) else value)
        except ValueError as error:
            raise QueryError(f"parameter {name}: {value!r} is no Unicode text ({error}); type it anew") from error
        blocks = [block.span(1) for block in _blocks(query_text) if block[2] == name]
        if not blocks:
            known = sorted({block[2] for block in _blocks(query_text)})
            raise QueryError(f"the query has no parameter {name!r}; it has {', '.join(known) or 'none'}. "
                             f'To give it one, write VALUES ?{name} {{ "" }} where the value is needed')
        for start, end in reversed(blocks):
            block = query_text[start:end]
            query_text = f"{query_text[:start]}{block[:block.index('{')]}{{ {term} }}{query_text[end:]}"
    return query_text


def queries_folder() -> Traversable:
    """Return the folder of the shipped queries: inside the package once installed, beside it in a source checkout."""
    for folder in (files("kgraph") / "queries", Path(__file__).resolve().parent.parent / "queries"):
        if folder.is_dir():
            return folder
    raise QueryError("the shipped queries are missing from this installation of kgraph; install it again")


def named_queries() -> dict[str, Traversable]:
    """Return name to file of every shipped query, sorted by name."""
    found = {file.name.removesuffix(".rq"): file for file in queries_folder().iterdir() if file.name.endswith(".rq")}
    return dict(sorted(found.items()))


def read_question(name: str) -> Question:
    """Read a shipped query. Raises QueryError for a name that is none, with those that are."""
    queries = named_queries()
    if name not in queries:
        raise QueryError(f"there is no query {name!r}; there are {', '.join(queries)}. "
                         "Pass one of these, or the path of a .rq file")
    return question_of(name, queries[name].read_text(encoding="utf-8"))


def question_of(name: str, text: str) -> Question:
    """Return a query with what its head says: the question on the first line, then `# param name: what it is`."""
    lines = text.splitlines()
    asks = lines[0].lstrip("# ").strip() if lines and lines[0].startswith("#") else ""
    parameters = tuple(Parameter(*match.groups()) for line in lines if (match := _HEADER.match(line)))
    return Question(name, asks, parameters, text)


def _blocks(text: str) -> list[re.Match[str]]:
    """Return the blocks `VALUES ?name { … }` that stand in code: group 1 is the block in the text, group 2 the name.

    Matched on text of the same length where strings, comments and IRIs are blank, so that no brace inside them counts.
    """
    blank = _OPAQUE.sub(lambda match: " " * len(match[0]), text)
    return list(re.finditer(r"\b(VALUES\s*[?$](\w+)\s*\{[^{}]*\})", blank, re.IGNORECASE))


def _may_call_service(text: str) -> bool:
    """Whether SERVICE may stand in the query as a keyword; where the reading is in doubt, yes.

    `<` opens an IRI or compares two values, and only the whole grammar can tell which. An IRI with "://" can be nothing
    else, and one without quote or "#" hides nothing either way; any other, in a query with that word, is refused.
    """
    if "service" not in text.casefold():
        return False
    unclear = any(match["unclear"] for match in _OPAQUE.finditer(text))
    return unclear or "service" in _NAME.sub(_keyword_part, _OPAQUE.sub(" ", text)).casefold()


def _keyword_part(name: re.Match[str]) -> str:
    """What of a name the grammar may take for a keyword: nothing of a variable, the prefix of `prefix:local`."""
    if name[0][0] in "?$":
        return " "
    return name[0] if name[1] is None else f"{name[1]} "


def _rows(answer: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples) -> Rows:
    if isinstance(answer, pyoxigraph.QueryBoolean):
        return Rows(("answer",), ((bool(answer),),))
    if isinstance(answer, pyoxigraph.QueryTriples):
        return Rows(("subject", "predicate", "object"),
                    tuple((_value(t.subject), _value(t.predicate), _value(t.object)) for t in answer))
    columns = tuple(variable.value for variable in answer.variables)
    return Rows(columns, tuple(tuple(_value(solution[name]) for name in columns) for solution in answer))


def _value(term: object) -> Value:
    """Return integers and decimals as numbers, other literals and IRIs as text, unbound as None."""
    if isinstance(term, pyoxigraph.Literal):
        kind = term.datatype.value.removeprefix(_XSD)
        if kind == "integer":
            return int(term.value)
        return float(term.value) if kind in ("decimal", "double", "float") else term.value
    if isinstance(term, pyoxigraph.NamedNode):
        return term.value
    return None if term is None else str(term)
