"""Named entities from sources with a licence: GUM's entity layer and CrossNER, in the newswire's kinds.

They stand for the newswire, whose repository states no licence, when training is told to do without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.read import Article, Document, Sentence, Token, normalise, read_conllu, read_lines, spaces_after

GUM_KINDS = {"person": "PERSON", "organization": "ORG", "place": "LOC", "time": "DATE", "event": "MISC", "object": "PRODUCT"}
CROSSNER_KINDS = {
    "politician": "PERSON",
    "person": "PERSON",
    "politicalparty": "ORG",
    "organisation": "ORG",
    "country": "LOC",
    "location": "LOC",
    "election": "MISC",
    "event": "MISC",
    "misc": "MISC",
}
MARK = re.compile(r"\((\d+)-([a-z]+)-[^()]*(\))?|(\d+)\)")
LINKS = frozenset({"of", "the", "for", "-", "de", "al"})  # words inside a name: "Bank of England"


def mentions(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Yield first word, end and GUM's kind of each mention that opens and closes in the sentence."""
    open_mentions: list[tuple[str, int, str]] = []
    for place, word in enumerate(sentence):
        for number, kind, closed, closing in MARK.findall(word.entity):
            if closing:
                at = next((i for i in reversed(range(len(open_mentions))) if open_mentions[i][0] == closing), None)
                if at is not None:
                    _, start, name = open_mentions.pop(at)
                    yield start, place + 1, name
            elif closed:
                yield place, place + 1, kind
            else:
                open_mentions.append((number, place, kind))


def name_inside(sentence: Sentence, start: int, end: int, kind: str) -> tuple[int, int] | None:
    """Return the run of proper nouns, in a time also numbers, around the mention's head; None where that is neither."""
    tags = {"NNP", "NNPS", "CD"} if kind == "time" else {"NNP", "NNPS"}

    def proper(place: int) -> bool:
        return sentence[place].xpos in tags

    def bridged(place: int, step: int) -> int | None:
        """The next word of the name that way, over at most two small words."""
        for ahead in (1, 2, 3):
            at = place + step * ahead
            if not start <= at < end:
                return None
            if proper(at):
                return at
            if sentence[at].form.lower() not in LINKS:
                return None
        return None

    head = next((i for i in range(start, end) if not start <= sentence[i].head < end or sentence[i].head == i), start)
    if not proper(head):
        return None
    first = last = head
    while (before := bridged(first, -1)) is not None:
        first = before
    while (after := bridged(last, 1)) is not None:
        last = after
    return first, last + 1


def gum_names(documents: Iterable[Document]) -> Iterator[Article]:
    """Yield GUM documents as articles with the names of their mentions; the longest of nested names counts."""
    for document in documents:
        yield tuple(tuple(token for sentence in paragraph for token in _named(sentence)) for paragraph in document)


def _named(sentence: Sentence) -> Iterator[Token]:
    tags = ["O"] * len(sentence)
    found = [
        (inside, GUM_KINDS[kind])
        for start, end, kind in mentions(sentence)
        if kind in GUM_KINDS and (inside := name_inside(sentence, start, end, kind))
    ]
    for (start, end), label in sorted(found, key=lambda f: (f[0][0] - f[0][1], f[0], f[1])):
        if all(tag == "O" for tag in tags[start:end]):
            tags[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
    for word, tag in zip(sentence, tags, strict=True):
        yield Token(word.form, tag, word.space_after)


def licensed_names(treebanks: Path) -> list[Article]:
    """Read the names that stand for the newswire in training: GUM's train files and CrossNER's train and dev files."""
    crossner = (read_crossner(treebanks / f"crossner-politics-{part}.tsv.gz") for part in ("train", "dev"))
    return [*gum_names(read_conllu(treebanks / "gum-train.conllu.gz")), *crossner]


def read_crossner(path: Path) -> Article:
    """Read a gzipped CrossNER file (token TAB BIO tag, a blank line after each sentence) as one article; spaces are guessed."""
    passages = []
    rows: list[tuple[str, str]] = []
    for line in [*read_lines(path), ""]:
        if line and not line.startswith("#"):
            form, _, tag = line.partition("\t")
            prefix, _, kind = tag.partition("-")
            rows.append((form, f"{prefix}-{CROSSNER_KINDS[kind]}" if kind else "O"))
        elif rows:
            spaces = spaces_after([form for form, _ in rows])
            passages.append(tuple(Token(normalise(form), tag, space) for (form, tag), space in zip(rows, spaces, strict=True)))
            rows = []
    return tuple(passages)
