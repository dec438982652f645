"""ClaimGraph -> answers: SPARQL 1.1 on the triples that export writes, with pyoxigraph as the engine.

A parameter is a variable that the query gives values in a block of its own, `VALUES ?name { "default" }`. The query so
runs anywhere as it stands, and `bind` puts another term between the braces. SPARQL's own scope holds: a filter inside
OPTIONAL sees the block of the group around it, one inside a sub-select or a branch of UNION needs a block there (each
block of the name is bound). No text of a user becomes syntax: values are written by pyoxigraph as literals.
A query that runs in this process cannot be stopped; `kgraph.engine` runs it in one that can.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import takewhile
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, overload

import pyoxigraph

from kgraph.errors import QueryError
from kgraph.export.describe import Profile, describe
from kgraph.export.rdf import pieces, readable
from kgraph.export.terms import BASE, PREFIXES, data_prefixes
from kgraph.model import ClaimGraph, Story
from kgraph.sparql import OPAQUE, blank, declared, unreadable

if TYPE_CHECKING:
    import pandas
    import rdflib

    from kgraph.engine import Engine

Value = str | int | float | bool | None
Term = str | int | float | pyoxigraph.Literal | pyoxigraph.NamedNode

SHOWN, SHORT = 5, 120  # of an answer as a Python prompt shows it: rows, and characters of a row
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NAME = re.compile(r"[?$]\w+ | ([\w-]*) : \w* | [\w-]+", re.VERBOSE)
_HEADER = re.compile(r"#\s*param\s+(\w+):\s*(.*)")
_TRY = re.compile(r"# try (.*)")
_CHOICES = re.compile(r"\(one of ([\w, -]+);")
_AS_IN = re.compile(r"\(as in (\w+(?: or \w+)*);")
_UPDATE = re.compile(r"\s*(?:(?:PREFIX\s*[^\s:]*:|BASE)\s*)*(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.I)


@dataclass(frozen=True, slots=True, repr=False)
class Rows:
    """The answer to one query: for ASK one row with column `answer`, for CONSTRUCT and DESCRIBE subject, predicate and object.

    Iterate over it, or call `to_dicts`, for one dictionary a row; `rows[0]` is the first, `rows[:5]` are the first five as Rows.
    `triples` are those that CONSTRUCT or DESCRIBE made, sorted. `notes` say what looks mistyped in the question.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[Value, ...], ...]
    triples: tuple[pyoxigraph.Triple, ...] | None = field(default=None, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.values)

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, place: int) -> dict[str, Value]: ...

    @overload
    def __getitem__(self, place: slice) -> Rows: ...

    def __getitem__(self, place: int | slice) -> dict[str, Value] | Rows:
        if isinstance(place, slice):
            return Rows(self.columns, self.values[place], self.triples[place] if self.triples is not None else None)
        return dict(zip(self.columns, self.values[place], strict=True))

    def __repr__(self) -> str:
        """The number of rows, the columns, and the first rows in short."""
        rows = (" | ".join("" if value is None else str(value) for value in row) for row in self.values[:SHOWN])
        first = [shorten(row, SHORT, placeholder=" …") for row in rows]
        text = [f"<kgraph.Rows: {len(self):,} row{'s' * (len(self) != 1)} of {', '.join(self.columns)}>", *first,
                *(["…"] if len(self) > SHOWN else []), *self.notes]
        return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in text)

    def to_dicts(self) -> list[dict[str, Value]]:
        """Return one dictionary a row, column to value."""
        return list(self)

    def to_turtle(self) -> str:
        """Return the triples of a CONSTRUCT or DESCRIBE query as Turtle. Raises QueryError for the answer to any other query."""
        if self.triples is None:
            raise QueryError("only CONSTRUCT and DESCRIBE answer with triples, which Turtle can hold; take another format for the rows "
                             "of SELECT and ASK")
        made = pyoxigraph.serialize(self.triples, format=pyoxigraph.RdfFormat.TURTLE, prefixes=PREFIXES)
        return (made or b"").decode()

    def _repr_html_(self) -> str:
        from kgraph.notebook import rows_html
        return rows_html(self)

    def to_dataframe(self) -> pandas.DataFrame:
        """Return a pandas frame, shape (rows, columns). Raises QueryError where pandas is not installed."""
        try:
            import pandas
        except ImportError as error:
            raise QueryError("a data frame needs pandas: install it with pip install 'kgraph-news[pandas]'") from error
        return pandas.DataFrame(list(self.values), columns=list(self.columns))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question asks for, with what it is in plain words, as the query's head says it: "(one of a, b; default: a)" where
    there are only so many, "(a date; …)" or "(as in COLUMN; …)" where the answer has them."""

    name: str
    meaning: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that it may have; empty where it may have any."""
        found = _CHOICES.search(self.meaning)
        return tuple(found[1].split(", ")) if found else ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the answer that hold the values that it can have here; empty where the head does not say so."""
        found = _AS_IN.search(self.meaning)
        return tuple(found[1].split(" or ")) if found else ()

    def fitting(self, value: Term) -> Term:
        """Return the value, a choice as the head writes it. Raises QueryError for what is none of the choices, or no date where one
        is asked for; an empty text is always taken, and asks for the default where that is everything."""
        if not str(value):
            return value
        if self.choices:
            found = {choice.casefold(): choice for choice in self.choices}.get(str(value).casefold())
            if found is None:
                near = get_close_matches(str(value), self.choices, 1)
                guess = f"did you mean {near[0]}? There" if near else "there"
                raise QueryError(f"parameter {self.name}: there is no {str(value)!r}; {guess} are: {', '.join(self.choices)}")
            return found
        if "(a date;" in self.meaning and not _is_date(str(value)):
            raise QueryError(f"parameter {self.name}: {str(value)!r} is no date or year; write it as in 2016, 2020-11 or 2020-11-03")
        return value


def _is_date(text: str) -> bool:
    """Whether it is a year, a month or a day of the calendar, as ISO 8601 writes them."""
    try:
        date.fromisoformat(f"{text}{'-01-01'[len(text) - 4 :]}" if re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII) else "")
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Question:
    """A shipped query: what it asks in plain words, what else its head says of the answer, its parameters, values of these to try it with,
    its SPARQL."""

    name: str
    asks: str
    remarks: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    example: tuple[tuple[str, str], ...]
    text: str


def load(graph: ClaimGraph, base: str = BASE) -> pyoxigraph.Store:
    """Return a store in memory with all triples of the graph, whose articles are on one story where it does not say on which."""
    store = pyoxigraph.Store()
    store.bulk_load(readable(lines(graph, base)), pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def lines(graph: ClaimGraph, base: str = BASE) -> Iterator[str]:
    """Yield the triples that queries run on as lines of N-Triples, many at once; articles are on one story where the graph does not say
    on which."""
    if not graph.stories:
        graph = replace(graph, stories=(Story("s-all", "all articles", tuple(d.id for d in graph.documents)),))
    return pieces(describe(graph, Profile(base)))


def dataset(graph: ClaimGraph, base: str = BASE) -> rdflib.Dataset:
    """Return the triples in the default graph of an rdflib Dataset on oxrdflib's store, with the prefixes bound."""
    import oxrdflib
    import rdflib

    found = rdflib.Dataset(oxrdflib.OxigraphStore(store=load(graph, base)))
    for prefix, namespace in (PREFIXES | data_prefixes(base)).items():
        found.bind(prefix, namespace, replace=True)
    return found


def run(store: pyoxigraph.Store, query_text: str, params: Mapping[str, Term] | None = None, *,
        allow_service: bool = False) -> Rows:
    """Answer a SELECT, ASK, CONSTRUCT or DESCRIBE query in this process, however long it takes.

    Raises QueryError for a query that cannot be read, or that `checked` refuses.
    """
    text = checked(query_text, params or {}, allow_service=allow_service)
    try:
        return _rows(store.query(text))
    except SyntaxError as error:
        raise QueryError(unreadable(str(error), text)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed: {error}") from error


def run_within(seconds: float, engine: Engine, name: str, triples: Callable[[], Iterable[str]], text: str) -> Rows:
    """Answer a query that was checked in the engine's process, on the triples that it holds, or is given, under a name.

    Raises QueryLimitError where it takes longer, QueryError where it cannot be read or fails.
    """
    kind, found = engine.ask(name, triples, text, seconds)
    if kind == "triples":
        return _rows(quad.triple for quad in pyoxigraph.parse(found, format=pyoxigraph.RdfFormat.N_TRIPLES))
    return _rows(pyoxigraph.parse_query_results(found, pyoxigraph.QueryResultsFormat.JSON))


def checked(query_text: str, params: Mapping[str, Term], *, allow_service: bool = False) -> str:
    """Return the query with its parameters bound and the vocabulary's prefixes declared.

    Raises QueryError for one that changes data or loads some, that asks another server (SERVICE) without leave, or that lacks a block
    for a parameter.
    """
    if update := _UPDATE.match(blank(query_text)):
        raise QueryError(f"{update[1].upper()} would change the graph, and queries may not; kgraph add and kgraph remove change a build, "
                         "and kgraph export gives triples to change elsewhere")
    text = bind(query_text, params)
    if not allow_service and _may_call_service(text):
        raise QueryError("the query asks another server (SERVICE); if you trust it, pass allow_service=True or --allow-service, else "
                         "take that part out. If only a name looks like the keyword, rename it and write IRIs in full")
    return declared(text)


def bind(query_text: str, params: Mapping[str, Term]) -> str:
    """Return the query with each parameter's `VALUES ?name { … }` blocks holding the given term, a str as a literal.

    Where the block holds a number, so must the value be one.

    >>> bind('SELECT * { VALUES ?name { "" } ?s ?p ?name }', {"name": 'a "b" }'})
    'SELECT * { VALUES ?name { "a \\\\"b\\\\" }" } ?s ?p ?name }'
    >>> bind('SELECT * { VALUES ?least { 2 } ?s ?p ?n FILTER(?n > ?least) }', {"least": "3"})
    'SELECT * { VALUES ?least { 3 } ?s ?p ?n FILTER(?n > ?least) }'

    Raises QueryError for a parameter without a block, or a value that no literal can hold or the query's head does not list.
    """
    head = {parameter.name: parameter for parameter in question_of("", query_text).parameters}
    for name, value in params.items():
        blocks = [block.span(1) for block in _blocks(query_text) if block[2] == name]
        if not blocks:
            raise QueryError(_no_parameter(name, head, query_text))
        if name in head:
            value = head[name].fitting(value)
        for start, end in reversed(blocks):
            block = query_text[start:end]
            given, default = block[:block.index("{")], block[block.index("{") + 1 : -1].strip()
            query_text = f"{query_text[:start]}{given}{{ {_term(name, value, default)} }}{query_text[end:]}"
    return query_text


def _no_parameter(name: str, head: Mapping[str, Parameter], text: str) -> str:
    """Say which parameters a query has instead: with what they are where its head says so, as that of every shipped question does."""
    if head:
        return f"the question has no parameter {name!r}; it has {'; '.join(f'{p.name}: {p.meaning}' for p in head.values())}"
    known = sorted({block[2] for block in _blocks(text)})
    if not known and text in (file.read_text(encoding="utf-8") for file in named_queries().values()):
        return f"the question has no parameter {name!r}, nor any other"
    return (f"the query has no parameter {name!r}; it has {', '.join(known) or 'none'}. "
            f'To give it one, write VALUES ?{name} {{ "" }} where the value is needed')


def _term(name: str, value: Term, default: str) -> str:
    """Write a parameter's value as SPARQL: a number where the default is one."""
    if not isinstance(value, str):
        return str(value if isinstance(value, pyoxigraph.Literal | pyoxigraph.NamedNode) else pyoxigraph.Literal(value))
    if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", default):
        if not re.fullmatch(r"[+-]?\d{1,9}(?:\.\d{1,9})?", value, re.ASCII):
            raise QueryError(f"parameter {name}: {value!r} is no number; give one such as {default}")
        return value
    try:
        return str(pyoxigraph.Literal(value))
    except ValueError as error:
        raise QueryError(f"parameter {name}: {value!r} is no Unicode text ({error}); type it anew") from error


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
        near = get_close_matches(name.casefold().replace("_", "-"), queries, 1)
        guess = f"did you mean {near[0]}? There" if near else "there"
        raise QueryError(f"there is no query {name!r}; {guess} are {', '.join(queries)}. Pass one of these, or the path of a .rq file")
    return question_of(name, queries[name].read_text(encoding="utf-8"))


def question_of(name: str, text: str) -> Question:
    """Return a query with what its head says: the question on the first line, then remarks, `# param name: what it is` and
    `# try name: value, other: value`."""
    head = list(takewhile(lambda line: line.startswith("#"), text.splitlines()))
    parameters = tuple(Parameter(*match.groups()) for line in head if (match := _HEADER.match(line)))
    example = tuple((given[0], given[1]) for line in head if (match := _TRY.match(line))
                    for part in match[1].split(", ") if len(given := part.split(": ", 1)) == 2)
    remarks = tuple(line.lstrip("# ") for line in head[1:] if not _HEADER.match(line) and not _TRY.match(line))
    return Question(name, head[0].lstrip("# ").strip() if head else "", remarks, parameters, example, text)


def _blocks(text: str) -> list[re.Match[str]]:
    """Return the blocks `VALUES ?name { … }` that stand in code: group 1 is the block in the text, group 2 the name.

    Matched on text of the same length where strings, comments and IRIs are blank, so that no brace inside them counts.
    """
    return list(re.finditer(r"\b(VALUES\s*[?$](\w+)\s*\{[^{}]*\})", blank(text), re.IGNORECASE))


def _may_call_service(text: str) -> bool:
    """Whether SERVICE may stand in the query as a keyword; where the reading is in doubt, yes.

    `<` opens an IRI or compares two values, and only the whole grammar can tell which. An IRI with "://" can be nothing
    else, and one without quote or "#" hides nothing either way; any other, in a query with that word, is refused.
    """
    if "service" not in text.casefold():
        return False
    unclear = any(match["unclear"] for match in OPAQUE.finditer(text))
    return unclear or "service" in _NAME.sub(_keyword_part, OPAQUE.sub(" ", text)).casefold()


def _keyword_part(name: re.Match[str]) -> str:
    """What of a name the grammar may take for a keyword: nothing of a variable, the prefix of `prefix:local`."""
    if name[0][0] in "?$":
        return " "
    return name[0] if name[1] is None else f"{name[1]} "


def _rows(answer: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | Iterable[pyoxigraph.Triple]) -> Rows:
    if isinstance(answer, pyoxigraph.QueryBoolean):
        return Rows(("answer",), ((bool(answer),),))
    if isinstance(answer, pyoxigraph.QuerySolutions):
        columns = tuple(variable.value for variable in answer.variables)
        return Rows(columns, tuple(tuple(_value(solution[name]) for name in columns) for solution in answer))
    triples = tuple(sorted(answer, key=str))
    return Rows(("subject", "predicate", "object"),
                tuple((_value(t.subject), _value(t.predicate), _value(t.object)) for t in triples), triples)


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
