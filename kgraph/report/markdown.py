"""The report as Markdown."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kgraph.model import ClaimGraph
from kgraph.report.selection import Point, Quote, Side, Speech, Statement, StoryReport, count, in_marks, story_report, who
from kgraph.report.show import (
    MEANING,
    NOBODY,
    NOTHING_ALONE,
    NOTHING_DIFFERS,
    NOTHING_SHARED,
    ONE_OUTLET,
    SAID,
    SIDE_BY_SIDE,
    UNQUOTED,
    Lengths,
    asked,
    documents_of,
    hidden,
    matrix_of,
    only_in,
    parts,
    where,
)
from kgraph.view.network import plain

PAGE = Lengths(articles=60, facts=12, matrix=12, outlets=12, claims=6, differences=12,
               sides=6, utterances=5, wordings=6, problems=200, quotes=6, quote=320)
FURTHER = ("`graph.html` draws this graph, with every quote. `claims.jsonl`, `facts.jsonl`, `entities.jsonl`, `differences.jsonl`, "
           "`utterances.jsonl` and `documents.jsonl` are tables of it, `graph.ttl` is the same as RDF, `kgraph query FOLDER` answers "
           "questions on the folder of the build, `kgraph report FOLDER --format json` gives this report uncut, and `kgraph why FOLDER ID` "
           "explains what stands under an id such as `f-…`, `d-…` or `c-…`.")


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, so that no article can put markup or a link into the report.

    >>> escaped("<b>a|b*</b>")
    '\\\\<b\\\\>a\\\\|b\\\\*\\\\</b\\\\>'
    """
    return escape_all(plain(text))


def escape_all(line: str) -> str:
    """Escape a line that is plain; also what GitHub's Markdown makes a link of by itself."""
    return re.sub(r"([\\`*_\[\]<>|~#&@]|:(?=//)|(?<=www)\.)", r"\\\1", line)


def report_markdown(graph: ClaimGraph) -> str:
    """Return the report as Markdown; the same graph gives the same text."""
    return "\n".join(lines(story_report(graph), PAGE)) + "\n"


def lines(report: StoryReport, show: Lengths) -> Iterator[str]:
    yield from (f"# {escaped(report.title)}", "")
    if report.label:
        yield from (f"**{escaped(report.label)}**", "")
    yield from (f"In short: {report.in_short}", "")
    yield from (MEANING, "")
    yield from articles(report, show)
    yield from statements("What all outlets report", report.by_all, show)
    yield from statements("What several outlets report", report.by_several, show)
    if not report.told:
        yield from ("## What several outlets report", "", NOTHING_SHARED, "")
    yield from differences(report.points, show)
    yield from utterances(report.utterances, show)
    yield from alone(report, show)
    yield from statements("Who is who", report.who_is_who, show)
    yield from listed("What could not be read", report.not_read, show.problems)
    yield from listed("What is not known", report.not_known, show.problems)
    yield from ("## Where to look further", "", FURTHER)


def articles(report: StoryReport, show: Lengths) -> Iterator[str]:
    """The articles, and which of the shared facts each outlet reports."""
    matrix = matrix_of(report, show.matrix)
    key_of = {outlet: key for key, outlet in matrix.keys}
    yield from ("## The articles", "", "| | Outlet | Article | Date |", "| --- | --- | --- | --- |")
    for a in report.articles[:show.articles]:
        yield f"| {key_of.get(a.outlet, '')} | {escaped(a.outlet)} | {escaped(a.title)} | {a.published or 'not known'} |"
    yield ""
    more = hidden(show.articles, len(report.articles), "`documents.jsonl`")
    yield from [more, ""] if more else []
    if report.reading:
        yield from (report.reading, "")
    if matrix.rows:
        yield from ("## Who reports what", "", f"| | {' | '.join(key_of.values())} |", "| --- |" + " :-: |" * len(key_of))
        for statement, marks in matrix.rows:
            yield f"| {escaped(statement.short(120))} | {' | '.join('●' if mark else '·' for mark in marks)} |"
        beside = f", and {count(matrix.more_outlets, 'outlet')} beside these" if matrix.more_outlets else ""
        yield from ("", f"● reports it; · not found there. The letters are those of the table above{beside}.", "")


def statements(title: str, found: Sequence[Statement], show: Lengths) -> Iterator[str]:
    if not found:
        return
    yield from (f"## {title}", "")
    for s in found[:show.facts]:
        yield f"- **{escaped(s.sentence)}** ({s.support}) `{s.id}`"
        most = show.quotes_of(s)
        for quote in s.quotes[:most]:
            yield f"  - {cited(quote, show.quote)}"
        if len(s.quotes) > most:
            yield f"  - … and {len(s.quotes) - most:,} more: {escaped(who([q.outlet for q in s.quotes[most:]]))}"
        yield from (f"  - {escaped(line)}" for line in (*s.why_origins, *s.judgements))
        if s.not_found_in and not s.implied:
            yield f"  - Not found in: {escaped(who(s.not_found_in))}"
    yield ""
    more = hidden(show.facts, len(found), "`kgraph report FOLDER --format json`")
    yield from [more, ""] if more else []


def cited(quote: Quote, longest: int) -> str:
    return f"{escaped(quote.outlet)}: {marked(quote.words, quote.only_here, longest)} ({escaped(where(quote))})"


def marked(words: str, bold: Sequence[str], longest: int) -> str:
    """Return quoted words with some of them in bold."""
    pieces = parts(words, bold, longest)
    return "“" + "".join(f"**{escape_all(part)}**" if is_bold else escape_all(part) for part, is_bold in pieces) + "”"


def differences(points: Sequence[Point], show: Lengths) -> Iterator[str]:
    yield from ("## Where outlets differ", "")
    for point in points[:show.differences]:
        yield from (f"### {escaped(point.about)}", "", f"{escaped(point.meaning)} `{point.id}`", "")
        if len(point.sides) <= SIDE_BY_SIDE:
            yield "| " + " | ".join(escaped(who(side.outlets)) for side in point.sides) + " |"
            yield "| " + " | ".join("---" for _ in point.sides) + " |"
            if not all(side.quoted for side in point.sides):
                yield "| " + " | ".join(f"**{escaped(side.words)}**" for side in point.sides) + " |"
            yield "| " + " | ".join(beside(side, show.quote) for side in point.sides) + " |"
        else:
            yield from ("| Outlet | Says | In its words |", "| --- | --- | --- |")
            for side in point.sides[:show.sides]:
                yield f"| {escaped(who(side.outlets))} | **{escaped(side.words)}** | {beside(side, show.quote)} |"
        yield ""
        more = hidden(show.sides, len(point.sides), f"`kgraph why FOLDER {point.id}`")
        yield from [more, ""] if more else []
    yield from [] if points else [NOTHING_DIFFERS, ""]
    more = hidden(show.differences, len(points), f"`{asked('differences')}`")
    yield from [more, ""] if more else []


def beside(side: Side, longest: int) -> str:
    """Return the words of one side, with their outlet where there are several to choose from."""
    if side.quote is None:
        return ""
    place = where(side.quote) if len(side.outlets) == 1 else f"{plain(side.quote.outlet)}, {where(side.quote)}"
    return f"{marked(side.quote.words, (), longest)} ({escaped(place)})"


def utterances(said: Sequence[Speech], show: Lengths) -> Iterator[str]:
    if not said:
        return
    yield from ("## What was said, and in which words", "", SAID, "")
    for speech in said[:show.utterances]:
        yield from (f"### {escaped(speech.speaker or NOBODY)} ({count(len(speech.outlets), 'outlet')})", "")
        for wording in speech.wordings[:show.wordings]:
            words = " ".join(f"**{escaped(part)}**" if other else escaped(part) for part, other in wording.pieces)
            yield f"- {escaped(who(wording.outlets))}{UNQUOTED[wording.form]}: “{words}” ({escaped(documents_of(wording))})"
        more = hidden(show.wordings, len(speech.wordings), f"`utterances.jsonl` under `{speech.id}`")
        yield from [f"- {more}", ""] if more else [""]
    more = hidden(show.utterances, len(said), "`utterances.jsonl` holds them, with more than one of `wordings`")
    yield from [more, ""] if more else []


def alone(report: StoryReport, show: Lengths) -> Iterator[str]:
    yield from ("## What only one outlet reports", "")
    for outlet, found in only_in(report, show.outlets):
        yield from (f"### {escaped(outlet)}", "")
        for s in found[:show.claims]:
            (quote,) = s.quotes
            yield f"- **{escaped(s.sentence)}** {escaped(in_marks(quote.words, show.quote))} ({escaped(where(quote))}) `{s.id}`"
            yield from (f"  - {escaped(line)}" for line in s.judgements)
        yield from [""] if found else [NOTHING_ALONE, ""]
        more = hidden(show.claims, len(found), f"`{asked('only-reported-by', name=outlet)}`")
        yield from [more, ""] if more else []
    more = hidden(show.outlets, len(report.only_in), f"`{asked('outlets-overview')}`")
    yield from [more, ""] if more else []
    yield from [] if report.only_in else [ONE_OUTLET, ""]


def listed(title: str, found: Sequence[tuple[str, str]], most: int) -> Iterator[str]:
    if found:
        yield from (f"## {title}", "")
        for file, message in found[:most]:
            yield f"- {escaped(file)}: {escaped(message)}"
        yield ""
        more = hidden(most, len(found), "`kgraph status FOLDER --inputs`")
        yield from [more, ""] if more else []
