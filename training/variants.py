"""Other shapes of a training text: headline, capitals, small letters, no final period, curly quotes.

All functions are pure; the caller draws what to apply. `forms` and `spaces` describe one text: its tokens and whether a
space follows each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from training.read import Sentence

SMALL_WORDS = frozenset(
    "a an the and but or nor for as at by from in into of off on onto out over per to up upon via vs with is be".split()
)
ARTICLES = frozenset({"a", "an", "the"})
DROPPED_AUXILIARIES = frozenset({"am", "is", "are", "was", "were"})


def title_case(forms: Sequence[str], spaces: Sequence[bool]) -> list[str]:
    """Write a text as most news headlines are: all but small words capitalised.

    >>> title_case(["the", "Kremlin", "wo", "n't", "say", "if", "it", "is", "near"], [True, True, False] + [True] * 6)
    ['The', 'Kremlin', 'Wo', "n't", 'Say', 'If', 'It', 'is', 'Near']
    """
    result: list[str] = []
    for position, form in enumerate(forms):
        begins_word = position == 0 or spaces[position - 1] or forms[position - 1] in {"-", '"', "'", "("}
        small = form in SMALL_WORDS and 0 < position < len(forms) - 1
        result.append(form[:1].upper() + form[1:] if begins_word and not small else form)
    return result


def curly_quotes(forms: Sequence[str], spaces: Sequence[bool]) -> list[str]:
    """Put the printer's quotes back.

    >>> curly_quotes(['"', "We", "do", "n't", '"'], [False, True, False, False, True])
    ['“', 'We', 'do', 'n’t', '”']
    """
    result: list[str] = []
    for position, form in enumerate(forms):
        opens = (position == 0 or spaces[position - 1]) and not spaces[position]
        if form == '"':
            form = "“" if opens else "”"
        elif form == "'":
            form = "‘" if opens else "’"
        result.append(form.replace("'", "’"))
    return result


def reform(sentence: Sentence, forms: Sequence[str], keep_lemmas: bool) -> Sentence:
    """Give a sentence other forms; where `keep_lemmas` is false, a word whose form changed loses its lemma."""
    return tuple(
        word if word.form == form else replace(word, form=form, lemma=word.lemma if keep_lemmas else "")
        for word, form in zip(sentence, forms, strict=True)
    )


def without_words(sentence: Sentence, dropped: frozenset[int]) -> Sentence:
    """Return the sentence less the words at these positions. Nothing may depend on them (see `leaves`)."""
    kept = [position for position in range(len(sentence)) if position not in dropped]
    moved = {old: new for new, old in enumerate(kept)}
    words = [replace(sentence[old], head=moved[sentence[old].head]) for old in kept]
    if words:
        words[-1] = replace(words[-1], space_after=True)
    return tuple(words)


def leaves(sentence: Sentence) -> frozenset[int]:
    """Return the positions of the words nothing depends on and that are not the root."""
    heads = {word.head for word in sentence}
    return frozenset(position for position in range(len(sentence)) if position not in heads)


def final_period(sentence: Sentence) -> frozenset[int]:
    """Return the position of the sentence's final period, if it has one and can lose it."""
    last = len(sentence) - 1
    return frozenset({last}) & leaves(sentence) if last > 0 and sentence[last].form == "." else frozenset()


def headline_gaps(sentence: Sentence, articles: bool, auxiliaries: bool) -> frozenset[int]:
    """Return the positions of the words headlines leave out: the final period, articles and forms of "be" as asked."""
    free = leaves(sentence)
    gaps = set(final_period(sentence))
    for position in free:
        word = sentence[position]
        form = word.form.lower()
        own_space = word.space_after and (position == 0 or sentence[position - 1].space_after)
        if own_space and (
            (articles and word.relation == "det" and form in ARTICLES)
            or (auxiliaries and word.relation in {"aux:pass", "aux", "cop"} and form in DROPPED_AUXILIARIES)
        ):
            gaps.add(position)
    return frozenset(gaps)
