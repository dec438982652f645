"""Measure a pipeline on raw text: the CoNLL 2018 metric for trees, exact spans for entities, words per CPU second.

    python -m training.evaluate PIPELINE TREEBANKS
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol, TypeAlias

import click
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

from training.corpus import entity_spans
from training.errors import TreebankError
from training.read import Article, Document, Sentence, read_conllu, read_newswire, text_and_spans
from training.variants import reform, shape, title_case

Scores: TypeAlias = dict[str, dict[str, float]]
TREES = {"ewt_test": "ewt-test", "gum_test": "gum-test", "pud_test": "pud-test"}


class Annotator(Protocol):
    """What annotates texts in order: a pipeline, or one behind a reading of its own."""

    def pipe(self, texts: Iterable[str], /) -> Iterator[Doc]: ...


@dataclass(frozen=True, slots=True)
class ScoredWord:
    """A gold or predicted word; start and end count the characters of the whole file that are no white space.

    `head` is the governing word's index in the same list, its own for a root. Words of one multi-word token share the
    token's span and are `is_multiword`.
    """

    start: int
    end: int
    form: str
    head: int
    relation: str
    upos: str
    xpos: str
    lemma: str
    is_multiword: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things gold has, the system has, and both have."""

    gold: int
    system: int
    both: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in [0, 1]."""
        total = self.gold + self.system
        return 2 * self.both / total if total else 0.0


def universal(relation: str) -> str:
    """Strip a relation's subtype and spaCy's capitals: "nsubj:pass" is "nsubj", "ROOT" is "root"."""
    return relation.partition(":")[0].lower()


def align(gold: Sequence[ScoredWord], system: Sequence[ScoredWord]) -> dict[int, int]:
    """Pair words as the CoNLL 2018 shared task does: equal spans, and inside gold multi-word tokens the longest common
    subsequence of lower-cased forms. Returns gold index -> system index.

    Source: Zeman et al. 2018, "CoNLL 2018 Shared Task", section 5, and its evaluation script's definition.
    """
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(gold) and j < len(system):
        if not gold[i].is_multiword:
            if (gold[i].start, gold[i].end) == (system[j].start, system[j].end):
                pairs[i] = j
                i, j = i + 1, j + 1
            elif gold[i].start <= system[j].start:
                i += 1
            else:
                j += 1
            continue
        while j < len(system) and system[j].start < gold[i].start:
            j += 1
        first_gold, first_system, end = i, j, gold[i].end
        while i < len(gold) and gold[i].start < end:
            i += 1
        while j < len(system) and system[j].end <= end:
            j += 1
        left = [word.form.lower() for word in gold[first_gold:i]]
        right = [word.form.lower() for word in system[first_system:j]]
        for a, b in longest_common_subsequence(left, right):
            pairs[first_gold + a] = first_system + b
    return pairs


def longest_common_subsequence(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Return the index pairs of one longest common subsequence.

    >>> longest_common_subsequence(["do", "not"], ["do", "n't", "not"])
    [(0, 0), (1, 2)]
    """
    lengths = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for a in reversed(range(len(left))):
        for b in reversed(range(len(right))):
            longer = max(lengths[a + 1][b], lengths[a][b + 1])
            lengths[a][b] = lengths[a + 1][b + 1] + 1 if left[a] == right[b] else longer
    pairs: list[tuple[int, int]] = []
    a = b = 0
    while a < len(left) and b < len(right):
        if left[a] == right[b]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif lengths[a + 1][b] >= lengths[a][b + 1]:
            a += 1
        else:
            b += 1
    return pairs


def raw_paragraphs(documents: Iterable[Document]) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    """Yield the raw text and the gold sentences of each paragraph."""
    for document in documents:
        for paragraph in document:
            words = [word for sentence in paragraph for word in sentence]
            text, _ = text_and_spans([word.form for word in words], [word.space_after for word in words])
            yield text, paragraph


def gold_words(sentences: Iterable[Sentence]) -> tuple[list[ScoredWord], set[tuple[int, int]]]:
    """Return the gold words and the spans of the gold sentences."""
    words: list[ScoredWord] = []
    spans: set[tuple[int, int]] = set()
    at = 0
    for sentence in sentences:
        offset, sentence_start = len(words), at
        for _, group in groupby(sentence, key=lambda word: word.token):
            token = list(group)
            start, at = at, at + sum(len("".join(word.form.split())) for word in token)
            words += [
                ScoredWord(
                    start,
                    at,
                    word.form,
                    word.head + offset,
                    universal(word.relation),
                    word.upos,
                    word.xpos,
                    word.lemma,
                    len(token) > 1,
                )
                for word in token
            ]
        spans.add((sentence_start, at))
    return words, spans


def system_words(docs: Iterable[Doc]) -> tuple[list[ScoredWord], set[tuple[int, int]]]:
    """Return a pipeline's words and the spans of its sentences; tokens of white space are left out."""
    words: list[ScoredWord] = []
    spans: set[tuple[int, int]] = set()
    at = 0
    for doc in docs:
        tokens = [token for token in doc if not token.is_space]
        index = {token.i: len(words) + position for position, token in enumerate(tokens)}
        starts: dict[int, int] = {}
        for token in tokens:
            start, at = at, at + len("".join(token.text.split()))
            starts[token.i] = start
            words.append(
                ScoredWord(
                    start,
                    at,
                    token.text,
                    index.get(token.head.i, index[token.i]),
                    universal(token.dep_),
                    token.pos_,
                    token.tag_,
                    token.lemma_,
                    False,
                )
            )
        for sentence in doc.sents:
            inside = [token for token in sentence if not token.is_space]
            if inside:
                spans.add((starts[inside[0].i], words[index[inside[-1].i]].end))
    return words, spans


def score_trees(nlp: Annotator, documents: Sequence[Document]) -> dict[str, float]:
    """Parse the raw paragraphs and return F1 of words, sentences, upos, xpos, lemmas, uas and las, all in [0, 1]."""
    texts, paragraphs = zip(*raw_paragraphs(documents), strict=True)
    gold, gold_sentences = gold_words(sentence for paragraph in paragraphs for sentence in paragraph)
    system, system_sentences = system_words(nlp.pipe(texts))
    pairs = align(gold, system)
    right: Counter[str] = Counter()
    for i, j in pairs.items():
        ours, theirs = system[j], gold[i]
        is_root = theirs.head == i
        same_head = ours.head == j if is_root else pairs.get(theirs.head) == ours.head and ours.head != j
        right["words"] += 1
        right["upos"] += ours.upos == theirs.upos
        right["xpos"] += ours.xpos == theirs.xpos
        right["lemmas"] += theirs.lemma in {ours.lemma, "_"}
        right["uas"] += same_head
        right["las"] += same_head and ours.relation == theirs.relation
    scores = {
        name: Counts(len(gold), len(system), right[name]).f1
        for name in ("words", "upos", "xpos", "lemmas", "uas", "las")
    }
    both = len(gold_sentences & system_sentences)
    return {"sentences": Counts(len(gold_sentences), len(system_sentences), both).f1} | scores


def score_entities(nlp: Annotator, articles: Sequence[Article]) -> dict[str, float]:
    """Find entities in the raw passages and return precision, recall and F1 of exact spans, and F1 by label."""
    gold: set[tuple[int, int, int, str]] = set()
    texts: list[str] = []
    for article in articles:
        for passage in article:
            forms, spaces = shape(passage)
            text, spans = text_and_spans(forms, spaces)
            gold |= {(len(texts), *span) for span in entity_spans(passage, spans)}
            texts.append(text)
    system = {
        (number, entity.start_char, entity.end_char, entity.label_)
        for number, doc in enumerate(nlp.pipe(texts))
        for entity in doc.ents
    }
    both = gold & system
    scores = {
        "p": len(both) / max(1, len(system)),
        "r": len(both) / max(1, len(gold)),
        "f": Counts(len(gold), len(system), len(both)).f1,
    }
    for label in sorted({item[3] for item in gold}):
        counts = [sum(item[3] == label for item in items) for items in (gold, system, both)]
        scores[label] = Counts(*counts).f1
    return scores


def words_per_second(nlp: Language, documents: Sequence[Document]) -> float:
    """Return the tokens annotated per second of CPU time of this process, all its threads together."""
    texts = [text for text, _ in raw_paragraphs(documents)]
    start = time.process_time()
    tokens = sum(len(doc) for doc in nlp.pipe(texts))
    return tokens / (time.process_time() - start)


def headlines(documents: Iterable[Document]) -> list[Document]:
    """Return each sentence as a paragraph of its own, in title case."""
    return [
        ((reform(sentence, title_case(*shape(sentence)), keep_lemmas=True),),)
        for document in documents
        for paragraph in document
        for sentence in paragraph
    ]


def evaluate(pipeline: Path, treebanks: Path) -> Scores:
    """Measure the pipeline in a folder on all test sets.

    "pud_test_title_case" reads each sentence of PUD as a headline. "speed" is taken with thinc's default matrix product
    (blis) and with numpy's.
    """
    nlp = spacy.load(pipeline)
    trees = {name: read_conllu(treebanks / f"{file}.conllu.gz") for name, file in TREES.items()}
    scores = {name: score_trees(nlp, documents) for name, documents in trees.items()}
    scores["pud_test_title_case"] = score_trees(nlp, headlines(trees["pud_test"]))
    scores["newswire_test"] = score_entities(nlp, read_newswire(treebanks / "worldwide-ner-test.tsv.gz"))
    scores["speed"] = {"words_per_cpu_second_blis": words_per_second(nlp, trees["pud_test"])}
    set_current_ops(NumpyOps(use_blis=False))
    scores["speed"]["words_per_cpu_second_numpy"] = words_per_second(spacy.load(pipeline), trees["pud_test"])
    return scores


def write_performance(pipeline: Path, scores: Scores) -> None:
    """Put the scores into the pipeline's meta.json, rounded."""
    path = pipeline / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["performance"] = {
        test: {name: round(score, 4 if score <= 1 else 0) for name, score in figures.items()}
        for test, figures in scores.items()
    }
    path.write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def describe(scores: Scores) -> str:
    """Return the scores as lines of text.

    >>> print(describe({"pud_test": {"las": 0.8312, "upos": 0.95}}))
    pud_test: las .831, upos .950
    """
    return "\n".join(
        f"{test}: " + ", ".join(f"{name} {_short(score)}" for name, score in figures.items())
        for test, figures in scores.items()
    )


def _short(score: float) -> str:
    return f"{score:.0f}" if score > 1 else f"{score:.3f}".removeprefix("0")


@click.command()
@click.argument("pipeline", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("treebanks", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(pipeline: Path, treebanks: Path) -> None:
    """Measure PIPELINE on the test sets in TREEBANKS and write the scores into its meta.json."""
    try:
        scores = evaluate(pipeline, treebanks)
    except TreebankError as error:
        raise click.ClickException(str(error)) from error
    write_performance(pipeline, scores)
    print(describe(scores))


if __name__ == "__main__":
    main()
