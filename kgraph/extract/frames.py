"""Clause -> Frame: what is said of whom, before the details: the relation, its subjects and objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kgraph.extract.attribution import source_of
from kgraph.extract.clauses import Clause, group_tokens
from kgraph.extract.factuality import is_yet_to
from kgraph.extract.lexicon import (
    BARE_OBJECTS,
    CAUSATIVE,
    GERUND_PREPOSITIONS,
    GERUND_VERBS,
    LIGHT_VERBS,
    PREPOSITION_ROLES,
    SAYING,
    SPEECH,
)
from kgraph.extract.nominals import filed_before, light_label
from kgraph.extract.predicates import called_upon, is_passive
from kgraph.extract.qualifiers import is_date, is_time
from kgraph.extract.reader import Reader
from kgraph.extract.syntax import (
    FIRST,
    FREE_RELATIVE,
    NAME_TYPES,
    RELATIVE,
    SUBJECTS,
    alternatives,
    children,
    clause_tokens,
    conjuncts,
    contiguous,
    copula,
    core_clause,
    first_case,
    held_by,
    in_order,
    is_clausal,
    minimal_phrase,
    noun_phrase,
    owner_of_aside,
    particles,
    preposition,
    range_mark,
    role_words,
)
from kgraph.model import Polarity, Role
from kgraph.parse import Token

CIRCUMSTANCES = frozenset((Role.TIME, Role.REASON, Role.CONCESSION, Role.CONDITION))


@dataclass
class Frame:
    """A clause's relation with its subjects and objects, each by its head token.

    `words` are those of the relation; `obliques` what may be a detail, but for `taken`, which became the object or stands in
    it; `content` are the words of a clause that stands for the object, `topic` those of one beside it.
    """

    label: str
    words: list[Token]
    subjects: list[Token]
    objects: list[Token]
    obliques: list[Token]
    passive: bool
    taken: Token | None = None
    content: list[Token] = field(default_factory=list)
    topic: list[Token] = field(default_factory=list)

    def joint(self, clause: Clause) -> bool:
        """Whether the subjects are one thing together: "Atlas and Delta are two rockets"."""
        return clause.copular and len(self.subjects) > 1 and self.objects == [clause.main] and clause.main.tag_ in ("NNS", "NNPS")

    def pairs(self, clause: Clause) -> Iterator[tuple[Token, list[Token], Token | None]]:
        """Each subject with its words and with each object: one by one, in pairs ("respectively"), or all as one ("are two firms")."""
        if self.joint(clause):
            words = [t for s in self.subjects for t in minimal_phrase(s)]
            yield self.subjects[0], contiguous(in_order(*words)), clause.main
            return
        if len(self.subjects) == len(self.objects) > 1 and any(t.lower_ == "respectively" for t in clause.head.subtree):
            for subject, own in zip(self.subjects, self.objects, strict=True):
                yield subject, minimal_phrase(subject), own
            return
        objects = self.objects
        if clause.polarity is Polarity.AFFIRMED:  # who needs "dust or clouds" may not need dust
            objects = [o for o in objects if not any(o in alternatives(other) for other in objects)]
        for subject in self.subjects:
            targets: list[Token | None] = [*objects] or [None]
            for target in targets:
                if subject != target:
                    yield subject, minimal_phrase(subject), target


def read_frame(reader: Reader, clause: Clause) -> Frame | None:
    """The frame of a clause; None where it states nothing by itself (a question, words that only introduce a quotation)."""
    frame = _arguments(reader, clause)
    if not frame.subjects:
        return None
    _name_relation(reader, clause, frame)
    if clause.complement is not None and not frame.objects and is_report(clause):
        return None  # the report is made of its content, once that is known
    if clause.complement is None and clause.main.base in SAYING and (not frame.objects or frame.taken is not None):
        return None  # the words said stand in a sentence of their own
    if any(o.lower_ in FREE_RELATIVE and (not is_clausal(o) or o.is_ancestor(clause.main)) for o in (*frame.subjects, *frame.objects)):
        return None  # a question, or the inside of "what he wants"
    if clause.main.pos_ == "AUX" and clause.main.lemma_ in ("do", "have") and not frame.objects and clause.complement is None:
        return None  # "they do"
    if is_comparison(clause) and not frame.objects and clause.complement is None:
        return None  # "better than analysts had predicted"
    _clausal_object(clause, frame)
    return frame


def _arguments(reader: Reader, clause: Clause) -> Frame:
    """Subjects and objects, a passive with its doer turned round."""
    label, objects = relation_label(clause), list(clause.objects)
    if clause.predicative is not None and clause.predicative.pos_ == "ADJ":
        label = f"{label} {clause.predicative.lower_}"
    elif clause.predicative is not None:  # "became attorney general"
        objects = conjuncts(clause.predicative)
    dated = [o for o in objects if o.ent_type_ in ("DATE", "TIME") and is_date(reader, o)]
    objects = [o for o in objects if o not in dated]
    passive = clause.passive or (len(clause.chain) > 1 and is_passive(clause.main) and not objects)
    subjects = list(clause.subjects)
    if passive and clause.agents:
        subjects, objects = list(clause.agents), objects + subjects
        label = verb_label(clause.main) if len(clause.chain) == 1 else label
    subjects = [owner_of_aside(s) for s in subjects if s.lower_ not in RELATIVE]
    return Frame(label, group_tokens(clause), subjects, objects, [*clause.obliques, *dated], passive)


def _name_relation(reader: Reader, clause: Clause, frame: Frame) -> None:
    """Complete the relation with what belongs to it: a predicate, an event noun, the preposition of an oblique object."""
    main = clause.main
    if (event := filed_before(clause)) is not None:
        frame.objects = [event]
    if clause.copular:
        frame.label, frame.objects, frame.taken = _copula(clause)
        frame.words = in_order(*frame.words, *_predicate_words(main, frame.taken))
        if main.pos_ not in ("NOUN", "PROPN", "PRON", "NUM") and not frame.objects:
            frame.objects = [main]
        return
    if main.lemma_ == "be" and "expl" in clause.head.relations:
        frame.label = "there be"
        return
    if len(frame.objects) == 1 and _is_idiom(main, frame.objects[0]):  # "took place in Oslo"
        frame.label = f"{frame.label} {frame.objects[0].lower_}"
        frame.words, frame.objects = [*frame.words, *frame.objects], []
    elif len(frame.objects) == 1:
        noun = frame.objects[0]
        aim = _light_target(noun, frame.obliques)
        if aim is not None and (light := _light_label(frame.label, main, noun, aim)) is not None:
            before = [t for t in noun_phrase(noun) if t.i < aim.left_edge.i]
            frame.words = in_order(*frame.words, *before, *children(aim, "case"))
            frame.label, frame.objects, frame.taken = light, conjuncts(aim), aim
    upon = called_upon(main) if clause.complement is not None else []
    if not frame.objects and (upon or clause.complement is None):
        told = [o for o in frame.obliques if not is_time(reader, o) and source_of(o) is None]
        when = frame.obliques if main.base in ("be", "last", "happen", "take") else []
        core = upon or sorted(told, key=lambda o: _rank(main, o)) or when
        if core:
            frame.taken = core[0]
            between = range_mark(core[0])
            frame.label = f"{frame.label} {preposition(core[0]).removesuffix('between' if between is not None else '')}".strip()
            frame.objects = conjuncts(core[0])
            frame.words = in_order(*frame.words, *(c for c in children(core[0], "case", "fixed") if c != between))


def _clausal_object(clause: Clause, frame: Frame) -> None:
    """Let a clause stand for the object, or beside it: "said that …", "was accused of meddling", "saw its shares fall"."""
    if clause.complement is not None:
        words = clause_tokens(clause.complement)
        if _is_scene(clause, frame.objects):
            frame.content, frame.objects = contiguous([*noun_phrase(frame.objects[0]), *words]), []
        elif frame.objects and clause.complement.tag_ == "VBN" and clause.main.base in ("get", "have"):  # "get her elected"
            frame.label = f"{frame.label} {clause.complement.lower_}"
            frame.words = in_order(*frame.words, clause.complement)
        elif frame.objects:
            frame.topic = words
        else:
            frame.content = words
        return
    gerund = next((a for a in clause.adverbials if _is_gerund_object(clause.main, a)), None)
    if gerund is not None and not frame.objects:
        frame.label = " ".join([frame.label, *(c.lower_ for c in children(gerund, "mark"))])
        frame.words = in_order(*frame.words, *children(gerund, "mark"))
        frame.taken = gerund
        frame.content = [t for t in core_clause(gerund) if not (t.dep_ == "mark" and t.head == gerund)]


def _rank(verb: Token, oblique: Token) -> tuple[bool, bool, int]:
    """How near an oblique is to an object: what only tells when or why, and what stands before the verb, comes last."""
    circumstance = PREPOSITION_ROLES.get(preposition(oblique).split(" ")[0]) in CIRCUMSTANCES
    return circumstance, oblique.i < verb.i, oblique.i


def goods_of(noun: Token) -> Token | None:
    """The first of several things that are so much worth together: "$900 worth of lamps and chairs"."""
    goods = next((c for c in noun.children if c.dep_ == "nmod" and preposition(c) == "of"), None) if noun.lower_ == "worth" else None
    return goods if goods is not None and len(conjuncts(goods)) > 1 else None


def is_comparison(clause: Clause) -> bool:
    """Whether a clause is what something is compared with: "better than analysts had predicted"."""
    return clause.head.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in ("than", "as") for c in clause.head.children)


def _is_idiom(verb: Token, noun: Token) -> bool:
    """Whether a bare noun is part of its verb: "take place", "take effect", "make sense"."""
    return noun.lower_ in BARE_OBJECTS.get(verb.base, ()) and noun.n_lefts == 0


def _is_gerund_object(verb: Token, clause: Token) -> bool:
    """Whether a gerund stands for the object: "was accused of interfering", "gave up looking"."""
    if clause.dep_ != "advcl" or clause.tag_ != "VBG" or clause.i < verb.i:
        return False
    marks = [c.lower_ for c in clause.children if c.dep_ == "mark"]
    if not marks:
        return verb.base in GERUND_VERBS and clause.left_edge.i == max(t.i for t in (verb, *particles(verb))) + 1
    return marks[0] in GERUND_PREPOSITIONS


def _is_scene(clause: Clause, objects: list[Token]) -> bool:
    """Whether an object and what it does are one: "saw its shares fall"; a name stays the object ("saw Weber leave")."""
    return (
        clause.complement is not None
        and clause.complement.dep_ == "xcomp"
        and clause.main.base in CAUSATIVE
        and len(objects) == 1
        and objects[0].pos_ == "NOUN"
        and objects[0].i < clause.complement.i
        and objects[0].ent_type_ not in NAME_TYPES
    )


def is_report(clause: Clause) -> bool:
    """Whether a clause tells of somebody's act of speech; "we believe that" in a quotation is the content itself.

    "declared the road closed" says what becomes of the road.
    """
    told = clause.complement
    named = told is not None and bool(clause.objects) and told.dep_ in ("obj", "xcomp") and not children(told, "mark", *SUBJECTS)
    if clause.copular or named:
        return False
    return clause.main.base in SPEECH and not any(s.lower_ in FIRST for s in clause.subjects)


def relation_label(clause: Clause) -> str:
    words: list[str] = []
    chain = clause.chain
    if is_yet_to(chain):
        chain = chain[1:]  # "has yet to concede" denies "concede"
    if len(chain) > 1 and chain[0].lemma_ == "go" and chain[0].tag_ == "VBG" and "aux" in chain[0].relations:
        chain = chain[1:]  # "is going to fall" is its future
    for token in chain:
        if words:
            words += ["to"] if any(c.dep_ in ("mark", "case") and c.lower_ == "to" for c in token.children) else []
        passive = is_passive(token)
        if copula(token) is not None:
            words += ["be", token.base] if token != clause.main else ["be"]
        elif passive and (not words and not clause.agents or words):
            words += ["be", token.lower_]
        elif words and token.tag_ == "VBG":
            words.append(token.lower_)
        else:
            words.append(token.base)
        words += [c.lower_ for c in particles(token)]
    return " ".join(words)


def verb_label(token: Token) -> str:
    return " ".join([token.base, *(c.lower_ for c in particles(token))])


def _copula(clause: Clause) -> tuple[str, list[Token], Token | None]:
    """Relation label and objects of a copular clause: "be chairman of | the board", "be guilty of | fraud", "be | a lawyer"."""
    main = clause.main
    start = relation_label(clause)
    case = first_case(main)
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


def _predicate_words(main: Token, taken: Token | None) -> list[Token]:
    """The words of a predicate that belong to its relation: "was in", "is guilty of", "is chairman of"."""
    if taken is None:
        return children(main, "case")
    return [main, *children(taken, "case")] if taken.dep_ != "nmod:poss" else []


def _light_label(label: str, main: Token, noun: Token, target: Token) -> str | None:
    """The relation of a light verb with its noun: the noun's own verb ("congratulate") or both words ("send letter to")."""
    case = preposition(target)
    if (verb := light_label(label, main, noun, case)) is not None:
        return verb
    return f"{label} {noun.base} {case}".strip() if main.base in LIGHT_VERBS else None


def _light_target(noun: Token, obliques: list[Token]) -> Token | None:
    """What a light verb with a bare or indefinite noun is aimed at: "sent a letter to X", "has no knowledge of X"."""
    determiners = {c.lower_ for c in noun.children if c.dep_ == "det"}
    if (
        determiners & {"the", "this", "that", "these", "those"}
        or noun.has("nmod:poss", "nummod")
        or noun.pos_ != "NOUN"
    ):
        return None
    for candidate in [*(c for c in noun.children if c.dep_ == "nmod"), *obliques]:
        if preposition(candidate) in ("to", "for", "of", "against", "toward", "towards", "on", "over", "with", "about", "into"):
            return candidate
    return None
