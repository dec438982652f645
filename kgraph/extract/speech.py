"""Who speaks the quotations of an article, and with that the attribution of any of its words.

A quotation's speaker is looked for beside its marks, then in the parse, then in the quotations and sentences around it, as
Elson and McKeown (2010) order their patterns; what stays unknown stays None.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from kgraph.annotate import Annotated, Passage
from kgraph.extract.attribution import Speaker, can_speak, is_cue, named_person, parsed_speakers, relays, speaker_of, speakers_of
from kgraph.extract.headlines import headline_speaker
from kgraph.extract.lexicon import ATTITUDES, HOLDING_VERBS, LABELLING, LEADING_UP, MESSAGES, SPEECH, SPEECH_NOUNS
from kgraph.extract.quotations import LONGEST_TERM, Quotation, close_at_sentence, quotations
from kgraph.extract.syntax import FIRST, SUBJECTS, children, clause_head, is_predicate, is_role_noun
from kgraph.model import Section
from kgraph.parse import Parse, Span, Token

JOINTS = (",", "?", "!", "-", "–", "—")  # a quotation that ends so goes on into the clause behind it
SENTENCE_END = frozenset({".", "!", "?"})


@dataclass(frozen=True)
class Speech:
    """All quotations of an article and the attribution of any token; `pages` holds those of each passage that are speech."""

    quotations: tuple[Quotation, ...]
    pages: tuple[tuple[Quotation, ...], ...]
    headlines: frozenset[int]

    def quotation(self, passage: int, token: Token) -> Quotation | None:
        """The quotation of somebody's words in which a token stands."""
        return holding(self.pages[passage], token)

    def chain(self, passage: int, token: Token) -> tuple[tuple[Speaker, ...], bool]:
        """The speakers of a predicate from the nearest outward, and whether it stands in a quotation."""
        speakers = parsed_speakers(passage, token)
        quotation = self.quotation(passage, token)
        if quotation is not None:
            inside = [s for s in speakers if quotation.holds(s.cue)]
            outside = [s for s in speakers if not quotation.holds(s.cue) and not self.is_over(passage, token, s.cue)]
            spoken = quotation.speaker
            astray = not outside or (quotation.adjoined and spoken is not None and spoken.token not in [s.token for s in outside])
            if astray and spoken is not None and spoken.cue != token:
                beyond = speakers_of(spoken.passage, spoken.cue)[1:]  # "Tass quoted Weber as saying"
                outside = [spoken, *beyond, *relays(spoken.passage, spoken.cue)]
            speakers = inside + outside
        if not speakers and passage in self.headlines:
            named = headline_speaker(passage, token)
            speakers = [named] if named is not None else []
        return _without_first_person(speakers), quotation is not None

    def is_over(self, passage: int, token: Token, cue: Token) -> bool:
        """Whether a token's quotation is a sentence that ended before the one of a cue: '"We lost." Braun reported that …'."""
        quotation = self.quotation(passage, token)
        if quotation is None or quotation.adjoined or cue.idx < quotation.end:
            return False
        return token.doc.text[quotation.start : quotation.end].rstrip().endswith(".")


def _without_first_person(speakers: list[Speaker]) -> tuple[Speaker, ...]:
    """Let "we deny that …", he said, be his words and not "ours"; what "we" deny or do not say stays denied and unsaid."""
    named = [s for s in speakers if s.token.lower_ not in FIRST]
    if not named:
        return tuple(speakers)
    ours = [s for s in speakers if s.token.lower_ in FIRST]
    flips = named[0].flips != (sum(s.flips for s in ours) % 2 == 1)
    return replace(named[0], flips=flips, unsaid=named[0].unsaid or any(s.unsaid for s in ours)), *named[1:]


def read_speech(annotated: Annotated) -> Speech:
    """Find the quotations of an article and who speaks them."""
    pages = [Page(index, passage, doc, _marked(annotated, index)) for index, (passage, doc) in enumerate(annotated.passages)]
    for page, after in zip(pages, (*pages[1:], None), strict=False):  # an article may have no page
        runs_on = after is not None and bool(after.quotes) and after.quotes[0].start <= 2
        for place, quotation in enumerate(page.quotes):
            if quotation.open_end and (place + 1 < len(page.quotes) or not runs_on):
                close_at_sentence(page.doc, quotation)
    for page in pages:
        page.read_own()
        page.read_neighbours()
    _across(pages)
    headlines = frozenset(p.index for p in pages if p.passage.section is Section.HEADLINE)
    return Speech(tuple(q for p in pages for q in p.quotes), tuple(tuple(p.spoken) for p in pages), headlines)


def holding(spoken: Sequence[Quotation], token: Token) -> Quotation | None:
    """The quotation in which a token stands, of some that stand in order."""
    if not spoken:
        return None
    place = bisect_right(spoken, token.idx, key=lambda q: q.start) - 1
    return spoken[place] if place >= 0 and spoken[place].holds(token) else None


def _marked(annotated: Annotated, index: int) -> list[Quotation]:
    passage = annotated.passages[index][0]
    if '"' not in passage.text and "'" not in passage.text:
        return []
    source = "".join(map(annotated.document.text.__getitem__, passage.offsets[:-1]))
    return quotations(passage.text, source, index)


@dataclass
class Page:
    """One passage with its quotations while their speakers are looked for."""

    index: int
    passage: Passage
    doc: Parse
    quotes: list[Quotation]

    def __post_init__(self) -> None:
        self.spoken = [q for q in self.quotes if q.speech]
        self.places = [t.idx for t in self.doc]
        self.sentences = list(self.doc.sents)

    def outside(self, token: Token) -> bool:
        return holding(self.spoken, token) is None

    def tokens(self, start: int, end: int) -> Span:
        """The tokens that begin between two characters of the passage, the end excluded."""
        return self.doc[bisect_left(self.places, start) : bisect_left(self.places, end)]

    # --- a quotation's own cue ---------------------------------------------------------------------------------------

    def read_own(self) -> None:
        for place, quotation in enumerate(self.spoken):
            last_end = self.spoken[place - 1].end + 1 if place else 0
            next_start = self.spoken[place + 1].start - 1 if place + 1 < len(self.spoken) else len(self.passage.text)
            before = self._before(quotation, last_end)
            after = self._after(quotation, next_start)
            speaker = self._beside(quotation, before, after)
            quotation.adjoined = speaker is not None
            short = len(self.passage.text[quotation.start : quotation.end].split()) <= LONGEST_TERM
            if short and speaker is None:  # a term, with the comma of the sentence around it: 'a free "bumper," which …'
                quotation.speech = False
                continue
            quotation.speaker = speaker or self._governing(quotation) or self._last_cue(quotation, before)
        self.spoken = [q for q in self.spoken if q.speech]

    def _before(self, quotation: Quotation, start: int) -> list[Token]:
        """The words of its sentence before a quotation, from the quotation before on."""
        words = list(self.tokens(start, quotation.start - 1))
        for place in range(len(words) - 1, -1, -1):
            if words[place].text in SENTENCE_END and self.outside(words[place]):
                return words[place + 1 :]
        return words

    def _after(self, quotation: Quotation, end: int) -> list[Token]:
        """The words behind a quotation up to the end of their sentence or the next quotation."""
        return list(takewhile(lambda t: t.text not in SENTENCE_END, self.tokens(quotation.end + 1, end)))

    def _beside(self, quotation: Quotation, before: list[Token], after: list[Token]) -> Speaker | None:
        """The speaker that stands beside the marks, before or behind them."""
        introduced = bool(before) and (before[-1].text in (":", ",") or is_cue(before[-1]))
        return (self._introducing(quotation, before) if introduced else None) or self._behind(quotation, after)

    def _behind(self, quotation: Quotation, after: list[Token]) -> Speaker | None:
        """The speaker behind the marks: "…," said X, "…," X told reporters, "…," X, a judge."""
        text = self.passage.text
        ending = text[quotation.start : quotation.end].rstrip(" '")[-1:]
        joint = ending in JOINTS or text[quotation.end + 1 :].lstrip().startswith((",", "-", "–", "—"))
        leads_on = bool(after) and after[-1].text in (",", ":")  # the cue behind a finished sentence may be that of the next quotation
        while after and (after[0].is_punct or after[0].is_space):
            after = after[1:]
        bare = self.is_whole(quotation) and len(after) <= 3 and any(map(is_cue, after))  # a comma is missing: '"We lost" he said.'
        if not after or not (joint or bare or (ending == "." and not leads_on)):
            return None
        for place, cue in enumerate(after):
            if cue.dep_ == "cc" and place == 0:
                return None
            if (cue.lower_ == "according" and (joint or place == 0)) or (cue.lower_ == "per" and place == 0):
                named = [s for t in after for s in relays(self.index, t) if s.cue.i >= cue.i]
                return next((s for s in named if self.outside(s.token)), None) or self._according(after, place)
            if is_cue(cue):
                speaker = next(iter(speakers_of(self.index, cue)), None)
                if not self._open(cue, quotation):
                    return None
                if speaker is None or not self.outside(speaker.token):
                    continue
                if cue.dep_ in ("acl", "acl:relcl") or (ending == "." and not self._bare(cue)):
                    return None
                return speaker
        return self._inverted(after) or self._verbless(after) if joint else None

    def _according(self, after: list[Token], place: int) -> Speaker | None:
        """Whom "according to" names behind a quotation, whatever the parser hung it on."""
        for token in after[place + 1 :]:
            if token.pos_ in ("PROPN", "NOUN", "PRON") and token.dep_ not in ("compound", "nmod:poss", "nmod:desc", "amod", "flat"):
                return Speaker(self.index, named_person(token), after[place])
        return None

    def _introducing(self, quotation: Quotation, before: list[Token]) -> Speaker | None:
        """The speaker of the last cue before a quotation that has nothing else to introduce."""
        colon = before[-1].text == ":"
        for cue in reversed(before):
            labels = cue.pos_ in ("VERB", "ADJ") and (cue.base in LABELLING or cue.base in ATTITUDES)
            leaves = cue.base in HOLDING_VERBS and any(  # "left this message:"
                c.base in SPEECH_NOUNS or c.base in MESSAGES for c in children(cue, "obj")
            )
            reads = cue.base in ("read", "recite") and "obj" in cue.relations  # "read the note: …"
            if ((is_cue(cue) and not reads) or leaves or (labels and colon)) and (colon or self._open(cue, quotation)):
                speaker = next(iter(speakers_of(self.index, cue)), None)
                if speaker is not None and self.outside(speaker.token):
                    return speaker
        return self._lone_name(before) or self._subject(before) if colon else None

    def _subject(self, before: list[Token]) -> Speaker | None:
        """Whom a sentence is about that ends in a colon before a quotation: "Weber was blunt: …"."""
        subjects = [t for t in before if t.dep_ == "nsubj" and t.head.dep_ in ("ROOT", "conj") and t.head in before]
        people = [t for t in subjects if t.ent_type_ == "PERSON" or t.lower_ in ("he", "she", "they") or is_role_noun(t)]
        return Speaker(self.index, named_person(people[-1]), people[-1].head) if people else None

    def _lone_name(self, words: list[Token]) -> Speaker | None:
        """The speaker of "Anna Weber, mayor: …": a name or office without a verb."""
        if any(t.pos_ in ("VERB", "AUX") for t in words):
            return None
        named = [t for t in words if t.ent_type_ == "PERSON" or is_role_noun(t)]
        return Speaker(self.index, named_person(named[0]), words[-1]) if named and named[0].i - words[0].i <= 3 else None

    def _inverted(self, after: list[Token]) -> Speaker | None:
        """The speaker of '"…," enthused X, who …' and '"…," X mocked.': with nothing but its subject, any verb is a cue there."""
        verb = after[0] if after[0].tag_ in ("VBD", "VBZ") else after[-1]
        if verb.tag_ not in ("VBD", "VBZ") or verb.pos_ != "VERB":
            return None
        roles = ("nsubj", "obj") if verb == after[0] else ("nsubj",)
        named = [c for c in verb.children if c in after and c.dep_ in roles and can_speak(c) and c.pos_ in ("NOUN", "PROPN", "PRON")]
        return Speaker(self.index, named_person(named[0]), verb) if named else None

    def _verbless(self, after: list[Token]) -> Speaker | None:
        """The speaker of '"…," Anna Weber, a judge': a person's name, and no verb in the rest of the sentence but in asides."""
        person = after[0].ent_type_ == "PERSON"
        finite = any(t.pos_ in ("VERB", "AUX") and t.dep_ not in ("acl", "acl:relcl", "amod") for t in after)
        return Speaker(self.index, after[0], after[0]) if person and not finite else None

    def _open(self, cue: Token, quotation: Quotation) -> bool:
        """Whether what a cue introduces is in quotation marks, or nothing that the parse shows."""
        contents = children(cue, "ccomp", "parataxis", "xcomp", "obj", "dep")
        held = [c for c in contents if any(not self.outside(t) for t in c.subtree)]
        closed = [c for c in contents if c not in held and c.dep_ == "ccomp" and is_predicate(c)]
        return not closed or any(quotation.holds(t) for c in held for t in c.subtree)

    def _bare(self, cue: Token) -> bool:
        """Whether a cue behind a finished sentence says nothing of its own: '"We lost." Weber said.'"""
        return not any(c.dep_ in ("ccomp", "xcomp", "obj") and self.outside(c) and c.lower_ != "reporters" for c in cue.children)

    # --- a quotation inside somebody's sentence ----------------------------------------------------------------------

    def _governing(self, quotation: Quotation) -> Speaker | None:
        """The speaker of the clause of which quoted words are a part: "she called it 'a disgrace for us all'"."""
        if self.is_whole(quotation):
            return None
        words = [t for t in self.tokens(quotation.start, quotation.end) if not t.is_punct]
        tops = [t for t in words if t.head == t or not quotation.holds(t.head)]
        for top in tops:
            outer = [s for s in parsed_speakers(self.index, top) if not quotation.holds(s.cue) and self.outside(s.token)]
            if outer:
                return outer[0]
        for top in tops:
            if top.head == top:
                continue
            verb = clause_head(top.head)
            if (verb.base in LABELLING or verb.base in SPEECH) and not quotation.holds(verb):
                return speaker_of(self.index, verb)
        return None

    def _last_cue(self, quotation: Quotation, before: list[Token]) -> Speaker | None:
        """The last speaker before a quotation in its own sentence, where no clause of another stands between."""
        for cue in reversed(before):
            if cue.base in SPEECH and is_cue(cue) and (speaker := speaker_of(self.index, cue)) is not None:
                return speaker if self.outside(speaker.token) else None
        return None

    # --- quotations beside each other --------------------------------------------------------------------------------

    def read_neighbours(self) -> None:
        """Let a whole sentence in quotation marks that has no cue be its neighbour's, or the one's named right before it."""
        for place, quotation in enumerate(self.spoken):
            if quotation.speaker is not None or not self.is_whole(quotation):
                continue
            last = self.spoken[place - 1] if place else None
            quotation.speaker = self.leading_up(quotation.start, last.end if last is not None else 0)
            if quotation.speaker is None and last is not None:
                quotation.speaker = last.speaker
        following: Quotation | None = None
        for quotation in reversed(self.spoken):
            if quotation.speaker is None and self.is_whole(quotation):
                quotation.speaker = self._told_after(quotation)
                if quotation.speaker is None and following is not None and following.speaker is not None:
                    behind = following.speaker.cue.idx > following.end  # "A." "B," X said; but "A." And Y replied: "B"
                    quotation.speaker = following.speaker if behind else None
            following = quotation

    def is_whole(self, quotation: Quotation) -> bool:
        """Whether a quotation is a sentence, or more, that stands for itself."""
        words = self.passage.text[quotation.start : quotation.end].lstrip(" .[(")
        before = self.passage.text[: quotation.start - 1].rstrip()
        ended = not before or before.endswith((".", "!", "?", ":", '"', "'", "—", "-", ")"))
        return ended and (words[:1].isupper() or words[:1].isdigit() or quotation.start <= 2)

    def leading_up(self, end: int, start: int) -> Speaker | None:
        """Whom the sentence right before a place shows speaking: "Weber disagreed.", "She was blunt about it: …"."""
        for sentence in reversed(self.sentences[: bisect_right(self.sentences, end, key=lambda s: s.end_char)]):
            if sentence.end_char <= start:
                return None
            if any(self.outside(t) and t.is_alpha for t in sentence):
                return _voice_of(self, sentence)
        return None

    def _told_after(self, quotation: Quotation) -> Speaker | None:
        """Whose words the sentence behind a quotation says they are: "Those were the words of Anna Weber.", "So said Weber."."""
        place = bisect_right(self.sentences, quotation.end, key=lambda s: s.start_char)
        if place == len(self.sentences):
            return None
        sentence = self.sentences[place]
        if sentence[0].lower_ not in ("that", "those", "this", "these", "such", "so", "thus"):
            return None
        root = sentence.root
        if sentence[0].lower_ in ("so", "thus") and root.base in SPEECH:
            return speaker_of(self.index, root)
        owners = (c for c in root.children if c.dep_ in ("nmod", "nmod:poss") and (c.ent_type_ == "PERSON" or is_role_noun(c)))
        owner = next(owners, None)
        return Speaker(self.index, named_person(owner), root) if owner is not None else None

    def last_voice(self) -> Speaker | None:
        """Who speaks at the end of the passage: its last quotation's speaker, or whom its last sentence shows speaking."""
        last = self.spoken[-1] if self.spoken else None
        tail = [s for s in self.sentences if last is None or s.start_char > last.end]
        for sentence in reversed(tail):
            if any(t.is_alpha and t.dep_ in SUBJECTS for t in sentence):
                return _voice_of(self, sentence) or (last.speaker if last is not None and len(tail) == 1 else None)
        return last.speaker if last is not None else None


def _voice_of(page: Page, sentence: Span) -> Speaker | None:
    """The last speaker of a sentence that tells of speech."""
    for cue in reversed(list(sentence)):
        stating = cue.base in HOLDING_VERBS and any(c.dep_ == "obj" and c.base in SPEECH_NOUNS for c in cue.children)
        speaks = cue.pos_ in ("VERB", "AUX") and (stating or cue.base in SPEECH or cue.base in LEADING_UP) and is_predicate(cue)
        if speaks and page.outside(cue) and (speaker := speaker_of(page.index, cue)) is not None and page.outside(speaker.token):
            return speaker
    return None


def _across(pages: Sequence[Page]) -> None:
    """Carry speakers over paragraphs: a quotation that runs on, and one that opens a paragraph without a cue of its own."""
    for before, page in pairwise(pages):
        if not page.spoken or page.spoken[0].start > 2 or before.passage.section is not page.passage.section:
            continue
        runs_on = bool(before.spoken) and before.spoken[-1].open_end
        for quotation in _uncued(page):
            quotation.speaker = before.spoken[-1].speaker if runs_on else before.last_voice()
    for page, after in reversed(list(pairwise(pages))):
        if page.spoken and page.spoken[-1].open_end and after.spoken and after.spoken[0].start <= 2:
            for quotation in reversed(page.spoken):
                if quotation.speaker is not None:
                    break
                quotation.speaker = after.spoken[0].speaker


def _uncued(page: Page) -> Iterator[Quotation]:
    """The quotations of a passage up to the first whose speaker is known."""
    for quotation in page.spoken:
        if quotation.speaker is not None:
            return
        if page.is_whole(quotation):
            yield quotation
