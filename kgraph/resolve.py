"""Mentions -> entities, inside an article and then across articles; each link keeps the reason it was made.

Blocking is by the last word of a name. Rules only join what agrees in name, gender and kind; a doubtful mention stays
by itself, for a false link is the worst error.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import replace

from kgraph.coreference import Cluster, Link, corefer, read_model
from kgraph.extract.reader import Extraction, MentionDraft
from kgraph.gazetteer import COUNTRY_OF, SEAT_OF, SEATS, plain
from kgraph.knowledge import NOTHING_KNOWN, Knowledge
from kgraph.linking import Group, given_gender, link, names_of
from kgraph.linking.bearers import printed_names
from kgraph.linking.judged import as_judged
from kgraph.model import Argument, ArgumentKind, Claim, Entity, Judgement, Mention, MentionKind, Polarity, digest, slug
from kgraph.names import GENERATIONS, LAST_WORDS, clean_name, given_fit, name_key, name_words, person_name

OFFICES = (
    {"rep", "representative", "congressman", "congresswoman", "lawmaker", "legislator"},
    {"sen", "senator", "lawmaker", "legislator"},
    {"gov", "governor"},
    {"president", "leader", "head-of-state"},
    {"spokesman", "spokeswoman", "spokesperson"},
    {"minister", "premier", "leader"},
    {"chancellor", "leader"},
    {"judge", "justice"},
    {"attorney", "lawyer"},
    {"candidate", "nominee", "contender"},
    {"chairman", "chairwoman", "chair", "head"},
)


KIN = frozenset("father mother husband wife son daughter brother sister widow widower partner friend".split())
PASSING = frozenset({"former", "four-term", "longtime", "embattled", "current", "new", "own"})  # said of who bears an office for a while
UNKNOWN = frozenset({"next", "future", "other", "another", "same"})  # said of somebody not named yet, or described before
SAYING_NO = re.compile(r"^(?:no|hardly|scarcely|barely|(?:none|neither) of(?: the)?)\s+", re.I)
ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.I)
WE = ("we", "us", "our", "ours", "ourselves")
SPOKEN = "first person in a quotation"
NEAR = 400  # characters that a person's first or last name alone may stand behind the one whom it names again


def resolve(
    extractions: Sequence[Extraction], knowledge: Knowledge = NOTHING_KNOWN, judgements: Sequence[Judgement] = ()
) -> tuple[tuple[Entity, ...], tuple[Claim, ...]]:
    """Find the entities of all articles and put their names to the claims' arguments; `knowledge` is the user's table of entities.

    The order of the articles does not matter. Mentions that nothing resolves stay words. `judgements` of people on entities,
    the earliest first, win over what is found here.
    """
    ordered = sorted(extractions, key=lambda e: e.document.id)
    clusters = [c for extraction in ordered for c in in_document(extraction)]
    spelled = {
        (c.document, m.start, m.end): _label_of_phrase(c.drafts[0].text)
        for c in clusters
        if c.kind == "description"
        for m in c.drafts
        if m.kind is MentionKind.PRONOUN
    }
    linked = link([c for c in clusters if c.kind != "description"], ordered, knowledge)
    groups = as_judged(linked, judgements, [e.document for e in ordered])
    _add_roles(groups, clusters, ordered)
    entities: dict[str, Entity] = {}
    found: dict[tuple[str, int, int], Entity] = {}
    for group in sorted(groups, key=lambda g: min(b.key for b in g.bearers)):
        entity = _entity(group, entities)
        entities[entity.id] = entity
        for mention in entity.mentions:
            found[mention.document, mention.start, mention.end] = entity
    things = {e.label: i for i, e in entities.items() if e.type != "PERSON"}
    standing = {i: things[country] for i, e in entities.items() if (country := _government(e.label)) in things}
    read = ((e, Mentions(e, found)) for e in ordered)
    named = (_named(draft.claim, draft.words, e, mentions, spelled) for e, mentions in read for draft in e.drafts)
    claims = [c for c in named if c.rule != "copula" or c.object is None or c.subject.label != c.object.label]  # "being a teacher, he …"
    whole = (replace(e, stands_for=standing.get(i)) for i, e in sorted(entities.items()))
    return tuple(whole), tuple(claims)


# --- inside an article --------------------------------------------------------------------------------------------


def in_document(extraction: Extraction) -> list[Cluster]:
    """What the mentions of one article refer to: clusters with a name, then those that have none."""
    clusters = corefer(extraction, named_clusters(extraction), read_model())
    by_span = {(k.mention.start, k.mention.end): (c, k.score) for c in clusters for k in c.links}
    for mention in extraction.mentions:  # "he" may be the speaker, and is known only now
        if mention.first_person and mention.speaker in by_span and (mention.start, mention.end) not in by_span:
            cluster, score = by_span[mention.speaker]
            if mention.head not in WE:
                cluster.links.append(Link(mention, SPOKEN, score))
    return clusters


def named_clusters(extraction: Extraction) -> list[Cluster]:
    """Clusters of the names of one article, with what rules are sure of: the first person in a quotation, titles, offices."""
    document = extraction.document.id
    names = [m for m in extraction.mentions if m.kind is MentionKind.NAME and m.type is not None]
    clusters = [*_persons(document, [m for m in names if m.type == "PERSON"]), *_others(document, [m for m in names if m.type != "PERSON"])]
    _absorb(clusters)
    _unlabelled([m for m in extraction.mentions if m.kind is MentionKind.NAME and m.type is None], clusters)
    by_span = {(m.start, m.end): c for c in clusters for m in c.drafts}
    for cluster in clusters:
        for mention in cluster.drafts:
            cluster.attributes |= {w.rstrip(".") for w in mention.titles}
            for start, end in mention.same_as:
                cluster.attributes |= set(re.findall(r"[\w-]+", extraction.document.text[start:end].casefold()))
    persons = [c for c in clusters if c.kind == "person"]
    beside = {span: c for c in clusters for m in c.drafts for span in m.same_as}
    spans = {id(c): sorted((m.start, m.end) for m in c.drafts) for c in persons}
    for mention in sorted((m for m in extraction.mentions if m.kind is not MentionKind.NAME), key=lambda m: (m.start, m.end)):
        link = _antecedent(mention, persons, spans, by_span, beside)
        if link is not None:
            cluster, reason = link
            cluster.links.append(Link(mention, reason))
            by_span[mention.start, mention.end] = cluster
            if id(cluster) in spans:
                insort(spans[id(cluster)], (mention.start, mention.end))
    return clusters


def _persons(document: str, mentions: list[MentionDraft]) -> list[Cluster]:
    clusters: list[Cluster] = []
    bearing: dict[str, set[int]] = defaultdict(set)  # the clusters that bear a word, by their places: one that bears none is no match
    forms: list[dict[tuple[str, bool], MentionDraft]] = []  # of each cluster the first mention of each form of its name
    starts: list[list[int]] = []  # of its mentions, in order
    for mention in sorted(mentions, key=lambda m: (-len(name_words(clean_name(m.text))), m.start)):
        words = name_words(clean_name(mention.text))
        if not words:
            continue
        gender = mention.gender or given_gender(words)
        near = sorted(set().union(*(bearing[word] for word in words)))
        near = [n for n in near if not (gender and clusters[n].gender and gender != clusters[n].gender)]
        fitting = [n for n in near if _same_person(mention.text, forms[n].values())]
        if fitting and len(words) == 1:
            titled = [n for n in fitting if mention.gender and clusters[n].gender == mention.gender]
            first = min(fitting, key=lambda n: (-len(clusters[n].links), starts[n][0]))
            nearest = [n for n in fitting if bisect_left(starts[n], mention.start) > bisect_right(starts[n], mention.start - NEAR)]
            best = titled[0] if titled else first if first in nearest or not nearest else nearest[0]
            reason = "part of the name"
        elif fitting:
            best, reason = fitting[0], "same name"
        else:
            best, reason = len(clusters), "name"
            clusters.append(Cluster(document, "person", "PERSON", gender=gender))
            forms.append({})
            starts.append([])
        cluster = clusters[best]
        cluster.gender = cluster.gender or gender
        cluster.links.append(Link(mention, reason))
        forms[best].setdefault((mention.text, mention.headline), mention)
        insort(starts[best], mention.start)
        for word in words:
            bearing[word].add(best)
    return clusters


def _same_person(name: str, mentions: Collection[MentionDraft]) -> bool:
    """Whether a name may be one more name of a person; where the person's full name is known, that is what must agree."""
    words = name_words(clean_name(name))
    known = printed_names(mentions, person=True)
    full = [n for n in known if len(name_words(n)) > 1]
    for other_name in full or known:
        other = name_words(other_name)
        ours, theirs = person_name(name), person_name(other_name)
        if not (ours.is_full and theirs.is_full) and given_fit(ours.given, theirs.given) is None:  # initials of somebody else
            continue
        if len(words) == 1 and ours.is_of_father != theirs.is_of_father and words[0] == theirs.last.split(" ")[-1]:  # the father
            continue
        if not other or (len(words) > 1 and _generations_apart(name, mentions)):
            continue
        short, long = sorted((words, other), key=len)
        if len(short) == 1:
            if short[0] in ((long[-1], long[0]) if len(long) <= 2 else long[1:]):
                return True
        elif short[-1] == long[-1] and (short[0] == long[0] or set(short) <= set(long)) or long[: len(short)] == short:
            return True
    return False


def _generations_apart(name: str, mentions: Iterable[MentionDraft]) -> bool:
    """ "Rev. Jesse Jackson" beside "Jesse Jackson Jr.": one bears the suffix, the other a title of his own."""

    def suffix(text: str) -> bool:
        return bool({w.casefold().strip(".,") for w in text.split()} & GENERATIONS)

    def titled(text: str) -> bool:
        return text.split()[0].casefold().strip(".") in ("rev", "reverend", "dr", "sir")

    printed = [m.text for m in mentions if len(name_words(clean_name(m.text))) > 1]
    return bool(printed) and (
        suffix(name)
        and all(titled(p) and not suffix(p) for p in printed)
        or titled(name)
        and not suffix(name)
        and any(suffix(p) for p in printed)
    )


def _others(document: str, mentions: list[MentionDraft]) -> list[Cluster]:
    by_key: dict[str, Cluster] = {}
    for mention in sorted(mentions, key=lambda m: (-len(clean_name(m.text, person=False)), m.start)):
        name = clean_name(mention.text, person=False)
        key = name_key(name)
        if not key:
            continue
        reason = "same name"
        if key not in by_key:
            longer = [k for k, c in by_key.items() if _short_form(name, key, k, c)]
            if len(longer) == 1:
                key, reason = longer[0], "short form of the name"
        if key not in by_key:
            by_key[key], reason = Cluster(document, "other", mention.type), "name"
        by_key[key].links.append(Link(mention, reason))
    return list(by_key.values())


def _short_form(name: str, key: str, other: str, cluster: Cluster) -> bool:
    """Whether a name shortens a longer one of the same article: its initials, or its last word after "The"."""
    words = [w for w in other.split() if w not in ("of", "the", "and", "for")]
    if len(words) < 2 or key in COUNTRY_OF:
        return False
    if name.isupper() and 2 <= len(key) <= 6 and key == "".join(w[0] for w in words):
        return True
    return (
        cluster.type == "ORG"
        and " " not in key
        and len(key) > 3
        and words[-1] == key
        and key in ("post", "times", "journal", "guardian", "committee", "commission")
    )


def _absorb(clusters: list[Cluster]) -> None:
    """A name that the recogniser called a place once and a person elsewhere is one thing: the commoner kind wins."""
    by_name: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        for name in set(names_of(cluster)):
            by_name[name.casefold()].append(cluster)
    for twins in by_name.values():
        live = list({id(c): c for c in twins if c.links}.values())
        if len(live) > 1:
            main = max(live, key=lambda c: (len(c.links), c.kind))
            for other in live:
                if other is not main and len(names_of(other)) < len(names_of(main)) and len(set(names_of(other))) == 1:
                    main.links += [Link(m, "same name") for m in other.drafts]
                    other.links.clear()
    clusters[:] = [c for c in clusters if c.links]


def _unlabelled(mentions: list[MentionDraft], clusters: list[Cluster]) -> None:
    """Give a name that the recogniser passed over to the one thing in the article that bears it elsewhere."""
    bearing: dict[str, dict[int, Cluster]] = defaultdict(dict)  # by a name, and by the last word of a person's
    forms: set[tuple[int, str, bool]] = set()  # entered since

    def enter(cluster: Cluster) -> None:
        for name in dict.fromkeys(names_of(cluster)):
            bearing[name][id(cluster)] = cluster
            if cluster.kind == "person":
                bearing[" ".join(("", *name_words(name)[-1:]))][id(cluster)] = cluster

    for cluster in clusters:
        enter(cluster)
    for mention in mentions:
        name = clean_name(mention.text)
        fitting = list((bearing[name] | bearing[" ".join(("", *name_words(name)))]).values())
        if len(fitting) == 1 and len(name) > 2:
            fitting[0].links.append(Link(mention, "bears the name"))
            form = id(fitting[0]), mention.text, mention.headline
            if form not in forms:
                forms.add(form)
                enter(fitting[0])


def _antecedent(
    mention: MentionDraft,
    persons: list[Cluster],
    spans: Mapping[int, Sequence[tuple[int, int]]],
    by_span: dict[tuple[int, int], Cluster],
    beside: dict[tuple[int, int], Cluster],
) -> tuple[Cluster, str] | None:
    if mention.first_person:
        speaker = by_span.get(mention.speaker) if mention.speaker is not None else None
        return (speaker, SPOKEN) if speaker is not None and mention.head not in WE else None
    if (named := beside.get((mention.start, mention.end))) is not None and not mention.plural:
        return named, "apposition"
    return _described(mention, persons, spans) if mention.kind is MentionKind.DESCRIPTION and mention.type == "PERSON" else None


def _described(
    mention: MentionDraft, persons: list[Cluster], spans: Mapping[int, Sequence[tuple[int, int]]]
) -> tuple[Cluster, str] | None:
    """The person whose title or apposition a description fits, of whose mentions `spans` holds the places, in order."""
    if mention.plural:
        return None
    offices = set().union({mention.head}, *(group for group in OFFICES if mention.head in group))
    fitting: list[tuple[int, int, Cluster]] = []
    for cluster in persons:
        if mention.gender and cluster.gender and mention.gender != cluster.gender:
            continue
        if offices.isdisjoint(cluster.attributes):
            continue
        held = spans[id(cluster)]
        before = (held[n] for n in range(bisect_left(held, (mention.start, 0)) - 1, -1, -1))
        latest = next((start for start, end in before if end <= mention.start), None)
        if latest is None:
            continue
        wanted = _wanted(mention)
        known = cluster.attributes | {COUNTRY_OF[w].casefold() for w in cluster.attributes if w in COUNTRY_OF}
        if any(w not in known and COUNTRY_OF.get(w, "").casefold() not in known for w in wanted):
            continue
        fitting.append((len(wanted), latest, cluster))
    if not fitting:
        return None
    best = max(fitting, key=lambda f: f[:2])
    if mention.head in ("president", "leader", "minister", "senator", "official", "member") and not best[0] and len(fitting) > 1:
        return None
    return best[2], f"description that fits a title or apposition ({mention.head})"


# --- across articles ----------------------------------------------------------------------------------------------


def _add_roles(groups: Sequence[Group], clusters: Sequence[Cluster], extractions: Sequence[Extraction]) -> None:
    """Add descriptions of people that a title or apposition in another article explains ("the incumbent president") to the one
    person of their article whom it fits; one without a modifier only where it fits nobody else in any article.
    """
    told: dict[int, set[str]] = {}
    holders = Counter[str]()
    for group in groups:
        people = [c for c in group.clusters if c.kind == "person"]
        attributes = set[str]().union(*(c.attributes for c in people))
        told |= {id(c): attributes for c in people}
        holders.update(attributes)
    by_document: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        by_document[cluster.document].append(cluster)
    for extraction in extractions:
        here = by_document[extraction.document.id]
        of = {(m.start, m.end): c for c in here for m in c.drafts}
        for mention in extraction.mentions:
            chain = of.get((mention.start, mention.end))
            if mention.type != "PERSON" or mention.kind is not MentionKind.DESCRIPTION or chain is not None and chain.kind != "description":
                continue
            fitting = [c for c in here if id(c) in told and _has_role(mention, c, told[id(c)])]
            offices = {mention.head}.union(*(group for group in OFFICES if mention.head in group))
            if len(fitting) == 1 and (_wanted(mention) or all(holders[office] < 2 for office in offices)):
                links = chain.links if chain is not None else [Link(mention, "")]
                reason = f"description that fits a title or apposition in another article ({mention.head})"
                fitting[0].links += [replace(k, reason=reason) if k.mention is mention else k for k in links]
                if chain is not None:
                    chain.links = []


def _has_role(mention: MentionDraft, cluster: Cluster, attributes: set[str]) -> bool:
    if mention.plural or mention.setting.form == "possessive" or mention.head in KIN or not UNKNOWN.isdisjoint(mention.modifiers):
        return False
    if mention.gender and cluster.gender and mention.gender != cluster.gender:
        return False
    offices = {mention.head}.union(*(group for group in OFFICES if mention.head in group))
    known = attributes | {COUNTRY_OF[w].casefold() for w in attributes if w in COUNTRY_OF}
    return bool(offices & attributes) and all(w in known or COUNTRY_OF.get(w, "").casefold() in known for w in _wanted(mention))


def _wanted(mention: MentionDraft) -> set[str]:
    """The modifiers of a description that its bearer has to have."""
    return {w for w in mention.modifiers if w not in PASSING}


def _government(label: str) -> str | None:
    """The country of whose government a name is the seat ("Moscow"), or which it says itself ("Russian government").

    >>> _government("Kremlin"), _government("Slovenian government"), _government("Slovenia")
    ('Russia', 'Slovenia', None)
    """
    name = plain(label)
    governing = re.fullmatch(r"(.+) (?:government|administration|cabinet)", name)
    return SEAT_OF.get(name) or (COUNTRY_OF.get(governing[1]) if governing else None)


def _label(names: Iterable[str]) -> str:
    """The name to show: the commonest of those with a given name, else the commonest; never the longest for its own sake."""
    counts = Counter(n for n in names if n)
    full = {n: c for n, c in counts.items() if len(name_words(n)) >= 2} or counts
    return min(full, key=lambda n: (n.isupper(), -full[n], len(n), n))


def _entity(group: Group, others: Container[str]) -> Entity:
    """The entity of a group; where another one bears its name already, gender, first article or first place tell the two apart."""
    clusters = group.clusters
    names = [n for c in clusters for n in names_of(c)]
    person = clusters[0].kind == "person"
    label = group.known.name if group.known else _label(names) if person else _common(names)
    parts = ["reference", group.known.id] if group.known else [label.casefold(), "person" if person else "other"]
    gender, first = next((b.gender for b in group.bearers if b.gender), ""), min(b.place for b in group.bearers)
    digests = (digest(*parts, *more)[:length] for more, length in (((), 4), ((gender,), 4), (first[:1], 4), (first, 16)))
    id_ = next(i for d in digests if (i := f"e-{slug(label)}-{d}") not in others)
    types = Counter(c.type for c in clusters for _ in c.links)
    if name_key(label) in COUNTRY_OF and len(types) > 1:
        del types["NORP"]  # "Russian" is of a country, and Russia is no people
    mentions = sorted(
        (
            Mention(c.document, k.mention.start, k.mention.end, k.mention.text, k.mention.kind, k.reason, k.score)
            for c in clusters
            for k in c.links
        ),
        key=lambda m: (m.document, m.start, m.end),
    )
    return Entity(
        id_,
        label,
        min(types, key=lambda t: (-types[t], str(t))),
        tuple(sorted(set(names))),
        tuple(mentions),
        tuple(group.links),
        reference=group.known.id if group.known else None,
    )


def _common(names: list[str]) -> str:
    country = next((COUNTRY_OF[n.casefold()] for n in names if n.casefold() in COUNTRY_OF and n.casefold() not in SEATS), None)
    if country is not None:
        return country
    counts = Counter([n for n in names if plain(n) not in LAST_WORDS] or names)  # not "Post" for a longer name
    return min(counts, key=lambda n: (-counts[n], -len(n), n))


# --- claims -------------------------------------------------------------------------------------------------------


class Mentions:
    """The mentions of one article by their places, and the entities that they refer to."""

    def __init__(self, extraction: Extraction, found: Mapping[tuple[str, int, int], Entity]) -> None:
        self.ordered = sorted(extraction.mentions, key=lambda m: (m.start, -m.end))
        self.starts = [m.start for m in self.ordered]
        self.document = extraction.document
        self.found = found

    def entity(self, start: int, end: int) -> Entity | None:
        return self.found.get((self.document.id, start, end))

    def inside(self, start: int, end: int) -> list[MentionDraft]:
        """Those inside a span, the longer before the shorter of one start."""
        first = bisect_left(self.starts, start)
        return [m for m in self.ordered[first : bisect_right(self.starts, end, first)] if m.end <= end]


def _named(
    claim: Claim,
    words: tuple[tuple[int, str], ...],
    extraction: Extraction,
    mentions: Mentions,
    spelled: dict[tuple[str, int, int], str],
) -> Claim:
    """Put names to a claim's arguments; `spelled` holds the noun phrases that pronouns without a name stand for."""
    document = extraction.document.id

    def named(argument: Argument) -> Argument:
        span = extraction.anchors.get((argument.start, argument.end))
        entity = mentions.entity(*span) if span is not None else None
        if entity is not None:
            return replace(argument, kind=ArgumentKind.ENTITY, label=entity.label, type=entity.type, id=entity.id)
        if argument.kind is ArgumentKind.ENTITY:
            return _labelled(argument, clean_name(argument.text, person=argument.type == "PERSON"))
        if argument.label != " ".join(argument.text.split()):  # spelled out by the rule that made it
            return argument
        if (document, argument.start, argument.end) in spelled:
            return _labelled(argument, spelled[document, argument.start, argument.end])
        return _labelled(argument, _spelled_out(argument, mentions))

    there = (m for start, end in claim.evidence.spans for m in mentions.inside(start, end))
    inside = {(m.start, m.end): entity for m in there if (entity := mentions.entity(m.start, m.end)) is not None}
    terms = {entity.id for entity in inside.values()}
    # a long name of a place or organisation is not always cut alike: its words count beside it
    text = extraction.document.text
    people = [span for span, entity in inside.items() if entity.type == "PERSON" or " " not in text[slice(*span)]]
    for start, lemma in words:
        if not any(s <= start < e for s, e in people):
            terms.add(lemma)
    return replace(
        claim,
        subject=_counted(named(claim.subject), claim),
        object=_counted(named(claim.object), claim) if claim.object else None,
        speakers=tuple({s.label: s for s in map(named, claim.speakers)}.values()),
        terms=tuple(sorted(terms)),
    )


def _counted(argument: Argument, claim: Claim) -> Argument:
    """An argument without the "no" that the claim's polarity says already: no votes were counted, so votes were not."""
    if claim.polarity is Polarity.AFFIRMED or claim.rule == "report":
        return argument
    return _labelled(argument, SAYING_NO.sub("", argument.label))


def _labelled(argument: Argument, label: str) -> Argument:
    return argument if argument.label == label else replace(argument, label=label)


def _spelled_out(argument: Argument, mentions: Mentions) -> str:
    """A phrase with the people in it by their full names: "his decision" -> "Thomas Weber's decision"."""
    source = mentions.document.text
    inside = mentions.inside(argument.start, argument.end)
    if not inside:
        return _label_of_phrase(source[argument.start : argument.end])
    quoted = any(m.first_person and not m.possessive for m in inside)  # "I love my family": his words, with no name put into them
    text, at = "", argument.start
    for mention in inside:
        if mention.start < at or (mention.start, mention.end) == (argument.start, argument.end):
            continue
        entity = mentions.entity(mention.start, mention.end)
        if entity is None or entity.type != "PERSON" or mention.kind is MentionKind.DESCRIPTION or mention.first_person and quoted:
            continue
        name = entity.label + ("'s" if mention.possessive and mention.kind is MentionKind.PRONOUN else "")
        text += source[at : mention.start]
        if name.split()[0] == (text.split() or [""])[-1]:  # the recogniser took "Weber" of "Thomas Weber"
            text = text.rstrip()[: -len(name.split()[0])]
        text += name
        at = mention.end
    return _label_of_phrase(text + source[at : argument.end])


def _label_of_phrase(text: str) -> str:
    """A phrase on one line without its article."""
    text = " ".join(text.split())
    return ARTICLE.sub("", text) or text
