"""The page: what it says as plain data, and the one HTML text that holds data, style, script and vis-network."""
from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    Document,
    Fact,
    Modality,
    Polarity,
    Role,
    reading_order,
)
from kgraph.view.network import (
    LEAP,
    MOST_FACTS,
    MOST_LABELS,
    MOST_NODES,
    Drawing,
    draw,
    network_of,
    plain,
    worded,
)

SCRIPTS = ("base.js", "list.js", "panel.js", "map.js", "save.js", "start.js")
MOST_WITHOUT_SCRIPT = 200
MONTHS = "January February March April May June July August September October November December".split()
STRENGTH = {"conflicts": 0, "refines": 1, "differs": 2}
# Kinds in the order in which a reader wants them: what is measured and what is denied before who and how it is put.
TELLING = "polarity quantity duration time place condition reason modality participant attribution wording".split()

# Where the words of a value stand, when the value itself is not printed as it is in the quote.
ROLES = {
    DifferenceKind.QUANTITY: {Role.QUANTITY, Role.FREQUENCY},
    DifferenceKind.DURATION: {Role.DELAY, Role.DURATION},
    DifferenceKind.TIME: {Role.TIME},
    DifferenceKind.PLACE: {Role.PLACE},
    DifferenceKind.CONDITION: {Role.CONDITION},
    DifferenceKind.REASON: {Role.REASON, Role.PURPOSE},
    DifferenceKind.WORDING: {Role.STANCE},
}


def render_html(graph: ClaimGraph, title: str | None = None) -> str:
    """Return the graph as one HTML page that opens from disk, asks for nothing and runs no word of an article.

    The same graph gives the same bytes. Write it as UTF-8 and leave the line ends alone: the content security policy
    holds hashes of the style and the scripts as they stand here. The picture is a pyvis Network in our own template.
    """
    drawing = draw(graph)
    data = page_data(graph, drawing)
    style, scripts = _template("view.css"), [_vis(), _script()]
    policy = (f"default-src 'none'; script-src {' '.join(map(_hash, scripts))}; style-src {_hash(style)}; "
              "img-src data: blob:; base-uri 'none'; form-action 'none'; object-src 'none'")
    net = network_of(drawing)
    net.templateEnv = Environment(loader=DictLoader({"view.html": _template("view.html")}), autoescape=True,
                                  undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    net.templateEnv.globals.update(
        title=plain(title) if title is not None else _title(graph, drawing), data=data, embed=_embed, policy=policy,
        style=Markup(style), scripts=list(map(Markup, scripts)), sentences=_sentences(data),
        problems=[(plain(p.file), plain(p.message)) for p in graph.problems])
    net.path = "view.html"
    page: str = net.generate_html()
    return page


def page_data(graph: ClaimGraph, drawing: Drawing) -> dict[str, Any]:
    """Return what the page shows, as JSON values; lists refer to each other by place.

    Names are cleaned, quotes are exact: the pieces of a quote joined are text[start:end] of its document. Facts that
    differ and facts that many report come first.
    """
    outlets = sorted({*graph.outlets, *(c.evidence.outlet for c in graph.claims)})
    outlet_at = {name: i for i, name in enumerate(outlets)}
    document_at = {d.id: i for i, d in enumerate(graph.documents)}
    differences = sorted(graph.differences, key=lambda d: (
        -d.weight, STRENGTH[d.relation], TELLING.index(d.kind), -len({o for v in d.variants for o in v.outlets}), d.about, d.id))
    points: dict[str, list[tuple[int, Difference, str]]] = defaultdict(list)
    for i, difference in enumerate(differences):
        for variant in difference.variants:
            for id_ in variant.claims:
                points[id_].append((i, difference, variant.value))

    def place(fact: Fact) -> tuple[Any, ...]:
        first = min((i for c in fact.claims for i, _, _ in points[c.id]), default=len(differences))
        return first, -len(fact.outlets), reading_order(fact.head), fact.id

    edges = {e.fact.id: (i, e) for i, e in enumerate(drawing.edges)}
    facts = sorted(graph.facts, key=place)
    fact_at = {f.id: i for i, f in enumerate(facts)}
    at_edge = {edges[f.id][0]: i for i, f in enumerate(facts)}
    claims = [c for f in facts for c in sorted(f.claims, key=lambda c: (c.evidence.outlet, *reading_order(c)))]
    claim_at = {c.id: i for i, c in enumerate(claims)}
    speakers = sorted({_name(s) for c in claims for s in c.speakers})
    speaker_at = {name: i for i, name in enumerate(speakers)}

    def content_of(argument: Argument | None) -> int | None:
        if argument is None or argument.kind is not ArgumentKind.CLAIM or argument.id not in graph.fact_of:
            return None
        return fact_at[graph.fact_of[argument.id].id]

    def fact_data(fact: Fact) -> dict[str, Any]:
        edge, head = edges[fact.id][1], worded(fact)
        return _compact({
            "id": fact.id, "from": edge.start, "to": edge.end, "status": edge.status,
            "subject": _name(head.subject), "relation": plain(head.words), "edge": edge.label,
            "object": _name(head.object) if head.object else None,
            "tail": _tail(fact), "content": content_of(head.object), "negated": head.polarity is Polarity.NEGATED,
            "modality": _modality({c.modality for c in fact.claims}),
            "outlets": [outlet_at[o] for o in fact.outlets], "origins": len({o for o in fact.origins if o}),
            "claims": sorted(claim_at[c.id] for c in fact.claims), "details": _details(fact, outlet_at),
            "differences": sorted({p[0] for c in fact.claims for p in points[c.id]})})

    def claim_data(claim: Claim) -> dict[str, Any]:
        evidence = claim.evidence
        values = [(*span, i) for i, d, value in points[claim.id] for span in _value_spans(claim, d.kind, value)]
        sure = round(claim.confidence, 2)
        return _compact({
            "id": claim.id, "fact": fact_at[graph.fact_of[claim.id].id], "document": document_at[evidence.document],
            "outlet": outlet_at[evidence.outlet], "start": evidence.start, "end": evidence.end,
            "section": evidence.section.value, "quote": _pieces(claim, values),
            "speakers": [speaker_at[_name(s)] for s in claim.speakers],
            "negated": claim.polarity is Polarity.NEGATED,
            "modality": _modality({claim.modality}),
            "quoted": claim.quoted, "implied": claim.implied,
            "confidence": sure if sure < 1 else None, "read": _readings(claim)})

    return {
        "outlets": [plain(o) for o in outlets], "speakers": speakers,
        "documents": [_document(d, outlet_at) for d in graph.documents],
        "nodes": [{"label": n.label, "kind": n.kind, "entity": n.entity} for n in drawing.nodes],
        "facts": [fact_data(f) for f in facts], "claims": [claim_data(c) for c in claims],
        "differences": [_compact({
            "id": d.id, "kind": d.kind.value, "relation": d.relation.value, "about": plain(d.about),
            "narrower": plain(d.narrower) if d.narrower else None,
            "variants": [{"value": plain(v.value), "outlets": [outlet_at[o] for o in v.outlets if o in outlet_at],
                          "claims": [claim_at[c] for c in v.claims if c in claim_at]} for v in d.variants]})
            for d in differences],
        "order": [at_edge[i] for i in drawing.order],
        "limits": {"nodes": MOST_NODES, "facts": MOST_FACTS, "labels": MOST_LABELS, "leap": LEAP}}


def _compact(record: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty; a number 0 is not."""
    return {k: v for k, v in record.items() if v is not None and v is not False and v != [] and v != ""}


def _name(argument: Argument) -> str:
    return plain(argument.label or argument.text)


def _document(document: Document, outlet_at: dict[str, int]) -> dict[str, Any]:
    day, url = document.published, document.url or ""
    dates = {"date": day.isoformat(), "day": f"{day.day} {MONTHS[day.month - 1]} {day.year}"} if day else {}
    return _compact({
        "id": plain(document.id), "title": plain(document.title), "outlet": outlet_at[document.source], **dates,
        "url": url if re.match(r"https?://[^\s<>\"']+\Z", url) else None, "address": plain(url)})


def _tail(fact: Fact) -> str:
    """The details that every outlet of a fact prints, save what its object says: none may seem shared that is not."""
    head = worded(fact)
    held = _name(head.object).casefold() if head.object else ""
    printed: dict[tuple[Role, str], set[str]] = defaultdict(set)
    for claim in fact.claims:
        for q in claim.qualifiers:
            printed[q.role, plain(q.text).casefold()].add(claim.evidence.outlet)
    shared = [plain(q.words) for q in head.details if len(printed[q.role, plain(q.text).casefold()]) == len(fact.outlets)]
    return ", ".join(dict.fromkeys(t for t in shared if t.casefold() not in held))


def _modality(found: set[Modality]) -> str | None:
    """What to say of how certain claims are: nothing of those that are all asserted."""
    if len(found) > 1:
        return "certainty varies"
    return None if found == {Modality.ASSERTED} else min(found).value


def _sentences(data: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The first facts in words, with their outlets, for a reader without JavaScript."""
    return [(" ".join(fact[part] for part in ("subject", "relation", "object", "tail") if part in fact),
             [data["outlets"][o] for o in fact["outlets"]]) for fact in data["facts"][:MOST_WITHOUT_SCRIPT]]


def _details(fact: Fact, outlet_at: dict[str, int]) -> list[list[Any]]:
    """Every detail of a fact with the outlets that print it: [role, words, outlets]."""
    found: dict[tuple[str, str], tuple[str, set[int]]] = {}
    for claim in fact.claims:
        for q in claim.qualifiers:
            words = plain(q.text)
            found.setdefault((q.role.value, words.casefold()), (words, set()))[1].add(outlet_at[claim.evidence.outlet])
    return [[role, words, sorted(who)] for (role, _), (words, who) in sorted(found.items())]


def _readings(claim: Claim) -> list[list[str]]:
    """Words that were taken to mean somebody by another name: [["the Russian leader", "Vladimir Putin"]]."""
    pairs = []
    for argument in (claim.subject, claim.object, *claim.speakers):
        if argument and argument.kind is ArgumentKind.ENTITY:
            text, label = plain(argument.text), plain(argument.label)
            said, meant = set(text.casefold().split()), set(label.casefold().split())
            if not (said <= meant or meant <= said):
                pairs.append([text, label])
    return [list(pair) for pair in dict.fromkeys(map(tuple, pairs))]


def _value_spans(claim: Claim, kind: DifferenceKind, value: str) -> Iterator[tuple[int, int]]:
    """Yield where, in the document, a claim gives its value of a difference."""
    words, start = value.split(), claim.evidence.start
    found = re.search(r"\s+".join(map(re.escape, words)), claim.evidence.quote, re.IGNORECASE) if words else None
    if found:
        yield start + found.start(), start + found.end()
    elif kind in (DifferenceKind.POLARITY, DifferenceKind.MODALITY):
        yield claim.relation.start, claim.relation.end
    elif kind is DifferenceKind.ATTRIBUTION:
        yield from ((s.start, s.end) for s in claim.speakers[:1])
    elif kind is DifferenceKind.PARTICIPANT:
        named = (a for a in (claim.subject, claim.object) if a and a.label.casefold() == value.casefold())
        yield from ((a.start, a.end) for a in named)
    else:
        yield from ((q.start, q.end) for q in claim.qualifiers if q.role in ROLES.get(kind, set()))


def _pieces(claim: Claim, values: Iterable[tuple[int, int, int]]) -> list[list[Any]]:
    """Cut the quote where marks begin and end: [["", "Asked why "], ["s", "Putin"], …].

    Letters: s subject, r relation, o object, q detail, p speaker, g words between the spans of evidence. A third item
    lists the differences whose value the words are.
    """
    evidence = claim.evidence
    parts = ((claim.subject, "s"), (claim.relation, "r"), (claim.object, "o"))
    marks: list[tuple[int, int, str | int]] = [(part.start, part.end, letter) for part, letter in parts if part]
    marks += [(q.start, q.end, "q") for q in claim.qualifiers] + [(s.start, s.end, "p") for s in claim.speakers]
    marks += [(left[1], right[0], "g") for left, right in pairwise(evidence.spans)]
    marks = [(max(a, evidence.start), min(b, evidence.end), mark) for a, b, mark in (*marks, *values)]
    cuts = sorted({evidence.start, evidence.end, *(cut for a, b, _ in marks if a < b for cut in (a, b))})
    pieces: list[list[Any]] = []
    for a, b in pairwise(cuts):
        here = {mark for start, end, mark in marks if start <= a and b <= end}
        letters = "".join(sorted(mark for mark in here if isinstance(mark, str)))
        points = sorted(mark for mark in here if isinstance(mark, int))
        text = evidence.quote[a - evidence.start:b - evidence.start]
        pieces.append([letters, text, points] if points else [letters, text])
    return pieces


def _title(graph: ClaimGraph, drawing: Drawing) -> str:
    if not graph.facts:
        return "No statements"
    count = len(graph.outlets)
    who = f"{count} outlets report" if count != 1 else f"{plain(graph.outlets[0])} reports"
    ends = (n for i in drawing.order for n in (drawing.edges[i].start, drawing.edges[i].end) if drawing.nodes[n].entity)
    names = [drawing.nodes[n].label for n in dict.fromkeys(ends)][:3]
    return f"What {who} on {', '.join(names)}" if names else f"What {who}"


def _embed(value: object) -> Markup:
    """JSON that can stand in a script element: no character of it can end the element, open a comment or turn a line of the source."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(re.sub("[<>&\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", text))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _template(name: str) -> str:
    return (files("kgraph.view") / "template" / name).read_text("utf-8").replace("\r\n", "\n")


@cache
def _script() -> str:
    """Our own files as one function, so that no name of theirs is the window's."""
    return '"use strict";\n(() => {\n' + "\n".join(map(_template, SCRIPTS)) + "})();\n"


@cache
def _vis() -> str:
    """vis-network from the wheel of pyvis, with the line ends that a browser makes of it before it takes the hash."""
    script = files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js"
    return script.read_bytes().decode("utf-8").replace("\r\n", "\n")
