"""Treebank and newswire files as frozen values, their text normalised as kgraph's run time normalises it."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from training.errors import TreebankError

STRAIGHT = str.maketrans(dict.fromkeys("‘’‛‚′`", "'") | dict.fromkeys("“”„‟«»", '"') | {"…": "."})  # as kgraph.annotate
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
ENTITY_LABELS = {
    "Person": "PERSON",
    "Organization": "ORG",
    "Location": "LOC",
    "Facility": "FAC",
    "NORP": "NORP",
    "Date": "DATE",
    "Money": "MONEY",
    "Product": "PRODUCT",
    "Misc": "MISC",
}


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word of a UD tree.

    `head` is the position of the governing word in the sentence, counted from 0; the root is its own head.
    `token` numbers the surface token the word belongs to: "do" and "n't" of a multi-word token share it. `entity` is
    what GUM's MISC column says of mentions that open or close here, empty where it says nothing.
    """

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    relation: str
    token: int
    space_after: bool
    entity: str


Sentence: TypeAlias = tuple[Word, ...]
Paragraph: TypeAlias = tuple[Sentence, ...]
Document: TypeAlias = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """One token of the newswire corpus; `tag` is its BIO tag with kgraph's label, such as "B-PERSON"."""

    form: str
    tag: str
    space_after: bool


Passage: TypeAlias = tuple[Token, ...]
Article: TypeAlias = tuple[Passage, ...]


def normalise(form: str) -> str:
    """Return a word's form as the run time would show it: plain spaces, straight quotes, nothing invisible.

    >>> normalise("``"), normalise("don’t"), normalise("1\u00a0000")
    ('"', "don't", '1 000')
    """
    form = " ".join(INVISIBLE.sub("", form).translate(STRAIGHT).split())
    return '"' if form == "''" else form


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a gzipped UTF-8 file without their ends. Raises TreebankError if there is no such file."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield line.rstrip("\n")
    except FileNotFoundError as error:
        raise TreebankError(f"{path} is missing; TREEBANKS must hold the files training/README.md lists") from error


def read_conllu(path: Path) -> tuple[Document, ...]:
    """Read a gzipped CoNLL-U file (version 2, universaldependencies.org/format.html) by `# newdoc` and `# newpar`.

    Empty nodes of the enhanced graph are left out. Raises TreebankError for a line that is no CoNLL-U.
    """
    documents: list[list[list[Sentence]]] = []
    rows: list[list[str]] = []
    for number, line in enumerate(read_lines(path), start=1):
        if line.startswith("# newdoc") or not documents:
            documents.append([[]])
        if line.startswith("# newpar") and documents[-1][-1]:
            documents[-1].append([])
        if line and not line.startswith("#"):
            row = line.split("\t")
            if len(row) != 10:
                raise TreebankError(f"{path}:{number}: {len(row)} columns where CoNLL-U has 10; is the file cut short?")
            rows.append(row)
        elif not line and rows:
            documents[-1][-1].append(_sentence(rows))
            rows = []
    if rows:
        documents[-1][-1].append(_sentence(rows))
    return tuple(tuple(tuple(paragraph) for paragraph in document if paragraph) for document in documents)


def read_trees(treebanks: Path, part: str) -> list[Document]:
    """Read EWT and GUM; `part` is "train", "dev" or "test"."""
    return [document for name in ("ewt", "gum") for document in read_conllu(treebanks / f"{name}-{part}.conllu.gz")]


def _sentence(rows: Sequence[Sequence[str]]) -> Sentence:
    """Build one sentence from its CoNLL-U rows; words inside a multi-word token are joined without a space."""
    words: list[Word] = []
    token = -1
    token_end = 0  # the last word of the multi-word token being read, and whether a space follows it
    token_space = True
    for word_id, form, lemma, upos, xpos, feats, head, relation, _, misc in rows:
        space = "SpaceAfter=No" not in misc.split("|")
        if "." in word_id:
            continue
        if "-" in word_id:
            token += 1
            token_end, token_space = int(word_id.split("-")[1]), space
            continue
        position = int(word_id)
        if position > token_end:
            token += 1
        elif position < token_end:
            space = False
        else:
            space = token_space
        words.append(
            Word(
                form=normalise(form) or form,
                lemma=normalise(lemma),
                upos=upos,
                xpos=xpos,
                feats="" if feats == "_" else feats,
                head=int(head) - 1 if head != "0" else position - 1,
                relation=relation,
                token=token,
                space_after=space,
                entity=next((value for key, _, value in (p.partition("=") for p in misc.split("|")) if key == "Entity"), ""),
            )
        )
    return tuple(words)


MENTION_MARK = re.compile(r"\((?P<opened>[^()]+)(?P<whole>\))?|(?P<closed>[^()]+)\)")


def marked_mentions(marks: Sequence[str], where: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield first word, last word and fields of GUM's mentions in a sentence, whose words bear these `Entity=` marks.

    The fields stand as `# global.Entity` names them: number, type, information status …; `where` names the sentence in the
    TreebankError raised for a mention that ends and never began.
    """
    opened: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    for position, mark in enumerate(marks):
        for bracket in MENTION_MARK.finditer(mark):
            if bracket["opened"]:
                fields = bracket["opened"].split("-", 7)
                opened[fields[0]].append((position, fields))
            if bracket["closed"] or bracket["whole"]:
                number = bracket["closed"] or bracket["opened"].split("-", 1)[0]
                if not opened[number]:
                    raise TreebankError(f"{where}: mention {number} ends but never began; is the file cut short?")
                first, fields = opened[number].pop()
                yield first, position, fields


def read_newswire(path: Path) -> tuple[Article, ...]:
    """Read a gzipped newswire file (token TAB BIO tag, nested tags ignored); spaces are guessed by `spaces_after`."""
    articles: list[list[Passage]] = []
    rows: list[tuple[str, str]] = []
    for line in [*read_lines(path), ""]:
        if line.startswith("# document"):
            articles.append([])
        elif line:
            form, tag, *_ = [*line.split("\t"), "O"]
            rows.append((form, tag))
        elif rows:
            if not rows[0][0].startswith("http"):  # the address of an article stands above its text
                articles[-1].append(_passage(rows))
            rows = []
    return tuple(tuple(passage for passage in article if passage) for article in articles)


def _passage(rows: Sequence[tuple[str, str]]) -> Passage:
    """Build one passage; a tag that continues nothing begins an entity of its own."""
    visible = [(INVISIBLE.sub("", form).strip(), tag) for form, tag in rows]
    visible = [(form, tag) for form, tag in visible if form]
    spaces = spaces_after([form for form, _ in visible])
    tokens: list[Token] = []
    previous = "O"
    for (form, tag), space in zip(visible, spaces, strict=True):
        if tag != "O":
            prefix, _, label = tag.partition("-")
            label = ENTITY_LABELS[label]
            tag = f"I-{label}" if prefix == "I" and previous.endswith(f"-{label}") else f"B-{label}"
        tokens.append(Token(normalise(form), tag, space))
        previous = tag
    return tuple(tokens)


CLOSING = frozenset(", . ; : ? ! ) ] } % ” » … ... ™ ° ® ' ’".split())
OPENING = frozenset("( [ { “ ‘ « $ £ € ₡ ₹ ¥ US$ R$ A$ NZ$ HK$ C$ S$ Rs. # @".split())
SUFFIX = re.compile(r"(['’](s|re|ve|ll|m|d|t)|n['’]t)$", re.IGNORECASE)
CONTRACTED = frozenset("s re ve ll m d t S RE VE LL M D T".split())
AFTER_DASH = frozenset(
    "The A An In On At It This That These He She They We As For With After While When But And".split()
)


def spaces_after(forms: Sequence[str]) -> list[bool]:
    """Guess, for each token of a newswire passage, whether a space followed it in print.

    The corpus was tokenised with hyphens, slashes, brackets, quotes and most apostrophes cut off.

    >>> forms = "“ We ’ re building a ‘ more - than ’ model , ” Al - Shaibani said ( in 2019 ) - it cost $ 3 .".split()
    >>> "".join(form + " " * space for form, space in zip(forms, spaces_after(forms)))
    '“We’re building a ‘more-than’ model,” Al-Shaibani said (in 2019) - it cost $3. '
    """
    marks = _quote_roles(forms)
    spaces = [_is_space_between(forms, marks, left) for left in range(len(forms) - 1)]
    return [*spaces, True] if forms else []


def _quote_roles(forms: Sequence[str]) -> list[str]:
    """Say of each token whether it is an "open" or "close" quote, an apostrophe "inside" a word, or neither ("")."""
    roles: list[str] = []
    double_open = single_open = False
    for position, form in enumerate(forms):
        role = ""
        following = forms[position + 1] if position + 1 < len(forms) else ""
        if form in {'"', "``", "''"}:
            role = "close" if double_open else "open"
            double_open = not double_open
        elif form in {"“", "‘"}:
            role = "open"
            single_open = single_open or form == "‘"
        elif form == "”":
            role = "close"
        elif form in {"'", "’", "`"}:
            if position and following in CONTRACTED:
                role = "inside"
            elif single_open or form == "’" or (position and forms[position - 1].lower().endswith("s")):
                role, single_open = "close", False
            else:
                role, single_open = "open", True
        roles.append(role)
    return roles


def _is_space_between(forms: Sequence[str], roles: Sequence[str], left: int) -> bool:
    """Decide on the space between tokens `left` and `left + 1`."""
    first, second = forms[left], forms[left + 1]
    if roles[left] in {"open", "inside"} or roles[left + 1] in {"close", "inside"}:
        return False
    if roles[left + 1] == "open":
        return first not in OPENING and not _is_tight(forms, left)
    if roles[left] == "close":
        return second not in CLOSING and not _is_tight(forms, left + 1)
    if SUFFIX.fullmatch(second) or second in CLOSING or first in OPENING:
        return False
    return not (_is_tight(forms, left) or _is_tight(forms, left + 1))


def _is_tight(forms: Sequence[str], position: int) -> bool:
    """Tell whether the token is a hyphen or slash that joins its two neighbours."""
    form = forms[position]
    if form == "/":
        return True
    if form not in {"-", "–", "‑"} or not 0 < position < len(forms) - 1:
        return False
    first, second = forms[position - 1], forms[position + 1]
    if first[-1].isdigit():
        return second[0].isdigit() or (form == "-" and second[0].islower())
    if form == "–" or not first[-1].isalpha() or not second[0].isalnum() or second in AFTER_DASH:
        return False
    if first[0].isupper() and second[0].isupper():  # "Asia - Pacific" in a sentence, "Energy Crisis - Plan" in a title
        return forms[-1] in {".", "”", '"', "!", "?", "’", "'"}
    return True


def text_and_spans(forms: Sequence[str], spaces: Sequence[bool]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text the tokens make up and each token's span in it, in code points, end excluded.

    >>> text_and_spans(["do", "n't", "go"], [False, True, True])
    ("don't go", [(0, 2), (2, 5), (6, 8)])
    """
    ends = [0]
    parts: list[str] = []
    for form, space in zip(forms, spaces, strict=True):
        parts.append(form + " " * space)
        ends.append(ends[-1] + len(parts[-1]))
    spans = [(start, start + len(form)) for (start, _), form in zip(pairwise(ends), forms, strict=True)]
    return "".join(parts).rstrip(), spans
