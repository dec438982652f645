"""Mentions of people, places and organisations with what resolve.py compares: names, pronouns, descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kgraph.extract.lexicon import FEMALE, MALE, TIME_NOUNS
from kgraph.extract.reader import MentionDraft, Reader, Setting
from kgraph.extract.subjects import subjects_of
from kgraph.extract.syntax import FIRST, NAME_TYPES, children, clause_head, conjuncts, is_role_noun, noun_phrase, title_tokens
from kgraph.model import MentionKind, Section
from kgraph.parse import Span, Token, once

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


INSIDE = frozenset("compound flat amod nmod:desc fixed goeswith".split())  # relations of words that are no phrase of their own
FORMS = (
    ("possessive", frozenset("my your his her its our their whose".split())),
    ("definite", frozenset({"the"})),
    ("demonstrative", frozenset("this that these those such".split())),
    ("indefinite", frozenset("a an some another one".split())),
    ("quantified", frozenset("no any every each all many several few most more both either neither much".split())),
)
WEATHER_VERBS = frozenset("rain snow hail drizzle thunder".split())
MARKS_FOR_IT = frozenset("that to if whether for when how".split())
CLAUSES_FOR_IT = frozenset("csubj csubj:outer csubj:pass ccomp xcomp advcl acl acl:relcl".split())


def read_mentions(reader: Reader) -> Iterator[MentionDraft]:
    """Names, personal pronouns and noun phrases of a passage; of a name that the recogniser passed over, each word."""
    names = [ent for ent in reader.doc.ents if ent.label_ in NAME_TYPES]
    covered = {token.i for ent in names for token in ent}
    for ent in names:
        yield _name(reader, ent)
    for token in reader.doc:
        if token.i not in covered:
            if token.lower_ in PERSONAL or token.lower_ in FIRST:
                speaker = _spoken_by(reader, token)
                if token.lower_ in PERSONAL or speaker is not None:
                    yield _pronoun(reader, token, speaker)
                continue
            if token.pos_ == "PROPN" and token.text[0].isupper() and not is_role_noun(token):
                yield _draft(reader, [token], token, MentionKind.NAME, "name", plural=False)
            description = _description(reader, token)
            if description is not None:
                yield description
        if token.dep_ != "conj" and token.pos_ in ("NOUN", "PROPN"):
            members = [token, *(c for c in children(token, "conj") if c.i > token.i and c.pos_ in ("NOUN", "PROPN", "PRON"))]
            if len(members) > 1 and any(c.dep_ == "cc" and c.lower_ in ("and", "&") for m in members for c in m.children):
                tokens = list(reader.doc[noun_phrase(token)[0].i : noun_phrase(members[-1])[-1].i + 1])
                yield _draft(reader, tokens, token, MentionKind.DESCRIPTION, "coordination", plural=True)


def _name(reader: Reader, ent: Span) -> MentionDraft:
    titles = title_tokens(ent) if ent.label_ == "PERSON" else []
    honorifics = [t.lower_.rstrip(".") for t in ent.doc[max(0, ent.start - 3) : ent.start]] + [t.lower_.rstrip(".") for t in ent]
    words = ({t.lower_.rstrip(".") for t in titles} | set(honorifics[:4])) - PERSONAL.keys()  # "his wife Anna Weber" is no man
    same = []
    if titles and titles[-1].i == ent.start - 1 and is_role_noun(titles[-1]):
        same.append(reader.span([*titles, *ent]))
    same += [reader.span(noun_phrase(c)) for child in ent.root.children if child.dep_ == "appos" for c in conjuncts(child)]
    if ent.root.dep_ == "appos":
        same.append(reader.span(noun_phrase(ent.root.head)))
    return _draft(
        reader,
        list(ent),
        ent.root,
        MentionKind.NAME,
        "definite" if "the" in (ent[0].lower_, *(c.lower_ for c in ent.root.children if c.dep_ == "det")) else "name",
        type=ent.label_,
        titles=tuple(t.lower_ for t in titles),
        gender=_gender(words),
        plural=False,
        same_as=tuple(same),
    )


def _pronoun(reader: Reader, token: Token, speaker: tuple[int, int] | None) -> MentionDraft:
    return _draft(
        reader,
        [token],
        token,
        MentionKind.PRONOUN,
        "pronoun",
        speaker=speaker,
        gender=PERSONAL.get(token.lower_),
        plural=token.lower_ in ("they", "them", "their", "theirs", "themselves"),
        first_person=token.lower_ in FIRST,
        cues=tuple(_pleonastic(token)) if token.lower_ == "it" else (),
    )


def _description(reader: Reader, token: Token) -> MentionDraft | None:
    """The noun phrase that a token heads; None where it heads none, or the phrase is a title and the name that it leads to."""
    if token.dep_ in INSIDE or token.pos_ not in ("NOUN", "PROPN") and not is_role_noun(token):
        return None
    if any(c.ent_type_ in NAME_TYPES for c in children(token, "flat", "flat:name")):
        return None
    tokens = noun_phrase(token)
    form = _form(token)
    following = reader.doc[token.i + 1] if token.i + 1 < len(reader.doc) else None
    titled = following is not None and (following.text == "-" or following.pos_ == "PROPN")  # "President-elect Weber"
    person = (
        is_role_noun(token)
        and not any(c.ent_type_ == "PERSON" for c in children(token, "appos"))
        and (form in ("definite", "demonstrative", "possessive") or token.tag_ == "NNP" and not titled)
    )
    word = token.lower_
    same = [reader.span(noun_phrase(c)) for child in children(token, "appos") for c in conjuncts(child)]
    if token.dep_ == "appos":
        same.append(reader.span(noun_phrase(token.head)))
    return _draft(
        reader,
        tokens,
        token,
        MentionKind.DESCRIPTION,
        form,
        type="PERSON" if person else None,
        modifiers=tuple(
            t.lower_ for t in tokens if t != token and t.dep_ in ("amod", "compound", "nmod") and t.pos_ in ("ADJ", "NOUN", "PROPN")
        ),
        gender=_gender({word, word[-3:], word[-5:]} if is_role_noun(token) else {word}),
        plural=token.tag_ in ("NNS", "NNPS"),
        same_as=tuple(same),
    )


def _draft(
    reader: Reader,
    tokens: Sequence[Token],
    head: Token,
    kind: MentionKind,
    form: str,
    *,
    plural: bool,
    type: str | None = None,
    speaker: tuple[int, int] | None = None,
    titles: tuple[str, ...] = (),
    modifiers: tuple[str, ...] = (),
    gender: str | None = None,
    first_person: bool = False,
    same_as: tuple[tuple[int, int], ...] = (),
    cues: tuple[str, ...] = (),
) -> MentionDraft:
    start, end = reader.span(tokens)
    top = head
    while top.dep_ in ("flat", "flat:name") and top.head != top:
        top = top.head
    anchor = top
    while anchor.dep_ == "conj" and anchor.head != anchor:
        anchor = anchor.head
    quotation = reader.speech.quotation(reader.index, head)
    return MentionDraft(
        start,
        end,
        reader.document.text[start:end],
        kind,
        type,
        head.lower_ if kind is not MentionKind.DESCRIPTION else head.base,
        Setting(
            reader.passage.offsets[top.idx],
            (reader.index, head.sent.start),
            _clauses(top),
            anchor.dep_,
            anchor.head.base if anchor.head != anchor else "",
            _depth(top),
            form,
            "cop" in anchor.relations and "case" not in head.relations and "case" not in anchor.relations,
            (quotation.passage, quotation.start) if quotation is not None else None,
            tuple(reader.passage.offsets[t.idx] for t in subjects_of(clause_head(head))) if kind is MentionKind.PRONOUN else (),
            cues,
        ),
        reader.index,
        reader.passage.section is Section.HEADLINE,
        speaker or _spoken_by(reader, head),
        titles,
        modifiers,
        gender,
        plural,
        first_person,
        same_as,
    )


def _gender(words: set[str]) -> str | None:
    return "m" if not MALE.isdisjoint(words) else "f" if not FEMALE.isdisjoint(words) else None


@once
def _clauses(token: Token) -> tuple[int, ...]:
    """The heads of the clauses around a token, the nearest first."""
    heads = [clause_head(token)]
    while heads[-1].head != heads[-1]:
        heads.append(clause_head(heads[-1].head))
    return tuple(h.i for h in heads)


@once
def _depth(token: Token) -> int:
    """How many arcs lead up to the root."""
    return sum(1 for _ in token.ancestors)


def _form(noun: Token) -> str:
    """How a noun phrase is made definite."""
    if "nmod:poss" in noun.relations:
        return "possessive"
    determiners = {c.lower_ for c in children(noun, "det", "nummod", "det:predet")}
    named = "name" if noun.pos_ == "PROPN" else "bare"
    return next((form for form, words in FORMS if not words.isdisjoint(determiners)), named) if determiners else named


def _pleonastic(it: Token) -> Iterator[str]:
    """Signs in the clause of an "it" that it stands for nothing: "it is clear that …", "it rained", "it took two days"."""
    predicate = it.head
    if it.dep_ == "expl" or it.dep_ == "nsubj" and predicate.base in WEATHER_VERBS:
        yield "expletive"
    if not it.dep_.startswith(("nsubj", "expl")):
        return
    if "cop" in predicate.relations:
        yield f"is {predicate.pos_}"
        if predicate.base in TIME_NOUNS or predicate.ent_type_ in ("DATE", "TIME"):
            yield "is time"
    for child in predicate.children:
        if child.i > predicate.i and child.dep_ in CLAUSES_FOR_IT:
            marks = {c.lower_ for c in child.children if c.dep_ in ("mark", "advmod")} & MARKS_FOR_IT
            yield f"clause {min(marks) if marks else child.dep_}"
    yield f"verb {predicate.base}"


def _spoken_by(reader: Reader, token: Token) -> tuple[int, int] | None:
    """The span of the mention that speaks the quotation in which a token stands."""
    quotation = reader.speech.quotation(reader.index, token)
    if quotation is None or quotation.speaker is None:
        return None
    argument = reader.speaker(quotation.speaker)
    return reader.anchors.get((argument.start, argument.end), (argument.start, argument.end))
