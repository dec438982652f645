"""Events as nouns: "Obama's veto of the bill", "a lawsuit that Greene had filed against it" make the claim that the verb would make.

The nouns, their verbs and the prepositions of their arguments stand in nominals.tsv, which training/nominals.py makes. How the
arguments of such nouns map to those of the verb, and that support verbs share theirs with the noun, follows the annotation of
NomBank (Meyers et al., 2004).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from pathlib import Path

from kgraph.errors import KgraphError
from kgraph.extract.attribution import Speaker, speaker_of
from kgraph.extract.clauses import Clause
from kgraph.extract.lexicon import (
    FLIPPING_SPEECH,
    MODALITY_OF_MODIFIERS,
    MODALITY_OF_NOUNS,
    MODALITY_OF_VERBS,
    NEGATIVE_CASES,
    NOT_SAYING,
    OPEN_CASES,
    PREPOSITION_ROLES,
    PREVENTING,
    RECEIVING,
    SAYING_BODIES,
    SPEECH_NOUNS,
    SUPPORT_VERBS,
    TIME_NOUNS,
)
from kgraph.extract.predicates import is_passive
from kgraph.extract.qualifiers import inner_values, read_phrase
from kgraph.extract.reader import Draft, Reader, make_draft, phrase_argument
from kgraph.extract.subjects import subjects_of
from kgraph.extract.syntax import (
    NAME_TYPES,
    NUMERIC_TYPES,
    RELATIVE,
    children,
    clause_tokens,
    conjuncts,
    contiguous,
    in_order,
    is_predicate,
    is_role_noun,
    minimal_phrase,
    name_at,
    noun_phrase,
    preposition,
)
from kgraph.gazetteer import COUNTRY_OF, SEATS
from kgraph.model import Argument, ArgumentKind, Modality, Polarity, Qualifier, Role
from kgraph.parse import Token

LEXICON = Path(__file__).parent / "nominals.tsv"
COMPLETE_CASES = frozenset({"from", "to", "in", "at"})  # of verbs that say enough without an object: "resign from", "arrive in"
ANNOUNCING = frozenset("announce report confirm deny dispute refute allege claim admit acknowledge reveal disclose declare".split())
CAUSING = frozenset("cause provoke trigger prompt lead result bring spark".split())  # what is not caused is not, however definite
CONTENDING = frozenset("bidder candidate battle fight struggle race quest campaign contest competition".split())
DENYING = frozenset("denial absence lack prevention cancellation avoidance".split())
# Nouns through which what is said of them reaches the event: who denies allegations of a theft denies the theft.
TRANSPARENT = DENYING | CONTENDING | SPEECH_NOUNS | {*MODALITY_OF_NOUNS, *"sign evidence news case act series wave".split()}
ALLEGATIONS = SPEECH_NOUNS - NOT_SAYING - {"report"}
EFFECTING = CAUSING | SUPPORT_VERBS | RECEIVING
GOVERNING = frozenset("of for to about on regarding concerning".split())
CIRCUMSTANCES = frozenset("during after before since following at on in amid despite as like".split())
BEGINNING = frozenset("open begin start".split())  # say more than that the event takes place
DISPLACING = frozenset("bring take place raise".split())  # with a known event they support nothing: "brought the demand down"
OPPOSING = frozenset("oppose reject resist object".split())
OPEN = OPPOSING | frozenset("consider discuss debate explore contemplate weigh".split())
THINGS = frozenset("document legislation petition publication resolution statement station testimony".split())  # said to say, not to act
EMPTY = frozenset("kind sort type number part term course history memory record addition".split())
MEASURES = frozenset("percent percentage point degree unit".split())
DEFINITE = frozenset("the this that these those both all its his her their my our your".split())


@dataclass(frozen=True, slots=True)
class Nominal:
    """A noun of an event: its verb, the verb's participle, what "of" marks, whose event a lone possessor's is.

    `objects` maps the preposition of a patient to the relation that it makes ("with": "meet with"), `agents` are those of the agent.
    """

    verb: str
    participle: str
    of: str
    own: str
    objects: Mapping[str, str]
    agents: frozenset[str]

    @property
    def complete(self) -> bool:
        """Whether the verb says enough without an object: "resign", "die", "withdraw"."""
        kept = {case for case, label in self.objects.items() if label == f"{self.verb} {case}"}
        return self.of == "agent" and set(self.objects) == kept and kept <= COMPLETE_CASES and "from" not in self.agents


@cache
def lexicon() -> Mapping[str, Nominal]:
    """Read nominals.tsv."""
    return dict(parse_line(line) for line in LEXICON.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


def parse_line(line: str) -> tuple[str, Nominal]:
    """Parse one line of nominals.tsv.

    >>> noun, nominal = parse_line("meeting\\tmeet\\tmet\\tagent\\tagent\\twith+,about=discuss\\t-")
    >>> noun, nominal.objects, sorted(nominal.agents)
    ('meeting', {'with': 'meet with', 'about': 'discuss'}, ['by'])
    """
    fields = line.split("\t")
    if len(fields) != 7:
        raise KgraphError(f"{LEXICON.name}: {line!r} has {len(fields)} fields where 7 are expected; make the file anew")
    noun, verb, participle, of, own, objects, agents = fields
    cases: dict[str, str] = {}
    for case in filter(None, objects.strip("-").split(",")):
        name, sign, other = case.partition("=")
        cases[name.rstrip("+")] = other if sign else f"{verb} {name[:-1]}" if name.endswith("+") else verb
    if of == "kept":
        cases["of"] = f"{verb} of"
    elif of == "patient":
        cases["of"] = verb
    return noun, Nominal(verb, participle, of, own, cases, frozenset({"by", *filter(None, agents.strip("-").split(","))}))


def filed_before(clause: Clause) -> Token | None:
    """The event before a support verb without an object, where the parse missed the relative clause: "a lawsuit his aide had filed"."""
    verb = clause.main
    if len(clause.chain) > 1 or clause.objects or clause.complement or clause.passive or verb.base not in SUPPORT_VERBS:
        return None
    first = min((s.left_edge.i for s in verb.children if s.dep_ == "nsubj"), default=0)
    noun = verb.doc[first - 1] if first else verb
    return noun if noun.pos_ == "NOUN" and noun.base in lexicon() and verb.dep_ in ("ccomp", "parataxis") else None


def light_label(label: str, verb: Token, noun: Token, case: str) -> str | None:
    """The relation of a support verb with a noun of an event: "file lawsuit against" is to sue; None where it is no such pair.

    A verb that keeps its preposition would lose what a noun before the event says ("sign a trade agreement with").
    """
    nominal = lexicon().get(noun.base)
    if nominal is None or verb.base not in SUPPORT_VERBS or verb.base in BEGINNING or case not in nominal.objects:
        return None
    if _thing_before(noun) and nominal.objects[case] != nominal.verb:
        return None
    start, _, end = label.rpartition(verb.base)
    return None if end else f"{start}{nominal.objects[case]}"


# ---------------------------------------------------------------------------------------------------------------------- arguments


@dataclass
class Frame:
    """The arguments of a noun: agents, of these those that a preposition marks, patients with the relation that each makes.

    `details` is what else hangs on it, `carriers` its support verbs, `astray` what the parse hung on an argument though it is its own.
    """

    noun: Token
    nominal: Nominal
    agents: list[Token] = field(default_factory=list)
    marked: list[Token] = field(default_factory=list)
    patients: list[tuple[Token, str]] = field(default_factory=list)
    details: list[Token] = field(default_factory=list)
    carriers: list[Token] = field(default_factory=list)
    astray: list[Token] = field(default_factory=list)


def read_nominals(reader: Reader, found: Iterable[Clause]) -> None:
    """Read the nouns of events of one passage, after its clauses."""
    by_predicate = {t.i: clause for clause in found for t in clause.chain}
    known = lexicon()
    nouns = [t for t in reader.doc if t.pos_ == "NOUN" and t.base in known and t.dep_ not in ("compound", "amod")]
    made = {_content(d) for d in reader.drafts}
    for noun in nouns:
        if not is_predicate(noun):
            for draft in _readings(reader, noun, known[noun.base], by_predicate):
                if _content(draft) not in made:
                    reader.drafts.append(draft)


def _content(draft: Draft) -> tuple[int, str, int | None]:
    claim = draft.claim
    return claim.subject.start, claim.relation.label.split(" to ")[-1], claim.object.start if claim.object else None


def _readings(reader: Reader, noun: Token, nominal: Nominal, by_predicate: Mapping[int, Clause]) -> Iterator[Draft]:
    frame = _frame(noun, nominal)
    standing = _standing(reader.index, frame, by_predicate)
    if frame.agents and frame.patients:
        for agent, (patient, label) in product(frame.agents, frame.patients):
            yield _claim(reader, noun, frame, standing, agent, label, patient)
    elif (content := _content_clause(noun)) is not None:
        for agent in frame.agents:
            yield _claim(reader, noun, frame, standing, agent, nominal.verb, content)
    elif frame.agents and nominal.complete and not frame.carriers and not _completed(noun):
        for agent in frame.agents:
            yield _claim(reader, noun, frame, standing, agent, nominal.verb, None)
    elif frame.patients and not frame.agents:
        for patient, label in frame.patients:
            if label == nominal.verb and preposition(patient) != "for" and _specific(patient) and not _is_measure(patient):
                yield _claim(reader, noun, frame, standing, patient, f"be {nominal.participle}", None)


def _content_clause(noun: Token) -> Token | None:
    """What somebody says by the noun: "the announcement that …"."""
    clauses = [c for c in noun.children if c.dep_ in ("acl", "ccomp") and c.i > noun.i]
    return next((c for c in clauses if any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children)), None)


def _completed(noun: Token) -> bool:
    """Whether a clause or noun says what the noun is about: "failure to act", "the company's revenue growth"."""
    if any(c.dep_ in ("acl", "ccomp", "csubj") and c.i > noun.i for c in noun.children):
        return True
    return _thing_before(noun)


def _thing_before(noun: Token) -> bool:
    """Whether a noun before it says what the event happens to: "cost cuts", "the revenue growth"."""
    return any(c.dep_ == "compound" and c.pos_ == "NOUN" and not c.ent_type_ for c in noun.children)


def _frame(noun: Token, nominal: Nominal) -> Frame:
    frame = Frame(noun, nominal)
    for child in _dependents(frame):
        _place(frame, child)
    of = any(preposition(patient) == "of" for patient, _ in frame.patients)
    owners = [o for c in noun.children if c.dep_ == "nmod:poss" and c.ent_type_ not in NUMERIC_TYPES for o in conjuncts(c)]
    for owner in owners if not frame.agents else ():
        alone = not frame.patients and not frame.agents
        if frame.marked and nominal.of == "patient" and not of:  # "Clinton's defeat by Trump"
            frame.patients.append((owner, nominal.verb))
        elif alone and nominal.own == "patient" and _is_person(owner) and not _thing_before(noun):  # "his arrest"
            frame.patients.append((owner, nominal.verb))
        else:
            frame.agents.append(owner)
    frame.agents += frame.marked
    told = bool(frame.patients) or _content_clause(noun) is not None
    if not frame.agents and (told or nominal.complete):
        named = [c for c in noun.children if c.dep_ in ("compound", "amod", "nmod:desc") and _acts(c)]
        frame.agents += [name for name in named if told or name.ent_type_ == "NORP" or _is_country(name)][:1]
    return frame


def _place(frame: Frame, child: Token) -> None:
    """Make a phrase behind the noun, or behind its support verb, an agent, a patient or a detail."""
    noun, nominal, case = frame.noun, frame.nominal, preposition(child)
    of_patient = case == "of" and nominal.of == "patient"
    taken = case in map(preposition, (*frame.marked, *(patient for patient, _ in frame.patients)))
    if not case or taken or _is_measure(child) and not (child.ent_type_ == "MONEY" and of_patient):
        frame.details.append(child)
    elif child.base in EMPTY or _astray(noun, nominal, child, case):
        return
    elif case == "between" and "with" in nominal.objects and len(conjuncts(child)) == 2:
        first, second = conjuncts(child)
        frame.agents.append(first)
        frame.patients.append((second, nominal.objects["with"]))
    elif case == "in" and child.ent_type_ in ("GPE", "LOC", "FAC") and f"{nominal.verb} in" != nominal.objects.get("in"):
        frame.details.append(child)
    elif case in nominal.agents or case == "of" and nominal.of == "agent" or of_patient and nominal.own == "agent" and _is_body(child):
        frame.marked += conjuncts(child)
    elif case in nominal.objects and not (case != "of" and nominal.of == "patient" and _thing_before(noun)):
        frame.patients += [(target, nominal.objects[case]) for target in conjuncts(child)]
    else:
        frame.details.append(child)


def _astray(noun: Token, nominal: Nominal, child: Token, case: str) -> bool:
    """Whether a phrase may as well hang on another noun: "participation in the trials of X", "growth and benefits of X"; and "of"
    marks who does it in "under the supervision of X".
    """
    if any(noun.i < c.i < child.i for c in noun.children if c.dep_ == "conj" or case == "of" and c.dep_ == "nmod"):
        return True
    helped = nominal.own != "patient" and preposition(noun) in ("under", "with", "at")
    return helped and case == "of" and (child.ent_type_ in NAME_TYPES or _is_body(child) or _is_person(child))


def _dependents(frame: Frame) -> Iterator[Token]:
    """What hangs on the noun, and on a support verb that shares its arguments ("a lawsuit was filed by Greene against it")."""
    noun = frame.noun
    for child in children(noun, "nmod", "nmod:unmarked", "nmod:tmod"):
        frame.astray += (inner := [c for c in child.children if c.dep_ == "nmod" and _belongs_above(frame.nominal, child, c)])
        yield from (child, *inner)
    if (verb := _support(noun, SUPPORT_VERBS)) is not None:
        frame.carriers.append(verb)
        if not is_passive(verb):
            frame.agents += [s for s in subjects_of(verb) if s.lower_ not in RELATIVE and s != noun]
        known = _definite(noun)  # "opened the meeting with a speech" met with nobody
        found = [c for c in verb.children if c.dep_ in ("obl", "obl:agent") and c.lower_ not in RELATIVE]
        yield from (c for c in found if not (known and preposition(c) == "with"))
    elif noun.dep_ == "obj" and (verb := _support(noun, RECEIVING)) is not None:  # "received threats from X"
        givers = [c for c in verb.children if c.dep_ == "obl" and preposition(c) in frame.nominal.agents]
        if givers or any(c.dep_ == "nmod" and preposition(c) in frame.nominal.agents for c in noun.children):
            frame.carriers.append(verb)
            label = next(iter(frame.nominal.objects.values()), frame.nominal.verb)
            frame.patients += [(s, label) for s in subjects_of(verb) if s.lower_ not in RELATIVE]
        yield from givers


def _belongs_above(nominal: Nominal, inner: Token, child: Token) -> bool:
    """Whether a phrase that the parse hung on an argument is the event's: a name takes none of these ("attack by X on Y"), and few
    other nouns an agent ("destruction of the bridge by X").
    """
    case = preposition(child)
    own = inner.base in lexicon() or any(c.dep_ == "nmod" and preposition(c) == "of" for c in inner.children)
    if case == "of" or child.i < inner.i or own:
        return False
    return case == "by" or inner.ent_type_ in NAME_TYPES and (case in nominal.objects or case in nominal.agents)


def _support(noun: Token, verbs: frozenset[str]) -> Token | None:
    """The support verb whose object the noun is: "launched the attack", "the attack that it launched", "an attack launched by it"."""
    head = noun.head
    if head.base in DISPLACING and _definite(noun):
        return None
    if noun.dep_ in ("obj", "nsubj:pass") and head.base in verbs and "xcomp" not in head.relations:
        return head if (noun.dep_ == "nsubj:pass") == is_passive(head) else None
    for child in noun.children:
        if child.dep_ in ("acl", "acl:relcl") and child.base in verbs and child.pos_ == "VERB":
            own = [c for c in child.children if c.dep_ == "nsubj" and c.lower_ not in RELATIVE]
            if is_passive(child) or own and not any(c.dep_ == "obj" and c.lower_ not in RELATIVE for c in child.children):
                return child
    return None


def _is_country(token: Token) -> bool:
    return token.lower_ in COUNTRY_OF and token.lower_ not in SEATS


def _acts(token: Token) -> bool:
    """Whether a name before the noun may be its agent: a country, people, body or person ("the Russian attack", "the US invasion")."""
    if token.ent_type_ in ("GPE", "LOC"):
        return token.lower_ in COUNTRY_OF
    return token.ent_type_ in ("NORP", "ORG", "PERSON")


def _is_body(token: Token) -> bool:
    return token.ent_type_ == "PERSON" or is_role_noun(token) or token.base in SAYING_BODIES and token.base not in THINGS


def _is_person(token: Token) -> bool:
    return token.ent_type_ == "PERSON" or token.lower_ in ("his", "her", "their", "my", "your") or is_role_noun(token)


def _is_measure(token: Token) -> bool:
    """Whether it says when or how much: "on Monday", "of 5 percent", "in the near term"."""
    return token.ent_type_ in NUMERIC_TYPES or token.pos_ in ("NUM", "SYM") or token.base in TIME_NOUNS or token.base in MEASURES


def _specific(token: Token) -> bool:
    """Whether a patient is somebody or something in particular, and no kind ("the use of force", "a decline in a nation's trade")."""
    if token.ent_type_ in NAME_TYPES or token.pos_ in ("PRON", "PROPN"):
        return True
    if any(c.dep_ == "nmod:poss" and _specific(c) for c in token.children):
        return True
    named = any(c.dep_ in ("amod", "compound") and c.ent_type_ in NAME_TYPES for c in token.children)
    return named or any(c.dep_ == "nummod" or c.dep_ == "det" and c.lower_ in DEFINITE for c in token.children)


# ----------------------------------------------------------------------------------------------------------------------- standing


@dataclass
class Standing:
    """How the text holds the event: denied, planned, feared …, by whom, and the words that say so."""

    negated: bool
    modality: Modality
    cues: list[Token]
    speakers: tuple[Speaker, ...]


def _standing(passage: int, frame: Frame, by_predicate: Mapping[int, Clause]) -> Standing:
    standing = Standing(False, Modality.ASSERTED, [], ())
    _read_modifiers(frame.noun, standing)
    _read_governors(passage, frame, by_predicate, standing)
    return standing


def _read_modifiers(noun: Token, standing: Standing) -> None:
    for child in noun.children:
        if child.dep_ == "det" and child.lower_ in ("no", "neither"):
            standing.negated = True
            standing.cues.append(child)
        elif child.dep_ == "det" and child.lower_ == "any":
            _hold(standing, Modality.HYPOTHETICAL, child)
        elif child.dep_ in ("amod", "advmod") and (modality := MODALITY_OF_MODIFIERS.get(child.lower_)) is not None:
            _hold(standing, modality, child)


def _hold(standing: Standing, modality: Modality, *cues: Token) -> None:
    if standing.modality is Modality.ASSERTED:
        standing.modality = modality
    standing.cues += cues


def _read_governors(passage: int, frame: Frame, by_predicate: Mapping[int, Clause], standing: Standing) -> None:
    """Climb from the noun to its clause: "threat of an attack", "denied the attack", "until the arrest"."""
    current = noun = frame.noun
    while True:
        while current.dep_ == "conj" and not is_predicate(current):
            current = current.head
        head, case = current.head, preposition(current)
        if case in NEGATIVE_CASES:
            standing.negated = not standing.negated
            standing.cues += children(current, "case")
        elif case in OPEN_CASES and not (case == "until" and _told(by_predicate.get(head.i))):
            _hold(standing, OPEN_CASES[case], *(c for c in current.children if c.dep_ == "case"))
        if current.dep_ != "nmod" or head == current or case not in GOVERNING or head.base not in TRANSPARENT:
            break
        _read_noun(passage, head, case, _definite(noun), standing)
        current = head
    clause = by_predicate.get(head.i)
    if clause is None or head == current or current.dep_ not in ("obj", "obl", "nsubj", "nsubj:pass", "obl:agent"):
        return
    _read_verb(passage, current, clause, frame, standing)
    if current.dep_ == "obl" and preposition(current) in CIRCUMSTANCES:  # "asked her to stay during a visit": he visited
        return
    bound = not _definite(noun) or clause.main.base in EFFECTING and current.dep_ != "nsubj"
    if current.dep_ == "nsubj" and clause.modality is Modality.CONDITIONAL and not frame.agents:  # "the collapse would be …"
        _hold(standing, Modality.HYPOTHETICAL)
    elif bound and clause.modality is not Modality.ASSERTED:
        _hold(standing, Modality.HYPOTHETICAL if current.dep_ == "nsubj" else clause.modality)
    if bound and clause.polarity is Polarity.NEGATED and not standing.negated and (current.dep_ == "obj" or _definite(noun)):
        standing.negated = True
        standing.cues += [c for c in clause.head.children if c.lower_ in ("not", "n't", "never")]


def _told(clause: Clause | None) -> bool:
    """Whether a clause tells what was: who "served until his death" is dead."""
    if clause is None or clause.polarity is Polarity.NEGATED or clause.modality is not Modality.ASSERTED:
        return False
    return any(t.tag_ == "VBD" for t in (clause.head, *clause.head.children))


def _read_noun(passage: int, head: Token, case: str, definite: bool, standing: Standing) -> None:
    """A noun whose complement the event is: "threat of", "plan for", "denial of", "Greene's allegations of"."""
    lemma = head.base
    if lemma in DENYING and case == "of":
        standing.negated = not standing.negated
        standing.cues.append(head)
    elif lemma in CONTENDING and case == "for":
        _hold(standing, Modality.DESIRED, head)
    elif (modality := MODALITY_OF_NOUNS.get(lemma)) is not None and (case != "to" or not definite) and case != "on":
        _hold(standing, modality, head)
    elif lemma in ALLEGATIONS and case in ("of", "about"):
        owners = [c for c in head.children if c.dep_ == "nmod:poss" or c.dep_ == "nmod" and preposition(c) in ("by", "from")]
        if owners:
            standing.speakers = (Speaker(passage, owners[0], head),)
            standing.cues.append(head)
        else:
            _hold(standing, Modality.POSSIBLE, head)
    if any(c.dep_ == "det" and c.lower_ == "no" for c in head.children):  # "no sign of an attack"
        _hold(standing, Modality.HYPOTHETICAL, head)


def _read_verb(passage: int, argument: Token, clause: Clause, frame: Frame, standing: Standing) -> None:
    """A verb whose object the event is: "prevented the attack", "called for the arrest", "announced the release".

    Who considers or opposes an attack leaves open whether there is one; who discusses the attack or opposes his attack does not.
    """
    verb = clause.main
    lemma = verb.base
    owned = bool(frame.agents) or "nmod:poss" in frame.noun.relations
    known = owned or _definite(frame.noun) and lemma not in OPPOSING
    if verb.has("xcomp", "ccomp"):  # "expects the agreement to help" expects the help
        return
    case = preposition(argument)
    patient = argument.dep_ in ("obj", "nsubj:pass")
    key = lemma if patient else f"{lemma} {case}" if argument.dep_ == "obl" else ""
    particles = [c.lower_ for c in verb.children if c.dep_ == "compound:prt"]
    if patient and particles:
        key = f"{lemma} {particles[0]}"
    if key in PREVENTING:
        standing.negated = not standing.negated
        standing.cues.append(verb)
    elif (modality := MODALITY_OF_VERBS.get(key)) is not None and not (known and lemma in OPEN):
        _hold(standing, modality, verb)
    elif patient and lemma in ANNOUNCING and (speaker := speaker_of(passage, verb)) is not None:
        standing.speakers = (speaker,)
        if lemma in FLIPPING_SPEECH:
            standing.cues.append(verb)


def _definite(noun: Token) -> bool:
    """Whether the event is taken as known: "the attack", "Obama's veto", in headlines "Obama veto"."""
    if any(c.dep_ == "nmod:poss" or c.dep_ == "compound" and c.ent_type_ in NAME_TYPES for c in noun.children):
        return True
    return any(c.dep_ == "det" and c.lower_ in DEFINITE for c in noun.children)


# ------------------------------------------------------------------------------------------------------------------------- claims


def _claim(
    reader: Reader, noun: Token, frame: Frame, standing: Standing, subject: Token, label: str, target: Token | None
) -> Draft:
    subject_tokens = _slot(subject, frame)
    tokens = {noun, *frame.carriers, *standing.cues, *subject_tokens, *children(subject, "case")}
    tokens |= {c for c in noun.children if c.dep_ in ("amod", "det", "compound", "nummod", "compound:prt") and c.i < noun.i}
    object_: Argument | None = None
    if target is not None and target == _content_clause(noun):
        object_ = phrase_argument(reader, contiguous(clause_tokens(target)))
        tokens.update(clause_tokens(target))
        inner = next((d for d in reader.drafts if d.head == (reader.index, target.i)), None)
        if inner is not None:
            object_ = replace(object_, kind=ArgumentKind.CLAIM, id=inner.claim.id)
    elif target is not None:
        target_tokens = _slot(target, frame)
        object_ = reader.argument(target, target_tokens)
        tokens |= {*target_tokens, *children(target, "case")}
    details, more = _details(reader, noun, frame)
    slots = [t for t in (subject, target) if t is not None and not is_predicate(t)]
    details += [q for t in slots for q in inner_values(reader, t, t == target)]
    chain, quoted = reader.speech.chain(reader.index, noun)
    known = {(link.passage, link.token.i) for link in chain}
    chain = (*(s for s in standing.speakers if (s.passage, s.token.i) not in known), *chain)
    return make_draft(
        reader,
        noun,
        reader.argument(subject, subject_tokens),
        reader.relation(label, [noun]),
        object_,
        tokens | more,
        "nominal",
        qualifiers=details,
        polarity=Polarity.NEGATED if standing.negated else Polarity.AFFIRMED,
        modality=standing.modality,
        chain=chain,
        quoted=quoted,
        implied=True,
    )


def _slot(token: Token, frame: Frame) -> list[Token]:
    """The words of an argument; of an adjective or name before the noun itself alone."""
    noun = frame.noun
    if token.head == noun and token.dep_ in ("compound", "amod", "nmod:desc"):
        return [t for t in name_at(token) if t.i < noun.i]
    others = children(token, "conj") if preposition(token) == "between" else []
    end = min((c.left_edge.i for c in [*others, *frame.astray] if c.head == token), default=len(token.doc))
    return [t for t in minimal_phrase(token) if t.i < end]


def _details(reader: Reader, noun: Token, frame: Frame) -> tuple[list[Qualifier], set[Token]]:
    """Times, places and amounts of the event: "his 2016 victory", "the attack on Monday"; and their words."""
    found: list[Qualifier] = []
    tokens: set[Token] = set()
    before = [c for c in noun.children if c.i < noun.i and c.ent_type_ in ("DATE", "TIME") and c.dep_ != "det"]
    for child in [*before, *frame.details]:
        phrase = contiguous(in_order(*children(child, "case"), *noun_phrase(child)))
        if child in before:
            phrase = [t for t in phrase if t.i < noun.i and t.text not in ("'s", "'")]
        role = PREPOSITION_ROLES.get(preposition(child).split(" ")[0], Role.OTHER)
        read = read_phrase(reader, phrase, Role.TIME if child in before else role) if phrase else []
        read = [q for q in read if q.role is not Role.OTHER and (child not in before or q.value)]
        found += read
        tokens.update(phrase if read else [])
    return found, tokens
