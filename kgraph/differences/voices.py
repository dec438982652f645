"""Where outlets differ on who says it, through whom, in which words, and how the writer stands to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise

from kgraph.differences.cards import How, Reading, cards, unlike
from kgraph.differences.parts import country, describe, head, in_headline, is_vague, plain, stems, told, turns_on
from kgraph.differences.story import Story
from kgraph.extract.lexicon import MEDIA, NEGATORS, SAYING_BODIES, STOP
from kgraph.extract.lexicon import MEDIA_NAME as MEDIA_WORDS
from kgraph.model import Argument, Claim, Difference, DifferenceKind, Fact, Polarity, Role, reading_order
from kgraph.sameness import DISCLAIMING, normal

MARKED = re.compile(r"[“\"]([^“”\"]+)")  # words between quotation marks, also where the second is missing
MOST_RENDERINGS = 40  # other renderings than these that share a fact or a run of words are compared no more
# Verbs by which a writer keeps what is said at a distance.
DISTANCING = frozenset("claim allege accuse assert contend insist maintain suggest charge purport".split())
MEDIA_NAME = re.compile(MEDIA_WORDS)
CONTRACTIONS = {"s": "is", "re": "are", "m": "am", "ll": "will", "ve": "have"}
CONTRACTED = re.compile(r"\b(i|you|he|she|it|we|they|this|that|there|here|what|who)'(s|re|m|ll|ve)\b")
UNTRUE = frozenset(
    map(normal, "false untrue baseless unfounded groundless fabricated fabrication lie lies bogus fake wrong nonsense".split())
)
CHARGES = frozenset(map(normal, "allegation accusation claim charge report story suspicion rumor rumour article".split()))
BODIES = SAYING_BODIES | {"campaign", "company", "firm", "party", "police"}
LEAST_COMMON = 0.3  # share of words of content that two reports of one statement have in common
LEAST_ALIGNED = 0.5  # share of words of content that two renderings of one utterance have in common in one order
FEWEST_ALIGNED, ENOUGH_ALIGNED = 2, 3  # words of content
ALL_BUT_ALL = 0.9  # share of the shorter one's words of content by which two quotations are the same
OWN_VOICE = "the outlet itself"


def voice_differences(story: Story) -> Iterator[Difference]:
    yield from _agencies(story)
    yield from _denials(story)
    yield from _wordings(story)
    yield from _same_words(story)
    for claims in story.topics(DifferenceKind.ATTRIBUTION):
        yield from _speakers(story, claims)
    for acts in story.acts:
        yield from _distanced(story, acts)
    for fact in story.facts:
        yield from _stances(fact)


# --- who says it ------------------------------------------------------------------------------------------------------------


def _speakers(story: Story, claims: Sequence[Claim]) -> Iterator[Difference]:
    """Other speakers of one statement: of what reports say alike, or of the same quoted words."""
    readings = []
    for c in claims:
        if c.rule == "report" and c.object is not None and not is_vague(c.subject):
            readings.append((c, stems(c.object.label)))
        elif c.rule != "report" and c.quoted and c.speakers and not is_vague(c.speakers[0]):
            readings.append((c, stems(c.evidence.quote)))
    if len(readings) < 2:
        return
    common = max(readings, key=lambda r: (len(r[1]), r[0].id))[1]
    numbers = {w for w in common if w[0].isdigit()}
    alike = [
        (c, words)
        for c, words in readings
        if len(words & common) >= max(FEWEST_ALIGNED, LEAST_COMMON * min(len(words), len(common)))
        and not (numbers and {w for w in words if w[0].isdigit()} - numbers)
    ]
    if len(alike) < 2:
        return
    made = []
    for c, _ in alike:
        speaker = c.subject if c.rule == "report" else c.speakers[0]
        made.append(Reading(c, plain(speaker.label), _speaking(story, speaker)))
    yield from cards(DifferenceKind.ATTRIBUTION, f"who is said to say it: {describe(alike[0][0])}", made, _compare_speakers)


Speaking = tuple[str, str, frozenset[str], frozenset[str]]  # entity, label, words, whom the entity speaks or works for


def _speaking(story: Story, speaker: Argument) -> Speaking:
    return speaker.id or "", speaker.label, stems(speaker.label), frozenset(story.serving.get(speaker.id or "", set()))


def _compare_speakers(left: Speaking, right: Speaking) -> How:
    """A body and the person who speaks for it are one voice, and of a name and a description only a body's is another."""
    (id_a, label_a, words_a, serves_a), (id_b, label_b, words_b, serves_b) = left, right
    if (id_a and id_a == id_b) or words_a & words_b or id_b in serves_a or id_a in serves_b or serves_a & serves_b:
        return How.ALIKE
    if id_a and id_b:
        return How.ALIKE if country(label_a) == country(label_b) is not None else How.APART
    return How.APART if id_a and turns_on(label_b, BODIES) or id_b and turns_on(label_a, BODIES) else How.FAR


def _same_words(story: Story) -> Iterator[Difference]:
    """Other speakers of the same words: a quotation that stands, but for what is left out, in one of somebody else's."""
    buckets: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    spoken: dict[tuple[str, ...], list[Reading]] = defaultdict(list)
    for q in _quotations(story):
        words = tokens(q.words)
        speaker = q.claim.subject if q.claim.rule == "report" else q.claim.speakers[0]
        spoken[words].append(Reading(q.claim, plain(speaker.label), _speaking(story, speaker), q.more))
        content = [normal(w) for w in words if w not in STOP]
        for run in zip(content, content[1:], content[2:], strict=False):
            buckets[run].add(words)
    pairs = {pair for b in buckets.values() if len(b) <= MOST_RENDERINGS for pair in combinations(sorted(b), 2)}
    texts = sorted(pair for pair in pairs if aligned(*pair) >= ALL_BUT_ALL) + sorted((words, words) for words in spoken)
    for left, right in texts:
        if sum(w not in STOP for w in left) > ENOUGH_ALIGNED - 1:
            readings = spoken[left] + (spoken[right] if right != left else [])
            yield from cards(DifferenceKind.ATTRIBUTION, f"who is said to say it: {' '.join(left)}", readings, _compare_speakers)


def _agencies(story: Story) -> Iterator[Difference]:
    """Through which agency or paper one speaker's words come, where articles name different ones for one utterance."""
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for c in story.claims:
        chain = c.speakers
        carrier = chain[-1] if chain else None
        nearest = c.speaker_id
        if carrier is None or nearest is None or carrier.id in (None, nearest) or carrier.type == "PERSON":
            continue
        groups[story.fact_of[c.id], nearest].append(Reading(c, plain(carrier.label), carrier.id))
    found: dict[str, list[Reading]] = defaultdict(list)
    for (_, speaker), readings in sorted(groups.items()):
        if len({r.value for r in readings}) > 1:
            found[speaker] += readings
    for _, readings in sorted(found.items()):
        about = f"who carries what {readings[0].claim.speakers[0].label} says" if readings[0].claim.rule != "report" else "who carries it"
        yield from cards(DifferenceKind.ATTRIBUTION, about, readings, unlike)


def _distanced(story: Story, claims: Sequence[Claim]) -> Iterator[Difference]:
    """What one outlet states in its own voice and another only lets somebody claim, or has from another paper."""
    readings = []
    for c in claims:
        if c.polarity is Polarity.NEGATED or in_headline(c) or c.quoted or c.rule == "nominal":
            continue
        speaker = c.attributed_to
        if speaker is None:
            if not any(q.role is Role.STANCE for q in c.qualifiers):
                readings.append(Reading(c, OWN_VOICE, ""))
            continue
        report = story.reports.get(c.id)
        cue = report.relation.label.split()[0] if report is not None else ""
        media = bool(MEDIA_NAME.search(speaker.label)) or head(speaker.label) in MEDIA or cue == "report"
        if (cue in DISTANCING or media) and speaker.id and speaker.id != c.subject.id:
            readings.append(Reading(c, plain(speaker.label), speaker.id))
    yield from cards(DifferenceKind.ATTRIBUTION, f"who is said to say it: {describe(claims[0])}", readings, unlike)


def _denials(story: Story) -> Iterator[Difference]:
    """Who is said to have denied what somebody is charged with: by "denied the allegations", or by calling them false."""
    readings = []
    for c in story.claims:
        if c.rule == "report" and c.object is not None and c.relation.label.split()[0] not in DISCLAIMING:
            words = stems(c.object.label)
            if not (words & UNTRUE and words & CHARGES):
                continue
            if not any(_calls_untrue(x) for x in story.within(c.evidence.document, c.object.start, c.object.end)):
                continue
        elif not (told(c) and c.relation.label.split()[-1] in DISCLAIMING and c.object is not None and head(c.object.label) in CHARGES):
            continue
        if not is_vague(c.subject):
            readings.append(Reading(c, plain(c.subject.label), _speaking(story, c.subject)))
    yield from cards(DifferenceKind.ATTRIBUTION, "who denied the charges", readings, _compare_deniers, several=True)


def _calls_untrue(claim: Claim) -> bool:
    said = head(claim.object.label) if claim.rule == "copula" and claim.object is not None else ""
    return said in UNTRUE and head(claim.subject.label) in CHARGES


def _compare_deniers(left: Speaking, right: Speaking) -> How:
    """Somebody and those who belong to him are apart; of two others, nobody knows whether they are charged with the same."""
    (id_a, label_a, words_a, serves_a), (id_b, label_b, words_b, serves_b) = left, right
    if id_a and id_b:
        return How.ALIKE if id_a == id_b else How.APART if id_a in serves_b or id_b in serves_a else How.FAR
    return How.ALIKE if head(label_a) == head(label_b) else How.APART if words_a & words_b else How.FAR


# --- in which words ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that one article puts in one speaker's mouth in one go, with the claims that they make."""

    claim: Claim
    words: str
    more: tuple[Claim, ...]


def _wordings(story: Story) -> Iterator[Difference]:
    """Renderings of one quotation that put other words in one place."""
    texts: dict[tuple[str, tuple[str, ...]], list[Quotation]] = defaultdict(list)
    for q in _quotations(story):
        texts[q.claim.speaker_id or "", tokens(q.words)].append(q)
    buckets: dict[tuple[str, ...], set[Spoken]] = defaultdict(set)
    for spoken, quotations in texts.items():
        content = [normal(w) for w in spoken[1] if w not in STOP]
        facts = {story.fact_of[c.id] for q in quotations for c in (q.claim, *q.more)}
        words = (*pairwise(content), *zip(content, content[2:], strict=False))
        for key in {("fact", f) for f in facts} | {("words", *two) for two in words}:
            buckets[(spoken[0], *key)].add(spoken)
    near = {
        pair: share
        for bucket in buckets.values()
        if len(bucket) <= MOST_RENDERINGS
        for pair in combinations(sorted(bucket), 2)
        if (share := aligned(pair[0][1], pair[1][1])) >= LEAST_ALIGNED
    }
    for group in _joined(near, {spoken: {q.claim.evidence.document for q in found} for spoken, found in texts.items()}):
        readings = [Reading(q.claim, plain(q.words).strip(" ,"), spoken[1], q.more) for spoken in group for q in texts[spoken]]
        speaker = readings[0].claim.subject if readings[0].claim.rule == "report" else readings[0].claim.speakers[0]
        yield from cards(DifferenceKind.WORDING, f"in which words: {plain(speaker.label)}", readings, _compare_wordings, several=True)


Spoken = tuple[str, tuple[str, ...]]  # a speaker's entity, and words


def _joined(near: Mapping[tuple[Spoken, Spoken], float], documents: Mapping[Spoken, set[str]]) -> list[list[Spoken]]:
    """Renderings joined by falling likeness, each article giving one of them at most."""
    groups = {spoken: [spoken] for pair in near for spoken in pair}
    held = {spoken: set(documents[spoken]) for spoken in groups}
    for a, b in sorted(near, key=lambda pair: (-near[pair], pair)):
        left, right = groups[a], groups[b]
        if left is not right and held[left[0]].isdisjoint(held[right[0]]):
            held[left[0]] |= held[right[0]]
            left += right
            groups.update(dict.fromkeys(right, left))
    return sorted(sorted(g) for g in {id(g): g for g in groups.values()}.values())


def _quotations(story: Story) -> list[Quotation]:
    """The quotations of reports, and quoted claims that no report gives, the longest of each stretch of words."""
    found: list[Quotation] = []
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for c in story.claims:
        if c.rule == "report" and c.speaker_id and c.object is not None:
            inside = [x for x in story.within(c.evidence.document, c.object.start, c.object.end) if x.rule not in ("report", "nominal")]
            spans = [(c.object.start + m.start(1), c.object.start + m.end(1)) for m in MARKED.finditer(c.object.text)]
            if not spans and any(x.quoted for x in inside):
                spans = [(c.object.start, c.object.end)]
            for start, end in spans:
                words = c.object.text[start - c.object.start : end - c.object.start]
                found.append(Quotation(c, words, tuple(x for x in inside if start <= x.evidence.start + 1 and x.evidence.end <= end + 1)))
                taken[c.evidence.document].append((start, end))
    for c in sorted(story.claims, key=lambda c: (-len(c.evidence.quote), c.id)):
        start, end = c.evidence.start, c.evidence.end
        if c.quoted and c.speaker_id and not c.implied and c.rule not in ("report", "nominal"):
            if not any(low < end and start < high for low, high in taken[c.evidence.document]):
                marked = re.search(r"[“\"](.+)$", c.evidence.quote, re.S)
                found.append(Quotation(c, marked[1] if marked else c.evidence.quote, ()))
                taken[c.evidence.document].append((start, end))
    return sorted(found, key=lambda q: (*reading_order(q.claim), q.words))


def tokens(text: str) -> tuple[str, ...]:
    """The words of a quotation as renderings are compared: without case and marks, contractions undone."""
    folded = text.casefold().replace("’", "'").replace("won't", "will not").replace("can't", "can not").replace("n't", " not")
    folded = CONTRACTED.sub(lambda m: f"{m[1]} {CONTRACTIONS[m[2]]}", folded)
    return tuple(w.strip("'") for w in re.findall(r"[\w']+", folded) if w.strip("'"))


def aligned(left: Sequence[str], right: Sequence[str]) -> float:
    """The share of the shorter rendering's words of content that stand in the other in the same order, synonyms taken as one.

    Where they are but two, the share of the longer one's, as two words may stand together in anything that somebody says; 0 where
    the words, in whatever order, make out less than LEAST_ALIGNED.
    """
    own, other = ([_stem(w) if w not in STOP else w for w in words] for words in (left, right))
    shorter, longer = sorted(sum(w not in STOP for w in words) for words in (left, right))
    held = set(other)
    most = sum(w not in STOP and stem in held for w, stem in zip(left, own, strict=True))
    if most < max(FEWEST_ALIGNED, LEAST_ALIGNED * shorter):
        return 0.0
    blocks = SequenceMatcher(None, own, other, autojunk=False).get_matching_blocks()
    common = [w for block in blocks for w in left[block.a : block.a + block.size] if w not in STOP]
    return len(common) / (shorter if len(common) >= ENOUGH_ALIGNED else longer) if len(common) >= FEWEST_ALIGNED else 0.0


def _compare_wordings(left: tuple[str, ...], right: tuple[str, ...]) -> How:
    """Apart where each of two renderings has words of content that the other has not, beside those that one leaves out at an end."""
    if aligned(left, right) < LEAST_ALIGNED:
        return How.FAR
    own: set[str] = set()
    other: set[str] = set()
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        ends = b == len(left) and d == len(right)
        goes_on = ends and (left[a : a + 1] + right[c : c + 1])[:1] in (("and",), ("but",), ("or",))
        if tag != "equal" and not goes_on and not (tag in ("delete", "insert") and a == c == 0):
            own |= _content(left[a:b])
            other |= _content(right[c:d])
    return How.APART if own - other and other - own else How.ALIKE


def _content(words: Sequence[str]) -> set[str]:
    """Their words of content, by the first letters: synonyms are other words."""
    return {re.sub(r"(?:ing|ed|es|e|s)$", "", w)[:5] for w in words if w not in STOP or w in NEGATORS}


def _stem(word: str) -> str:
    """One form for "take" and "taking"."""
    return normal(word).removesuffix("e")


# --- the writer's stance ----------------------------------------------------------------------------------------------------


def _stances(fact: Fact) -> Iterator[Difference]:
    """What writers call one and the same claim or deed: "unsubstantiated claims of fraud", "alleged fraud"."""
    readings = []
    for c in fact.claims:
        for q in c.qualifiers:
            if q.role is Role.STANCE and c.rule != "report" and not q.text.casefold().startswith(("is ", "was ", "are ", "were ")):
                readings.append(Reading(c, plain(q.text), normal(q.text.casefold().split()[-1])))
    if len(readings) > 1:
        yield from cards(DifferenceKind.WORDING, f"what writers call it: {describe(fact.head)}", readings, unlike, several=True)
