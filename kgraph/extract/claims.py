"""Annotated -> Extraction: the claims that clauses make, with their evidence, speakers and details.

Labels here are the words as printed; resolve.py puts names to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from kgraph.annotate import Annotated
from kgraph.extract.attribution import asides, named_person, source_of
from kgraph.extract.clauses import Clause, clauses, completed, group_tokens, is_passive
from kgraph.extract.implied import read_implied
from kgraph.extract.lexicon import CAUSATIVE, FLIPPING_SPEECH, GERUND_VERBS, LIGHT_VERBS, SAYING, SPEECH
from kgraph.extract.mentions import read_mentions
from kgraph.extract.nominals import filed_before, light_label, read_nominals
from kgraph.extract.qualifiers import LONGEST_ADVERBIAL, inner_values, is_date, is_time, read_qualifiers, shared_times
from kgraph.extract.reader import Draft, Extraction, MentionDraft, Reader, make_draft, phrase_argument
from kgraph.extract.speech import read_speech
from kgraph.extract.syntax import (
    FIRST,
    FREE_RELATIVE,
    NAME_TYPES,
    RELATIVE,
    SUBJECTS,
    children,
    clause_tokens,
    conjuncts,
    contiguous,
    copula,
    core_clause,
    denial,
    held_by,
    is_clausal,
    minimal_phrase,
    noun_phrase,
    owner_of_aside,
    particles,
    preposition,
    role_words,
    trim,
)
from kgraph.model import Argument, ArgumentKind, Polarity, Qualifier, Relation, Role

SHORTEST_UTTERANCE = 4  # tokens of a quoted sentence that is a claim of its own


def extract(annotated: Annotated) -> Extraction:
    """Read the claims of one article; sentences that no rule covers give none."""
    speech = read_speech(annotated)
    anchors: dict[tuple[int, int], tuple[int, int]] = {}
    readers: list[Reader] = []
    for index, (passage, doc) in enumerate(annotated.passages):
        readers.append(Reader(annotated.document, index, passage, doc, speech, anchors, readers))
    mentions: list[MentionDraft] = []
    for reader in readers:
        found = list(clauses(reader.doc))
        _read_clauses(reader, found)
        read_implied(reader)
        read_nominals(reader, found)
        mentions += read_mentions(reader)
    drafts = {d.claim.id: d for r in readers for d in r.drafts}
    told = {d.head for d in drafts.values()}
    sentences = [(r.index, sentence) for r in readers for sentence in r.doc.sents if any(t.is_alpha for t in sentence)]
    silent = sum(not any((index, t.i) in told for t in sentence) for index, sentence in sentences)
    document = replace(annotated.document, sentences=len(sentences), silent=silent)
    return Extraction(document, tuple(drafts.values()), tuple(mentions), anchors)


def _read_clauses(reader: Reader, found: Sequence[Clause]) -> None:
    by_head: dict[int, Draft] = {}
    reports: list[Clause] = []
    places = {token.i: clause for clause in found for token in clause.chain}
    for clause in found:
        if clause.complement is None and clause.head in asides(clause.head.head):
            reports.append(replace(clause, complement=clause.head.head))
            continue
        if clause.complement is not None and _is_report(clause):
            reports.append(clause)
        for draft in _claims_of(reader, completed(clause, places)):
            reader.drafts.append(draft)
            for token in clause.chain:
                by_head.setdefault(token.i, draft)
    reported: set[int] = set()
    for clause in reports:
        reader.drafts.extend(_report(reader, clause, by_head))
        if clause.complement is not None:
            reported.update(t.i for t in clause.complement.subtree)
    reader.drafts.extend(_utterances(reader, reported, by_head))


def _claims_of(reader: Reader, clause: Clause) -> Iterator[Draft]:
    main, group = clause.main, group_tokens(clause)
    subjects, objects = list(clause.subjects), list(clause.objects)
    expletive = [c for c in clause.head.children if c.dep_ == "expl"]
    label = _label(clause)
    if clause.predicative is not None and clause.predicative.pos_ == "ADJ":
        label = f"{label} {clause.predicative.lower_}"
    elif clause.predicative is not None:  # "became attorney general"
        objects = conjuncts(clause.predicative)
    dated = [o for o in objects if o.ent_type_ in ("DATE", "TIME") and is_date(reader, o)]
    objects = [o for o in objects if o not in dated]
    passive = clause.passive or (len(clause.chain) > 1 and is_passive(main) and not objects)
    obliques = [*clause.obliques, *dated]
    if passive and clause.agents:
        subjects, objects = list(clause.agents), subjects if not objects else objects + subjects
        label = _verb(main) if len(clause.chain) == 1 else label
    subjects = [owner_of_aside(s) for s in subjects if s.lower_ not in RELATIVE]
    if not subjects:
        return
    taken: Token | None = None
    if (event := filed_before(clause)) is not None:
        objects = [event]
    if clause.copular:
        label, objects, taken = _copula(clause)
        if main.pos_ not in ("NOUN", "PROPN", "PRON", "NUM") and not objects:
            objects = [main]
    elif expletive and main.lemma_ == "be":
        label = "there be"
    elif len(objects) == 1 and (aim := _light_target(objects[0], obliques)) and (light := _light_label(label, main, objects[0], aim)):
        prefix = [t for t in noun_phrase(objects[0]) if t.i < aim.left_edge.i]
        group = sorted({*group, *prefix, *(c for c in aim.children if c.dep_ == "case")}, key=lambda t: t.i)
        label, objects, taken = light, conjuncts(aim), aim
    elif not objects and clause.complement is None:
        core = [o for o in obliques if not is_time(reader, o) and source_of(o) is None] or [
            o for o in obliques if main.lemma_.lower() in ("be", "last", "happen", "take")
        ]
        if core:
            taken = core[0]
            case = preposition(taken)
            label = f"{label} {case}".strip()
            objects = conjuncts(taken)
            group = sorted({*group, *(c for c in taken.children if c.dep_ in ("case", "fixed"))}, key=lambda t: t.i)
    if clause.complement is not None and not objects and _is_report(clause):
        return  # the report is made of its content, once that is known
    if clause.complement is None and main.lemma_.lower() in SAYING and (not objects or taken is not None):
        return  # the words said stand in a sentence of their own
    gerund = None if objects or clause.complement is not None else next((a for a in clause.adverbials if _is_gerund_object(main, a)), None)
    if any(o.lower_ in FREE_RELATIVE and (not is_clausal(o) or o.is_ancestor(main)) for o in (*subjects, *objects)):
        return  # a question, or the inside of "what he wants"
    if gerund is not None:  # "was accused of interfering in the election"
        label = " ".join([label, *(c.lower_ for c in gerund.children if c.dep_ == "mark")])
    qualifiers, extra = read_qualifiers(reader, clause, obliques, taken or gerund, objects)
    qualifiers += shared_times(reader, clause, qualifiers)
    for worth, goods in ((o, g) for o in list(objects) if (g := _goods(o)) is not None):  # "$900 worth of lamps and chairs"
        objects = [o for o in objects if o != worth] + conjuncts(goods)
        qualifiers += inner_values(reader, worth, True)
        extra |= {t for t in noun_phrase(worth) if t.i < goods.left_edge.i} | {c for c in goods.children if c.dep_ == "case"}
    chain, quoted = reader.speech.chain(reader.index, clause.head)
    complement: list[Token] = []
    if clause.complement is not None:
        complement = clause_tokens(clause.complement)
        if _is_scene(clause, objects):  # "saw its shares fall"
            complement, objects = contiguous([*noun_phrase(objects[0]), *complement]), []
        if objects and complement:
            start, end = reader.span(contiguous(complement))
            qualifiers.append(Qualifier(Role.TOPIC, reader.document.text[start:end], start, end))
    targets: list[Token | None] = [*objects] if objects else [None]
    for subject in subjects:
        for target in targets:
            if subject == target:
                continue
            denials = [d for a in (subject, target) if a is not None and a not in clause.chain and (d := denial(a))]
            polarity = opposite(clause.polarity) if len(denials) % 2 else clause.polarity
            tokens = {*group, *extra, *expletive, *clause.ellipsis}  # no quote begins with the "'s" of "it's"
            tokens.update(t for d in denials for t in d)
            subject_tokens = minimal_phrase(subject)
            tokens.update(subject_tokens)
            if target is not None:
                target_tokens = _object_tokens(clause, target)
                object_: Argument | None = reader.argument(target, target_tokens)
                tokens.update(target_tokens)
            elif complement:
                object_ = phrase_argument(reader, contiguous(complement))
                tokens.update(complement)
            elif gerund is not None:
                phrase = [t for t in core_clause(gerund) if not (t.dep_ == "mark" and t.head == gerund)]
                object_ = phrase_argument(reader, contiguous(phrase))
                tokens.update(contiguous(core_clause(gerund)))
            else:
                object_ = None
            if objects and complement and len(complement) <= 2 * LONGEST_ADVERBIAL:
                tokens.update(complement)
            details = qualifiers + [q for t in (target, subject) if t is not None for q in inner_values(reader, t, t == target)]
            yield make_draft(
                reader,
                clause.head,
                reader.argument(subject, subject_tokens),
                reader.relation(label, group),
                object_,
                tokens,
                "copula" if clause.copular else "passive" if passive else "verb",
                qualifiers=details,
                polarity=polarity,
                modality=clause.modality,
                chain=chain,
                quoted=quoted,
            )
            if clause.negative_verb:  # "refused to concede defeat": did not concede it
                yield make_draft(
                    reader,
                    main,
                    reader.argument(subject, subject_tokens),
                    reader.relation(_verb(main), [main]),
                    object_,
                    {*tokens, main},
                    "negative verb",
                    qualifiers=details,
                    polarity=opposite(polarity),
                    chain=chain,
                    quoted=quoted,
                    implied=True,
                )


def _goods(noun: Token) -> Token | None:
    """The first of several things that are so much worth together: "$900 worth of lamps and chairs"."""
    goods = next((c for c in noun.children if c.dep_ == "nmod" and preposition(c) == "of"), None) if noun.lower_ == "worth" else None
    return goods if goods is not None and len(conjuncts(goods)) > 1 else None


def opposite(polarity: Polarity) -> Polarity:
    return Polarity.NEGATED if polarity is Polarity.AFFIRMED else Polarity.AFFIRMED


def _is_gerund_object(verb: Token, clause: Token) -> bool:
    """Whether a gerund stands for the object: "was accused of interfering", "gave up looking"."""
    if clause.dep_ != "advcl" or clause.tag_ != "VBG" or clause.i < verb.i:
        return False
    marks = [c.lower_ for c in clause.children if c.dep_ == "mark"]
    if not marks:
        return verb.lemma_.lower() in GERUND_VERBS and clause.left_edge.i == max(t.i for t in (verb, *particles(verb))) + 1
    return marks[0] in ("of", "from", "for", "to", "about", "against", "on", "in", "with")


def _is_scene(clause: Clause, objects: list[Token]) -> bool:
    """Whether an object and what it does are one: "saw its shares fall"; a name stays the object ("saw Weber leave")."""
    return (
        clause.complement is not None
        and clause.complement.dep_ == "xcomp"
        and clause.main.lemma_.lower() in CAUSATIVE
        and len(objects) == 1
        and objects[0].pos_ == "NOUN"
        and objects[0].i < clause.complement.i
        and objects[0].ent_type_ not in NAME_TYPES
    )


def _is_report(clause: Clause) -> bool:
    """Whether a clause tells of somebody's act of speech; "we believe that" in a quotation is the content itself.

    "declared the road closed" says what becomes of the road.
    """
    told = clause.complement
    named = told is not None and bool(clause.objects) and told.dep_ in ("obj", "xcomp") and not children(told, "mark", *SUBJECTS)
    if clause.copular or named:
        return False
    return clause.main.lemma_.lower() in SPEECH and not any(s.lower_ in FIRST for s in clause.subjects)


def _label(clause: Clause) -> str:
    words: list[str] = []
    chain = clause.chain
    if len(chain) > 1 and chain[0].lemma_ in ("have", "be") and any(c.lower_ == "yet" for t in chain for c in t.children):
        chain = chain[1:]  # "has yet to concede" denies "concede"
    for place, token in enumerate(chain):
        if place:
            words += ["to"] if any(c.dep_ == "mark" and c.lower_ == "to" for c in token.children) else []
        passive = is_passive(token)
        if copula(token) is not None:
            words += ["be", token.lemma_.lower()] if token != clause.main else ["be"]
        elif passive and (place == 0 and not clause.agents or place):
            words += ["be", token.lower_]
        elif place and token.tag_ == "VBG":
            words.append(token.lower_)
        else:
            words.append(token.lemma_.lower())
        words += [c.lower_ for c in particles(token)]
    return " ".join(words)


def _verb(token: Token) -> str:
    return " ".join([token.lemma_.lower(), *(c.lower_ for c in particles(token))])


def _copula(clause: Clause) -> tuple[str, list[Token], Token | None]:
    """Relation label and objects of a copular clause: "be chairman of | the board", "be guilty of | fraud", "be | a lawyer"."""
    main = clause.main
    start = _label(clause)
    case = next((c.lower_ for c in main.children if c.dep_ == "case"), None)
    if case and main.pos_ in ("NOUN", "PROPN", "PRON", "NUM"):
        return f"{start} {case}", conjuncts(main), None
    if main.pos_ == "ADJ":
        for oblique in clause.obliques:
            if preposition(oblique) and source_of(oblique) is None and (
                preposition(oblique) not in ("on", "in", "at", "after", "before", "since", "until") or not oblique.ent_type_
            ):
                return f"{start} {main.lower_} {preposition(oblique)}", conjuncts(oblique), oblique
        return start, [main], None
    if main.pos_ == "NOUN":
        held = held_by(main)
        if held is not None and held.ent_type_ in NAME_TYPES:
            case = "of" if held.dep_ == "nmod:poss" else preposition(held) or "of"
            return f"{start} {role_words(main)} {case}", [held], held
    return start, conjuncts(main), None


def _object_tokens(clause: Clause, target: Token) -> list[Token]:
    tokens = minimal_phrase(target)
    if clause.copular and target == clause.main:
        tokens = [
            t for t in tokens if t.i > max((c.i for c in target.children if c.dep_ == "cop"), default=-1) or t.dep_ not in ("aux", "cop")
        ]
        low = max((c.i for c in target.children if c.dep_ in ("cop", "nsubj", "nsubj:pass", "aux") and c.i < target.i), default=-1)
        tokens = [
            t
            for t in tokens
            if t.i > low and not (t.dep_ == "advmod" and t.head == target and t.i < target.i and t.lower_ in ("not", "n't"))
        ] or [target]
    return tokens


def _light_label(label: str, main: Token, noun: Token, target: Token) -> str | None:
    """The relation of a light verb with its noun: the noun's own verb ("congratulate") or both words ("send letter to")."""
    case = preposition(target)
    if (verb := light_label(label, main, noun, case)) is not None:
        return verb
    return f"{label} {noun.lemma_.lower()} {case}".strip() if main.lemma_.lower() in LIGHT_VERBS else None


def _light_target(noun: Token, obliques: list[Token]) -> Token | None:
    """What a light verb with a bare or indefinite noun is aimed at: "sent a letter to X", "has no knowledge of X"."""
    determiners = {c.lower_ for c in noun.children if c.dep_ == "det"}
    if (
        determiners & {"the", "this", "that", "these", "those"}
        or any(c.dep_ in ("nmod:poss", "nummod") for c in noun.children)
        or noun.pos_ != "NOUN"
    ):
        return None
    for candidate in [*(c for c in noun.children if c.dep_ == "nmod"), *obliques]:
        if preposition(candidate) in ("to", "for", "of", "against", "toward", "towards", "on", "over", "with", "about", "into"):
            return candidate
    return None


def _report(reader: Reader, clause: Clause, by_head: Mapping[int, Draft]) -> Iterator[Draft]:
    """(speaker, say, content): the content is a claim of its own where one was made of it."""
    complement = clause.complement
    if complement is None or not clause.subjects or (clause.passive and not clause.agents):
        return
    if reader.speech.is_over(reader.index, complement, clause.head):
        return
    aside = set(clause.head.subtree) if complement.is_ancestor(clause.head) else set()
    content = contiguous([t for t in clause_tokens(complement) if t not in aside])
    argument = phrase_argument(reader, content)
    inner = by_head.get(complement.i)
    said: set[Token] = set(content)
    if inner is not None:
        argument = replace(argument, kind=ArgumentKind.CLAIM, id=inner.claim.id)
        spans = inner.claim.evidence.spans
        said = {t for t in content if any(s <= reader.passage.offsets[t.idx] < e for s, e in spans)} | {
            c for c in complement.children if c.dep_ == "mark"
        }
    group = group_tokens(clause)
    qualifiers, extra = read_qualifiers(reader, clause, list(clause.obliques), None, [])
    chain, quoted = reader.speech.chain(reader.index, clause.head)
    for subject in (named_person(owner_of_aside(s)) for s in clause.agents or clause.subjects):
        tokens = {*minimal_phrase(subject), *group, *extra, *said}
        yield make_draft(
            reader,
            clause.head,
            reader.argument(subject, minimal_phrase(subject)),
            reader.relation(_label(clause), group),
            argument,
            tokens,
            "report",
            qualifiers=qualifiers,
            polarity=clause.polarity,
            modality=clause.modality,
            chain=chain,
            quoted=quoted,
            content=_content(clause.main, inner),
        )


def _content(cue: Token, inner: Draft | None) -> Polarity:
    """The polarity of what is said, for a reader of the report: a denial's content is negated."""
    if inner is not None:
        return inner.claim.polarity
    return Polarity.NEGATED if cue.lemma_.lower() in FLIPPING_SPEECH else Polarity.AFFIRMED


def _utterances(reader: Reader, reported: set[int], by_head: Mapping[int, Draft]) -> Iterator[Draft]:
    """(speaker, say, sentence) for each sentence of a quotation that no report in the parse holds: "…," he said. "And …" """
    for quotation in reader.speech.quotations:
        link = quotation.speaker
        if quotation.passage != reader.index or link is None:
            continue
        for sentence in reader.doc.sents:
            tokens = trim([t for t in sentence if quotation.holds(t)])
            if len(tokens) < SHORTEST_UTTERANCE or not any(t.i in by_head for t in tokens) or any(t.i in reported for t in tokens):
                continue
            there = reader.readers[link.passage]
            start, end = there.span([link.cue])
            spoken = link.cue.lemma_.lower() if link.cue.pos_ in ("VERB", "AUX") else "say"
            relation = Relation(spoken, reader.document.text[start:end], start, end)
            content = phrase_argument(reader, tokens)
            inner = by_head.get(sentence.root.i)
            if inner is not None:
                content = replace(content, kind=ArgumentKind.CLAIM, id=inner.claim.id)
            near = [link.cue, *minimal_phrase(link.token)] if link.passage == reader.index else []
            relays = reader.speech.chain(link.passage, link.cue)[0]
            yield make_draft(
                reader,
                sentence.root,
                there.argument(link.token, minimal_phrase(link.token)),
                relation,
                content,
                {*tokens, *near},
                "report",
                chain=relays,
                quoted=True,
                content=_content(link.cue, inner),
            )
