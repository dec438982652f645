"""Document -> Annotated: the one place where a spaCy pipeline is loaded and run.

The pipeline reads one passage (a headline, a paragraph) at a time, on a shadow copy of its text in which runs of white
space are one space, curly quotes are straight and headlines in capitals have small letters (kgraph.lettercase);
`Passage.offsets` leads every character back to the article.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab
from thinc.api import NumpyOps, set_current_ops
from thinc.types import Ints2d

from kgraph.errors import PipelineError
from kgraph.fingerprint import DEFAULT, PIPELINES
from kgraph.gazetteer import COUNTRY_OF
from kgraph.ingest.patterns import sentence_ends
from kgraph.lettercase import as_in_sentences, capitalised, is_in_capitals
from kgraph.model import Document, Section
from kgraph.numerals import with_numbers
from kgraph.parse import Parse
from kgraph.transformer import comparable  # this import makes the component known to spaCy
from kgraph.universal import is_clear_style
from kgraph.work import grouped

STRAIGHT = str.maketrans(
    {"‘": "'", "’": "'", "‛": "'", "‚": "'", "′": "'", "`": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "…": "."}
)
INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad"
VISIBLE = re.compile(rf"\s+|[^\s{INVISIBLE}]+")
NEEDED = {  # spaCy's attribute: what it holds and the component that usually sets it
    "TAG": "tags (tagger)",
    "POS": "parts of speech (morphologizer or attribute_ruler)",
    "LEMMA": "lemmas (lemmatizer)",
    "DEP": "dependency trees (parser)",
    "ENT_IOB": "named entities (ner)",
}
SPELT = ("ORTH", "TAG", "MORPH", "LEMMA", "NORM", "DEP", "ENT_TYPE")  # attributes whose numbers stand for strings
PACKED = (*SPELT, "POS", "HEAD", "ENT_IOB", "SPACY")
PROBE = "Anna Weber opened the bridge in Vienna."
CLOSES_QUOTATION = re.compile(r"""[^"]*[^\s"(\[]"(?!\w)""")  # its first quotation mark stands behind a word
LONGEST_WORD = 500  # characters
LONGEST_PASSAGE = 5_000  # characters: what runs on without a full stop is quoted as a whole by each of its claims
LONGEST_BATCH = 20_000  # characters; the small pipeline takes some 20 KB of memory for each word or mark
TERMINAL = re.compile(r"[.!?:;][\"'”’)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or headline as the pipeline reads it.

    `offsets` holds, for each character of `text`, its place in the document, and one more for the end.
    """

    section: Section
    text: str
    offsets: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span of the document behind text[start:end] (not empty)."""
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True)
class Annotated:
    """One article with its passages in reading order, each with the parse that the pipeline made of it."""

    document: Document
    passages: tuple[tuple[Passage, Parse], ...]


@lru_cache(maxsize=2)
def load_pipeline(name_or_path: str | None = None) -> Language:
    """Load a spaCy pipeline: one of kgraph's own by name (en_kgraph_trf by default, en_kgraph_sm), else a package or a folder.

    One with ClearNLP-style labels is made to speak Universal Dependencies (see kgraph.universal). What a pipeline sets is
    seen from what it makes of one sentence: components bear any name.

    Raises PipelineError where there is none of that name, where it cannot be run, or where it sets less than NEEDED.
    """
    name = name_or_path or DEFAULT
    source: str | Path = PIPELINES / name if (PIPELINES / name / "meta.json").is_file() else name
    set_current_ops(NumpyOps(use_blis=False))  # the blis wheels carry generic kernels: half the speed of numpy's, measured
    try:
        nlp = spacy.load(source)
        probe = nlp(PROBE)
    except (OSError, ValueError) as error:
        raise PipelineError(
            f"{source}: no spaCy pipeline can be loaded and run from there; give the name of an installed pipeline "
            f"or the folder of one ({str(error).splitlines()[0]})"
        ) from error
    missing = [what for attribute, what in NEEDED.items() if not probe.has_annotation(attribute)]
    if missing:
        raise PipelineError(
            f"{source}: the pipeline sets no {' and no '.join(missing)}, which kgraph needs; "
            "choose another pipeline or leave out --pipeline"
        )
    if is_clear_style(nlp):
        nlp.add_pipe("kgraph_universal")
    return nlp


def annotate(documents: Iterable[Document], nlp: Language) -> Iterator[Annotated]:
    """Run the pipeline over the report's own passages of each document, in order."""
    for document in documents:
        yield annotate_one(document, nlp)[0]


def annotate_one(document: Document, nlp: Language, parsed: bytes | None = None) -> tuple[Annotated, bytes]:
    """Annotate one article; return with it what the pipeline made of its passages, to be given as `parsed` another time.

    What is given is not parsed again, word for word the same passages only; the outcome is the same either way. No passages of two
    articles are parsed in one batch: the last bits of a matrix product depend on its other rows, and an article's claims must not
    depend on its neighbours.
    """
    found = tuple(passages(document))
    with nlp.memory_zone():  # what it holds of this article's words, its Docs and spellings, ends with it
        known = unpack_docs(parsed, nlp) if parsed else {}
        new = [p.text for p in found if p.text not in known]
        made = (rounded(doc) for batch in grouped(new, LONGEST_BATCH, len) for doc in nlp.pipe(batch, batch_size=64))
        docs = known | dict(zip(new, made, strict=True))
        packed = pack_docs([docs[p.text] for p in found]) if new or not parsed else parsed
        read = {text: with_numbers(with_places(doc), text) for text, doc in docs.items()}
        return Annotated(document, tuple((passage, Parse(read[passage.text])) for passage in found)), packed


def rounded(doc: Doc) -> Doc:
    """Keep the vectors that compare meanings, in half precision, and no others: they are stored with the article."""
    compares = "similarity" in doc.user_hooks
    doc.tensor = doc.tensor.astype(np.float16).astype(np.float32) if compares else np.zeros((0,), dtype=np.float32)
    return doc


def pack_docs(docs: Sequence[Doc]) -> bytes:
    """Return annotated passages as bytes that hold nothing but data, their vectors in half precision."""
    vectors = [doc.tensor.astype("<f2") for doc in docs if "similarity" in doc.user_hooks]
    columns = np.concatenate([np.empty((0, len(PACKED)), np.uint64), *(doc.to_array([*PACKED]) for doc in docs)]).T
    spelt = {doc.vocab.strings[key] for doc in docs[:1] for key in set().union(*columns[: len(SPELT)].tolist())}
    head = json.dumps([[len(doc) for doc in docs], vectors[0].shape[1] if vectors else 0, sorted(spelt)]).encode() + b"\n"
    return zlib.compress(head + columns.astype("<u8").tobytes()) + b"".join(v.tobytes() for v in vectors)


def unpack_docs(packed: bytes, nlp: Language) -> dict[str, Doc]:
    """Make the passages again that `pack_docs` packed, by their text; in the pipeline that annotated them."""
    unpacking = zlib.decompressobj()
    head, _, rest = unpacking.decompress(packed).partition(b"\n")
    lengths, width, spelt = json.loads(head)
    for string in spelt:
        nlp.vocab.strings.add(string)
    ends = np.cumsum(lengths, dtype=np.int64)
    docs = [_unpacked(rows, nlp.vocab) for rows in np.split(np.frombuffer(rest, "<u8").reshape(len(PACKED), -1).T, ends)[:-1]]
    if width:
        vectors = np.frombuffer(unpacking.unused_data, dtype="<f2").reshape(-1, width).astype(np.float32)
        for doc, end in zip(docs, ends, strict=True):
            comparable(doc, vectors[end - len(doc) : end])
    return {doc.text: doc for doc in docs}


def _unpacked(rows: NDArray[np.uint64], vocab: Vocab) -> Doc:
    """One passage of rows of attributes, shape (words, attributes)."""
    doc = Doc(vocab, words=rows[:, PACKED.index("ORTH")].tolist(), spaces=rows[:, PACKED.index("SPACY")].astype(bool).tolist())
    return doc.from_array([*PACKED], cast(Ints2d, rows))


def with_places(doc: Doc) -> Doc:
    """Relabel countries, capitals and seats of government that the recogniser took for people ("Kremlin"), and drop party
    labels that it took for names ("R-Texas").
    """
    kept = []
    for ent in doc.ents:
        if re.match(r"[RDI]-[A-Z]", ent.text):
            continue
        seat = ent.label_ == "PERSON" and ent.text.casefold().removeprefix("the ") in COUNTRY_OF
        kept.append(Span(doc, ent.start, ent.end, label="LOC") if seat else ent)
    doc.set_ents(kept, default="outside")
    return doc


def passages(document: Document) -> Iterator[Passage]:
    """Cut a document into paragraphs and headlines. What is in capitals is read as the article's other sentences write it."""
    read = [(section, *shadow(document.text, spans)) for section, spans in paragraphs(document)]
    loud = {text for _, text, _ in read if is_in_capitals(text)}
    names = capitalised(text for _, text, _ in read if text not in loud) if loud else {}
    for section, text, offsets in read:
        if text:
            written = as_in_sentences(text, names) if names and text in loud else text
            for start, end in pieces(written):
                last = offsets[end] if end == len(written) else offsets[end - 1] + 1
                yield Passage(section, written[start:end], (*offsets[start:end], last))


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut a paragraph that is far longer than any behind a sentence, else a word: the parser's memory grows with its passage.

    >>> long = "Mr. Weber left. " * 400
    >>> [(start, end, long[end - 6 : end]) for start, end in pieces(long.strip())]
    [(0, 4991, ' left.'), (4992, 6399, ' left.')]
    """
    start = 0
    while len(text) - start > LONGEST_PASSAGE:
        most = start + LONGEST_PASSAGE
        end = max((e for e in sentence_ends(text, start, most) if e < most), default=text.rfind(" ", start, most))
        if end <= start:
            end = most
        yield start, end
        start = end + (text[end] == " ")
    yield start, len(text)


def paragraphs(document: Document) -> list[tuple[Section, list[tuple[int, int]]]]:
    """The paragraphs and headlines of a report by the spans of their lines; a sentence cut by a blank line is one (see goes_on)."""
    pieces: list[tuple[Section, list[tuple[int, int]]]] = []
    for span in document.spans:
        if not span.section.is_report:
            continue
        for line in re.finditer(r"[^\r\n\u2028\u2029]+", document.text[span.start : span.end]):
            start, end = span.start + line.start(), span.start + line.end()
            text = document.text[start:end].strip()
            if not text:
                continue
            if (
                pieces
                and pieces[-1][0] is span.section is Section.BODY
                and goes_on(document.text[pieces[-1][1][0][0] : pieces[-1][1][-1][1]], text)
            ):
                pieces[-1][1].append((start, end))
            else:
                pieces.append((span.section, [(start, end)]))
    return pieces


def goes_on(before: str, after: str) -> bool:
    """Whether a paragraph goes on with the sentence that the one before it breaks off.

    >>> goes_on("There is", "a dispute."), goes_on("“There is", "Congress to ask.” He left."), goes_on("“There is", "“He left.”")
    (True, True, False)

    It starts with a small letter, or closes the quotation that is still open; one that opens a quotation is a new paragraph of it.
    """
    if TERMINAL.search(before):
        return False
    quotes = before.translate(STRAIGHT)
    return after[0].islower() or quotes.count('"') % 2 == 1 and CLOSES_QUOTATION.match(after.translate(STRAIGHT)) is not None


def shadow(text: str, spans: list[tuple[int, int]]) -> tuple[str, tuple[int, ...]]:
    """Join the spans' characters, white space folded and quotes straightened, with the place of each in the text.

    >>> shadow("a  “b”\\n\\nc", [(0, 6), (8, 9)])
    ('a "b" c', (0, 1, 3, 4, 5, 6, 8, 9))

    What goes on without white space for more than LONGEST_WORD characters is cut there, at no character's cost: spaCy's tokenizer takes
    the square of its length where it is a row of quotation marks.
    """
    parts: list[str] = []
    offsets: list[int] = []
    for start, end in spans:
        if parts and parts[-1] != " ":
            parts.append(" ")
            offsets.append(offsets[-1] + 1)
        stretch = 0
        for match in VISIBLE.finditer(text, start, end):
            at, stop = match.span()
            if text[at].isspace():
                if parts and parts[-1] != " ":
                    parts.append(" ")
                    offsets.append(at)
                stretch = 0
                continue
            while stretch + stop - at > LONGEST_WORD:
                cut = at + LONGEST_WORD - stretch
                parts += (text[at:cut], " ")
                offsets += range(at, cut + 1)
                at, stretch = cut, 0
            parts.append(text[at:stop])
            offsets += range(at, stop)
            stretch += stop - at
    if parts and parts[-1] == " ":
        parts.pop()
        offsets.pop()
    return "".join(parts).translate(STRAIGHT), (*offsets, offsets[-1] + 1) if offsets else ()
