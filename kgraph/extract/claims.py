"""Annotated -> Extraction: the claims that clauses make, with their evidence, speakers and details.

Labels here are the words as printed; resolve.py puts names to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kgraph.annotate import Annotated
from kgraph.extract.attribution import asides, named_person
from kgraph.extract.clauses import Clause, clauses, completed, group_tokens
from kgraph.extract.factuality import put_off_by
from kgraph.extract.frames import goods_of, is_report, read_frame, relation_label, verb_label
from kgraph.extract.implied import read_implied
from kgraph.extract.lexicon import FLIPPING_SPEECH
from kgraph.extract.mentions import read_mentions
from kgraph.extract.nominals import read_nominals
from kgraph.extract.qualifiers import LONGEST_ADVERBIAL, inner_values, read_qualifiers, shared_times
from kgraph.extract.reader import Draft, Extraction, MentionDraft, Reader, make_draft, phrase_argument
from kgraph.extract.speech import read_speech
from kgraph.extract.syntax import (
    alternatives,
    children,
    clause_tokens,
    conjuncts,
    contiguous,
    definition,
    denial,
    is_general,
    minimal_phrase,
    noun_phrase,
    owner_of_aside,
    restriction,
    trim,
)
from kgraph.model import Argument, ArgumentKind, Polarity, Relation, Role
from kgraph.parse import Token

CONTINUING = frozenset("until unless if because that which who when while after before although though".split())
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
    told = {(index, readers[index].doc[head].sent.start) for index, head in (d.head for d in drafts.values())}
    sentences = [(r.index, sentence.start) for r in readers for sentence in r.doc.sents if any(t.is_alpha for t in sentence)]
    silent = sum(sentence not in told for sentence in sentences)
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
        if clause.complement is not None and is_report(clause):
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
    frame = read_frame(reader, clause)
    if frame is None:
        return
    qualifiers, extra = read_qualifiers(reader, clause, frame.obliques, frame.taken, frame.objects)
    qualifiers += shared_times(reader, clause, qualifiers)
    for worth, goods in ((o, g) for o in list(frame.objects) if (g := goods_of(o)) is not None):  # "$900 worth of lamps and chairs"
        frame.objects = [o for o in frame.objects if o != worth] + conjuncts(goods)
        qualifiers += inner_values(reader, worth, True)
        extra |= {t for t in noun_phrase(worth) if t.i < goods.left_edge.i} | {c for c in goods.children if c.dep_ == "case"}
    if frame.topic:
        qualifiers.append(reader.qualifier(Role.TOPIC, contiguous(frame.topic)))
        extra |= set(frame.topic) if len(frame.topic) <= 2 * LONGEST_ADVERBIAL else set()
    extra |= {c for c in clause.head.children if c.dep_ == "expl"}  # no quote begins with the "'s" of "it's"
    if (waiting := put_off_by(clause.head)) is not None:  # what is waited for is part of what is said
        extra |= {waiting, *(t for c in children(waiting, "aux", "obj", "obl") for t in c.subtree)}
    chain, quoted = reader.speech.chain(reader.index, clause.head)
    for subject, phrase, target in frame.pairs(clause):
        subject_words = phrase
        if is_general(subject) and clause.head not in (more := restriction(subject)):
            subject_words = contiguous([*phrase, *more])
        if subject == clause.head.head:  # "the first airline to fly it"
            subject_words = [t for t in phrase if t != clause.head and not clause.head.is_ancestor(t)]
        denials = [d for a in (subject, target) if a is not None and a not in clause.chain and (d := denial(a))]
        polarity = clause.polarity.opposite if len(denials) % 2 else clause.polarity
        tokens = {*frame.words, *extra, *clause.ellipsis, *subject_words, *frame.content, *(t for d in denials for t in d)}
        object_: Argument | None = None
        if target is not None:
            target_words = _object_words(clause, target)
            either = alternatives(target) if clause.polarity is Polarity.AFFIRMED else []
            target_words = contiguous([*target_words, *(t for o in either for t in _object_words(clause, o))])
            object_ = phrase_argument(reader, target_words) if either else reader.argument(target, target_words)
            tokens.update(target_words)
        elif frame.content:
            object_ = phrase_argument(reader, contiguous(frame.content))
            tokens.update(contiguous(frame.content))
        subject_ = phrase_argument(reader, subject_words) if frame.joint(clause) else reader.argument(subject, subject_words)
        details = qualifiers + [q for t in (target, subject) if t is not None for q in inner_values(reader, t, t == target)]
        yield make_draft(
            reader,
            clause.head,
            subject_,
            reader.relation(frame.label, frame.words),
            object_,
            tokens,
            "copula" if clause.copular else "passive" if frame.passive else "verb",
            qualifiers=details,
            polarity=polarity,
            modality=clause.modality,
            chain=chain,
            quoted=quoted,
        )
        if clause.negative_verb:  # "refused to concede defeat": did not concede it
            yield make_draft(
                reader,
                clause.main,
                subject_,
                reader.relation(frame.label.partition(" to ")[2] or verb_label(clause.main), [clause.main]),
                object_,
                {*tokens, clause.main},
                "negative verb",
                qualifiers=details,
                polarity=polarity.opposite,
                chain=chain,
                quoted=quoted,
                implied=True,
            )


def _object_words(clause: Clause, target: Token) -> list[Token]:
    tokens = minimal_phrase(target)
    if clause.polarity is Polarity.NEGATED or is_general(target):  # without what restricts it, the claim would say more than the article
        more = restriction(target)
        tokens = contiguous([*tokens, *more]) if clause.head not in more else tokens
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
        tokens = contiguous([*tokens, *definition(target)])
    return tokens


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
    told = tuple(a for a in clause.adverbials if reader.speech.quotation(reader.index, a) is None)  # "I will not go," he said, "until …"
    qualifiers, extra = read_qualifiers(reader, replace(clause, adverbials=told), list(clause.obliques), None, [])
    chain, quoted = reader.speech.chain(reader.index, clause.head)
    for subject in (named_person(owner_of_aside(s)) for s in clause.agents or clause.subjects):
        tokens = {*minimal_phrase(subject), *group, *extra, *said}
        yield make_draft(
            reader,
            clause.head,
            reader.argument(subject, minimal_phrase(subject)),
            reader.relation(relation_label(clause), group),
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
    return Polarity.NEGATED if cue.base in FLIPPING_SPEECH else Polarity.AFFIRMED


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
            if tokens[0].text in CONTINUING:  # the second part of "I will not go," he said, "until it is over"
                continue
            there = reader.readers[link.passage]
            start, end = there.span([link.cue])
            spoken = link.cue.base if link.cue.pos_ in ("VERB", "AUX") else "say"
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
