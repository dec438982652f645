"""ClaimGraph -> flat tables, as CSV for spreadsheets and Parquet for notebooks. `TABLES` says what each holds, column by column.

Tables are views and hold less than the RDF: joins, links between mentions and judgements are left out. A cell of CSV that a
spreadsheet would take for a formula stands behind an apostrophe, and several values of one cell are parted by " | "; Parquet
has them as they are, with dates, numbers and lists as such.
"""
from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from kgraph.errors import InputError
from kgraph.export.network import known_origins
from kgraph.export.rows import statement
from kgraph.export.terms import NOT_KEPT
from kgraph.model import Argument, ClaimGraph

if TYPE_CHECKING:
    from _csv import Writer as CsvWriter

    import pyarrow

ROWS = 10_000  # rows of Parquet that are made at once
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that starts so for a formula
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the kind of its values (text, integer, number, date, list of text) and what they are."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class TableOf:
    """What one row of a table is, its columns, and how the rows are made."""

    one_row: str
    columns: tuple[Column, ...]
    rows: Callable[[ClaimGraph], Iterator[Row]]


def write_table(graph: ClaimGraph, out: BinaryIO, form: str, table: str = "claims") -> None:
    """Write one table of a graph as "csv" or "parquet".

    Raises InputError for Parquet where pyarrow is not installed.
    """
    (_write_csv if form == "csv" else _write_parquet)(TABLES[table], graph, out)


def harmless(value: object) -> object:
    """Return a cell's value, text that a spreadsheet would run put behind an apostrophe.

    >>> harmless('=HYPERLINK("x")'), harmless(-3), harmless(None)
    ('\\'=HYPERLINK("x")', -3, '')
    """
    if isinstance(value, str) and value.startswith(RISKY):
        return "'" + value
    return "" if value is None else value


def csv_writer(out: TextIO) -> CsvWriter:
    """Return a csv.writer whose lines end in "\\n" and that quotes carriage returns too, which Python before 3.13 does only where lines
    end in them."""
    return csv.writer(SimpleNamespace(write=lambda row: out.write(row.removesuffix("\r\n") + "\n")), lineterminator="\r\n")


def _write_csv(table: TableOf, graph: ClaimGraph, out: BinaryIO) -> None:
    text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="")
    writer = csv_writer(text)
    writer.writerow(column.name for column in table.columns)
    for row in table.rows(graph):
        writer.writerow([harmless(" | ".join(cell) if isinstance(cell, tuple) else _kept(cell)) for cell in row])
    text.detach()


def _write_parquet(table: TableOf, graph: ClaimGraph, out: BinaryIO) -> None:
    with parquet_writer(table, out) as write:
        write(graph)


@contextmanager
def parquet_writer(table: TableOf, out: BinaryIO) -> Iterator[Callable[[ClaimGraph], None]]:
    """Give a function that adds the rows of a graph to a table as Parquet. Raises InputError where pyarrow is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError("Parquet needs pyarrow: install it with pip install pyarrow") from error
    kinds = {"text": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64(), "date": pyarrow.date32(),
             "list": pyarrow.list_(pyarrow.string())}
    schema = pyarrow.schema([(column.name, kinds[column.kind]) for column in table.columns])

    def write(graph: ClaimGraph) -> None:
        rows = table.rows(graph)
        while some := list(islice(rows, ROWS)):
            writer.write_batch(_batch(some, schema))

    with parquet.ParquetWriter(out, schema) as writer:
        yield write


def _batch(rows: list[Row], schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    import pyarrow

    columns = [[[_kept(part) for part in cell] if isinstance(cell, tuple) else _kept(cell) for cell in column]
               for column in zip(*rows, strict=True)]
    return pyarrow.record_batch([pyarrow.array(column, of.type) for column, of in zip(columns, schema, strict=True)], schema)


def _kept(cell: object) -> object:
    return NOT_KEPT.sub("\ufffd", cell) if isinstance(cell, str) else cell


# --- the tables -----------------------------------------------------------------------------------------------------------


def _documents(graph: ClaimGraph) -> Iterator[Row]:
    for d in graph.documents:
        yield (d.id, graph.story_of.get(d.id), d.title, d.source, d.published, d.url, d.agencies, d.authors, d.sentences, d.silent,
               len(d.text), d.sha256)


def _claims(graph: ClaimGraph) -> Iterator[Row]:
    for c in graph.claims:
        e, document, fact = c.evidence, graph.document_by_id[c.evidence.document], graph.fact_of.get(c.id)
        yield (c.id, fact and fact.id, graph.story_of.get(e.document), e.document, e.outlet, document.published, c.sentence,
               *_names(c.subject), c.relation.label, *_names(c.object), c.polarity.value, c.modality.value,
               tuple(speaker.label for speaker in c.speakers), tuple(q.text for q in c.qualifiers), e.quote, e.start, e.end,
               e.section.value, c.origin, c.utterance, c.confidence)


def _facts(graph: ClaimGraph) -> Iterator[Row]:
    for f in graph.facts:
        head = f.head
        yield (f.id, graph.story_of.get(head.evidence.document), statement(head), *_names(head.subject), head.relation.label,
               *_names(head.object), head.polarity.value, tuple(sorted({c.modality.value for c in f.claims})), f.outlets, len(f.outlets),
               known_origins(f), len(f.claims))


def _details(graph: ClaimGraph) -> Iterator[Row]:
    for c in graph.claims:
        for q in c.qualifiers:
            of = q.quantity
            interval = (of.min, of.max, "exclusive" if of.min_open else "inclusive", "exclusive" if of.max_open else "inclusive", of.unit,
                        of.hedge, of.of) if of else (None,) * 7
            yield c.id, q.role.value, q.text, q.value, *interval, q.start, q.end


def _differences(graph: ClaimGraph) -> Iterator[Row]:
    for d in graph.differences:
        for v in d.variants:
            yield (d.id, graph.story_of_difference(d), d.kind.value, d.relation.value, d.about, d.weight, v.value,
                   "narrower" if v.value == d.narrower else None, v.outlets, v.claims)


def _entities(graph: ClaimGraph) -> Iterator[Row]:
    for e in graph.entities:
        yield e.id, e.label, e.type, e.aliases, e.stands_for, e.reference, len(e.mentions), len({m.document for m in e.mentions})


def _mentions(graph: ClaimGraph) -> Iterator[Row]:
    for e in graph.entities:
        for m in e.mentions:
            yield e.id, m.document, m.start, m.end, m.text, m.kind.value, m.reason, m.score


def _utterances(graph: ClaimGraph) -> Iterator[Row]:
    for u in graph.utterances:
        for r in u.renderings:
            yield (u.id, graph.story_of.get(r.document), u.speaker, u.label, r.document, r.outlet, r.form.value, r.words, r.quote, r.start,
                   r.end, r.claims)


def _names(argument: Argument | None) -> tuple[str | None, str | None]:
    return (argument.label, argument.id) if argument else (None, None)


def _columns(text: str) -> tuple[Column, ...]:
    """Read columns, one a line: name, kind, meaning."""
    return tuple(Column(*line.split(None, 2)) for line in text.strip().splitlines())


STORY = "story text the story's id\n"
ARGUMENTS = """subject text the subject's resolved name
subject_id text its entity, or the claim it is; empty where nobody resolved it
relation text the lemma, with particle and preposition
object text the object's resolved name
object_id text its entity, or the claim that is said; empty where nobody resolved it
polarity text affirmed or negated
"""
PLACE = """start integer where it begins, in Unicode code points of the stored text
end integer where it ends, excluded
"""

TABLES = {
    "documents": TableOf("an article", _columns(f"""document text the article's id
{STORY}title text its headline
outlet text who printed it
published date the day of publication
url text its address
agencies list the agencies that it credits
authors list its authors
sentences integer how many sentences were read
silent integer how many of them gave no claim
length integer how many Unicode code points the stored text has
sha256 text the SHA-256 of the stored text"""), _documents),
    "claims": TableOf("what one article states at one place", _columns(f"""claim text the claim's id
fact text the fact that it was merged into
{STORY}document text the article
outlet text who printed it
published date the day of publication
sentence text the claim as a plain line
{ARGUMENTS}modality text asserted, planned, possible, expected, conditional, hypothetical or desired
speakers list who is said to say it, the nearest first
details list the words of its details (table details)
quote text the words as printed
{PLACE}section text headline, standfirst or body
origin text the independent source that it goes back to
utterance text the act of speech that it renders (table utterances)
confidence number how sure the extraction is that the article states this, 0 to 1"""), _claims),
    "facts": TableOf("what several claims state alike", _columns(f"""fact text the fact's id
{STORY}statement text what its first claim says
{ARGUMENTS}modalities list those of its claims
outlets list who reports it
outlet_count integer how many outlets report it
origin_count integer how many independent origins it has; empty where that is not known
claim_count integer how many claims it is merged of"""), _facts),
    "details": TableOf("one detail of a claim", _columns(f"""claim text the claim
role text what the detail tells: time, delay, place, quantity, reason …
words text as printed
value text the ISO 8601 date, time or interval of a time
min number lower bound of a quantity, in its unit
max number upper bound
min_bound text inclusive or exclusive
max_bound text inclusive or exclusive
unit text the base unit: s for spans of time, usd …, %, 1 for counts
hedge text the word that makes it vague
of text what is counted or measured
{PLACE}"""), _details),
    "differences": TableOf("one value of a difference", _columns(f"""difference text the difference's id
{STORY}kind text quantity, duration, time, place, participant, attribution, polarity, modality, condition, reason or wording
relation text conflicts, refines or differs
about text the point on which claims part
weight number how much it matters beside others
value text the value
narrower text "narrower" where this value lies inside the other
outlets list who gives it
claims list the claims that give it"""), _differences),
    "entities": TableOf("an entity", _columns("""entity text the entity's id
label text its name
type text the recogniser's label: PERSON, ORG, GPE …
aliases list its names
stands_for text the entity of which a place may stand for the government
reference text its id in the user's own table
mentions integer how many mentions there are
documents integer in how many articles"""), _entities),
    "mentions": TableOf("a mention of an entity", _columns(f"""entity text the entity
document text the article
{PLACE}words text as printed
kind text name, description or pronoun
reason text why it was resolved so
score number the share of links like this that are right"""), _mentions),
    "utterances": TableOf("one rendering of an utterance", _columns(f"""utterance text the utterance's id
{STORY}speaker_id text the speaker's entity
speaker text the speaker's name
document text the article
outlet text who printed it
form text direct, mixed or indirect
words text the words that give the utterance
quote text the whole passage
{PLACE}claims list what they claim"""), _utterances),
}
