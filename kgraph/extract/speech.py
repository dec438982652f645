"""Who is said to say what: direct, indirect and mixed quotation, "according to", parenthetical and nominal cues.

A quotation's speaker is looked for in the parse first, then by the reporting verb nearest to the quotation marks, then
in the quotation before; what stays unknown stays None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from kgraph.annotate import Annotated
from kgraph.extract.clauses import is_passive, subjects_of
from kgraph.extract.lexicon import (
    FLIPPING_SPEECH,
    MUTE,
    MUTE_ENDINGS,
    NOT_SAYING,
    REPORTING,
    SAYING_BODIES,
    SPEECH,
    SPEECH_NOUNS,
    TIME_NOUNS,
)
from kgraph.extract.syntax import NAME_TYPES, SUBJECTS, is_negation, is_predicate, is_role_noun

FIRST_PERSON = frozenset({"i", "we"})


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


@dataclass
class Quotation:
    """A stretch between quotation marks, in characters of the passage, marks excluded."""

    passage: int
    start: int
    end: int
    open_end: bool = False
    speaker: Speaker | None = None

    def holds(self, token: Token) -> bool:
        return self.start <= token.idx < self.end


@dataclass(frozen=True)
class Speech:
    """All quotations of an article and the attribution of any token."""

    docs: Sequence[Doc]
    quotations: tuple[Quotation, ...]

    def quotation(self, passage: int, token: Token) -> Quotation | None:
        return next((q for q in self.quotations if q.passage == passage and q.holds(token)), None)

    def chain(self, passage: int, token: Token) -> tuple[tuple[Speaker, ...], bool]:
        """The speakers of a predicate from the nearest outward, and whether it stands in a quotation of theirs."""
        speakers = list(_parsed_speakers(passage, token))
        quotation = self.quotation(passage, token)
        quoted = quotation is not None and quotation.end - quotation.start > 12
        if quotation is not None and quotation.speaker is not None and quoted:
            known = {(s.passage, s.token.i) for s in speakers}
            inside = [s for s in speakers if quotation.holds(s.cue)]
            if (quotation.speaker.passage, quotation.speaker.token.i) not in known and quotation.speaker.cue != token:
                outside = [s for s in speakers if not quotation.holds(s.cue)]
                extra = [] if outside else [quotation.speaker, *_relays(quotation.speaker.passage, quotation.speaker.cue)]
                speakers = inside + extra + outside
        return _without_first_person(speakers), quoted


def _without_first_person(speakers: list[Speaker]) -> tuple[Speaker, ...]:
    """Let "we deny that …", he said, be his words and not "ours"; what "we" deny or do not say stays denied and unsaid."""
    named = [s for s in speakers if s.token.lower_ not in FIRST_PERSON]
    if not named:
        return tuple(speakers)
    ours = [s for s in speakers if s.token.lower_ in FIRST_PERSON]
    flips = named[0].flips != (sum(s.flips for s in ours) % 2 == 1)
    return replace(named[0], flips=flips, unsaid=named[0].unsaid or any(s.unsaid for s in ours)), *named[1:]


def quotations(text: str, source: str, passage: int) -> list[Quotation]:
    """Find the quotations of one passage; `source` holds the characters as printed, one for each of `text`.

    A closing mark is missing: the quotation runs to the end of the passage. An opening one is missing: that mark is skipped.
    """
    found: list[Quotation] = []
    opened: int | None = None
    for at, character in enumerate(text):
        if character != '"':
            continue
        printed = source[at]
        before, after = text[at - 1] if at else " ", text[at + 1] if at + 1 < len(text) else " "
        opens = printed in "“„«" or (printed == '"' and before in " ([—–-'" and not after.isspace())
        closes = printed in "”»" or (printed == '"' and not before.isspace())
        if opened is None:
            if opens:
                opened = at + 1
        elif closes or not opens:
            found.append(Quotation(passage, opened, at))
            opened = None
        else:  # a second opening mark: the first quotation lost its end
            found.append(Quotation(passage, opened, at, open_end=True))
            opened = at + 1
    if opened is not None and opened < len(text):
        found.append(Quotation(passage, opened, len(text), open_end=True))
    return [q for q in found if q.end > q.start]


def read_speech(annotated: Annotated) -> Speech:
    """Find the quotations of an article and who speaks them."""
    found: list[Quotation] = []
    docs = [doc for _, doc in annotated.passages]
    previous: Speaker | None = None
    previous_open = False
    for index, (passage, doc) in enumerate(annotated.passages):
        source = "".join(annotated.document.text[o] for o in passage.offsets[:-1])
        here = quotations(passage.text, source, index)
        cues = [t for t in doc if is_cue(t) and not any(q.holds(t) for q in here)]
        for quotation in here:
            quotation.speaker = _nearest(index, doc, quotation, cues, passage.text)
        last: Speaker | None = None
        for quotation in here:
            if quotation.speaker is None and quotation.end - quotation.start > 25:
                quotation.speaker = last
            last = quotation.speaker or last
        following: Speaker | None = None
        for quotation in reversed(here):
            if quotation.speaker is None and quotation.end - quotation.start > 25:
                quotation.speaker = following
            following = quotation.speaker or following
        for quotation in here:
            if quotation.speaker is None and quotation.end - quotation.start > 25 and (previous_open or quotation.start <= 2):
                quotation.speaker = previous
                last = last or previous
        found += here
        if here:
            previous, previous_open = last or previous, here[-1].open_end
        else:
            named = [speaker for cue in cues if (speaker := speaker_of(index, cue)) is not None]
            previous, previous_open = (named[-1] if named else previous), False
    return Speech(docs, tuple(found))


def is_cue(token: Token) -> bool:
    return token.lemma_.lower() in SPEECH and token.pos_ in ("VERB", "AUX") and token.dep_ not in ("amod", "compound")


def can_speak(token: Token) -> bool:
    """Whether a noun may name who says something: no event, action or quality ("election", "voting", "legal votes")."""
    if token.pos_ != "NOUN" or token.ent_type_ in NAME_TYPES or is_role_noun(token) or token.lemma_.lower() in SAYING_BODIES:
        return True
    return not (token.lemma_.lower() in MUTE or token.lemma_.lower().endswith(MUTE_ENDINGS))


def speaker_of(passage: int, cue: Token) -> Speaker | None:
    """The speaker of a reporting verb: its subject, or the agent of a passive."""
    flips, unsaid = cue.lemma_.lower() in FLIPPING_SPEECH, any(is_negation(c) for c in cue.children)
    if is_passive(cue):
        agents = [c for c in cue.children if c.dep_ == "obl:agent"]
        return Speaker(passage, agents[0], cue, flips, unsaid) if agents else None
    subjects = subjects_of(cue)
    if not subjects or subjects[0].lower_ in ("it", "there", "this", "that", "which"):
        return None
    return Speaker(passage, subjects[0], cue, flips, unsaid) if can_speak(subjects[0]) else None


def _nearest(index: int, doc: Doc, quotation: Quotation, cues: list[Token], text: str) -> Speaker | None:
    best: tuple[int, int, Speaker] | None = None
    for cue in cues:
        speaker = speaker_of(index, cue)
        if speaker is None or quotation.holds(speaker.token):
            continue
        reach = [cue, speaker.token]
        low, high = min(t.idx for t in reach), max(t.idx + len(t) for t in reach)
        if low >= quotation.end:
            between, distance = text[quotation.end + 1 : low], low - quotation.end
        elif high <= quotation.start:
            between, distance = text[high : quotation.start - 1], quotation.start - high
        else:
            continue
        plain = between.replace("Mr.", "").replace("Mrs.", "").replace("Ms.", "").replace("U.S.", "")
        if any(mark in plain for mark in (". ", "! ", "? ")) or plain.rstrip().endswith((".", "!", "?")) or distance > 160:
            continue
        # a cue behind the quotation's own comma or before its colon is nearer than any other
        bound = int(not (low >= quotation.end and text[quotation.end - 1 : quotation.end] in (",", "?", "!", "-", "—")))
        if best is None or (bound, distance) < best[:2]:
            best = bound, distance, speaker
    return best[2] if best else None


def _parsed_speakers(passage: int, token: Token) -> list[Speaker]:
    """Speakers found in the parse above a predicate, nearest first."""
    speakers: list[Speaker] = []
    current = token
    seen: set[int] = set()
    while current.i not in seen:
        seen.add(current.i)
        for child in current.children:  # "the race is over, Trump said"
            if (
                child.dep_ in ("parataxis", "advcl")
                and child != token
                and child.i not in seen
                and child.lemma_.lower() in SPEECH
                and any(c.dep_ in SUBJECTS for c in child.children)
                and not any(c.dep_ in ("ccomp", "obj") for c in child.children)
                and (child.dep_ == "parataxis" or any(c.lower_ == "as" for c in child.children))
            ):
                speaker = speaker_of(passage, child)
                if speaker is not None:
                    speakers.append(speaker)
                    speakers += _relays(passage, child)
        if current.lemma_.lower() not in REPORTING or current == token:
            speakers += [s for s in _relays(passage, current) if s.token not in [x.token for x in speakers]]
        head = current.head
        if head == current:
            break
        if (
            current.dep_ in ("ccomp", "parataxis", "dep", "obj", "xcomp")
            and head.lemma_.lower() in REPORTING
            and is_predicate(head)
            and (
                current.dep_ == "ccomp"
                or (current.dep_ == "xcomp" and any(c.dep_ in ("obj", "iobj") for c in head.children))  # "urged him to resign"
                or (current.dep_ != "xcomp" and current.i > head.i and _opened(head, current))
            )
        ):
            speaker = speaker_of(passage, head)
            if speaker is not None:
                speakers.append(speaker)
            speakers += _relays(passage, head)
        elif (
            current.dep_ in ("advcl", "acl", "ccomp", "obl")
            and head.lemma_.lower() in ("accuse", "suspect", "charge")
            and current.tag_ == "VBG"
        ):
            speaker = speaker_of(passage, head)
            if speaker is not None:
                speakers.append(speaker)
        elif (
            current.dep_ in ("acl", "ccomp")
            and head.lemma_.lower() in SPEECH_NOUNS - NOT_SAYING
            and any(c.dep_ == "mark" and c.lower_ == "that" for c in current.children)
        ):
            holder = _holder(head)
            if holder is not None:
                speakers.append(Speaker(passage, holder, head))
        elif (current.dep_ == "advcl" and current.tag_ == "VBG" and current.lemma_.lower() in REPORTING) or current.dep_ in (
            "conj",
            "advcl",
            "acl",
        ):
            pass
        current = head
    unique: list[Speaker] = []
    for speaker in speakers:
        if speaker.token.lemma_.lower() in TIME_NOUNS or speaker.token.ent_type_ in ("DATE", "TIME"):
            continue
        if speaker.token.i not in {s.token.i for s in unique} and speaker.token != token:
            unique.append(speaker)
    return unique


def _opened(head: Token, content: Token) -> bool:
    return any(t.text in (":", '"') for t in head.doc[head.i : content.i])


def _relays(passage: int, verb: Token) -> list[Speaker]:
    """Who passed it on: "…, Peskov said, according to Tass", "told Tass" is no relay but an addressee."""
    found = []
    for child in verb.children:
        if child.dep_ in ("obl", "nmod", "advcl") and any(c.lower_ == "according" for c in child.children):
            found.append(Speaker(passage, child, child))
        elif child.lower_ == "according":
            inner = [c for c in child.children if c.dep_ in ("obl", "nmod")]
            if inner:
                found.append(Speaker(passage, inner[0], child))
    return found


def _holder(noun: Token) -> Token | None:
    for child in noun.children:
        if child.dep_ == "nmod:poss":
            return child
    for child in noun.children:
        if (
            child.dep_ in ("compound", "amod", "nmod")
            and child.ent_type_ in NAME_TYPES
            and (child.dep_ != "nmod" or any(c.lower_ in ("by", "from", "of") for c in child.children))
        ):
            return child
    return None
