"""GUM's coreference layer as raw articles with gold mentions, placed by characters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kgraph.extract.mentions import PERSONAL
from kgraph.extract.syntax import FIRST
from kgraph.model import Document, LabelledSpan, Section
from training.errors import TreebankError
from training.read import marked_mentions, read_lines

FIELDS = "GRP-etype-infstat-salience-centering-minspan-link-identity"
NOMINAL = frozenset("NOUN PROPN ADJ NUM X SYM".split())


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A gold mention: its span and its head's start, in code points of the text, and the entity it belongs to.

    `type` is GUM's entity type (person, organization, place, object, event, time, abstract, …); `governor` and `relation`
    say what the head hangs on and how; `pronoun` is the lower-case form where the head is a personal pronoun.
    """

    start: int
    end: int
    head: int
    entity: str
    type: str
    word: str
    upos: str
    governor: str
    relation: str

    @property
    def pronoun(self) -> str | None:
        return self.word.lower() if self.word.lower() in PERSONAL and self.upos == "PRON" else None

    @property
    def first_person(self) -> bool:
        return self.word.lower() in FIRST and self.upos == "PRON"

    @property
    def nominal(self) -> bool:
        """Whether its head is a name or noun, neither a pronoun nor a verb."""
        return self.upos in NOMINAL


@dataclass(frozen=True)
class GumDocument:
    """One document: genre, text and gold mentions in reading order. Paragraphs are parted by an empty line."""

    id: str
    genre: str
    text: str
    mentions: tuple[GoldMention, ...]

    @property
    def article(self) -> Document:
        """The text as an article that is all body."""
        return Document(self.id, self.text, (LabelledSpan(0, len(self.text), Section.BODY, "gum"),))


@dataclass
class _Word:
    start: int
    form: str
    lemma: str
    upos: str
    head: int
    relation: str
    entity: str


@dataclass
class _Draft:
    id: str
    text: str = ""
    fresh: bool = True  # a paragraph begins
    space: bool = False  # a space stands before the next word
    mentions: list[GoldMention] = field(default_factory=list)


def read_gum(path: Path) -> tuple[GumDocument, ...]:
    """Read a gzipped GUM file (CoNLL-U with `Entity=` in MISC, fields as `# global.Entity` names them).

    Raises TreebankError where the file names other fields, or closes a mention that it never opened.
    """
    documents: list[_Draft] = []
    rows: list[list[str]] = []
    for line in [*read_lines(path), ""]:
        if line.startswith("# newdoc id = "):
            documents.append(_Draft(line.removeprefix("# newdoc id = ")))
        elif line.startswith("# global.Entity = ") and line.removeprefix("# global.Entity = ") != FIELDS:
            raise TreebankError(f"{path}: {line}; this reader knows the fields {FIELDS}")
        elif line.startswith("# newpar") and not line.startswith("# newpar_"):
            documents[-1].fresh = True
        elif line and not line.startswith("#"):
            rows.append(line.split("\t"))
        elif not line and rows:
            _add_sentence(documents[-1], rows)
            rows = []
    return tuple(
        GumDocument(d.id, d.id.split("_")[1], d.text, tuple(sorted(d.mentions, key=lambda m: (m.start, -m.end)))) for d in documents
    )


def _add_sentence(document: _Draft, rows: Iterable[list[str]]) -> None:
    if document.fresh and document.text:
        document.text += "\n\n"
        document.space = False
    document.fresh = False
    words: list[_Word] = []
    inside_until = 0  # the last word of the multi-word token being read
    at = 0
    for row in rows:
        id_, form, lemma, upos, head, relation, misc = (row[i] for i in (0, 1, 2, 3, 6, 7, 9))
        if "." in id_:
            continue
        entity = next((m.removeprefix("Entity=") for m in misc.split("|") if m.startswith("Entity=")), "")
        if "-" in id_ or int(id_) > inside_until:
            document.text += " " * document.space
            at = len(document.text)
            document.text += form
            document.space = "SpaceAfter=No" not in misc.split("|")
            if "-" in id_:
                inside_until = int(id_.split("-")[1])
                continue
        words.append(_Word(at, form, lemma, upos, int(head) - 1, relation, entity))
        at = min(at + len(form), len(document.text) - 1)
    marks = marked_mentions([word.entity for word in words], document.id)
    document.mentions += [_mention(words, *place) for place in marks]


def _mention(words: list[_Word], first: int, last: int, fields: list[str]) -> GoldMention:
    head = next((w for w in words[first : last + 1] if not first <= w.head <= last), words[first])
    governor = words[head.head].lemma.lower() if head.head >= 0 else ""
    final = words[last]
    return GoldMention(
        words[first].start,
        final.start + len(final.form),
        head.start,
        fields[0].split("[")[0],
        fields[1],
        head.form,
        head.upos,
        governor,
        head.relation.split(":")[0] if head.relation != "nmod:poss" else head.relation,
    )
