"""Claims that titles, appositions, asides and prices imply: "Kremlin spokesman Dmitry Peskov", "a $43,000 watch"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kgraph.extract.lexicon import ABBREVIATED, FUNDS, PARTIES
from kgraph.extract.qualifiers import inner_values
from kgraph.extract.reader import Draft, Reader, make_draft, phrase_argument
from kgraph.extract.syntax import (
    NAME_TYPES,
    SUBJECTS,
    children,
    conjuncts,
    contiguous,
    held_by,
    is_predicate,
    is_role_noun,
    name_at,
    noun_phrase,
    preposition,
    role_words,
    title_tokens,
)
from kgraph.gazetteer import COUNTRY_OF
from kgraph.model import Argument, ArgumentKind, Qualifier, Quantity, Role
from kgraph.parse import Span, Token

MONEY_SIGNS = frozenset({"$", "£", "€", "¥", "₹", "US$"})


def read_implied(reader: Reader) -> None:
    """Claims that apposition and titles imply: "AshLee Strong, a spokeswoman for Paul Ryan", "Kremlin spokesman Dmitry Peskov"."""
    for ent in reader.doc.ents:
        if ent.label_ in ("PERSON", "ORG", "GPE", "LOC", "FAC"):
            reader.drafts.extend((*_titles(reader, ent), *_appositions(reader, ent), *_asides(reader, ent)))
    for token in reader.doc:
        if token.text in MONEY_SIGNS and token.ent_type_ in ("MONEY", ""):
            reader.drafts.extend(_prices(reader, token))


def _titles(reader: Reader, ent: Span) -> Iterator[Draft]:
    if ent.label_ != "PERSON":
        return
    tokens = title_tokens(ent)
    roles = [t for t in tokens if is_role_noun(t)]
    if not roles:
        return
    role = roles[-1]
    if role.i != tokens[-1].i:
        return
    holder: Token | None = None
    for other in reader.doc.ents:
        if other.label_ == "NORP" and other.text.casefold() not in COUNTRY_OF:
            continue  # a party or a faith: "Republican Senator"
        if other.start >= tokens[0].i and other.end <= role.i and other.label_ in NAME_TYPES:
            holder = other.root
    words = [
        t for t in tokens if t.lower_ not in ("'s", "'", "of") and not (holder is not None and t.ent_type_ in NAME_TYPES and t.i < role.i)
    ]
    words = [t for t in words if not (holder is not None and t.i <= holder.i)] or [role]
    evidence = {*tokens, *ent}
    name = reader.argument(ent.root, list(ent))
    _, quoted = reader.speech.chain(reader.index, ent.root)
    if holder is not None:
        label = f"be {' '.join(t.lower_ for t in words)} of"
        object_ = reader.argument(holder, list(name_at(holder)))
    else:
        label, object_ = "be", phrase_argument(reader, words)
        object_ = replace(object_, label=" ".join(ABBREVIATED.get(w.lower().rstrip("."), w) for w in object_.label.split()))
    yield make_draft(
        reader,
        role,
        name,
        reader.relation(label, words),
        object_,
        {*evidence, *words},
        "title",
        quoted=quoted,
        implied=True,
    )


def _appositions(reader: Reader, ent: Span) -> Iterator[Draft]:
    root = ent.root
    pairs = children(root, "appos")
    if root.dep_ == "appos":
        pairs.append(root.head)
        pairs += [c for c in root.head.children if c.dep_ == "appos" and c != root]
    if ent.label_ == "PERSON":
        pairs += [noun for noun in _beside(ent) if noun not in pairs]
    for other in pairs:
        descriptions = [other] if root.dep_ == "appos" and other == root.head else conjuncts(other)
        for description in descriptions:
            office = is_role_noun(description) or _is_one_of(description)
            if any(t.lower_ == "whose" for t in description.children):
                continue
            if is_predicate(description) or not (office or description.pos_ == "NOUN") or description.ent_type_ in NAME_TYPES - {"NORP"}:
                continue
            if ent.label_ == "PERSON" and not office:
                continue
            if ent.label_ != "PERSON" and (description.tag_ != "NN" or not children(description, "det", "nmod:poss", "amod", "compound")):
                continue
            tokens = noun_phrase(description)
            tokens = tokens[next((n for n, t in enumerate(tokens) if t.pos_ != "ADV"), 0) :]  # "then a district attorney"
            if any(t.i in range(ent.start, ent.end) for t in tokens):
                tokens = [t for t in tokens if t.i < ent.start]
            if not tokens:
                continue
            held = held_by(description)
            evidence = {*ent, *tokens, *(c for c in description.children if c.dep_ == "case")}
            name = reader.argument(root, list(ent))
            if description.pos_ == "PROPN":  # "the Senate's No. 2 Republican"
                tokens = contiguous([description.left_edge, *tokens])
                label, object_ = "be", phrase_argument(reader, tokens)
            elif held is not None and (held.ent_type_ in NAME_TYPES or held.dep_ == "nmod:poss" or held.pos_ == "PROPN"):
                case = "of" if held.dep_ == "nmod:poss" else preposition(held) or "of"
                label, object_ = f"be {role_words(description)} {case}", reader.argument(held)
            else:
                label, object_ = "be", phrase_argument(reader, tokens)
            yield make_draft(
                reader,
                description,
                name,
                reader.relation(label, tokens),
                object_,
                {*evidence, *tokens},
                "apposition",
                implied=True,
            )


def _is_one_of(description: Token) -> bool:
    """Whether a description picks one of many: "one of the bill's leading backers"."""
    return description.lower_ == "one" and any(c.dep_ == "nmod" and preposition(c) == "of" for c in description.children)


def _beside(ent: Span) -> Iterator[Token]:
    """Role nouns that stand at a comma beside a name, whatever the parser made of the comma: "his aide, NAME", "NAME, a judge"."""
    doc = ent.doc
    if ent.start > 1 and doc[ent.start - 1].text == "," and is_role_noun(doc[ent.start - 2]) and doc[ent.start - 2].pos_ == "NOUN":
        noun = doc[ent.start - 2]
        if noun.dep_ != "obl" or ent.root.dep_ not in SUBJECTS or noun.head != ent.root.head:  # "through his lawyer, Weber said"
            yield noun
    if ent.end + 1 < len(doc) and doc[ent.end].text == "," and doc[ent.end + 1].dep_ in ("det", "nmod:poss", "amod", "compound"):
        for token in doc[ent.end + 1 : ent.end + 8]:
            if token.is_punct or token.pos_ in ("VERB", "AUX", "ADP"):
                break
            if is_role_noun(token) and token.pos_ == "NOUN" and token.dep_ not in ("compound", "amod"):
                yield token
                break


def _asides(reader: Reader, ent: Span) -> Iterator[Draft]:
    """What stands behind a person's name: age ("Ms. Corfman, 53,") and party ("(R-Texas)", ", R-Ky.,")."""
    if ent.label_ != "PERSON":
        return
    doc = ent.doc
    behind = reader.passage.text[ent.end_char : ent.end_char + 40]
    name = reader.argument(ent.root, list(ent))
    if (age := re.match(r", (?:now )?(\d{1,3}),", behind)) is not None:
        tokens = [t for t in doc if ent.end_char <= t.idx + len(t) and t.idx < ent.end_char + age.end(1) and t.i >= ent.end and t.like_num]
        if tokens:
            start, end = reader.span(tokens)
            number = float(age[1])
            value = Argument(reader.document.text[start:end], start, end, ArgumentKind.VALUE, age[1])
            detail = Qualifier(Role.QUANTITY, value.text, start, end, quantity=Quantity(number, number, False, False, "year"))
            yield make_draft(
                reader,
                ent.root,
                name,
                reader.relation("be aged", tokens),
                value,
                {*ent, *tokens},
                "aside",
                qualifiers=[detail],
                implied=True,
            )
    if (party := re.match(r"(?:,? \(|, )([RDI])-([A-Z][\w.]*(?: [A-Z][\w.]*)?)\)?", behind)) is not None:
        tokens = [t for t in doc if t.i >= ent.end and t.idx < ent.end_char + party.end() and t.text not in (",", "(", ")")]
        if tokens:
            start, end = reader.span(tokens)
            place = Argument(reader.document.text[start:end], start, end, ArgumentKind.PHRASE, party[2])
            yield make_draft(
                reader,
                ent.root,
                name,
                reader.relation(f"be {PARTIES[party[1]]} from", tokens),
                place,
                {*ent, *tokens},
                "aside",
                implied=True,
            )


def _prices(reader: Reader, amount: Token) -> Iterator[Draft]:
    """What a sum of money is the price of: "a $43,000 watch", "$5,150 on fur capes"; or where it was spent, "$300 at a fair"."""
    thing, label = None, "cost"
    if amount.dep_ in ("compound", "nummod", "amod", "nmod") and amount.head.pos_ in ("NOUN", "PROPN") and amount.head.i > amount.i:
        thing = amount.head
        while thing.dep_ in ("compound", "nmod:poss", "amod") and thing.head.i > thing.i:  # "a $43,000 Rolex watch"
            thing = thing.head
    else:
        for child in amount.children:
            if child.dep_ in ("nmod", "obl") and preposition(child) in ("on", "for", "at"):
                thing, label = child, "be spent at" if preposition(child) == "at" else "cost"
                break
    if thing is None or thing.base in FUNDS:
        return
    if any(c.dep_ == "nummod" and c.i > amount.i for c in thing.children):  # "a $3,000 to 5,000 coat"
        return
    sum_tokens = [t for t in noun_phrase(amount) if t.i <= max([amount.i, *(c.i for c in amount.children if c.like_num)])]
    value = reader.argument(amount, sum_tokens)
    phrase = [t for t in noun_phrase(thing) if t not in sum_tokens and not (t.i < thing.i and t.head == amount)]
    found = inner_values(reader, amount, False)
    if not phrase or not found or found[0].quantity is None:
        return
    thing_argument = reader.argument(thing, contiguous([t for t in phrase if t.i >= thing.left_edge.i]) if thing.i > amount.i else phrase)
    chain, quoted = reader.speech.chain(reader.index, amount)
    first, second = (value, thing_argument) if label == "be spent at" else (thing_argument, value)
    yield make_draft(
        reader,
        amount,
        first,
        reader.relation(label, [amount]),
        second,
        {*sum_tokens, *phrase, amount},
        "price",
        qualifiers=found[:1],
        chain=chain,
        quoted=quoted,
        implied=True,
    )
