"""ClaimGraph -> a report for readers: what most outlets share, what one alone says, where they differ, in their own words.

It quotes and counts, and leaves every verdict to the reader.
"""
from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kgraph.model import (
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Fact,
    Modality,
    OriginKind,
    Polarity,
    Qualifier,
    RenderingForm,
    Role,
    Section,
    Utterance,
    Variant,
    Verdict,
)
from kgraph.view.network import plain
from kgraph.wording import EditKind, Wording, WordingKind, variants_of, words_of

T = TypeVar("T")
SAYS_NO = re.compile(
    r"\b(?:not?|never|neither|nor|none|nobody|nothing|hardly|scarcely|barely|without|refus\w+|declin\w+|fail\w*)\b|n['’]t\b", re.I
)
SAYS_MAYBE = re.compile(
    r"\b(?:will|wo|would|c(?:ould|an)|may|might|sha(?:ll|n)|should|must|to|likely|probably|going|plan\w*|want\w*)\b|['’](?:ll|d)\b", re.I
)
SURE = 0.5  # claims of less confidence are in the files, not in the report
COMPARED = {
    DifferenceRelation.CONFLICTS: "These cannot both hold.",
    DifferenceRelation.REFINES: "One is more exact than the other; they do not contradict each other.",
    DifferenceRelation.DIFFERS: "They are not the same, and neither rules the other out.",
}
MEANING = ("Each line below is what articles state, in their own words; it is no finding that it is true. An origin is an independent "
           "source: outlets that print one agency's passage, or quote one utterance, are several outlets and one origin.")
FURTHER = ("`graph.html` draws this graph, with every quote. `claims.jsonl`, `facts.jsonl`, `entities.jsonl`, `differences.jsonl`, "
           "`utterances.jsonl` and `documents.jsonl` are tables of it, `graph.ttl` is the same as RDF, `kgraph query FOLDER` answers "
           "questions on the folder that holds this file, and `kgraph why FOLDER ID` explains what stands under an id such as `f-…`, "
           "`d-…` or `c-…`.")
UNNAMED = frozenset("he she it they we you i him her them us me his its their this that these those who which what there one some".split())
SIDE_BY_SIDE = 3  # more sides than these stand below each other
UTTERANCES, LEFT_OUT = 12, 5  # that the Markdown report shows, of all and of each outlet
ONE_ORIGIN = {
    OriginKind.COPY: "for the most part they are one article, {}",
    OriginKind.PASSAGE: "they print the same words, {}",
    OriginKind.AGENCY: "it comes from {}",
    OriginKind.UTTERANCE: "one utterance of {}",
    OriginKind.SPEAKER: "all have it from {}",
}
FORMS = {RenderingForm.DIRECT: "", RenderingForm.MIXED: ", partly quoted", RenderingForm.INDIRECT: ", not quoted"}


@dataclass(frozen=True, slots=True)
class Lengths:
    """How much a report shows: facts, claims of one outlet, differences, problems, characters of a quote."""

    facts: int
    claims: int
    differences: int
    problems: int
    quote: int


PAGE = Lengths(25, 12, 30, 1000, 320)
TERMINAL = Lengths(6, 3, 5, 10, 160)


# --- what to show ------------------------------------------------------------------------------------------------------

NOTHING_ALONE = "Nothing worth a line; what only it reports in passing is in the page and the queries."


def shared_facts(graph: ClaimGraph) -> list[Fact]:
    """Return the facts that several outlets report, most outlets first; of facts that one place states, the first alone."""
    shared = [f for f in graph.facts if len(f.outlets) > 1 and tells(f.head)]
    shared.sort(key=lambda f: (f.head.implied, -len(f.outlets), -named(f.head), -len(f.origins), -f.head.confidence, place(f.head), f.id))
    return list(apart(shared, lambda f: f.claims))


def lone_claims(graph: ClaimGraph) -> dict[str, list[Claim]]:
    """Return for each outlet, sorted by name, what it alone reports: the surest and best named claims first."""
    found: dict[str, list[Claim]] = {outlet: [] for outlet in graph.outlets}
    if len(found) < 2:
        return {}
    told = [c for fact in graph.facts if len(fact.outlets) > 1 for c in fact.claims]
    lone = [fact.head for fact in graph.facts if len(fact.outlets) == 1 and tells(fact.head) and not fact.head.implied]
    lone.sort(key=lambda c: (c.evidence.section is not Section.HEADLINE, -named(c), -round(c.confidence, 1), place(c)))
    for claim in apart(lone, lambda c: (c,), told):
        found[claim.evidence.outlet].append(claim)
    return found


def left_out(graph: ClaimGraph) -> dict[str, list[Fact]]:
    """Return for each outlet, sorted by name, the facts that several others report and it does not, those of most outlets first."""
    shared = shared_facts(graph)
    return {outlet: [f for f in shared if outlet not in f.outlets] for outlet in graph.outlets}


def ordered_differences(graph: ClaimGraph) -> list[Difference]:
    """Return the differences, those that matter most first; of equal weight contradictions, then what one says more exactly.

    Who or what is named, and mere wording, come after what can be measured.
    """
    kinds, relations = list(DifferenceKind), list(COMPARED)
    late = {DifferenceKind.PARTICIPANT: 1, DifferenceKind.WORDING: 2}
    return sorted(
        graph.differences,
        key=lambda d: (-d.weight, late.get(d.kind, 0), relations.index(d.relation), kinds.index(d.kind), d.about, d.id),
    )


def told_utterances(graph: ClaimGraph) -> list[tuple[Utterance, tuple[Wording, ...]]]:
    """Return the utterances that several outlets print in different words, with their wordings; those of most outlets first."""
    shared = [(u, variants_of(u)) for u in graph.utterances if len(u.outlets) > 1]
    return sorted(((u, w) for u, w in shared if len(w) > 1), key=lambda said: (-len(said[0].outlets), -len(said[1]), said[0].id))


def tells(claim: Claim) -> bool:
    """Whether a claim says enough by itself to stand in a report: sure, with a name for its subject, and an object or a detail."""
    if claim.confidence < SURE or not claim.evidence.section.is_report or claim.subject.label.casefold() in UNNAMED:
        return False
    if claim.object is None:
        return claim.subject.kind is ArgumentKind.ENTITY and any(q.role in (Role.TIME, Role.QUANTITY) for q in claim.qualifiers)
    return claim.object.kind is not ArgumentKind.CLAIM and claim.object.label.casefold() not in UNNAMED


def named(claim: Claim) -> int:
    """How many of subject and object are entities with a name."""
    return sum(a is not None and a.kind is ArgumentKind.ENTITY for a in (claim.subject, claim.object))


def place(claim: Claim) -> tuple[str, int, int]:
    return claim.evidence.document, claim.evidence.start, claim.evidence.end


def apart(items: Iterable[T], claims_of: Callable[[T], Sequence[Claim]], told: Iterable[Claim] = ()) -> Iterator[T]:
    """Leave out the items whose first claim stands, for the most part, where a claim of an earlier one or of `told` does."""
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def take(claims: Iterable[Claim]) -> None:
        for claim in claims:
            taken[claim.evidence.document].append((claim.evidence.start, claim.evidence.end))

    take(told)
    for item in items:
        claims = claims_of(item)
        e = claims[0].evidence
        if not any(min(end, e.end) - max(start, e.start) >= 0.7 * len(e.quote) for start, end in taken[e.document]):
            take(claims)
            yield item


def quotes_of(fact: Fact) -> list[Claim]:
    """Return one claim for each outlet of a fact: its surest, then its first."""
    best: dict[str, Claim] = {}
    for claim in sorted(fact.claims, key=lambda c: (-c.confidence, place(c))):
        best.setdefault(claim.evidence.outlet, claim)
    return [best[outlet] for outlet in fact.outlets]


# --- words ---------------------------------------------------------------------------------------------------------------


def statement(claim: Claim) -> str:
    """Return a claim as a line to read: names resolved, the rest as printed, and who is said to say it."""
    return sentence(claim, claim.details, claim.attributed_to.label if claim.attributed_to else None)


def common_statement(fact: Fact) -> str:
    """Return what the outlets of a fact state alike: a detail or speaker that one of them does not give is left out."""
    head = fact.head

    given = {(c.evidence.outlet, detail_key(q)) for c in fact.claims for q in c.qualifiers}
    details = [q for q in head.details if all((outlet, detail_key(q)) in given for outlet in fact.outlets)]
    named_by_all = all(c.attributed_to and head.attributed_to and c.attributed_to.label == head.attributed_to.label for c in fact.claims)
    return sentence(head, details, head.attributed_to.label if head.attributed_to and named_by_all else None)


def detail_key(qualifier: Qualifier) -> tuple[str, str]:
    return qualifier.role, qualifier.value or plain(qualifier.text).casefold()


def sentence(claim: Claim, details: Iterable[Qualifier], speaker: str | None) -> str:
    parts = [claim.subject.label, plain(claim.words), claim.object.label if claim.object else "", *(q.words for q in details)]
    words = plain(" ".join([*parts, *standing(claim)]))
    return f"{words} (according to {plain(speaker)})" if speaker else words


def standing(claim: Claim) -> Iterator[str]:
    """What a line must say of polarity and modality where the printed words do not: "Xi signed the deal [negated]"."""
    words = " ".join(a.text for a in (claim.relation, claim.subject, claim.object) if a is not None)
    if claim.polarity is Polarity.NEGATED and not SAYS_NO.search(words):
        yield "[negated]"
    if claim.modality in (Modality.HYPOTHETICAL, Modality.CONDITIONAL) or (
        claim.modality is not Modality.ASSERTED and not SAYS_MAYBE.search(claim.relation.text)
    ):
        yield f"[{claim.modality.value}]"


def quoted(claim: Claim, longest: int) -> str:
    """Return the words of an article in quotation marks, cut at a word where they are long."""
    return f"“{shortened(plain(claim.evidence.quote), longest)}”"


def shortened(words: str, longest: int) -> str:
    """Return a line cut at a word where it is long."""
    return words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def count(number: int, thing: str, things: str | None = None) -> str:
    """Return a number with its noun.

    >>> count(1, "outlet"), count(3, "article"), count(2, "story", "stories")
    ('1 outlet', '3 articles', '2 stories')
    """
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def support(fact: Fact) -> str:
    """Return how many outlets report a fact, and how many of them independently where that is known."""
    return count(len(fact.outlets), "outlet") + (f", {count(len(fact.origins), 'origin')}" if all(fact.origins) else "")


def origin_lines(fact: Fact, longest: int) -> Iterator[str]:
    """Say why several outlets that report a fact are one origin."""
    outlet = {c.id: c.evidence.outlet for c in fact.claims}
    for reason in fact.origin_reasons:
        outlets = sorted({outlet[claim] for claim in reason.claims})
        if len(outlets) > 1:
            words = f"“{shortened(plain(reason.words), longest)}”"
            yield f"One origin for {who(outlets)}: " + ONE_ORIGIN[reason.kind].format(
                words if reason.kind in (OriginKind.COPY, OriginKind.PASSAGE) else plain(reason.words) or "somebody who is not named"
            )


def judged_lines(graph: ClaimGraph, fact: Fact, longest: int) -> Iterator[str]:
    """Say what people judged of a fact's claims."""
    told = {
        Verdict.SAME: "Joined by a person with {}",
        Verdict.DIFFERENT: "Kept apart by a person from {}",
        Verdict.UNSURE: "A person is unsure whether this is the same as {}",
    }
    ids = {c.id for c in fact.claims}
    for j in dict.fromkeys(j for c in fact.claims for j in graph.judged_of.get(c.id, ())):
        if j.holds:
            other = graph.claim_by_id[j.left if j.left not in ids else j.right]
            words = f"{plain(other.evidence.outlet)}, {quoted(other, longest)}"
            yield f"{told[j.judgement.verdict].format(words)}: {plain(j.judgement.reason)}" + (
                f" ({plain(j.judgement.by)})" if j.judgement.by else ""
            )


def silence(graph: ClaimGraph) -> str | None:
    """How much of the text the graph does not hold."""
    read, silent = sum(d.sentences for d in graph.documents), sum(d.silent for d in graph.documents)
    return f"Of {count(read, 'sentence')} read, {silent:,} gave no claim." if read else None


def unknowns(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Yield each article of which outlet or date is not known, with what is missing and why."""
    for document in documents:
        missing = [f"{name} {why}" for name, why in document.origins if name != "url" and why.startswith("not stated")]
        if missing:
            yield document.id, "; ".join(missing)


def who(outlets: Sequence[str]) -> str:
    return ", ".join(map(plain, outlets))


def hidden(shown: int, all_of_them: int, command: str) -> str | None:
    return f"… and {all_of_them - shown:,} more: {command}" if all_of_them > shown else None


def title_of(graph: ClaimGraph) -> str:
    says = "says" if len(graph.documents) == 1 else "say"
    return f"What {count(len(graph.documents), 'article')} of {count(len(graph.outlets), 'outlet')} {says}, together and apart"


# --- Markdown --------------------------------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, so that no article can put markup or a link into the report.

    >>> escaped("<b>a|b*</b>")
    '\\\\<b\\\\>a\\\\|b\\\\*\\\\</b\\\\>'
    """
    return re.sub(r"([\\`*_\[\]<>|~#&])", r"\\\1", plain(text))


def report_markdown(graph: ClaimGraph) -> str:
    """Return the report as Markdown; the same graph gives the same text."""
    return "\n".join(markdown_lines(graph, PAGE)) + "\n"


def markdown_lines(graph: ClaimGraph, show: Lengths) -> Iterator[str]:
    yield f"# {title_of(graph)}"
    yield ""
    yield "| Article | Outlet | Date |"
    yield "| --- | --- | --- |"
    for d in graph.documents:
        yield f"| {escaped(d.title)} | {escaped(d.source)} | {d.published or 'not known'} |"
    yield ""
    if (quiet := silence(graph)) is not None:
        yield from (quiet, "")
    yield MEANING
    yield ""
    yield from markdown_shared(graph, show)
    yield from markdown_differences(graph, show)
    yield from markdown_utterances(graph, show)
    yield from markdown_lone(graph, show)
    yield from markdown_left_out(graph)
    yield from markdown_list("What could not be read", [(p.file, p.message) for p in graph.problems])
    yield from markdown_list("What is not known", list(unknowns(graph.documents)))
    yield "## Where to look further"
    yield ""
    yield FURTHER


def markdown_shared(graph: ClaimGraph, show: Lengths) -> Iterator[str]:
    facts = shared_facts(graph)
    yield "## What most outlets share"
    yield ""
    for fact in facts[:show.facts]:
        yield f"- **{escaped(common_statement(fact))}** ({support(fact)}) `{fact.id}`"
        for claim in quotes_of(fact):
            yield f"  - {escaped(claim.evidence.outlet)}: {escaped(quoted(claim, show.quote))}"
        yield from (f"  - {escaped(line)}" for line in (*origin_lines(fact, show.quote), *judged_lines(graph, fact, show.quote)))
    yield from [""] if facts else ["Nothing is reported by more than one outlet.", ""]
    more = hidden(show.facts, len(facts), "`facts.jsonl` holds them, with more than one of `outlets`")
    yield from [more, ""] if more else []


def markdown_differences(graph: ClaimGraph, show: Lengths) -> Iterator[str]:
    differences = ordered_differences(graph)
    yield "## Where outlets differ"
    yield ""
    for difference in differences[:show.differences]:
        yield f"### {escaped(difference.about)}"
        yield ""
        yield f"{escaped(compared(difference))} `{difference.id}`"
        yield ""
        sides = [(v, side(graph, v)) for v in difference.variants]
        if len(sides) <= SIDE_BY_SIDE:
            yield "| " + " | ".join(escaped(who(v.outlets)) for v, _ in sides) + " |"
            yield "| " + " | ".join("---" for _ in sides) + " |"
            yield "| " + " | ".join(f"**{escaped(v.value)}**" for v, _ in sides) + " |"
            yield "| " + " | ".join(escaped(quoted(c, show.quote)) if c else "" for _, c in sides) + " |"
        else:
            yield "| Outlet | Says | In its words |"
            yield "| --- | --- | --- |"
            for v, c in sides:
                yield f"| {escaped(who(v.outlets))} | **{escaped(v.value)}** | {escaped(quoted(c, show.quote)) if c else ''} |"
        yield ""
    yield from [] if differences else ["No point on which outlets differ was recognised; that is no finding that they agree.", ""]
    more = hidden(show.differences, len(differences), "`kgraph query FOLDER differences`")
    yield from [more, ""] if more else []


def compared(difference: Difference) -> str:
    narrower = f" The more exact: {plain(difference.narrower)}." if difference.narrower else ""
    return COMPARED[difference.relation] + narrower


def side(graph: ClaimGraph, variant: Variant) -> Claim | None:
    """Return the claim that speaks for one side of a difference: its surest, then its first."""
    claims = [graph.claim_by_id[c] for c in variant.claims if c in graph.claim_by_id]
    return min(claims, key=lambda c: (-c.confidence, place(c)), default=None)


def markdown_utterances(graph: ClaimGraph, show: Lengths) -> Iterator[str]:
    said = told_utterances(graph)
    if not said:
        return
    yield "## What was said, and in which words"
    yield ""
    yield "Of quotations, bold words stand otherwise or not at all in the first wording; […] marks where it has words that are left out."
    yield ""
    for utterance, wordings in said[:UTTERANCES]:
        yield f"### {escaped(utterance.label or 'Somebody who is not named')} ({count(len(utterance.outlets), 'outlet')})"
        yield ""
        for wording in wordings:
            forms = sorted({FORMS[r.form] for r in wording.renderings})
            yield f"- {escaped(who(wording.outlets))}{forms[0] if len(forms) == 1 else ''}: “{marked(wording)}”"
        yield ""
    more = hidden(UTTERANCES, len(said), "`utterances.jsonl` holds them, with more than one of `wordings`")
    yield from [more, ""] if more else []


def marked(wording: Wording) -> str:
    """Return a wording in Markdown: in bold what the first wording has not, "[…]" where it has words that are left out.

    One that is not quoted, or has few words of the first, is left as it is.
    """
    otherwise: list[bool] = []
    gaps = set()
    for edit in wording.edits:
        if edit.kind is EditKind.DELETE:
            gaps.add(len(otherwise))
        otherwise += [edit.kind is not EditKind.EQUAL] * len(edit.words.split())
    if wording.kind is WordingKind.PARAPHRASE or all(r.form is RenderingForm.INDIRECT for r in wording.renderings):
        return escaped(wording.words)
    shown: list[str] = []
    at = 0
    for part in wording.words.split():
        words = len(words_of(part))
        if gaps & set(range(at, at + words)):
            shown.append("[…]")
        shown.append(f"**{escaped(part)}**" if any(otherwise[at : at + words]) else escaped(part))
        at += words
    return " ".join([*shown, "[…]"] if at in gaps else shown).replace("** **", " ")


def markdown_lone(graph: ClaimGraph, show: Lengths) -> Iterator[str]:
    alone = lone_claims(graph)
    yield "## What only one outlet reports"
    yield ""
    for outlet, claims in alone.items():
        yield f"### {escaped(outlet)}"
        yield ""
        for claim in claims[:show.claims]:
            yield f"- **{escaped(statement(claim))}**: {escaped(quoted(claim, show.quote))} `{claim.id}`"
            yield from (f"  - {escaped(line)}" for line in judged_lines(graph, graph.fact_of[claim.id], show.quote))
        yield from [""] if claims else [NOTHING_ALONE, ""]
        more = hidden(show.claims, len(claims), f"`kgraph query FOLDER only-reported-by --param name={shell_word(outlet)}`")
        yield from [more, ""] if more else []
    yield from [] if alone else ["All articles are one outlet's, so none can be set against another.", ""]


def markdown_left_out(graph: ClaimGraph) -> Iterator[str]:
    missing = {outlet: facts for outlet, facts in left_out(graph).items() if facts}
    if not missing:
        return
    yield "## What several outlets report and one does not"
    yield ""
    for outlet, facts in missing.items():
        yield f"### {escaped(outlet)}"
        yield ""
        for fact in facts[:LEFT_OUT]:
            yield f"- **{escaped(common_statement(fact))}** ({support(fact)}): {escaped(who(fact.outlets))}"
        yield ""
        more = hidden(LEFT_OUT, len(facts), f"`kgraph query FOLDER not-reported-by --param name={shell_word(outlet)}`")
        yield from [more, ""] if more else []


def shell_word(text: str) -> str:
    """Return an outlet's name as one word of a command line, without what would end the code it stands in.

    >>> shell_word("The Daily Example")
    "'The Daily Example'"
    """
    return shlex.quote(plain(text).replace("`", ""))


def markdown_list(title: str, lines: Sequence[tuple[str, str]]) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield ""
        for file, message in lines:
            yield f"- {escaped(file)}: {escaped(message)}"
        yield ""


# --- terminal --------------------------------------------------------------------------------------------------------------


def print_report(graph: ClaimGraph, folder: Path, console: Console, tell_problems: bool = True) -> None:
    """Print the short report, in at most 80 columns, with the way to more; `tell_problems` is off where they were told."""
    width = min(80, console.width)
    for part in terminal_parts(graph, folder, TERMINAL, tell_problems):
        console.print(part, width=width, highlight=False, markup=False, emoji=False)


def terminal_parts(graph: ClaimGraph, folder: Path, show: Lengths, tell_problems: bool) -> Iterator[RenderableType]:
    target = shlex.quote(str(folder))
    yield Text(title_of(graph), style="bold")
    facts = shared_facts(graph)
    yield heading("What most outlets share")
    for fact in facts[:show.facts]:
        yield Padding(Text(f"{common_statement(fact)}  [{support(fact)}; {fact.id}]"), (0, 0, 0, 2))
        below = [f"{plain(fact.head.evidence.outlet)}: {quoted(fact.head, show.quote)}", *judged_lines(graph, fact, show.quote)]
        yield Padding(Group(*(Text(line, style="dim") for line in below)), (0, 0, 0, 4))
    yield remark(hidden(show.facts, len(facts), "report.md shows them") if facts else "Nothing is reported by more than one outlet.")
    differences = ordered_differences(graph)
    yield heading("Where outlets differ")
    for difference in differences[:show.differences]:
        about = Text(plain(difference.about), style="bold")
        yield Padding(Group(about, Text(f"{compared(difference)} [{difference.id}]"), sides_table(graph, difference, show)), (0, 0, 0, 2))
    yield remark(hidden(show.differences, len(differences), f"kgraph query {target} differences") if differences
                 else "No point on which outlets differ was recognised; that is no finding that they agree.")
    yield heading("What only one outlet reports")
    alone = lone_claims(graph)
    for outlet, claims in alone.items():
        lines: list[RenderableType] = [Text(plain(outlet), style="bold")]
        lines += [Padding(Text(quoted(c, show.quote)), (0, 0, 0, 2)) for c in claims[:show.claims]]
        command = f"kgraph query {target} only-reported-by --param name={shell_word(outlet)}"
        lines.append(remark(hidden(show.claims, len(claims), command) if claims else NOTHING_ALONE))
        yield Padding(Group(*lines), (0, 0, 0, 2))
    if not alone:
        yield remark("All articles are one outlet's, so none can be set against another.")
    if tell_problems:
        yield from terminal_list("What could not be read", [(p.file, p.message) for p in graph.problems], show)
    yield remark(silence(graph))
    yield from terminal_list("What is not known", list(unknowns(graph.documents)), show)
    yield heading("Where the files are")
    for name, what in (("graph.html", "the graph, to look at"), ("report.md", "this report, longer"), ("graph.ttl", "the graph as RDF"),
                       ("claims.jsonl", "every claim with its quote"), ("kgraph.sqlite", "all of it, for kgraph query")):
        yield Text(f"  {what}: {folder / name}", overflow="fold")


def heading(words: str) -> RenderableType:
    return Padding(Text(words, style="bold cyan"), (1, 0, 0, 0))


def remark(words: str | None) -> RenderableType:
    return Padding(Text(words, style="italic"), (0, 0, 0, 2)) if words else Group()


def sides_table(graph: ClaimGraph, difference: Difference, show: Lengths) -> Table:
    sides = [(v, side(graph, v)) for v in difference.variants]
    if len(sides) <= SIDE_BY_SIDE:
        table = Table(expand=True)
        for v, _ in sides:
            table.add_column(Text(who(v.outlets)), overflow="fold")
        table.add_row(*(Text(plain(v.value), style="bold") for v, _ in sides))
        table.add_row(*(Text(quoted(c, show.quote) if c else "") for _, c in sides))
        return table
    table = Table("Outlet", "Says", "In its words", expand=True)
    for v, c in sides:
        table.add_row(Text(who(v.outlets)), Text(plain(v.value), style="bold"), Text(quoted(c, show.quote) if c else ""))
    return table


def terminal_list(title: str, lines: Sequence[tuple[str, str]], show: Lengths) -> Iterator[RenderableType]:
    if lines:
        yield heading(title)
        for file, message in lines[:show.problems]:
            yield Padding(Text(f"{plain(file)}: {plain(message)}"), (0, 0, 0, 2))
        yield remark(hidden(show.problems, len(lines), "report.md lists them all"))
