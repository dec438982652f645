"""Named entities from sources with a licence: GUM's entity layer and CrossNER, in the newswire's kinds.

They stand for the newswire, whose repository states no licence, when training is told to do without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from training.read import Article, Document, Sentence, Token, marked_mentions, normalise, read_conllu, read_lines, spaces_after

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
LINKS = frozenset({"of", "the", "for", "-", "de", "al"})  # words inside a name: "Bank of England"


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
    where = " ".join(word.form for word in sentence[:5])
    found = [
        (inside, GUM_KINDS[kind])
        for first, last, (number, kind, *_) in marked_mentions([word.entity for word in sentence], where)
        if kind in GUM_KINDS and number.isdigit() and (inside := name_inside(sentence, first, last + 1, kind))
    ]  # "12[1/2]" is half of a mention cut in two
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
