"""Training examples for spaCy, drawn anew for each pass: other paragraph cuts and other variants of the same texts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from training.read import Article, Document, Passage, Sentence, text_and_spans
from training.variants import (
    curly_quotes,
    dateline,
    dateline_tokens,
    final_period,
    headline_gaps,
    in_british_spelling,
    passage_with_foreign_names,
    reform,
    shape,
    title_case,
    with_foreign_names,
    without_words,
)

MAX_SENTENCES = 10
MAX_HEADLINE = 22  # words
SENTENCE_END = frozenset('. ? ! " \' ) ]'.split())


def syntax_examples(nlp: Language, documents: Sequence[Document], seed: str) -> Iterator[Example]:
    """Yield one pass over the treebanks in random order: raw text against gold tree, one Doc per run of sentences."""
    rng = random.Random(seed)
    runs = [run for document in documents for run in _runs(document, rng)]
    rng.shuffle(runs)
    for run in runs:
        varied = _vary_run(run, rng)
        if varied:
            reference = syntax_doc(nlp, varied)
            yield Example(nlp.make_doc(reference.text), reference)


def _runs(document: Document, rng: random.Random) -> Iterator[list[Sentence]]:
    """Cut a document into runs of 1 to MAX_SENTENCES sentences, mostly its paragraphs, some joined or cut shorter."""
    run: list[Sentence] = []
    for paragraph in document:
        limit = 1 if rng.random() < 0.15 else rng.randint(2, MAX_SENTENCES)
        for sentence in paragraph:
            run.append(sentence)
            if len(run) >= limit:
                yield run
                run = []
        if run and not (run[-1][-1].form in SENTENCE_END and rng.random() < 0.35):
            yield run
            run = []
    if run:
        yield run


def _vary_run(run: Sequence[Sentence], rng: random.Random) -> list[Sentence]:
    """Draw a variant of a run: five times in eight the run as it is, else one of the shapes of training.variants."""
    draw = rng.random()
    if draw < 0.62:
        return list(run)
    if draw < 0.64:
        return [dateline(rng), *run]
    if draw < 0.67:
        return [in_british_spelling(sentence) for sentence in run]
    if draw < 0.70:
        return [with_foreign_names(sentence, rng) for sentence in run]
    if draw < 0.76:
        return [reform(sentence, _curly(sentence), keep_lemmas=True) for sentence in run]
    if draw < 0.79:
        return [reform(sentence, [word.form.lower() for word in sentence], keep_lemmas=False) for sentence in run]
    if draw < 0.83:
        return [*run[:-1], without_words(run[-1], final_period(run[-1]))]
    short = [sentence for sentence in run if 2 < len(sentence) <= MAX_HEADLINE]
    if not short:
        return list(run)
    sentence = rng.choice(short)
    gaps = headline_gaps(sentence, articles=rng.random() < 0.5, auxiliaries=rng.random() < 0.3)
    headline = without_words(sentence, gaps if rng.random() < 0.9 else frozenset())
    rest = [other for other in run if other is not sentence]
    if draw < 0.96:
        varied = reform(headline, title_case(*shape(headline)), keep_lemmas=True)
    else:
        varied = reform(headline, [word.form.upper() for word in headline], keep_lemmas=False)
    return [varied] if rng.random() < 0.7 else [*rest, varied]


def _curly(sentence: Sentence) -> list[str]:
    return curly_quotes(*shape(sentence))


def syntax_doc(nlp: Language, sentences: Sequence[Sentence]) -> Doc:
    """Build the gold Doc of some sentences, on the treebank's own words."""
    words = [word for sentence in sentences for word in sentence]
    offsets: list[int] = []
    for sentence in sentences:
        offsets += [len(offsets)] * len(sentence)
    return Doc(
        nlp.vocab,
        words=[word.form for word in words],
        spaces=[word.space_after for word in words[:-1]] + [False],
        tags=["" if word.xpos == "_" else word.xpos for word in words],
        pos=["" if word.upos == "_" else word.upos for word in words],
        morphs=[word.feats for word in words],
        lemmas=[word.lemma for word in words],
        heads=[word.head + offset for word, offset in zip(words, offsets, strict=True)],
        deps=["ROOT" if word.relation == "root" else word.relation for word in words],
        sent_starts=[position == 0 for sentence in sentences for position in range(len(sentence))],
    )


def entity_examples(nlp: Language, articles: Sequence[Article], seed: str) -> Iterator[Example]:
    """Yield one pass over the newswire in random order, one Doc per one to four passages."""
    rng = random.Random(seed)
    runs: list[list[Passage]] = []
    for article in articles:
        start = 0
        while start < len(article):
            size = rng.choice((1, 1, 2, 4))
            runs.append(list(article[start : start + size]))
            start += size
    rng.shuffle(runs)
    for run in runs:
        passage = tuple(token for part in run for token in part)
        reference = entity_doc(nlp, _vary_passage(passage, rng))
        if len(reference):
            yield Example(nlp.make_doc(reference.text), reference)


def _vary_passage(passage: Passage, rng: random.Random) -> Passage:
    """Draw a variant of a passage; a headline is one sentence of it."""
    draw = rng.random()
    if draw < 0.66:
        return passage
    if draw < 0.68:
        return (*dateline_tokens(dateline(rng)), *passage)
    if draw < 0.76:
        return passage_with_foreign_names(passage, rng)
    forms, spaces = shape(passage)
    if draw < 0.82:
        forms = curly_quotes(forms, spaces)
    elif draw < 0.84:
        forms = [form.lower() for form in forms]
    else:
        sentences = [sentence for sentence in _sentences(passage) if 3 < len(sentence) <= MAX_HEADLINE + 8]
        if not sentences:
            return passage
        passage = rng.choice(sentences)
        if passage[-1].form == ".":
            passage = passage[:-1]
        forms, spaces = shape(passage)
        forms = title_case(forms, spaces) if draw < 0.96 else [form.upper() for form in forms]
    return tuple(
        token if token.form == form else replace(token, form=form) for token, form in zip(passage, forms, strict=True)
    )


def _sentences(passage: Passage) -> Iterator[Passage]:
    """Cut a passage after each period outside an entity that a capital follows: rough, for headlines only."""
    start = 0
    for position, token in enumerate(passage):
        following = passage[position + 1 : position + 2]
        if token.form in {".", "!", "?"} and (not following or following[0].form[:1].isupper()) and token.tag == "O":
            yield passage[start : position + 1]
            start = position + 1
    if start < len(passage):
        yield passage[start:]


def entity_doc(nlp: Language, passage: Passage) -> Doc:
    """Build the gold Doc of a passage on spaCy's own tokens; a token an entity covers in part belongs to it."""
    text, spans = text_and_spans(*shape(passage))
    doc = nlp.make_doc(text)
    found = []
    taken = 0
    for start, end, label in entity_spans(passage, spans):
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and span.start >= taken:
            found.append(span)
            taken = span.end
    doc.set_ents(found)
    return doc


def entity_spans(passage: Passage, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and label of the passage's entities, in code points of its text."""
    start, end, label = 0, 0, ""
    for token, (token_start, token_end) in zip(passage, spans, strict=True):
        if not token.tag.startswith("I-") and label:
            yield start, end, label
            label = ""
        if token.tag.startswith("B-"):
            start, label = token_start, token.tag[2:]
        end = token_end
    if label:
        yield start, end, label
