"""Annotated -> Extraction: claims with their evidence, speakers and qualifiers, and the mentions that resolve needs.

Every slot is cut from the article's text by offsets. Labels here are the words as printed; resolve.py puts names to them.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span, Token

from kgraph.annotate import Annotated, Passage
from kgraph.extract.clauses import Clause, adverbial_role, clauses, group_tokens, is_passive
from kgraph.extract.lexicon import (ABBREVIATED, FEMALE, LIGHT_VERBS, MALE, NOMINAL_EVENTS, PARTIES, PREPOSITION_ROLES, ROLE_NOUNS,
                                    SPEECH, STOP)
from kgraph.extract.speech import Speaker, Speech, read_speech
from kgraph.extract.syntax import NAME_TYPES, RELATIVE, clause_head, conjuncts, is_predicate, name_in, noun_phrase
from kgraph.extract.values import quantities, times
from kgraph.model import (Argument, ArgumentKind, Claim, Document, MentionKind, Modality, Polarity, Qualifier, Quantity, Relation,
                          Role, Section,                          digest, evidence_of)

LONGEST_ADVERBIAL = 12  # tokens; a longer adverbial clause is its own claim and no part of this one's evidence
SHORT_PHRASE = 4  # tokens; a longer phrase before the subject or behind a comma is no part of the evidence


@dataclass(frozen=True)
class MentionDraft:
    """A mention with what resolve compares: head word, titles, gender ("m", "f" or None), number and speaker.

    `same_as` are spans of mentions that the syntax itself makes the same (apposition, title and name).
    """

    start: int
    end: int
    text: str
    kind: MentionKind
    type: str | None
    head: str
    titles: tuple[str, ...]
    modifiers: tuple[str, ...]
    gender: str | None
    plural: bool
    first_person: bool
    subject: bool
    possessive: bool
    headline: bool
    clause: tuple[int, int]
    passage: int
    speaker: tuple[int, int] | None
    same_as: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Draft:
    """A claim whose arguments are not resolved yet, with the content words of its evidence and where they stand."""

    claim: Claim
    words: tuple[tuple[int, str], ...]
    head: tuple[int, int]


@dataclass(frozen=True)
class Extraction:
    """What one article states: claims, mentions, and for each argument's span the span of the mention that it is."""

    document: Document
    drafts: tuple[Draft, ...]
    mentions: tuple[MentionDraft, ...]
    anchors: Mapping[tuple[int, int], tuple[int, int]]


@dataclass
class Reader:
    """One passage under extraction: its words, the article they stand in and who speaks."""

    document: Document
    index: int
    passage: Passage
    doc: Doc
    speech: Speech
    anchors: dict[tuple[int, int], tuple[int, int]]
    readers: list[Reader]
    drafts: list[Draft] = field(default_factory=list)

    def span(self, tokens: list[Token]) -> tuple[int, int]:
        return self.passage.source(tokens[0].idx, tokens[-1].idx + len(tokens[-1]))

    def words(self, tokens: list[Token]) -> str:
        start, end = self.span(tokens)
        return self.document.text[start:end]

    def argument(self, head: Token, tokens: list[Token] | None = None) -> Argument:
        tokens = tokens or noun_phrase(head)
        start, end = self.span(tokens)
        text = self.document.text[start:end]
        label = " ".join(text.split())
        name = name_in(tokens, head)
        if name is not None:
            self.anchors[start, end] = self.span(list(name))
            return Argument(text, start, end, ArgumentKind.ENTITY, label, name.label_)
        if head.pos_ == "PRON" or _role_noun(head):
            self.anchors[start, end] = self.span(tokens)
        elif head.pos_ == "PROPN" and all(t.dep_ in ("det", "case", "nmod:desc") for t in tokens if t != head):
            self.anchors[start, end] = self.span([head])
        if head.pos_ == "NUM" or (found := list(quantities(label))) and len(found[0].text) > 0.7 * len(label):
            return Argument(text, start, end, ArgumentKind.VALUE, label)
        return Argument(text, start, end, ArgumentKind.PHRASE, label)

    def speaker(self, link: Speaker) -> Argument:
        return self.readers[link.passage].argument(link.token)


def extract(annotated: Annotated) -> Extraction:
    """Read the claims of one article; sentences that no rule covers give none."""
    speech = read_speech(annotated)
    anchors: dict[tuple[int, int], tuple[int, int]] = {}
    readers: list[Reader] = []
    for index, (passage, doc) in enumerate(annotated.passages):
        readers.append(Reader(annotated.document, index, passage, doc, speech, anchors, readers))
    mentions: list[MentionDraft] = []
    for reader in readers:
        _read_clauses(reader)
        _read_implied(reader)
        mentions += _mentions(reader)
    drafts = {d.claim.id: d for r in readers for d in r.drafts}
    return Extraction(annotated.document, tuple(drafts.values()), tuple(mentions), anchors)


# --- clauses ------------------------------------------------------------------------------------------------------


def _read_clauses(reader: Reader) -> None:
    found = list(clauses(reader.doc))
    by_head: dict[int, Draft] = {}
    reports: list[Clause] = []
    for clause in found:
        if clause.complement is not None and _is_report(clause):
            reports.append(clause)
        for draft in _claims_of(reader, clause):
            reader.drafts.append(draft)
            for token in clause.chain:
                by_head.setdefault(token.i, draft)
    for clause in reports:
        reader.drafts.extend(_report(reader, clause, by_head))


def _claims_of(reader: Reader, clause: Clause) -> Iterator[Draft]:
    main, group = clause.main, group_tokens(clause)
    subjects, objects = list(clause.subjects), list(clause.objects)
    expletive = [c for c in clause.head.children if c.dep_ == "expl"]
    prefix: list[Token] = []
    label = _label(clause)
    if clause.predicative is not None:
        label = f"{label} {clause.predicative.lower_}"
    dated = [o for o in objects if o.ent_type_ in ("DATE", "TIME") and _is_time(reader, o)]
    objects = [o for o in objects if o not in dated]
    passive = clause.passive or (len(clause.chain) > 1 and is_passive(main) and not objects)
    obliques = [*clause.obliques, *dated]
    if passive and clause.agents:
        subjects, objects = list(clause.agents), subjects if not objects else objects + subjects
        label = _verb(main) if len(clause.chain) == 1 else label
    if not subjects:
        return
    taken: Token | None = None
    if clause.copular:
        label, objects, taken = _copula(clause)
        if main.pos_ not in ("NOUN", "PROPN", "PRON", "NUM") and not objects:
            objects = [main]
    elif expletive and main.lemma_ == "be":
        label = "there be"
    elif len(objects) == 1 and main.lemma_.lower() in LIGHT_VERBS and (target := _light_target(objects[0], obliques)) is not None:
        preposition = _preposition(target)
        label = f"{label} {objects[0].lemma_.lower()} {preposition}".strip()
        prefix = noun_phrase(objects[0])
        prefix = [t for t in prefix if t.i < target.left_edge.i]
        objects, taken = conjuncts(target), target
    elif not objects and clause.complement is None:
        core = [o for o in obliques if not _is_time(reader, o)] or [o for o in obliques if main.lemma_.lower() in ("be", "last", "happen", "take")]
        if core:
            taken = core[0]
            preposition = _preposition(taken)
            label = f"{label} {preposition}".strip()
            objects = conjuncts(taken)
            group = sorted({*group, *(c for c in taken.children if c.dep_ in ("case", "fixed"))}, key=lambda t: t.i)
    if clause.complement is not None and not objects and _is_report(clause):
        return  # the report is made of its content, once that is known
    if not objects and clause.complement is None and main.lemma_.lower() in ("say", "add", "tell", "write", "continue", "note"):
        return  # the words said stand in a sentence of their own
    gerund = next((a for a in clause.adverbials if not objects and clause.complement is None and a.dep_ == "advcl" and a.tag_ == "VBG"
                   and a.i > main.i and any(c.dep_ == "mark" and c.lower_ in ("of", "from", "for", "to", "about", "against") for c in a.children)), None)
    if gerund is not None:  # "was accused of interfering in the election"
        label = f"{label} {next(c.lower_ for c in gerund.children if c.dep_ == 'mark')}"
    qualifiers, extra = _qualifiers(reader, clause, obliques, taken, objects)
    qualifiers += _shared_times(reader, clause, qualifiers)
    chain, quoted = reader.speech.chain(reader.index, clause.head)
    complement: list[Token] = []
    if clause.complement is not None:
        complement = _clause_tokens(clause.complement)
        if objects and complement:
            start, end = reader.span(_contiguous(complement))
            qualifiers.append(Qualifier(Role.TOPIC, reader.document.text[start:end], start, end))
    targets: list[Token | None] = [*objects] if objects else [None]
    for subject in subjects:
        for target in targets:
            if subject == target:
                continue
            tokens = {*group, *extra, *prefix}
            subject_tokens = noun_phrase(subject)
            tokens.update(subject_tokens)
            if target is not None:
                target_tokens = _object_tokens(clause, target)
                object_: Argument | None = reader.argument(target, target_tokens)
                tokens.update(target_tokens)
            elif complement:
                object_ = _phrase(reader, _contiguous(complement))
                tokens.update(complement)
            elif gerund is not None:
                phrase = [t for t in _core(gerund) if not (t.dep_ == "mark" and t.head == gerund)]
                object_ = _phrase(reader, _contiguous(phrase))
                tokens.update(_contiguous(_core(gerund)))
            else:
                object_ = None
            if objects and complement and len(complement) <= LONGEST_ADVERBIAL:
                tokens.update(complement)
            details = qualifiers + [q for t in (target, subject) if t is not None for q in _inner(reader, t, t == target)]
            yield _draft(reader, clause.head, subject, reader.argument(subject, subject_tokens), label, group, object_, tokens, details,
                         clause.polarity, clause.modality, chain, quoted, "copula" if clause.copular else "passive" if passive else "verb")
            if clause.negative_verb:  # "refused to concede defeat": did not concede it
                yield _draft(reader, main, subject, reader.argument(subject, subject_tokens), _verb(main), [main], object_, tokens, details,
                             Polarity.NEGATED if clause.polarity is Polarity.AFFIRMED else Polarity.AFFIRMED, Modality.ASSERTED,
                             chain, quoted, "negative verb", implied=True)


def _is_report(clause: Clause) -> bool:
    """Whether a clause tells of somebody's act of speech; "we believe that" in a quotation is the content itself."""
    return (clause.main.lemma_.lower() in SPEECH and not clause.copular
            and not any(s.lower_ in FIRST for s in clause.subjects))


def _label(clause: Clause) -> str:
    words: list[str] = []
    for place, token in enumerate(clause.chain):
        if place:
            words += ["to"] if any(c.dep_ == "mark" and c.lower_ == "to" for c in token.children) else []
        passive = is_passive(token)
        if any(c.dep_ == "cop" for c in token.children):
            words += ["be", token.lemma_.lower()] if token != clause.main else ["be"]
        elif passive and (place == 0 and not clause.agents or place):
            words += ["be", token.lower_]
        elif place and token.tag_ == "VBG":
            words.append(token.lower_)
        else:
            words.append(token.lemma_.lower())
        words += [c.lower_ for c in token.children if c.dep_ == "compound:prt"]
    return " ".join(words)


def _verb(token: Token) -> str:
    return " ".join([token.lemma_.lower(), *(c.lower_ for c in token.children if c.dep_ == "compound:prt")])


def _copula(clause: Clause) -> tuple[str, list[Token], Token | None]:
    """Relation label and objects of a copular clause: "be chairman of | the board", "be guilty of | fraud", "be | a lawyer"."""
    main = clause.main
    start = _label(clause)
    case = next((c.lower_ for c in main.children if c.dep_ == "case"), None)
    if case and main.pos_ in ("NOUN", "PROPN", "PRON", "NUM"):
        return f"{start} {case}", conjuncts(main), None
    if main.pos_ == "ADJ":
        for oblique in clause.obliques:
            if _preposition(oblique) and (_preposition(oblique) not in ("on", "in", "at", "after", "before", "since", "until") or not oblique.ent_type_):
                return f"{start} {main.lower_} {_preposition(oblique)}", conjuncts(oblique), oblique
        return start, [main], None
    if main.pos_ == "NOUN":
        held = _held_by(main)
        if held is not None and held.ent_type_ in NAME_TYPES:
            preposition = "of" if held.dep_ == "nmod:poss" else _preposition(held) or "of"
            return f"{start} {_role_words(main)} {preposition}", [held], held
    return start, conjuncts(main), None


def _object_tokens(clause: Clause, target: Token) -> list[Token]:
    tokens = noun_phrase(target)
    if clause.copular and target == clause.main:
        tokens = [t for t in tokens if t.i > max((c.i for c in target.children if c.dep_ == "cop"), default=-1) or t.dep_ not in ("aux", "cop")]
        low = max((c.i for c in target.children if c.dep_ in ("cop", "nsubj", "nsubj:pass", "aux") and c.i < target.i), default=-1)
        tokens = [t for t in tokens if t.i > low and not (t.dep_ == "advmod" and t.head == target and t.i < target.i and t.lower_ in ("not", "n't"))] or [target]
    return tokens


def _light_target(noun: Token, obliques: list[Token]) -> Token | None:
    """What a light verb with a bare or indefinite noun is aimed at: "sent a letter to X", "has no knowledge of X"."""
    determiners = {c.lower_ for c in noun.children if c.dep_ == "det"}
    if determiners & {"the", "this", "that", "these", "those"} or any(c.dep_ in ("nmod:poss", "nummod") for c in noun.children) or noun.pos_ != "NOUN":
        return None
    for candidate in [*(c for c in noun.children if c.dep_ == "nmod"), *obliques]:
        if _preposition(candidate) in ("to", "for", "of", "against", "toward", "towards", "on", "over", "with", "about", "into"):
            return candidate
    return None


def _held_by(noun: Token) -> Token | None:
    """Whom or what an office or trade belongs to: "spokeswoman for Ryan", "Clinton's runner-up"."""
    for child in noun.children:
        if child.dep_ == "nmod:poss":
            return child
    for child in noun.children:
        if child.dep_ == "nmod" and _preposition(child) in ("of", "for", "to", "at", "in", "from", "with"):
            return child
    return None


def _role_words(noun: Token) -> str:
    """The noun with its own modifiers, lower-case: "former communications director"; names inside are left out."""
    kept = [t for t in noun.doc[noun.left_edge.i:noun.i + 1]
            if t == noun or (t.head == noun and t.dep_ in ("amod", "compound") and not (t.ent_type_ in NAME_TYPES))]
    of = [t for t in noun.children if t.dep_ == "nmod" and t.lower_ in ("state", "staff", "government", "mission", "party")]
    return " ".join([*(t.lower_ for t in kept), *(f"of {t.lower_}" for t in of)])


def _preposition(token: Token) -> str:
    cases = sorted((c for c in token.children if c.dep_ in ("case", "mark")), key=lambda t: t.i)
    words = []
    for case in cases:
        if case.lower_ in ("'s", "'"):
            continue
        words += [case.lower_, *(c.lower_ for c in case.children if c.dep_ == "fixed")]
    return " ".join(words)


# --- qualifiers ---------------------------------------------------------------------------------------------------


def _is_time(reader: Reader, token: Token) -> bool:
    if token.dep_ in ("obl:tmod", "nmod:tmod"):
        return True
    text = " ".join(reader.words(noun_phrase(token)).split())
    if _preposition(token) in ("about", "by", "to", "from", "against", "with") and token.dep_ == "obl":
        return False
    found = list(times(text, reader.document.published))
    if found and len(found[0].text) >= 0.6 * len(text.removeprefix("the ")):
        return True
    return token.ent_type_ in ("DATE", "TIME") or any(q.quantity is not None and q.quantity.unit == "s" for q in quantities(text))


def _qualifiers(reader: Reader, clause: Clause, obliques: list[Token], taken: Token | None, objects: list[Token]) -> tuple[list[Qualifier], set[Token]]:
    """The clause's own details, and the tokens that they add to its evidence."""
    found: list[Qualifier] = []
    tokens: set[Token] = set()
    pending: list[Token] = []
    for token in sorted([*obliques, *clause.adverbials], key=lambda t: t.i):
        if token == taken or token in objects:
            continue
        if token.dep_ == "advmod":
            tokens.add(token)
            if token.lower_.endswith("ly") and token.pos_ == "ADV" and token.lower_ not in ("only", "early", "reportedly", "allegedly", "likely"):
                start, end = reader.span([token])
                found.append(Qualifier(Role.MANNER, reader.document.text[start:end], start, end))
            continue
        if any(c.lower_ == "according" for c in token.children) or (token.lower_ == "according"):
            continue
        if token.dep_ == "advcl":
            phrase = _core(token)
            role = adverbial_role(token)
        else:
            phrase = [*(c for c in token.children if c.dep_ in ("case", "mark", "advmod")), *noun_phrase(token)]
            phrase += [d for c in token.children if c.dep_ == "case" for d in c.children]
            phrase += [t for c in token.children if c.dep_ == "conj" for t in c.subtree]
            role = PREPOSITION_ROLES.get(_preposition(token).split(" ")[0], Role.OTHER)
            if token.dep_ == "iobj":
                role = Role.RECIPIENT
        phrase = _contiguous(sorted(set(phrase), key=lambda t: t.i))
        if pending and phrase and phrase[0].i == pending[-1].i + 1 and role is Role.TIME:
            phrase = pending + phrase
        pending = phrase if token.dep_ != "advcl" else []
        if not phrase or len(phrase) > 2 * LONGEST_ADVERBIAL:
            continue
        found += _read_phrase(reader, phrase, role)
        if _close(clause, token, phrase):
            tokens.update(phrase)
    return found, tokens


def _shared_times(reader: Reader, clause: Clause, own: list[Qualifier]) -> list[Qualifier]:
    """The time that a clause takes from the one it hangs on: "in December it was revealed when the office released …",
    "on Friday he resigned and left".
    """
    head = clause.head
    above = head.head
    if any(q.role is Role.TIME for q in own) or above == head or not is_predicate(above):
        return []
    when = head.dep_ == "advcl" and any(c.lower_ in ("when", "as", "while") for c in head.children)
    if not when and head.dep_ != "conj":
        return []
    found = []
    for child in above.children:
        if child.dep_.startswith("obl") and (when or child.i < above.i) and _is_time(reader, child):
            phrase = _contiguous(sorted({*(c for c in child.children if c.dep_ == "case"), *noun_phrase(child)}, key=lambda t: t.i))
            found += [q for q in _read_phrase(reader, phrase, Role.TIME) if q.role is Role.TIME and q.value]
    return found


def _close(clause: Clause, token: Token, phrase: list[Token]) -> bool:
    """Whether a detail is part of the clause's own evidence: it follows the verb without a comma, or is short."""
    doc = token.doc
    if phrase[0].i < clause.head.i:
        return len(phrase) <= SHORT_PHRASE and token.dep_ != "advcl"
    if doc[phrase[0].i - 1].text == ",":
        return len(phrase) <= SHORT_PHRASE and token.dep_ != "advcl"
    return token.dep_ != "advcl" or len(phrase) <= LONGEST_ADVERBIAL


def _read_phrase(reader: Reader, phrase: list[Token], role: Role) -> list[Qualifier]:
    """Type one phrase by what it says: a delay, a duration, a time, an amount; else by its preposition."""
    start, end = reader.span(phrase)
    text = reader.document.text[start:end]
    shadow = reader.passage.text[phrase[0].idx:phrase[-1].idx + len(phrase[-1])]
    dates = list(times(shadow, reader.document.published))
    amounts = [q for q in quantities(shadow) if not any(d.start < q.end and q.start < d.end for d in dates)]
    spans = [q for q in amounts if q.quantity is not None and q.quantity.unit == "s"]
    found: list[Qualifier] = []
    if spans and spans[0].start <= 12:
        after = shadow[spans[0].end:].strip().lower()
        lead = shadow.lower()
        if after.startswith(("after", "before", "of", "from", "later", "earlier", "since", "ahead")) or lead.startswith("within"):
            kind = Role.DELAY
        else:
            kind = Role.DURATION
        if not after.startswith(("old", "-old", "sentence", "prison")):
            found.append(Qualifier(kind, text, start, end, quantity=spans[0].quantity))
    if len(dates) == 2 and re.match(r"(?:from|between)\b", shadow, re.I) and dates[0].value and dates[1].value:
        low, high = reader.passage.source(phrase[0].idx + dates[0].start, phrase[0].idx + dates[1].end)
        return [*found, Qualifier(Role.TIME, reader.document.text[low:high], low, high, f"{dates[0].value}/{dates[1].value}")]
    if dates:
        whole = len(dates) == 1 and not found
        for date in dates:
            low, high = (start, end) if whole else reader.passage.source(phrase[0].idx + date.start, phrase[0].idx + date.end)
            found.append(Qualifier(Role.TIME, reader.document.text[low:high], low, high, date.value))
        if not whole:
            return found
    if found:
        return found
    if amounts and role in (Role.OTHER, Role.PURPOSE, Role.TOPIC, Role.SOURCE, Role.RECIPIENT, Role.INSTRUMENT, Role.PLACE, Role.COMPANION):
        low, high = reader.passage.source(phrase[0].idx + amounts[0].start, phrase[0].idx + amounts[0].end)
        return [Qualifier(Role.QUANTITY, reader.document.text[low:high], low, high, amounts[0].value, amounts[0].quantity),
                Qualifier(role, text, start, end)]
    return [Qualifier(role, text, start, end)]


def _inner(reader: Reader, token: Token, is_object: bool) -> list[Qualifier]:
    """Amounts inside a subject or object, and dates inside an object ("the 2016 election")."""
    tokens = noun_phrase(token)
    base = tokens[0].idx
    shadow = reader.passage.text[base:tokens[-1].idx + len(tokens[-1])]
    dates = list(times(shadow, reader.document.published))
    found = []
    for amount in quantities(shadow):
        if any(d.start < amount.end and amount.start < d.end for d in dates) or amount.text.lower() in ("a", "an", "one"):
            continue
        low, high = reader.passage.source(base + amount.start, base + amount.end)
        found.append(Qualifier(Role.QUANTITY, reader.document.text[low:high], low, high, amount.value, amount.quantity))
    for date in dates if is_object else ():
        low, high = reader.passage.source(base + date.start, base + date.end)
        found.append(Qualifier(Role.TIME, reader.document.text[low:high], low, high, date.value))
    return found


def _core(head: Token) -> list[Token]:
    """A clause's tokens without the clauses and asides that hang on it, in order."""
    kept, stack = [head], [head]
    while stack:
        for child in stack.pop().children:
            if child.dep_ not in ("acl:relcl", "appos", "parataxis") and not (child.dep_ in ("conj", "advcl") and is_predicate(child)):
                kept.append(child)
                stack.append(child)
    return sorted(kept, key=lambda t: t.i)


def _under(token: Token, top: Token, deps: tuple[str, ...]) -> bool:
    current = token
    while current != top and current.head != current:
        if current.dep_ in deps and current.head == top:
            return True
        current = current.head
    return False


# --- reports and implied claims -----------------------------------------------------------------------------------


def _report(reader: Reader, clause: Clause, by_head: Mapping[int, Draft]) -> Iterator[Draft]:
    """(speaker, say, content): the content is a claim of its own where one was made of it."""
    complement = clause.complement
    if complement is None or not clause.subjects or (clause.passive and not clause.agents):
        return
    content = _contiguous(_clause_tokens(complement))
    argument = _phrase(reader, content)
    inner = by_head.get(complement.i)
    said: set[Token] = set(content)
    if inner is not None:
        argument = replace(argument, kind=ArgumentKind.CLAIM, id=inner.claim.id)
        spans = inner.claim.evidence.spans
        said = {t for t in content if any(s <= reader.passage.offsets[t.idx] < e for s, e in spans)} | {
            c for c in complement.children if c.dep_ == "mark"}
    group = group_tokens(clause)
    qualifiers, extra = _qualifiers(reader, clause, list(clause.obliques), None, [])
    chain, quoted = reader.speech.chain(reader.index, clause.head)
    for subject in clause.agents or clause.subjects:
        tokens = {*noun_phrase(subject), *group, *extra, *said}
        yield _draft(reader, clause.head, subject, reader.argument(subject), _label(clause), group, argument, tokens, qualifiers,
                     clause.polarity, clause.modality, chain, quoted, "report")


def _read_implied(reader: Reader) -> None:
    """Claims that apposition and titles imply: "AshLee Strong, a spokeswoman for Paul Ryan", "Kremlin spokesman Dmitry Peskov"."""
    for ent in reader.doc.ents:
        if ent.label_ in ("PERSON", "ORG", "GPE", "LOC", "FAC"):
            reader.drafts.extend((*_titles(reader, ent), *_appositions(reader, ent), *_asides(reader, ent)))
    for token in reader.doc:
        reader.drafts.extend(_nominal(reader, token))


def title_tokens(ent: Span) -> list[Token]:
    """The words of a title before a person's name: "former Vice President", "Kremlin spokesman"; [] where there is none."""
    doc, start = ent.doc, ent.start
    low = start
    while low > 0:
        token = doc[low - 1]
        if token.is_sent_start and low < start and doc[low].is_sent_start:
            break
        if token.pos_ in ("NOUN", "PROPN", "ADJ") or (token.tag_ in ("VBG", "VBN") and token.dep_ in ("amod", "compound")) or token.text in ("-", "'s", "'") or (token.lower_ == "of" and low - 1 > 0 and low < start):
            if token.ent_type_ == "PERSON" and low == start:
                break
            low -= 1
            if doc[low].is_sent_start:
                break
            continue
        break
    tokens = [doc[i] for i in range(low, start)]
    while tokens and (tokens[0].is_punct or tokens[0].text in ("'s", "'") or tokens[0].lower_ == "of"):
        tokens.pop(0)
    return tokens


def _titles(reader: Reader, ent: Span) -> Iterator[Draft]:
    if ent.label_ != "PERSON":
        return
    tokens = title_tokens(ent)
    roles = [t for t in tokens if _role_noun(t)]
    if not roles:
        return
    role = roles[-1]
    if role.i != tokens[-1].i:
        return
    holder: Token | None = None
    for other in reader.doc.ents:
        if other.start >= tokens[0].i and other.end <= role.i and other.label_ in NAME_TYPES:
            holder = other.root
    words = [t for t in tokens if t.lower_ not in ("'s", "'", "of") and not (holder is not None and t.ent_type_ in NAME_TYPES and t.i < role.i)]
    words = [t for t in words if not (holder is not None and t.i <= holder.i)] or [role]
    evidence = {*tokens, *ent}
    name = reader.argument(ent.root, list(ent))
    chain, quoted = reader.speech.chain(reader.index, ent.root)
    if holder is not None:
        holder_ent = next(e for e in reader.doc.ents if e.start <= holder.i < e.end)
        label = f"be {' '.join(t.lower_ for t in words)} of"
        object_ = reader.argument(holder, list(holder_ent))
    else:
        label, object_ = "be", _phrase(reader, words)
        object_ = replace(object_, label=" ".join(ABBREVIATED.get(w.lower().rstrip("."), w) for w in object_.label.split()))
    yield _draft(reader, role, ent.root, name, label, words, object_, evidence, [], Polarity.AFFIRMED, Modality.ASSERTED,
                 (), quoted, "title", implied=True)


def _appositions(reader: Reader, ent: Span) -> Iterator[Draft]:
    root = ent.root
    pairs = [c for c in root.children if c.dep_ == "appos"]
    if root.dep_ == "appos":
        pairs.append(root.head)
        pairs += [c for c in root.head.children if c.dep_ == "appos" and c != root]
    for other in pairs:
        descriptions = [other] if root.dep_ == "appos" and other == root.head else conjuncts(other)
        for description in descriptions:
            if description.pos_ != "NOUN" or is_predicate(description) or name_in([description], description) is not None:
                continue
            if ent.label_ == "PERSON" and not _role_noun(description):
                continue
            tokens = noun_phrase(description)
            if any(t.i in range(ent.start, ent.end) for t in tokens):
                tokens = [t for t in tokens if t.i < ent.start]
            if not tokens:
                continue
            held = _held_by(description)
            evidence = {*ent, *tokens, *(c for c in description.children if c.dep_ == "case")}
            name = reader.argument(root, list(ent))
            if held is not None and (held.ent_type_ in NAME_TYPES or held.dep_ == "nmod:poss" or held.pos_ == "PROPN"):
                preposition = "of" if held.dep_ == "nmod:poss" else _preposition(held) or "of"
                label, object_ = f"be {_role_words(description)} {preposition}", reader.argument(held)
            else:
                label, object_ = "be", _phrase(reader, tokens)
            yield _draft(reader, description, root, name, label, tokens, object_, evidence, [], Polarity.AFFIRMED, Modality.ASSERTED,
                         (), False, "apposition", implied=True)


def _asides(reader: Reader, ent: Span) -> Iterator[Draft]:
    """What stands behind a person's name: age ("Ms. Corfman, 53,") and party ("(R-Texas)", ", R-Ky.,")."""
    if ent.label_ != "PERSON":
        return
    doc = ent.doc
    behind = reader.passage.text[ent.end_char:ent.end_char + 40]
    name = reader.argument(ent.root, list(ent))
    if (age := re.match(r", (?:now )?(\d{1,3}),", behind)) is not None:
        tokens = [t for t in doc if ent.end_char <= t.idx + len(t) and t.idx < ent.end_char + age.end(1) and t.i >= ent.end and t.like_num]
        if tokens:
            start, end = reader.span(tokens)
            number = float(age[1])
            value = Argument(reader.document.text[start:end], start, end, ArgumentKind.VALUE, age[1])
            detail = Qualifier(Role.QUANTITY, value.text, start, end, quantity=Quantity(number, number, False, False, "year"))
            yield _draft(reader, ent.root, ent.root, name, "be aged", tokens, value, {*ent, *tokens}, [detail], Polarity.AFFIRMED,
                         Modality.ASSERTED, (), False, "aside", implied=True)
    if (party := re.match(r"(?:,? \(|, )([RDI])-([A-Z][\w.]*(?: [A-Z][\w.]*)?)\)?", behind)) is not None:
        tokens = [t for t in doc if t.i >= ent.end and t.idx < ent.end_char + party.end() and t.text not in (",", "(", ")")]
        if tokens:
            start, end = reader.span(tokens)
            place = Argument(reader.document.text[start:end], start, end, ArgumentKind.PHRASE, party[2])
            yield _draft(reader, ent.root, ent.root, name, f"be {PARTIES[party[1]]} from", tokens, place, {*ent, *tokens}, [],
                         Polarity.AFFIRMED, Modality.ASSERTED, (), False, "aside", implied=True)


def _nominal(reader: Reader, noun: Token) -> Iterator[Draft]:
    """An event as a noun with its agent and patient: "Obama's veto of the bill"."""
    if noun.pos_ != "NOUN" or noun.lemma_.lower() not in NOMINAL_EVENTS or is_predicate(noun):
        return
    verb, preposition = NOMINAL_EVENTS[noun.lemma_.lower()]
    agents = [c for c in noun.children if c.dep_ == "nmod:poss"]
    patients = [c for c in noun.children if c.dep_ == "nmod" and _preposition(c).split(" ")[0] in ("of", preposition)]
    if not agents or not patients:
        return
    chain, quoted = reader.speech.chain(reader.index, noun)
    tokens = noun_phrase(noun)
    label = verb if _preposition(patients[0]) == "of" or preposition in ("of", "over") else f"{verb} {preposition}"
    for target in conjuncts(patients[0]):
        yield _draft(reader, noun, agents[0], reader.argument(agents[0]), label, [noun], reader.argument(target), {*tokens}, [],
                     Polarity.AFFIRMED, Modality.ASSERTED, chain, quoted, "nominal", implied=True)


# --- drafts and mentions ------------------------------------------------------------------------------------------


def _draft(reader: Reader, head: Token, subject_head: Token, subject: Argument, label: str, group: list[Token], object_: Argument | None,
           tokens: Iterable[Token], qualifiers: list[Qualifier], polarity: Polarity, modality: Modality,
           chain: tuple[Speaker, ...], quoted: bool, rule: str, *, implied: bool = False) -> Draft:
    ordered = _bridge(sorted({*tokens, *group}, key=lambda t: t.i))
    runs: list[list[Token]] = []
    for token in ordered:
        if runs and token.i == runs[-1][-1].i + 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    spans = [reader.span(r) for r in (_trim(run) for run in runs) if r]
    evidence = evidence_of(reader.document, spans, reader.passage.section)
    start, end = reader.span(_contiguous(group))
    relation = Relation(label, reader.document.text[start:end], start, end)
    speakers = tuple(s for s in (reader.speaker(link) for link in chain) if (s.start, s.end) != (subject.start, subject.end) or rule != "report")
    flips = sum(link.flips for link in chain)
    if flips % 2 and rule != "report":
        polarity = Polarity.NEGATED if polarity is Polarity.AFFIRMED else Polarity.AFFIRMED
    words = tuple((reader.passage.offsets[t.idx], ABBREVIATED.get(t.lower_.rstrip("."), t.lemma_.lower())) for t in ordered
                  if not t.is_punct and not t.is_space and t.lemma_.lower() not in STOP and t.lower_ not in STOP)
    details = tuple(sorted(set(qualifiers), key=lambda q: (q.start, q.end, q.role)))
    claim = Claim("c-" + digest(reader.document.sha256, evidence.spans, [subject.start, subject.end], label,
                                [object_.start, object_.end] if object_ else None, polarity),
                  subject, relation, object_, evidence, details, polarity, modality, speakers, quoted, implied,
                  _confidence(rule, subject_head, object_, ordered, implied), rule)
    return Draft(claim, words, (reader.index, head.i))


def _confidence(rule: str, subject: Token, object_: Argument | None, tokens: list[Token], implied: bool) -> float:
    """A rough share of right claims of this shape, by rule, argument and length; to be learned later."""
    value = {"verb": 0.8, "passive": 0.8, "copula": 0.75, "report": 0.8, "title": 0.85, "aside": 0.85, "apposition": 0.8, "nominal": 0.75}.get(rule, 0.6)
    if object_ is None:
        value -= 0.15
    if subject.pos_ in ("PRON", "VERB", "ADJ"):
        value -= 0.1
    if len(tokens) > 30:
        value -= 0.1
    return round(max(value, 0.1), 2)


def _bridge(tokens: list[Token]) -> list[Token]:
    """Fill gaps of up to three tokens that say nothing of their own (adverbs, marks, punctuation, articles)."""
    filled: list[Token] = []
    for token in tokens:
        if filled and 1 < token.i - filled[-1].i <= 4:
            gap = [token.doc[i] for i in range(filled[-1].i + 1, token.i)]
            if all(t.pos_ in ("ADV", "PUNCT", "DET", "PART", "AUX", "ADP", "SCONJ", "SPACE", "ADJ") or t.lower_ in RELATIVE for t in gap):
                filled.extend(gap)
        filled.append(token)
    return filled


def _trim(run: list[Token]) -> list[Token]:
    run = list(run)
    while run and (run[-1].is_space or run[-1].text in ",;:.-–—"):
        run.pop()
    while run and (run[0].is_space or run[0].text in ",;:.-–—"):
        run.pop(0)
    if len(run) == 1 and run[0].is_punct:
        return []
    return run


def _contiguous(tokens: list[Token]) -> list[Token]:
    """From the first to the last of the tokens, everything between included."""
    if not tokens:
        return []
    return _trim([tokens[0].doc[i] for i in range(tokens[0].i, tokens[-1].i + 1)]) or tokens


def _clause_tokens(head: Token) -> list[Token]:
    tokens = [t for t in head.subtree if not _under(t, head, ("parataxis",))]
    return sorted(tokens, key=lambda t: t.i)


def _phrase(reader: Reader, tokens: list[Token]) -> Argument:
    start, end = reader.span(tokens)
    text = reader.document.text[start:end]
    return Argument(text, start, end, ArgumentKind.PHRASE, " ".join(text.split()))


def _role_noun(token: Token) -> bool:
    word = token.lower_.rstrip(".")
    return token.pos_ in ("NOUN", "PROPN", "ADJ") and (token.lemma_.lower() in ROLE_NOUNS or word in ROLE_NOUNS or word in ABBREVIATED)


PERSONAL = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f", "it": "n", "its": "n",
            "itself": "n", "they": None, "them": None, "their": None, "theirs": None, "themselves": None}
FIRST = {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"}


def _mentions(reader: Reader) -> Iterator[MentionDraft]:
    doc = reader.doc
    headline = reader.passage.section is Section.HEADLINE
    covered: set[int] = set()
    for ent in doc.ents:
        if ent.label_ not in NAME_TYPES:
            continue
        covered.update(range(ent.start, ent.end))
        titles = title_tokens(ent) if ent.label_ == "PERSON" else []
        honorifics = [t.lower_.rstrip(".") for t in doc[max(0, ent.start - 3):ent.start]] + [t.lower_.rstrip(".") for t in ent]
        words = {t.lower_.rstrip(".") for t in titles} | set(honorifics[:4])
        gender = "m" if words & MALE else "f" if words & FEMALE else None
        start, end = reader.span(list(ent))
        same = []
        if titles and titles[-1].i == ent.start - 1 and _role_noun(titles[-1]):
            same.append(reader.span([*titles, *ent]))
        for child in ent.root.children:
            if child.dep_ == "appos":
                same.append(reader.span(noun_phrase(child)))
        if ent.root.dep_ == "appos":
            same.append(reader.span([t for t in noun_phrase(ent.root.head)]))
        yield MentionDraft(start, end, reader.document.text[start:end], MentionKind.NAME, ent.label_, ent.root.lower_,
                           tuple(t.lower_ for t in titles), (), gender, False, False, ent.root.dep_.startswith("nsubj"),
                           ent.root.dep_ == "nmod:poss", headline, (reader.index, clause_head(ent.root).i), reader.index, _spoken_by(reader, ent.root),
                           tuple(same))
    for token in doc:
        if token.i in covered:
            continue
        if token.lower_ in PERSONAL or token.lower_ in FIRST:
            start, end = reader.span([token])
            speaker = _spoken_by(reader, token)
            if token.lower_ in FIRST and speaker is None:
                continue
            yield MentionDraft(start, end, reader.document.text[start:end], MentionKind.PRONOUN, None, token.lower_, (), (),
                               PERSONAL.get(token.lower_), token.lower_ in ("they", "them", "their", "theirs", "themselves"),
                               token.lower_ in FIRST, token.dep_.startswith("nsubj"), token.dep_ == "nmod:poss",
                               headline, (reader.index, clause_head(token).i), reader.index, speaker)
        elif token.pos_ == "PROPN" and token.text[0].isupper() and not _role_noun(token):
            start, end = reader.span([token])
            yield MentionDraft(start, end, reader.document.text[start:end], MentionKind.NAME, None, token.lower_, (), (), None, False, False,
                               token.dep_.startswith("nsubj"), token.dep_ == "nmod:poss", headline, (reader.index, clause_head(token).i),
                               reader.index, _spoken_by(reader, token))
        elif _role_noun(token) and not any(c.dep_ in ("flat", "appos") and c.ent_type_ == "PERSON" for c in token.children) and (
                token.dep_ not in ("compound", "amod", "nmod:desc", "flat")):
            determiners = {c.lower_ for c in token.children if c.dep_ in ("det", "nmod:poss")}
            if not determiners & {"the", "this", "that", "his", "her", "their", "its"} and token.tag_ not in ("NNP",):
                continue
            tokens = noun_phrase(token)
            start, end = reader.span(tokens)
            modifiers = tuple(t.lower_ for t in tokens if t != token and t.dep_ in ("amod", "compound", "nmod") and t.pos_ in ("ADJ", "NOUN", "PROPN"))
            word = token.lower_
            gender = "m" if word in MALE or word.endswith("man") else "f" if word in FEMALE or word.endswith("woman") else None
            yield MentionDraft(start, end, reader.document.text[start:end], MentionKind.DESCRIPTION, "PERSON", token.lemma_.lower(), (), modifiers,
                               gender, token.tag_ in ("NNS", "NNPS"), False, token.dep_.startswith("nsubj"), token.dep_ == "nmod:poss",
                               headline, (reader.index, clause_head(token).i), reader.index, _spoken_by(reader, token))


def _spoken_by(reader: Reader, token: Token) -> tuple[int, int] | None:
    """The span of the mention that speaks the quotation in which a token stands."""
    quotation = reader.speech.quotation(reader.index, token)
    if quotation is None or quotation.speaker is None:
        return None
    argument = reader.speaker(quotation.speaker)
    return reader.anchors.get((argument.start, argument.end), (argument.start, argument.end))
