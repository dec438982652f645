"""Mentions of people, places and organisations with what resolve.py compares: names, pronouns, descriptions."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kgraph.extract.lexicon import FEMALE, MALE
from kgraph.extract.reader import MentionDraft, Reader
from kgraph.extract.syntax import FIRST, NAME_TYPES, clause_head, is_role_noun, noun_phrase, title_tokens
from kgraph.model import MentionKind, Section

PERSONAL = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
    "it": "n",
    "its": "n",
    "itself": "n",
    "they": None,
    "them": None,
    "their": None,
    "theirs": None,
    "themselves": None,
}


def read_mentions(reader: Reader) -> Iterator[MentionDraft]:
    doc = reader.doc
    headline = reader.passage.section is Section.HEADLINE
    covered: set[int] = set()
    for ent in doc.ents:
        if ent.label_ not in NAME_TYPES:
            continue
        covered.update(range(ent.start, ent.end))
        titles = title_tokens(ent) if ent.label_ == "PERSON" else []
        honorifics = [t.lower_.rstrip(".") for t in doc[max(0, ent.start - 3) : ent.start]] + [t.lower_.rstrip(".") for t in ent]
        words = {t.lower_.rstrip(".") for t in titles} | set(honorifics[:4])
        gender = "m" if words & MALE else "f" if words & FEMALE else None
        start, end = reader.span(list(ent))
        same = []
        if titles and titles[-1].i == ent.start - 1 and is_role_noun(titles[-1]):
            same.append(reader.span([*titles, *ent]))
        for child in ent.root.children:
            if child.dep_ == "appos":
                same.append(reader.span(noun_phrase(child)))
        if ent.root.dep_ == "appos":
            same.append(reader.span(noun_phrase(ent.root.head)))
        yield MentionDraft(
            start,
            end,
            reader.document.text[start:end],
            MentionKind.NAME,
            ent.label_,
            ent.root.lower_,
            tuple(t.lower_ for t in titles),
            (),
            gender,
            False,
            False,
            ent.root.dep_.startswith("nsubj"),
            ent.root.dep_ == "nmod:poss",
            headline,
            (reader.index, clause_head(ent.root).i),
            reader.index,
            _spoken_by(reader, ent.root),
            tuple(same),
        )
    for token in doc:
        if token.i in covered:
            continue
        if token.lower_ in PERSONAL or token.lower_ in FIRST:
            start, end = reader.span([token])
            speaker = _spoken_by(reader, token)
            if token.lower_ in FIRST and speaker is None:
                continue
            yield MentionDraft(
                start,
                end,
                reader.document.text[start:end],
                MentionKind.PRONOUN,
                None,
                token.lower_,
                (),
                (),
                PERSONAL.get(token.lower_),
                token.lower_ in ("they", "them", "their", "theirs", "themselves"),
                token.lower_ in FIRST,
                token.dep_.startswith("nsubj"),
                token.dep_ == "nmod:poss",
                headline,
                (reader.index, clause_head(token).i),
                reader.index,
                speaker,
            )
        elif token.pos_ == "PROPN" and token.text[0].isupper() and not is_role_noun(token):
            start, end = reader.span([token])
            yield MentionDraft(
                start,
                end,
                reader.document.text[start:end],
                MentionKind.NAME,
                None,
                token.lower_,
                (),
                (),
                None,
                False,
                False,
                token.dep_.startswith("nsubj"),
                token.dep_ == "nmod:poss",
                headline,
                (reader.index, clause_head(token).i),
                reader.index,
                _spoken_by(reader, token),
            )
        elif (
            is_role_noun(token)
            and not any(c.dep_ in ("flat", "appos") and c.ent_type_ == "PERSON" for c in token.children)
            and (token.dep_ not in ("compound", "amod", "nmod:desc", "flat"))
        ):
            determiners = {c.lower_ for c in token.children if c.dep_ in ("det", "nmod:poss")}
            following = doc[token.i + 1] if token.i + 1 < len(doc) else None
            titled = following is not None and (following.text == "-" or following.pos_ == "PROPN")  # "President-elect Biden"
            if not determiners & {"the", "this", "that", "his", "her", "their", "its"} and (token.tag_ != "NNP" or titled):
                continue
            tokens = noun_phrase(token)
            start, end = reader.span(tokens)
            modifiers = tuple(
                t.lower_ for t in tokens if t != token and t.dep_ in ("amod", "compound", "nmod") and t.pos_ in ("ADJ", "NOUN", "PROPN")
            )
            word = token.lower_
            gender = "m" if word in MALE or word.endswith("man") else "f" if word in FEMALE or word.endswith("woman") else None
            yield MentionDraft(
                start,
                end,
                reader.document.text[start:end],
                MentionKind.DESCRIPTION,
                "PERSON",
                token.lemma_.lower(),
                (),
                modifiers,
                gender,
                token.tag_ in ("NNS", "NNPS"),
                False,
                token.dep_.startswith("nsubj"),
                token.dep_ == "nmod:poss",
                headline,
                (reader.index, clause_head(token).i),
                reader.index,
                _spoken_by(reader, token),
            )


def _spoken_by(reader: Reader, token: Token) -> tuple[int, int] | None:
    """The span of the mention that speaks the quotation in which a token stands."""
    quotation = reader.speech.quotation(reader.index, token)
    if quotation is None or quotation.speaker is None:
        return None
    argument = reader.speaker(quotation.speaker)
    return reader.anchors.get((argument.start, argument.end), (argument.start, argument.end))
