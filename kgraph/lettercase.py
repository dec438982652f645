"""Headlines in capitals, rewritten as the article's own sentences write their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from spacy.lang.en.stop_words import STOP_WORDS

WORD = re.compile(r"([^\W\d_]+)('(?:s|t|d|m|re|ve|ll)\b)?", re.IGNORECASE)  # a word and what is contracted with it
SENTENCE_START = re.compile(r"(?:\A|[.!?:]['\")\]]*)\s*[-–—(\[\"']*\Z")
FEWEST_WORDS = 3  # fewer may be the name of an agency or a place


def is_in_capitals(text: str) -> bool:
    """Whether a text has several words and no small letter."""
    return text.isupper() and len(WORD.findall(text)) >= FEWEST_WORDS


def capitalised(texts: Iterable[str]) -> dict[str, str]:
    """Return the words that running texts write with a capital, small form to printed form.

    A word at the start of a sentence counts if it is written small nowhere and is no function word.

    >>> capitalised(["He said NATO met Biden. Votes count. Count the votes. Obama left."])
    {'obama': 'Obama', 'nato': 'NATO', 'biden': 'Biden'}
    """
    inside: dict[str, str] = {}
    first: dict[str, str] = {}
    small: set[str] = set()
    for text in texts:
        for match in WORD.finditer(text):
            word = match[1]
            if word[0].islower():
                small.add(word)
            else:
                begins = SENTENCE_START.search(text, 0, match.start())
                (first if begins else inside).setdefault(word.lower(), word)
    return {word: form for word, form in first.items() if word not in small and word not in STOP_WORDS} | inside


def as_in_sentences(text: str, names: Mapping[str, str]) -> str:
    """Rewrite a text in capitals: words in `names` (see `capitalised`) as printed there, the first with a capital, all others small.

    Letters that stand alone stay capitals ("U.S."). No character moves.

    >>> as_in_sentences("PUTIN WON'T JOIN BIDEN'S TALKS", {"biden": "Biden"})
    "Putin won't join Biden's talks"
    """

    def form(match: re.Match[str]) -> str:
        printed, tail = match[1], (match[2] or "").lower()
        word = printed.lower()
        if len(word) == 1 and word != "a":
            return printed + tail
        found = names.get(word, word if match.start() else word.capitalize())
        return (found if len(found) == len(printed) else printed) + tail

    return WORD.sub(form, text)
