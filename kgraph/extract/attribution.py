"""Who is said to say what a clause tells, as the parse shows it: reporting verbs, "according to", nouns and adjectives of speech.

An attribution has a source, a cue and a content (Pareti, 2012); here the content is asked for its cues, the nearest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kgraph.extract.lexicon import (
    ACCUSING,
    ATTITUDES,
    FLIPPING_SPEECH,
    HOLDING_VERBS,
    MEDIA,
    MEDIA_NAME,
    MUTE,
    MUTE_ENDINGS,
    NEGATIVE_RAISING,
    NEGATIVE_VERBS,
    NOT_SAYING,
    OCCASIONS,
    QUOTED_AS,
    QUOTING,
    REPORTING,
    SAYING_BODIES,
    SPEECH,
    SPEECH_NOUNS,
    STANDARDS,
    TIME_NOUNS,
    VIEW_NOUNS,
    VOICES,
)
from kgraph.extract.predicates import is_passive
from kgraph.extract.subjects import subjects_of
from kgraph.extract.syntax import (
    NAME_TYPES,
    RELATIVE,
    SUBJECTS,
    after_comma,
    children,
    copula,
    is_negation,
    is_predicate,
    is_role_noun,
    name_at,
    preposition,
    text_before,
)
from kgraph.parse import Token, once

FARTHEST_CUE = 3  # arcs between a stray "that" clause and the reporting verb it belongs to
SPEECHLESS = frozenset("there this that these those which what you one nothing none 's".split())  # "let's say"
QUESTION_MARKS = frozenset({"whether", "if"})


@dataclass(frozen=True)
class Speaker:
    """One link of an attribution chain: the speaker's head token, the cue and where they stand.

    `flips` says that the cue denies what follows, `unsaid` that it is itself negated ("I am not saying that …").
    """

    passage: int
    token: Token
    cue: Token
    flips: bool = False
    unsaid: bool = False


def is_cue(token: Token) -> bool:
    """Whether a verb may introduce words in quotation marks that stand beside it."""
    return token.pos_ in ("VERB", "AUX") and (token.base in SPEECH or token.base in QUOTING) and token.dep_ not in ("amod", "compound")


@once
def can_speak(token: Token) -> bool:
    """Whether a word may name who says something: no event, action or quality ("election", "voting", "legal votes")."""
    if token.lower_ in SPEECHLESS and not token.has("nmod", "appos"):  # "one of her lawyers"
        return False
    if token.pos_ != "NOUN" or token.ent_type_ in NAME_TYPES or is_role_noun(token) or token.base in SAYING_BODIES:
        return token.ent_type_ not in ("DATE", "TIME") and token.base not in TIME_NOUNS
    return not (token.base in MUTE or token.base in TIME_NOUNS or token.base.endswith(MUTE_ENDINGS))


def parsed_speakers(passage: int, token: Token) -> list[Speaker]:
    """The speakers that the parse gives a predicate, the nearest first."""
    found: list[Speaker] = []
    current: Token | None = token
    seen: set[int] = set()
    while current is not None and current.i not in seen:
        seen.add(current.i)
        for aside in asides(current):
            if aside.i not in seen:
                found += [*speakers_of(passage, aside), *relays(passage, aside)]
        last: list[Speaker] = []  # "Weber said it was over, according to Tass": Tass tells of what she said
        if current == token or current.base not in REPORTING:
            for child in current.children:
                if (source := source_of(child)) is not None and can_speak(source):
                    closing = child.i > current.i and after_comma(child)
                    (last if closing else found).append(Speaker(passage, named_person(source), child))
        if current.dep_ == "ROOT" and token.dep_ != "acl:relcl":
            found += _closing_source(passage, current)
        cue = cue_above(current)
        if cue is not None:
            asked = any(c.dep_ == "mark" and c.lower_ in QUESTION_MARKS for c in current.children)
            found += [replace(s, unsaid=s.unsaid or asked) for s in speakers_of(passage, cue)] + relays(passage, cue)
        found += last
        current = None if _contrasts(current) else cue if cue is not None else current.head
    unique: dict[int, Speaker] = {}
    for speaker in found:
        if speaker.token != token:
            unique.setdefault(speaker.token.i, speaker)
    return list(unique.values())


def _contrasts(clause: Token) -> bool:
    """Whether a clause tells another story beside what is said: "Weber said they had won, while others had their doubts"."""
    if clause.dep_ != "advcl" or clause.i < clause.head.i:
        return False
    if not any(c.dep_ in SUBJECTS and c.pos_ != "PRON" for c in clause.children):
        return False
    marks = [c for c in clause.children if c.dep_ == "mark" and c.lower_ in ("while", "whereas")]
    return bool(marks) and text_before(marks[0]) == ","


@once
def cue_above(content: Token) -> Token | None:
    """The verb, adjective or noun whose complement says what a clause tells; None where it tells it in its own right."""
    head = content.head
    if head == content:
        return None
    if _is_content(content, head):
        return _cue_between(content, head) or head
    marks = {c.lower_ for c in content.children if c.dep_ == "mark"}
    if content.dep_ in ("acl", "ccomp") and "that" in marks and head.base in SPEECH_NOUNS and head.base not in NOT_SAYING:
        return head
    accused = head.base in ACCUSING and head.pos_ == "VERB" and marks & {"of", "with", "as", "for"}
    if accused and _is_gerund(content) and content.dep_ in ("advcl", "acl", "ccomp", "obl"):
        return head
    if content.dep_ == "ccomp" and _is_attitude(head):
        return head
    if "that" in marks and content.dep_ in ("ccomp", "acl"):
        return _cue_further_up(content)
    return None


def _is_attitude(word: Token) -> bool:
    """Whether a word tells what somebody holds: "is confident that", "was concerned that", "made clear that"."""
    if word.lower_ not in ATTITUDES:
        return False
    return copula(word) is not None or is_passive(word) or (word.lower_ == "clear" and word.head.lemma_ == "make")


def _is_gerund(token: Token) -> bool:
    """Whether a clause is one of "-ing": "of stealing the car", "of being a thief"."""
    form = copula(token) or token
    return form.tag_ == "VBG"


def _is_content(content: Token, head: Token) -> bool:
    if head.base not in REPORTING or not is_predicate(head):
        return False
    if content.dep_ == "xcomp":  # "urged him to resign", "is said to have resigned"
        return head.has("obj", "iobj")
    if content.dep_ in ("csubj", "csubj:pass"):  # "it was reported that"
        return "expl" in head.relations
    return content.dep_ == "ccomp" or (content.dep_ in ("parataxis", "dep", "obj") and content.i > head.i and _opened(head, content))


def _opened(head: Token, content: Token) -> bool:
    between = head.doc[head.i : content.left_edge.i + 1]
    return any(t.text == ":" for t in between) or any(t.text == '"' for t in between[-3:])


def _cue_further_up(content: Token) -> Token | None:
    """The reporting verb of a "that" clause that a parser hung on the clause between them ("said after it broke that …")."""
    above = content.head
    for _ in range(FARTHEST_CUE):
        if above.base in SPEECH and above.i < content.i and not has_content(above):
            return above
        if above.head == above or above.base in REPORTING:
            return None
        above = above.head
    return None


def _cue_between(content: Token, head: Token) -> Token | None:
    """The reporting verb between a verb and the second "that" clause that a parser hung on it ("says he testified that …")."""
    if not any(c.dep_ == "mark" and c.lower_ == "that" for c in content.children):
        return None
    earlier = [c for c in head.children if c.dep_ == "ccomp" and head.i < c.i < content.i and c.base in SPEECH]
    return earlier[-1] if earlier and not has_content(earlier[-1]) and "cc" not in content.relations else None


def has_content(cue: Token) -> bool:
    """Whether the parse gives a cue something that it introduces; no relative clause without a pronoun ("a suit she filed, he said")."""
    for child in cue.children:
        before = child.doc[child.left_edge.i - 1] if child.left_edge.i else None
        contact = child.i < cue.i and before is not None and before.pos_ in ("NOUN", "PROPN") and not child.left_edge.is_punct
        if child.dep_ == "csubj" or (child.dep_ == "ccomp" and not contact) or (child.dep_ == "xcomp" and child.pos_ == "VERB"):
            return True
    return False


def asides(content: Token) -> Iterator[Token]:
    """Cues that a clause holds as an aside: "the race is over, Trump said", "as Trump said", "Trump reported in May"."""
    for child in children(content, "parataxis", "advcl"):
        if child.base not in SPEECH or child.pos_ != "VERB":
            continue
        marks = {c.lower_ for c in child.children if c.dep_ in ("mark", "advmod") and c.i < child.i}
        aside = child.dep_ == "parataxis" or "as" in marks or (not marks and child.tag_ in ("VBD", "VBZ", "VBP"))
        told = any(c.dep_ in SUBJECTS and c.lower_ not in RELATIVE for c in child.children) and not is_passive(child)
        if aside and told and not has_content(child) and not _object(child):
            yield child


def _object(cue: Token) -> Token | None:
    return next((c for c in cue.children if c.dep_ == "obj" and c.lower_ not in ("so", "this", "that")), None)


# --- sources --------------------------------------------------------------------------------------------------------------


def speakers_of(passage: int, cue: Token) -> list[Speaker]:
    """The speaker of a cue, and who is quoted by name where a paper quotes somebody ("Tass quoted him as saying")."""
    for saying in (cue, *cue.children):
        if saying.tag_ == "VBG" and saying.head.base in QUOTED_AS and any(c.lower_ == "as" for c in saying.children):
            return _quoted_as(passage, saying)
    speaker = speaker_of(passage, cue)
    return [speaker] if speaker is not None else []


def _quoted_as(passage: int, cue: Token) -> list[Speaker]:
    quoting = cue.head
    if is_passive(quoting):
        quoted = list(subjects_of(quoting))[:1]
        papers = children(quoting, "obl:agent")
    else:
        quoted = children(quoting, "obj")
        papers = list(subjects_of(quoting))[:1]
    return [Speaker(passage, named_person(t), cue) for t in (*quoted, *papers) if can_speak(t)]


def speaker_of(passage: int, cue: Token) -> Speaker | None:
    """The speaker of a cue: the subject of a verb or adjective, the agent of a passive, the owner of a claim or statement."""
    if cue.pos_ in ("NOUN", "PROPN") and copula(cue) is None:
        return _owner(passage, cue)
    word = cue.base
    negated = any(is_negation(c) for c in cue.children)
    flips = word in FLIPPING_SPEECH or (negated and word in NEGATIVE_RAISING)
    unsaid = (negated and word not in NEGATIVE_RAISING) or (cue.dep_ == "xcomp" and cue.head.base in NEGATIVE_VERBS)
    if is_passive(cue) and cue.lower_ not in ATTITUDES:
        agents = [c for c in cue.children if c.dep_ == "obl:agent" and can_speak(c)]
        return Speaker(passage, named_person(agents[0]), cue, flips, unsaid) if agents else None
    subjects = subjects_of(cue)
    if not subjects or not can_speak(subjects[0]):
        return None
    if subjects[0].lower_ == "it" and (word not in SPEECH or subjects[0].dep_ != "nsubj"):  # the company; not "it seems that"
        return None
    return Speaker(passage, named_person(subjects[0]), cue, flips, unsaid)


def named_person(token: Token) -> Token:
    """The person whose name follows an office in one phrase, where the parse broke it: "says ANA president Mitsuo Morimoto",
    "the chairman of Chrysler LLC Jim Press"; else the token itself.
    """
    if token.ent_type_ == "PERSON" or token.pos_ == "PRON":
        return token
    words = token.doc[token.i : min(token.i + 12, len(token.doc))]
    office = False
    for word in words:
        if word.ent_type_ == "PERSON":
            before = word.doc[word.i - 1]
            bound = before.pos_ in ("ADP", "CCONJ", "PUNCT", "PART", "DET", "VERB") or before.tag_ == "POS"
            return word if office and not bound and word.ent_iob_ == "B" else token
        if word.is_punct or (word.pos_ in ("VERB", "AUX") and word != token):
            return token
        office |= is_role_noun(word)
    return token


def _owner(passage: int, noun: Token) -> Speaker | None:
    """Whose claim it is: "X's claim that", "the claim by X that", "X made the claim that", "X denied the claim that"."""
    head = noun.head
    if noun.dep_ == "obj" and (head.base in FLIPPING_SPEECH or head.base in ("reject", "dismiss")) and is_predicate(head):
        subjects = [s for s in subjects_of(head) if can_speak(s)]
        return Speaker(passage, named_person(subjects[0]), head, flips=True) if subjects else None
    for child in noun.children:
        if child.dep_ == "nmod:poss":
            return Speaker(passage, named_person(child), noun)
    for child in noun.children:
        by = child.dep_ in ("nmod", "obl:agent") and preposition(child) in ("by", "from")
        named = child.dep_ in ("compound", "amod", "nmod") and child.ent_type_ in NAME_TYPES and preposition(child) in ("", "of")
        if (by and can_speak(child)) or named:
            return Speaker(passage, named_person(child), noun)
    if noun.dep_ == "obj" and head.base in HOLDING_VERBS and not is_passive(head):
        subjects = [s for s in subjects_of(head) if can_speak(s)]
        return Speaker(passage, named_person(subjects[0]), noun) if subjects else None
    return None


# --- relays ---------------------------------------------------------------------------------------------------------------


def relays(passage: int, verb: Token) -> list[Speaker]:
    """Who passed it on: "according to Tass", "in Weber's view", "through his lawyer", "told Tass", "in an interview with Tass"."""
    found = []
    for child in verb.children:
        source = source_of(child) or (_go_between(child) if verb.base in REPORTING else None)
        if source is not None and can_speak(source):
            found.append(Speaker(passage, named_person(source), child))
    return found


def _closing_source(passage: int, root: Token) -> list[Speaker]:
    """The source that closes a sentence behind a comma ("…, killing ten, according to the police"): it stands for all of it."""
    if "according" not in root.doc.text.lower():
        return []
    words = root.doc[root.left_edge.i : root.right_edge.i + 1]
    for word in words:
        if word.lower_ != "according" or word.i == words.start or text_before(word) != ",":
            continue
        rest = root.doc[word.i : words.end]
        if any(t.text == "," or t.lower_ in ("but", "and") for t in rest) or any(t.text == ";" or t.lower_ == "but" for t in words):
            return []
        child = word if word.dep_ not in ("case", "mark", "fixed") else word.head
        source = source_of(child)
        return [Speaker(passage, named_person(source), child)] if source is not None and can_speak(source) else []
    return []


@once
def source_of(child: Token) -> Token | None:
    """Whom an adverbial names as the source: "according to X", "per X", "in the words of X", "by X's account"."""
    if child.lower_ == "according":
        return next((c for c in child.children if c.dep_ in ("obl", "nmod")), None)
    if child.dep_ not in ("obl", "nmod", "advcl"):
        return None
    cases = {c.lower_ for c in child.children if c.dep_ in ("case", "mark", "fixed")}
    if "according" in cases or cases == {"per"} and child.ent_type_ in NAME_TYPES:
        return child if child.base not in STANDARDS else None
    if cases & {"in", "by"} and child.base in VIEW_NOUNS:
        owners = [c for c in child.children if c.dep_ == "nmod:poss" or (c.dep_ == "nmod" and preposition(c) == "of")]
        return next((o for o in owners if o.ent_type_ in NAME_TYPES or o.pos_ == "PRON" or is_role_noun(o)), None)
    return None


def _go_between(child: Token) -> Token | None:
    """The voice or medium through which somebody speaks: "through a spokesman", "told Tass", "in an interview with Tass"."""
    if child.dep_ == "obl" and preposition(child) in ("through", "via") and child.base in VOICES:
        return child
    if child.dep_ in ("obj", "iobj") and child.head.base == "tell" and is_medium(child):
        return child
    if child.dep_ == "obl" and preposition(child) in ("in", "during") and child.base in OCCASIONS:
        return next((c for c in child.children if c.dep_ == "nmod" and preposition(c) in ("with", "to") and is_medium(c)), None)
    return None


def is_medium(token: Token) -> bool:
    """Whether a phrase names an agency, newspaper or channel."""
    if token.base in MEDIA:
        return any(c.ent_type_ in NAME_TYPES for c in token.children)
    return bool(token.ent_type_) and re.search(MEDIA_NAME, name_at(token).text) is not None
