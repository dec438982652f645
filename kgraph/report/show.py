"""What the formats of the report have in common: how much they show, the words around it, the matrix of outlets by facts."""
from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kgraph.report.selection import Quote, Statement, StoryReport, Variation, shortened
from kgraph.view.network import plain

MEANING = ("What follows is what articles state, each sentence beside its words in print; it is no finding that it is true. A sentence is "
           "how kgraph reads the words beside it, with names in full; words in [brackets] are not in every outlet, and marked words of a "
           "quote are a detail that no other outlet gives. An origin is an independent source: outlets that print one agency's passage, "
           "or quote one utterance, are several outlets and one origin. “Not found” means that the reading found it in none of the "
           "outlet's articles; it may have missed a paraphrase.")
SAID = "Of quotations, marked words stand otherwise or not at all in the first wording; […] marks where it has words that are left out."
NOTHING_SHARED = "Nothing is reported by more than one outlet."
NOTHING_DIFFERS = "No point on which outlets differ was recognised; that is no finding that they agree."
NOTHING_ALONE = "Nothing worth a line; what only it reports in passing is in the page and the queries."
ONE_OUTLET = "All articles are one outlet's, so none can be set against another."
UNQUOTED = {"direct": "", "mixed": ", partly quoted", "indirect": ", not quoted"}
ALL_OF_IT = "kgraph report FOLDER --format json"
FOLDER = ("FOLDER is the folder of the build. kgraph why FOLDER ID explains what stands under an id such as f-…, d-… or c-…; graph.html in "
          "that folder draws the graph, with every quote.")
KEYS = "ABCDEFGHIJKL"
NOBODY = "Somebody who is not named"
SIDE_BY_SIDE = 3  # more sides than these stand below each other


@dataclass(frozen=True, slots=True)
class Lengths:
    """How much is shown: articles, shared facts, rows of the matrix, outlets with what they alone report and claims of one, differences
    and sides of one, utterances and wordings of one, problems, outlets quoted for one fact, characters of a quote."""

    articles: int
    facts: int
    matrix: int
    outlets: int
    claims: int
    differences: int
    sides: int
    utterances: int
    wordings: int
    problems: int
    quotes: int
    quote: int

    def quotes_of(self, statement: Statement) -> int:
        """How many quotes of a fact are shown: one where it is a title, which all print alike."""
        return min(1, self.quotes) if statement.implied else self.quotes


@dataclass(frozen=True, slots=True)
class Matrix:
    """Which outlets report which shared facts: `keys` names the outlets by letters, each row has for each of them whether it does."""

    keys: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Statement, tuple[bool, ...]], ...]
    more_outlets: int
    more_facts: int


def matrix_of(report: StoryReport, rows: int) -> Matrix:
    """Return the matrix of the first shared facts; of more outlets than letters, those that report most of what is shared."""
    facts = report.told
    shared = Counter(o for s in facts for o in s.outlets)
    chosen = sorted(sorted(report.outlets, key=lambda o: (-shared[o], o))[:len(KEYS)])
    return Matrix(
        tuple(zip(KEYS, chosen, strict=False)),
        tuple((s, tuple(o in s.outlets for o in chosen)) for s in facts[:rows]),
        len(report.outlets) - len(chosen),
        max(0, len(facts) - rows),
    )


def where(quote: Quote) -> str:
    """Return where a quote stands: "a.txt 10–42"."""
    return f"{plain(quote.document)} {quote.start}–{quote.end}"


def parts(words: str, marked: Sequence[str], longest: int = 10_000) -> list[tuple[str, bool]]:
    """Return words on one line, cut where they are long, in pieces, with True those that are one of `marked`, whatever their case.

    >>> parts("met Roe  within an hour", ["within an hour"])
    [('met Roe ', False), ('within an hour', True)]
    """
    text = shortened(plain(words), longest)
    needles = sorted({re.escape(p) for m in marked if len(p := plain(m)) > 1}, key=len, reverse=True)
    if not needles:
        return [(text, False)]
    pieces = re.split(rf"(?<!\w)({'|'.join(needles)})(?!\w)", text, flags=re.I)
    return [(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece]


def hidden(shown: int, all_of_them: int, way: str) -> str | None:
    return f"… and {all_of_them - shown:,} more: {way}" if all_of_them > shown else None


def asked(command: str, folder: str = "FOLDER", **parameters: str) -> str:
    """Return the command line that asks a named query."""
    return " ".join([f"kgraph query {folder} {command}", *(f"--param {name}={shell_word(value)}" for name, value in parameters.items())])


def shell_word(text: str) -> str:
    """Return an outlet's name as one word of a command line, without what would end the code it stands in.

    >>> shell_word("The Daily Example")
    "'The Daily Example'"
    """
    return shlex.quote(plain(text).replace("`", ""))


def documents_of(wording: Variation) -> str:
    return "; ".join(map(where, wording.places))


def only_in(report: StoryReport, most: int) -> list[tuple[str, tuple[Statement, ...]]]:
    """Return what one outlet alone reports of as many outlets, those with the most to tell, by name."""
    ranked = sorted(report.only_in, key=lambda found: (-len(found[1]), found[0]))
    return sorted(ranked[:most])
