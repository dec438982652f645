"""How common the words of general English are: kgraph/stories.tsv, by which kgraph.stories weighs the words of articles.

    python -m training.stories TREEBANKS -o kgraph/stories.tsv

TREEBANKS is the folder that training/README.md describes. Counted is in how many passages of SENTENCES sentences each stem
stands; the first line, without a stem, holds the number of passages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from kgraph.stories import WORD, stem
from training.errors import TreebankError
from training.names import read_crossner
from training.read import Token, Word, read_newswire, read_trees

SENTENCES = 20  # about what an article has
COMMONEST = 5000


def texts(treebanks: Path) -> Iterator[str]:
    """The passages of the treebanks, the newswire and the politics part of CrossNER; what pipelines are tested on is left out.

    Raises TreebankError where a file is missing.
    """
    for part in ("train", "dev"):
        for document in read_trees(treebanks, part):
            yield from passages([sentence for paragraph in document for sentence in paragraph])
        yield from passages(read_crossner(treebanks / f"crossner-politics-{part}.tsv.gz"))
    for article in read_newswire(treebanks / "worldwide-ner-train.tsv.gz"):
        yield from passages(article)


def passages(sentences: Sequence[Sequence[Word | Token]]) -> Iterator[str]:
    for start in range(0, len(sentences), SENTENCES):
        words = (word for sentence in sentences[start : start + SENTENCES] for word in sentence)
        yield "".join(word.form + " " * word.space_after for word in words)


def count(found: Iterable[str]) -> tuple[int, Counter[str]]:
    """The number of passages, and in how many of them each stem stands.

    >>> count(["The bridges of the town", "A bridge, the old bridge", "Bridges"])[1].most_common(1)
    [('bridg', 3)]
    """
    number, counts = 0, Counter[str]()
    for text in found:
        number += 1
        counts.update({key for word in WORD.findall(text) if (key := stem(word)) is not None})
    return number, counts


def to_tsv(number: int, counts: Counter[str]) -> str:
    commonest = sorted(counts, key=lambda key: (-counts[key], key))[:COMMONEST]
    return "".join(f"{key}\t{times}\n" for key, times in [("", number), *((key, counts[key]) for key in commonest)])


@click.command()
@click.argument("treebanks", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The TSV file to write.")
def main(treebanks: Path, output: Path) -> None:
    """Count words in TREEBANKS."""
    try:
        output.write_text(to_tsv(*count(texts(treebanks))), encoding="utf-8", newline="\n")
    except TreebankError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
