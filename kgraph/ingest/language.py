"""Whether a report is in another language than English, the only one that kgraph reads."""
from __future__ import annotations

import re
import unicodedata

import py3langid
import pycountry

WORD = re.compile(r"[^\W\d_]+")
ENGLISH = frozenset(
    "the of and to that for with from by which were had said who this has they their will would it not but she are been have he his "
    "its after about than when there what him her you your we our or if".split())
FEWEST = 25  # words; of fewer, nothing is said
ENOUGH = 0.10  # share of English function words that no other language's text reaches, names and quotations apart


def other_language(text: str) -> str | None:
    """Return the English name of the language that a report is clearly in, None for English and for what may be English.

    >>> other_language("Президент заявил о своей отставке."), other_language("Der Senator trat zurück.")
    ('Russian', None)

    Text in the Latin script is judged from 25 words in small letters upward: names alone are of no language.
    """
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return None
    latin = sum(is_latin(c) for c in letters) / len(letters)
    words = [w for w in WORD.findall(text) if w.islower()]
    if latin > 0.1 and len(words) < FEWEST:
        return None
    if words and sum(w in ENGLISH for w in words) >= ENOUGH * len(words):
        return None
    code, _ = py3langid.classify(text)
    return None if code == "en" else language_name(code)


def is_latin(letter: str) -> bool:
    return letter < "\u0250" or "LATIN" in unicodedata.name(letter, "")


def language_name(code: str) -> str:
    """Return the English name of an ISO 639-1 code, without remarks.

    >>> language_name("el"), language_name("de")
    ('Greek', 'German')
    """
    found = pycountry.languages.get(alpha_2=code) or pycountry.languages.get(alpha_3=code)
    return re.sub(r" \(.*|^Modern ", "", found.name) if found else code
