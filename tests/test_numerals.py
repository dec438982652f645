"""Numeric entities by grammar, against sentences marked by hand."""

from __future__ import annotations

import re
from collections import Counter

from spacy.language import Language
from spacy.tokens import Doc, Span

from kgraph.annotate import with_places
from kgraph.numerals import with_numbers

# [words|LABEL] marks an entity. Lengths of time are DATE from a day upwards, as in OntoNotes; hedges and bounds stay outside.
MARKED = """
The siege lasted [nine hours|TIME] and cost [14|CARDINAL] lives.
Inflation slowed to [6.8 percent|PERCENT] in [October|DATE], its lowest in [two years|DATE].
The fund lost [$1.2 billion|MONEY] in the [third|ORDINAL] quarter of [2019|DATE].
Police found [40 kilograms|QUANTITY] of explosives in a van on [Tuesday|DATE].
The ferry left at [7:30 a.m.|TIME] on [March 3, 2018|DATE] with [312|CARDINAL] people on board.
[Thousands|CARDINAL] marched through the capital [yesterday|DATE].
The judge gave him [five years|DATE] in prison and a fine of [£20,000|MONEY].
Turnout fell from [71%|PERCENT] to [64%|PERCENT].
A [54-year-old|DATE] nurse died [last night|TIME].
The pipeline runs for [1,200 kilometers|QUANTITY] under the sea.
[Three|CARDINAL] of the [eleven|CARDINAL] hostages were freed [this morning|TIME].
She finished [second|ORDINAL] in the [100 meters|QUANTITY].
The bill passed by [218-210|CARDINAL] shortly before [midnight|TIME].
Workers earn less than [$5|MONEY] for [twelve hours|TIME] of work.
He has led the party since [1998|DATE] and will leave [next month|DATE].
The blaze burned [3,000 acres|QUANTITY] of forest in [two days|DATE].
The central bank sold [€500 million|MONEY] of bonds.
It was his [10th|ORDINAL] visit in [four months|DATE].
The tremor struck [25 miles|QUANTITY] south of the city at [noon|TIME].
About [2,500|CARDINAL] homes lost power for [30 minutes|TIME].
Shares fell [12 percent|PERCENT], wiping out [$40 billion|MONEY].
The suspects, aged [19|CARDINAL] and [23|CARDINAL], were held for [six days|DATE].
He was born in the [19th century|DATE].
In the [1990s|DATE] the firm had [two|CARDINAL] plants.
The ministry ordered [three million|CARDINAL] doses.
Nearly [half a million|CARDINAL] people need food.
The talks resume on [Thursday|DATE] at [3 p.m.|TIME]
The mayor spoke for [ten minutes|TIME] on [Sunday|DATE] evening.
The plane was at [30,000 feet|QUANTITY] when contact was lost [40 minutes|TIME] after takeoff.
The rate rose by [0.25 percentage points|PERCENT].
A vaccine could cut deaths by [a third|CARDINAL].
[Dozens|CARDINAL] were injured, [four|CARDINAL] of them seriously.
The [first|ORDINAL] phase ends on [May 31|DATE].
Exports reached [6.2 million tonnes|QUANTITY] in the [2021-22|DATE] season.
The strike began [three weeks ago|DATE].
The army holds [60 square miles|QUANTITY] of the valley.
He paid [$300|MONEY] for a ticket and [$45|MONEY] for a seat.
The court will rule within [48 hours|TIME].
[One|CARDINAL] in [ten|CARDINAL] voters is undecided.
The village has [2000|CARDINAL] inhabitants.
Members voted [27 to 3|CARDINAL] on [Monday|DATE].
The tanker carried [80,000 barrels|QUANTITY] of oil.
She called it a [second|ORDINAL] chance.
Interest on the loan is [four per cent|PERCENT] a year.
Between [1914|DATE] and [1918|DATE] [nine million|CARDINAL] soldiers died.
G7 leaders meet again on [June 11|DATE].
""".strip().splitlines()
MARK = re.compile(r"\[([^|\]]+)\|([A-Z]+)\]")
NUMERIC = {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"}


def gold(line: str) -> tuple[str, set[tuple[str, str]]]:
    """The plain sentence and its marked entities."""
    return MARK.sub(r"\1", line), {(match[1], match[2]) for match in MARK.finditer(line)}


def numeric(doc: Doc) -> set[tuple[str, str]]:
    return {(ent.text, ent.label_) for ent in doc.ents if ent.label_ in NUMERIC}


def annotated(nlp: Language, text: str) -> Doc:
    return with_numbers(with_places(nlp(text)), text)


def test_numbers_times_and_measures_of_marked_sentences_are_found(nlp: Language) -> None:
    counts: Counter[str] = Counter()
    for line in MARKED:
        text, expected = gold(line)
        found = numeric(annotated(nlp, text))
        counts.update(expected=len(expected), found=len(found), both=len(expected & found))
    assert 2 * counts["both"] / (counts["expected"] + counts["found"]) >= 0.95


def test_a_number_inside_a_name_is_no_entity_of_its_own(nlp: Language) -> None:
    doc = nlp.make_doc("Boeing 737 jets need 12 parts.")
    doc.set_ents([Span(doc, 0, 2, label="PRODUCT")], default="outside")
    for token in doc:
        token.pos_ = "NUM" if token.is_digit else "NOUN"
    assert [(ent.text, ent.label_) for ent in with_numbers(doc, doc.text).ents] == [("Boeing 737", "PRODUCT"), ("12", "CARDINAL")]


def test_entities_of_the_recogniser_stay_but_for_dates_without_a_kind(nlp: Language) -> None:
    doc = nlp.make_doc("Friday Super Bowl Reuters")
    doc.set_ents([Span(doc, 0, 1, label="MISC"), Span(doc, 1, 3, label="MISC"), Span(doc, 3, 4, label="ORG")], default="outside")
    assert [(ent.text, ent.label_) for ent in with_numbers(doc, doc.text).ents] == [("Friday", "DATE"), ("Super Bowl", "MISC"), ("Reuters", "ORG")]


def test_a_year_before_a_plural_counts_it(nlp: Language) -> None:
    assert numeric(annotated(nlp, "They sold 2000 cars in 2000.")) == {("2000", "CARDINAL"), ("2000", "DATE")}
    assert numeric(annotated(nlp, "They won the 2000 elections.")) == {("2000", "DATE")}
