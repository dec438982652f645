"""Bring spaCy's English tokenizer closer to the words of Universal Dependencies, by rules that spaCy saves.

Only what is systematic in the training sets: prefixes stay on their word ("re-elected"), a hyphen before a digit is cut
("COVID-19"), runs of one mark stay together ("!!!", "====="), telephone numbers and hashtags stay whole, and a few
abbreviations and fused words spaCy does not know.
"""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

RUNS = [r"[!?]{2,}", r"\*{2,}", r"={2,}", r"_{2,}", r"<{2,}", r">{2,}", r"\+{2,}", r"~{2,}"]
HYPHEN_BEFORE_DIGIT = r"(?<=[A-Za-z])-(?=[0-9])"
PREFIXES = "anti bi co e ex inter intra mid micro multi neo non post pre pro re semi socio sub un".split()
WHOLE = re.compile(
    rf"^(?:(?:{'|'.join(PREFIXES + [prefix.capitalize() for prefix in PREFIXES])})-[a-z0-9]\w*"  # re-elected
    r"|(?:\d{3}[-.])?\d{3}-\d{4}|1-\d{3}-\d{3}-\d{4}"  # 713-853-3989
    r"|[#@][A-Za-z]\w+)$"  # #health
)
ABBREVIATIONS = "Lt. Sgt. Capt. Cpl. Maj. Col. Ft. Fr. Hon. Supt. Insp. Amb. Tues. Thurs.".split()
FUSED = {"and/or": ("and", "/", "or"), "wanna": ("wan", "na"), "Wanna": ("Wan", "na")}


def adapt_tokenizer(nlp: Language) -> None:
    """Add the rules to the pipeline's tokenizer, in place.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> adapt_tokenizer(nlp)
    >>> [token.text for token in nlp.make_doc("Col. Ali re-elected!!! COVID-19 and/or pro-Beijing")]
    ['Col.', 'Ali', 're-elected', '!!!', 'COVID', '-', '19', 'and', '/', 'or', 'pro', '-', 'Beijing']
    """
    tokenizer: Any = nlp.tokenizer
    defaults = nlp.Defaults
    tokenizer.prefix_search = compile_prefix_regex([*RUNS, *(defaults.prefixes or ())]).search
    tokenizer.suffix_search = compile_suffix_regex([*RUNS, *(defaults.suffixes or ())]).search
    tokenizer.infix_finditer = compile_infix_regex([*(defaults.infixes or ()), HYPHEN_BEFORE_DIGIT]).finditer
    tokenizer.token_match = WHOLE.match
    for abbreviation in ABBREVIATIONS:
        tokenizer.add_special_case(abbreviation, [{"ORTH": abbreviation}])
    for form, parts in FUSED.items():
        tokenizer.add_special_case(form, [{"ORTH": part} for part in parts])
