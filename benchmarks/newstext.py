"""How a pipeline stands the shapes of news text: python -m benchmarks.newstext TREEBANKS [--pipeline NAME_OR_PATH …].

EWT, GUM and newswire dev, each kind of variation alone, read as kgraph reads its articles: through kgraph.annotate.shadow.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from spacy.language import Language
from spacy.tokens import Doc

from kgraph.annotate import load_pipeline, shadow
from kgraph.fingerprint import DEFAULT
from training.evaluate import score_entities, score_trees
from training.read import Article, Document, Paragraph, Passage, Sentence, read_newswire, read_trees
from training.variants import (
    dateline,
    dateline_tokens,
    final_period,
    in_british_spelling,
    passage_with_foreign_names,
    reform,
    shape,
    title_case,
    with_foreign_names,
    without_words,
)

SEED = 7
Respell = Callable[[Sequence[str], Sequence[bool]], list[str]]


@dataclass(frozen=True)
class Kind:
    """One kind of variation: of a paragraph's trees, of a newswire passage, and of the characters as they are printed."""

    paragraph: Callable[[Paragraph, random.Random], Paragraph] = lambda paragraph, rng: paragraph
    passage: Callable[[Passage, random.Random], Passage] = lambda passage, rng: passage
    printed: Callable[[str], str] = str


@dataclass(frozen=True)
class Printed:
    """A pipeline that is given texts as printed and reads their shadow, as kgraph.annotate does."""

    nlp: Language
    printed: Callable[[str], str]

    def pipe(self, texts: Iterable[str], /) -> Iterator[Doc]:
        seen = map(self.printed, texts)
        return self.nlp.pipe(shadow(text, [(0, len(text))])[0] for text in seen)


def letters(respell: Respell) -> Kind:
    """The kind that writes every word in other letters."""

    def paragraph(sentences: Paragraph, rng: random.Random) -> Paragraph:
        return tuple(reform(sentence, respell(*shape(sentence)), keep_lemmas=True) for sentence in sentences)

    def passage(tokens: Passage, rng: random.Random) -> Passage:
        return tuple(replace(token, form=form) for token, form in zip(tokens, respell(*shape(tokens)), strict=True))

    return Kind(paragraph, passage)


def each(change: Callable[[Sentence, random.Random], Sentence]) -> Callable[[Paragraph, random.Random], Paragraph]:
    return lambda paragraph, rng: tuple(change(sentence, rng) for sentence in paragraph)


def without_period(passage: Passage) -> Passage:
    return passage[:-1] if len(passage) > 1 and passage[-1].form == "." else passage


def curly(text: str) -> str:
    """The text with the printer's quotes.

    >>> curly('"We don\\'t," he said.')
    '“We don’t,” he said.'
    """
    for straight, opening, closing in (('"', "“", "”"), ("'", "‘", "’")):
        text = re.sub(rf"(^|[\s(\[—–-]){straight}(?=\w)", rf"\1{opening}", text).replace(straight, closing)
    return text


KINDS = {
    "plain": Kind(),
    "title case": letters(title_case),
    "capitals": letters(lambda forms, spaces: [form.upper() for form in forms]),
    "small letters": letters(lambda forms, spaces: [form.lower() for form in forms]),
    "no final period": Kind(
        lambda paragraph, rng: (*paragraph[:-1], without_words(paragraph[-1], final_period(paragraph[-1]))),
        lambda passage, rng: without_period(passage),
    ),
    "curly quotes": Kind(printed=curly),
    "non-breaking spaces": Kind(printed=lambda text: text.replace(" ", "\u00a0")),
    "British spelling": Kind(each(lambda sentence, rng: in_british_spelling(sentence))),
    "dateline": Kind(
        lambda paragraph, rng: (dateline(rng), *paragraph),
        lambda passage, rng: (*dateline_tokens(dateline(rng)), *passage),
    ),
    "foreign names": Kind(each(with_foreign_names), passage_with_foreign_names),
}


def scores(nlp: Language, trees: Sequence[Document], news: Sequence[Article]) -> dict[str, tuple[float, float]]:
    """Return LAS and entity F1 by kind, both in [0, 1]."""
    found = {}
    for name, kind in KINDS.items():
        rng = random.Random(SEED)
        reader = Printed(nlp, kind.printed)
        documents = [tuple(kind.paragraph(paragraph, rng) for paragraph in document) for document in trees]
        articles = [tuple(kind.passage(passage, rng) for passage in article) for article in news]
        found[name] = score_trees(reader, documents)["las"], score_entities(reader, articles)["f"]
    return found


@click.command()
@click.argument("treebanks", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pipeline", "pipelines", multiple=True, default=[DEFAULT], show_default=True, help="Name or folder of a pipeline.")
def main(treebanks: Path, pipelines: tuple[str, ...]) -> None:
    """Print LAS and entity F1 on the dev sets in TREEBANKS by kind of variation, with their ratio to the plain text's."""
    trees, news = read_trees(treebanks, "dev"), read_newswire(treebanks / "worldwide-ner-dev.tsv.gz")
    for pipeline in pipelines:
        figures = scores(load_pipeline(pipeline), trees, news)
        print(f"{pipeline:22}{'LAS':>6}{'ratio':>8}{'entities':>10}{'ratio':>8}")
        for name, (las, entities) in figures.items():
            plain_las, plain_entities = figures["plain"]
            print(f"{name:22}{las:6.3f}{las / plain_las:8.3f}{entities:10.3f}{entities / plain_entities:8.3f}")


if __name__ == "__main__":
    main()
