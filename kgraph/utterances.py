"""Which quotations and reported words of several articles are renderings of one utterance: one speaker, one occasion.

A sentence between quotation marks, or what an article says that somebody said, is one rendering. Renderings are compared where
they share a speaker and words. The groups grow by leader clustering (Hartigan 1975): each rendering is set against the first
wordings of each group, so the work grows with the renderings and not with their pairs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain

from kgraph.annotate import STRAIGHT, paragraphs
from kgraph.extract.lexicon import STOP
from kgraph.extract.quotations import quotations
from kgraph.ingest.patterns import sentence_ends
from kgraph.model import Argument, Claim, Document, Qualifier, Rendering, RenderingForm, Role, Utterance
from kgraph.sameness import normal
from kgraph.wording import folded, matching, words_of

REPRESENTATIVES = 4  # wordings of a group that a rendering is compared with
STRAY = 2  # words outside quotation marks that make no quotation a mixed one
CONTAINED = 0.75  # share of a shorter rendering's words that stand in the longer one in order: it is a part of it
VERBATIM = 6  # words that two renderings share before a speaker who is not known is taken for one who is
ALIKE = 0.5  # least share of words in order (Dice) of two quotations whose content words agree in part
AGREEING = 0.35  # that part, of their content words (Dice)
SAME_CONTENT = 0.5  # share of content words (Dice) from which on their order does not matter, nor whether they are quoted
SHARED = 3  # content words that two renderings then need to share
COMMON = 100  # groups of a speaker that a word may stand in before it leads to none of them
NEAREST = 20  # groups that a rendering is compared with, those that share most of its words
LIGHT = frozenset(  # content words that say little of what is said: how a view, a wish or the next sentence is put
    "think believe consider deem find feel regard want like wish hope try go let also therefore thus however still now even really".split()
)
PRONOUNS = frozenset("i me we us he him she her it they them you this that these those who which one some others".split())
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
FORMS = list(RenderingForm)
PLAIN = STRAIGHT | dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x85\u00a0\u2007\u2009\u202f\u2028\u2029\u3000"), " ")
Span = tuple[int, int]
Time = tuple[str | None, str]  # date and day of the week
Times = frozenset[Time]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the entity, or the name where it is none; both None where nobody is named."""

    id: str | None
    label: str | None

    @property
    def key(self) -> str | None:
        return self.id or (self.label and "~" + self.label.casefold().removeprefix("the "))


@dataclass
class Told:
    """One rendering while it is put together: its parts, whether they are quoted, who speaks, and the claims that it makes."""

    document: Document
    spans: list[Span]
    quoted: bool
    voice: Voice = Voice(None, None)
    mixed: bool = False
    claims: list[Claim] = field(default_factory=list)

    @property
    def form(self) -> RenderingForm:
        return RenderingForm.MIXED if self.mixed else RenderingForm.DIRECT if self.quoted else RenderingForm.INDIRECT

    @property
    def order(self) -> tuple[str, int, int]:
        return self.document.id, self.spans[0][0], self.spans[-1][1]

    def overlap(self, spans: Iterable[Span]) -> int:
        """How many characters of some spans stand in this rendering."""
        return sum(max(0, min(end, e) - max(start, s)) for start, end in self.spans for s, e in spans)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(folded(w) for w in words_of(" ".join(self.document.text[s:e] for s, e in self.spans)))

    @cached_property
    def content(self) -> frozenset[str]:
        bare = (w.partition("'")[0] for w in self.words if not w.endswith("n't"))
        return frozenset(normal(w) for w in bare if w not in STOP and w not in LIGHT)

    @cached_property
    def times(self) -> Times:
        """When it is said to have been said."""
        details = (q for c in self.claims if c.rule == "report" for q in c.qualifiers if q.role is Role.TIME)
        return frozenset(day for q in details if (day := _day(q)) is not None)


def with_utterances(claims: Iterable[Claim], documents: Iterable[Document]) -> tuple[tuple[Claim, ...], tuple[Utterance, ...]]:
    """Find the utterances behind the claims of a story's articles, and give every quoted or reported claim that of its words.

    The order of claims and documents does not matter; utterances are sorted by id.
    """
    ordered = tuple(claims)
    of_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in ordered:
        of_document[claim.evidence.document].append(claim)
    told = [t for d in sorted(documents, key=lambda d: d.id) for t in renderings(d, of_document[d.id])]
    utterances = tuple(sorted((_utterance(group) for group in grouped(told)), key=lambda u: u.id))
    name = {claim: u.id for u in utterances for r in u.renderings for claim in r.claims}
    return tuple(c if c.utterance == name.get(c.id) else replace(c, utterance=name.get(c.id)) for c in ordered), utterances


def _utterance(group: Sequence[Told]) -> Utterance:
    made = [
        Rendering(
            t.document.id,
            t.document.source,
            t.form,
            t.spans[0][0],
            t.spans[-1][1],
            t.document.text[t.spans[0][0] : t.spans[-1][1]],
            tuple(t.spans),
            tuple(sorted(c.id for c in t.claims)),
        )
        for t in sorted(group, key=lambda t: t.order)
    ]
    known = [t.voice for t in group if t.voice.id] or [t.voice for t in group if t.voice.label] or [Voice(None, None)]
    labels = Counter(v.label for v in known)
    label = min(labels, key=lambda name: (-labels[name], name or ""))
    return Utterance("u-" + min(c for r in made for c in r.claims)[2:], known[0].id, label, tuple(made))


# --- the renderings of one article ------------------------------------------------------------------------------------


def quoted_sentences(document: Document) -> list[list[Span]]:
    """The sentences that an article prints between quotation marks, in order; each with its parts, where words of the article
    stand between them ("We wait," he said, "for the results.")."""
    found: list[list[Span]] = []
    for index, (_, lines) in enumerate(paragraphs(document)):
        offset = lines[0][0]
        printed = document.text[offset : lines[-1][1]]
        text = printed.translate(PLAIN)
        unfinished = False
        for quotation in quotations(text, printed, index):
            if not quotation.speech:
                continue
            for place, (start, end) in enumerate(_sentences(text, quotation.start, quotation.end)):
                if unfinished and place == 0 and text[start].islower():
                    found[-1].append((offset + start, offset + end))
                else:
                    found.append([(offset + start, offset + end)])
                unfinished = text[end - 1] not in ".!?"
    return found


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a stretch of a paragraph into sentences, without the white space and the last comma around them."""
    begin = start
    for cut in sorted({*sentence_ends(text, start, end), end}):
        words = text[begin:cut]
        first, last = begin + len(words) - len(words.lstrip(" ")), begin + len(words.rstrip(" ,"))
        if last > first and words_of(words):
            yield first, last
        begin = cut


def renderings(document: Document, claims: Iterable[Claim]) -> list[Told]:
    """The renderings in one article, each with at least one claim."""
    quoted = [Told(document, spans, True) for spans in quoted_sentences(document)]
    said = sorted((c for c in claims if c.quoted or c.speakers or c.rule == "report"), key=lambda c: (c.evidence.start, c.id))
    spans_of = {c.id: _content_spans(c) for c in said}
    starts = [t.spans[0][0] for t in quoted]
    placed: dict[int, list[Claim]] = defaultdict(list)
    for claim in said:
        spans = spans_of[claim.id]
        near = range(max(0, bisect_right(starts, spans[0][0]) - 1), bisect_right(starts, spans[-1][1]))
        best = max(near, key=lambda n: (quoted[n].overlap(spans), -n), default=None)
        if best is not None and quoted[best].overlap(spans):
            placed[best].append(claim)
    outside = {c.id: c for c in said}
    for n, inside in sorted(placed.items()):
        told = quoted[n]
        whole = [c for c in inside if len(words_of(_outside(document, spans_of[c.id], told.spans))) <= STRAY]
        told.voice = _voice_of_quotation(told, whole or inside)
        told.claims = [c for c in whole if _voice(c).key in (told.voice.key, None)]
        for claim in told.claims:
            del outside[claim.id]
    loose = [Told(document, list(spans_of[c.id]), False, _voice(c), claims=[c]) for c in outside.values()]
    joined = _joined([t for t in quoted if t.claims], loose)
    for told in joined:
        if not told.quoted:
            covered = sum(q.overlap(told.spans) for q in quoted)
            told.mixed = told.quoted = 0 < covered < told.overlap(told.spans)
    return sorted(joined, key=lambda t: t.order)


def _joined(quoted: list[Told], loose: list[Told]) -> list[Told]:
    """Join what one speaker is reported to say in overlapping words, and with it the quotations of the same speaker inside it."""
    found: list[Told] = []
    latest: dict[str | None, Told] = {}
    for told in sorted([*quoted, *loose], key=lambda t: t.order):
        before = latest.get(told.voice.key)
        if before is None or (before.quoted and told.quoted) or not before.overlap(told.spans):
            found.append(told)
            latest[told.voice.key] = told
            continue
        before.claims += told.claims
        if before.quoted == told.quoted:
            before.spans = _union([*before.spans, *told.spans])
            continue
        quotation, around = (before, told) if before.quoted else (told, before)
        before.quoted = True
        if len(words_of(_outside(told.document, around.spans, quotation.spans))) > STRAY:
            before.mixed = True
            before.spans = _union([*before.spans, *told.spans])
        else:
            before.spans = quotation.spans
    return found


def _union(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _content_spans(claim: Claim) -> list[Span]:
    """Where the words stand that a claim says somebody said: a report's object, else its evidence."""
    if claim.rule == "report" and claim.object is not None:
        return [(claim.object.start, claim.object.end)]
    return list(claim.evidence.spans)


def _outside(document: Document, spans: Iterable[Span], taken: Sequence[Span]) -> str:
    """The text of some spans without the parts that others take."""
    pieces = []
    for start, end in spans:
        for s, e in taken:
            if s < end and e > start:
                pieces.append(document.text[start : max(s, start)])
                start = max(start, e)
        pieces.append(document.text[start:end])
    return " ".join(pieces)


def _voice(claim: Claim) -> Voice:
    return _named(claim.subject if claim.rule == "report" else claim.attributed_to)


def _named(speaker: Argument | None) -> Voice:
    if speaker is None or (speaker.id is None and speaker.label.casefold() in PRONOUNS):
        return Voice(None, None)
    return Voice(speaker.id, speaker.label)


def _voice_of_quotation(told: Told, claims: Iterable[Claim]) -> Voice:
    """Who speaks a quotation: of the speakers of its claims the outermost, without those that the words themselves let speak."""
    chains = []
    for claim in claims:
        subject = claim.subject
        reported = claim.rule == "report" and not told.overlap([(subject.start, subject.end)])
        speakers = (subject, *claim.speakers) if reported else claim.speakers
        if speakers:
            chains.append((len(speakers), claim.evidence.start, claim.id, _named(speakers[0])))
    return min(chains, key=lambda c: c[:3])[3] if chains else Voice(None, None)


# --- the renderings of one utterance ------------------------------------------------------------------------------------


@dataclass
class Group:
    """Renderings of one utterance so far.

    `first` are those whose wordings the others are compared with, `members` all of them by their article, `quoted` the words of the
    quotations among these, `times` what they say of when it was said; none of the articles was `published` before that day.
    """

    voice: Voice
    first: list[Told] = field(default_factory=list)
    members: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    quoted: dict[str, set[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(set))
    times: set[Times] = field(default_factory=set)
    published: date | None = None

    def add(self, told: Told) -> None:
        self.members[told.document.id].append(told)
        if told.form is RenderingForm.DIRECT:
            self.quoted[told.document.id].add(told.words)
        if told.times:
            self.times.add(told.times)
        if (day := told.document.published) is not None:
            self.published = min(day, self.published or day)

    def excludes(self, told: Told) -> bool:
        """Whether a rendering was not said with the others: it is another quoted sentence of one article, or of another day, or
        stands in one article with them as somebody else's.
        """
        beside = self.members.get(told.document.id, ())
        if told.voice.key != self.voice.key and not all(other.overlap(told.spans) for other in beside):
            return True
        if told.form is RenderingForm.DIRECT:
            if any(matching(told.words, words) < min(len(told.words), len(words)) for words in self.quoted.get(told.document.id, ())):
                return True
        if any(_another_day(told.times, times) for times in self.times) or _only_after(told.times, self.published):
            return True
        return any(_only_after(times, told.document.published) for times in self.times)


def grouped(told: Iterable[Told]) -> list[list[Told]]:
    """Group renderings by the utterance that they render.

    Quotations come before other renderings and longer ones before shorter ones; those of speakers who are only described
    ("a spokesman"), or not named, come last, as they may be anybody's.
    """
    groups: list[Group] = []
    verbatim: dict[tuple[str | None, tuple[str, ...]], int] = {}
    index: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for item in sorted(told, key=lambda t: (t.voice.id is None, t.voice.key is None, FORMS.index(t.form), -len(t.words), t.order)):
        same = verbatim.get((item.voice.key, item.words)) if item.voice.key else None
        best = same if same is not None and not groups[same].excludes(item) else _best(groups, index, item)
        if best is None:
            best = len(groups)
            groups.append(Group(item.voice))
        group = groups[best]
        group.add(item)
        verbatim.setdefault((item.voice.key, item.words), best)
        if len(group.first) < REPRESENTATIVES and item.words not in [t.words for t in group.first]:
            new = item.content.difference(*(t.content for t in group.first))
            group.first.append(item)
            for word in new:
                for key in {group.voice.key, None}:
                    index[key, word].append(best)
    return [list(chain.from_iterable(g.members.values())) for g in groups]


def _best(groups: Sequence[Group], index: Mapping[tuple[str | None, str], list[int]], told: Told) -> int | None:
    """The group whose wording a rendering is most like, of those that share its words and its speaker; None where it renders none."""
    keys = {told.voice.key, None} if told.voice.id is None else {told.voice.key}
    found = (index.get((key, word), ()) for key in keys for word in told.content)
    shared = Counter(n for places in found if len(places) <= COMMON for n in places)
    near = sorted(shared, key=lambda n: (-shared[n], n))[:NEAREST]
    scores = {n: score for n in near if (score := _likeness(groups[n], told)) and not groups[n].excludes(told)}
    return min(scores, key=lambda n: (-scores[n], n), default=None)


def _likeness(group: Group, told: Told) -> int:
    """How many words a rendering shares, in order, with the wording of a group that is most like it, content words counted twice;
    0 where it renders something else."""
    sure = group.voice.key == told.voice.key and told.voice.key is not None
    best = 0
    for first in group.first:
        common, sizes = len(first.content & told.content), (len(first.content), len(told.content))
        content = 2 * common / sum(sizes)
        if content < AGREEING and common < SHARED and common < min(sizes):
            continue
        matched, shorter = matching(first.words, told.words), min(len(first.words), len(told.words))
        order = 2 * matched / (len(first.words) + len(told.words))
        part = matched >= CONTAINED * shorter
        if not sure:
            same = part and matched >= VERBATIM or content >= CONTAINED and common > SHARED
        elif content >= SAME_CONTENT and common >= SHARED:
            same = True
        else:
            quoted = RenderingForm.INDIRECT not in (first.form, told.form)
            same = quoted and (part and common > 1 or order >= ALIKE and content >= AGREEING)
        if same:
            best = max(best, matched + common)
    return best


def _another_day(left: Times, right: Times) -> bool:
    for place in (0, 1):
        days = [{time[place] for time in times} - {None} for times in (left, right)]
        if days[0] and days[1]:
            return days[0].isdisjoint(days[1])
    return False


def _only_after(times: Times, published: date | None) -> bool:
    """Whether something was only said after a day, as far as its times tell."""
    days = [day for day, _ in times if day]
    return published is not None and bool(days) and min(days) > published.isoformat()


def _day(time: Qualifier) -> Time | None:
    """The date (ISO 8601) and the day of the week that a time names."""
    if time.value and re.match(r"\d{4}-\d\d-\d\d", time.value):
        return time.value[:10], WEEKDAYS[date.fromisoformat(time.value[:10]).weekday()]
    found = WEEKDAY.search(time.text)
    return (None, found.group()) if found else None
