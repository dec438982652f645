"""Every stretch of an article labelled for what it is: report, or headline, caption, byline, share bar …

Nothing is deleted from a text and no offset ever moves; text that is no report is labelled as such and left alone by
later stages. Where a line could be either, it stays body: a lost paragraph loses claims, and the rules that follow look
for what articles never say in their own sentences.
"""
from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kgraph.ingest.patterns import (
    ABBREVIATION_END,
    AGENCY,
    BARE_NAMES,
    BIO,
    BIO_ROLE,
    BIO_WENT_ON,
    BLANK,
    BRACKET,
    BREADCRUMB,
    BYLINE,
    CAPTION_CUE,
    CAPTION_START,
    CITIES,
    CORRECTION,
    CREDIT_TEXT,
    DATE,
    DATE_CORE,
    DATE_PREFIX,
    DATE_WORD,
    DATELINES,
    JOB,
    LABELLED_CREDIT,
    LINE,
    NEVER_FIRST,
    NO_PLACE,
    NOT_BLANK,
    NYT_STYLE,
    ONE_SENTENCE,
    OP_ED_ROLE,
    PARAGRAPH_END,
    PERSON,
    PICTURE_DESK,
    PLAIN,
    REPORT,
    SAID_AFTER,
    SAYS,
    SECTIONS_OF_A_SITE,
    SENTENCE_END,
    SHARE_VERBS,
    SHARE_WORDS,
    SLASH_CREDIT,
    UNSTOPPED_CREDIT,
    WHOLE_LINE,
)
from kgraph.model import LabelledSpan, Section

REPEATS = "repeats across the outlet"
MOST_LISTS = 20  # headings such as "also read" that are looked below: each look is as long as the article


@dataclass
class Line:
    """One line that holds anything: its place, its words as typed, and a copy with plain quotes and spaces (same length)."""

    start: int
    end: int
    text: str
    gap: bool  # a blank line, or the start of the article, stands before it
    parts: list[LabelledSpan] = field(default_factory=list)

    @property
    def section(self) -> Section | None:
        return self.parts[0].section if self.parts else None

    @property
    def key(self) -> str:
        """What two lines have in common that say the same in other type."""
        return " ".join(self.text.split()).casefold().rstrip(" .:")

    def mark(self, section: Section, why: str) -> None:
        self.parts = [LabelledSpan(self.start, self.end, section, why)]

    def split(self, at: int, first: Section, second: Section, why: str) -> None:
        """Label what stands before and from an offset inside the line; blanks at the seam belong to neither."""
        head = len(self.text[:at].rstrip())
        tail = at + len(self.text[at:]) - len(self.text[at:].lstrip())
        self.parts = [LabelledSpan(self.start, self.start + head, first, why)] if head else []
        if tail < len(self.text):
            self.parts.append(LabelledSpan(self.start + tail, self.end, second, why))


def label(text: str, outlet: str | None = None, repeated: frozenset[str] = frozenset()) -> tuple[LabelledSpan, ...]:
    """Say for every stretch of an article what it is; the spans are sorted, apart, and leave out nothing but blanks.

    `repeated` holds the keys of lines that the outlet prints in many articles (see kgraph.ingest.repeats).
    """
    lines = list(split_lines(text))
    if not lines:
        return ()
    for number, line in enumerate(lines):
        mark_whole_line(line, first=number == 0)
        if not line.parts and line.key in repeated:
            line.mark(Section.SITE_NOTICE, REPEATS)
    title = mark_top(lines, outlet)
    mark_repeats(lines, title)
    for number, line in enumerate(lines):
        if not line.parts and number != title:
            mark_caption(line)
    mark_neighbours_of_credits(lines, title)
    mark_under_headline(lines, title)
    mark_capitals(lines, title)
    mark_other_articles(lines)
    mark_tail(lines)
    mark_datelines(lines)
    return tuple(part for line in lines for part in (line.parts or [LabelledSpan(line.start, line.end, Section.BODY, "rest")]))


def split_lines(text: str) -> Iterator[Line]:
    """Yield the lines that hold anything, without the blanks around them."""
    before = 0
    for found in LINE.finditer(text):
        blank = BLANK.match(found[0])
        start = found.start() + (blank.end() if blank else 0)
        end = found.end()
        while end > start and not NOT_BLANK.match(text[end - 1]):
            end -= 1
        if start < end:
            gap = before == 0 or len(re.findall(r"\r\n|[\n\r\u2028\u2029]", text[before:start])) > 1
            yield Line(start, end, text[start:end].translate(PLAIN), gap)
            before = end


def sentences(line: str) -> int:
    """Return how many sentences end in a line.

    >>> sentences("Sen. Jane Doe of the U.S. left on Nov. 9. She said nothing.")
    2
    """
    return sum(not ABBREVIATION_END.search(line[max(found.start() - 8, 0):found.start() + 1]) or found.end() == len(line)
               for found in SENTENCE_END.finditer(line))


def looks_reported(line: str) -> bool:
    """Whether somebody is quoted or said to say something, which no page furniture does."""
    return '"' in line and SAYS.search(line) is not None or SAID_AFTER.search(line) is not None


def is_paragraph(line: str) -> bool:
    """Whether a line can only be running text: two sentences, or a quotation with its speaker."""
    return len(line) >= 120 and sentences(line) >= 2 or looks_reported(line) and len(line) >= 60


def mark_whole_line(line: Line, first: bool) -> None:
    """Label a line that is no part of a report whatever stands around it."""
    found = whole_line(line.text, first)
    if found:
        line.mark(*found)


def whole_line(line: str, first: bool) -> tuple[Section, str] | None:
    """Return what a line is and the rule that says so, None for what may be report."""
    if is_date_line(line):
        return Section.DATE_LINE, "date line"
    if first and DATE_PREFIX.match(line):
        return None
    if len(line) <= 200 and is_byline(line):
        return Section.BYLINE, "byline"
    if len(line) > 800 or (looks_reported(line) and not CORRECTION.match(line)):
        return None
    if is_share_bar(line):
        return Section.SHARE_BAR, "share bar"
    one = sentences(line) <= 1
    for section, why, pattern in WHOLE_LINE:
        if pattern.fullmatch(line) and not (first and why in NEVER_FIRST) and (one or why not in ONE_SENTENCE):
            names_one = why != "contributors" or re.search(rf"\b(?:{AGENCY}|agencies|wires?)\b", line, re.I)
            return section if names_one else Section.BYLINE, why
    return None


def all_match(pattern: re.Pattern[str], words: Sequence[str]) -> bool:
    return all(map(pattern.fullmatch, words))


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and nothing else that a reader would call text.

    >>> is_date_line("Published 3:45 PM EST, Mon November 9, 2020"), is_date_line("March 2021 was cold")
    (True, False)
    """
    words = re.findall(r"[^\s,|·•:/()—–-]+(?:[/-]\d[^\s,|·•:()—–]*)?", line)
    return len(line) <= 120 and all_match(DATE_WORD, words) and DATE_CORE.fullmatch(line) is not None


def is_share_bar(line: str) -> bool:
    """Whether a line is buttons alone.

    >>> is_share_bar("SHARE THIS ARTICLE"), is_share_bar("Facebook | Twitter | 12"), is_share_bar("Share prices fell")
    (True, True, False)
    """
    words = re.findall(r"[^\s|·•,/:&!]+", line.casefold())
    return len(line) <= 120 and not SHARE_VERBS.isdisjoint(words) and all(w in SHARE_WORDS or re.fullmatch(r"\d[\d.]*k?", w) for w in words)


def is_byline(line: str) -> bool:
    """Whether a line is "By" and names, perhaps with a date after them.

    >>> is_byline("By Jane Doe and John Roe, Staff Writers"), is_byline("By Jane Doe | Nov. 9, 2020"), is_byline("By Monday")
    (True, True, False)
    """
    found = DATE.search(line)
    names = (line[:found.start()] if found else line).rstrip(" ,|·•–—-:")
    names = re.sub(r"(?i)[ ,|·•–—-]*(?:published|updated|posted)(?: on)?$", "", names)
    if all_match(DATE_WORD, names.replace(",", " ").split()[1:]):
        return False
    match = BYLINE.fullmatch(names)
    return match is not None and not (names.lower().startswith("from ") and len(names.split()) > 4)


def mark_top(lines: list[Line], outlet: str | None) -> int | None:
    """Label what stands above the headline and the headline itself; return its number."""
    for number, line in enumerate(lines):
        if line.parts:
            if number > 8:
                return None
            continue
        prefix = DATE_PREFIX.match(line.text)
        if prefix:
            line.split(prefix.end(), Section.DATE_LINE, Section.HEADLINE, "date prefix")
            return number
        if SECTIONS_OF_A_SITE.fullmatch(line.text) or (number + 1 < len(lines) and is_breadcrumb(line.text)):
            line.mark(Section.BREADCRUMB, "breadcrumb")
            continue
        if len(lines) == number + 1 or not is_headline(line.text):
            return None
        kicker = re.match(rf"{SECTIONS_OF_A_SITE.pattern}\s?\|\s?(?=\S)", line.text, re.I)
        if kicker:
            line.split(kicker.end(), Section.BREADCRUMB, Section.HEADLINE, "headline")
            return number
        cut = site_suffix(line.text, [other.key for other in lines[number + 1:number + 6]], outlet)
        if cut is None:
            line.mark(Section.HEADLINE, "headline")
        else:
            line.split(cut, Section.HEADLINE, Section.SITE_NOTICE, "headline")
        return number
    return None


def is_breadcrumb(line: str) -> bool:
    """Whether a line is the way to a page through its site.

    >>> is_breadcrumb("News / Russia"), is_breadcrumb("Opinion | The vote was a mistake that will haunt us")
    (True, False)
    """
    parts = [p.strip() for p in re.split(r"\s/\s|[>»›|·•]", line)]
    return (len(line) <= 90 and BREADCRUMB.fullmatch(line) is not None and all(p and len(p.split()) <= 3 for p in parts)
            and any(SECTIONS_OF_A_SITE.fullmatch(p) for p in parts))


def is_headline(line: str) -> bool:
    """Whether a first line can be a headline: short, and no running text.

    >>> is_headline("Congress rejects veto, asks for help from U.S."), is_headline("He resigned on Friday, the office said.")
    (True, False)
    """
    if len(line) > 220 or any(p.match(line) for p in DATELINES):
        return False
    return not line.rstrip("\"')").endswith(".") or ABBREVIATION_END.search(line) is not None or line.endswith("...")


def site_suffix(line: str, below: Sequence[str], outlet: str | None) -> int | None:
    """Return where the name of the site starts that a page's title carries after its headline; None where there is none."""
    for found in reversed(list(re.finditer(r"\s+(?:[|·•»]|[-–—])\s+", line))):
        head, tail = line[:found.start()], line[found.end():]
        same = " ".join(head.split()).casefold().rstrip(" .:") in below
        named = outlet is not None and tail.casefold().removeprefix("the ") == outlet.casefold().removeprefix("the ")
        barred = found[0].strip() in "|»" and len(tail.split()) <= 5
        if len(head) >= 15 and (same or named or barred):
            return found.start()
    return None


def mark_repeats(lines: list[Line], title: int | None) -> None:
    """Label lines that repeat an earlier one; the headline without its date or site counts as a line of its own."""
    seen: set[str] = set()
    for number, line in enumerate(lines):
        keys = {line.key}
        if number == title:
            keys |= {" ".join(line.text[p.start - line.start:p.end - line.start].split()).casefold().rstrip(" .:")
                     for p in line.parts if p.section is Section.HEADLINE}
        if line.key in seen and line.section in (None, Section.CAPTION):
            line.mark(Section.DUPLICATE, "repeated line")
        seen |= keys


def mark_caption(line: Line) -> None:
    """Label a line that ends in the credit of a picture: the words as caption, the credit as credit."""
    at = credit_start(line.text)
    if at is None:
        if len(line.text) <= 600 and CAPTION_START.fullmatch(line.text) and not looks_reported(line.text):
            line.mark(Section.CAPTION, "file picture")
        return
    long = at > 600
    line.split(at, Section.BODY if long else Section.CAPTION, Section.CREDIT, "picture credit")


def credit_start(line: str) -> int | None:
    """Return where the credit of a picture starts at the end of a line, None where there is none.

    >>> credit_start("The hall. (Jane Doe/AP)"), credit_start("He left. Jane Doe / TASS"), credit_start("He left (twice).")
    (10, 9, None)
    """
    skipped = max(len(line) - 300, 0)
    line = line[skipped:]
    bracket = BRACKET.search(line)
    if bracket and (is_credit(bracket["inside"].strip()) or is_desk_of_a_picture(bracket["inside"].strip(), line[:bracket.start()])):
        return skipped + bracket.start() + len(bracket[0]) - len(bracket[0].lstrip())
    for pattern in (NYT_STYLE, LABELLED_CREDIT, SLASH_CREDIT, UNSTOPPED_CREDIT):
        found = pattern.search(line)
        if found and is_credit_line(found[0].strip(), pattern):
            return skipped + found.start() + len(found[0]) - len(found[0].lstrip())
    return None


def is_credit(inside: str) -> bool:
    """Whether words in brackets name who took a picture.

    >>> is_credit("Jane Doe/Kremlin via Reuters"), is_credit("Photo by AFP"), is_credit("R-Texas"), is_credit("AFL/CIO")
    (True, True, False, False)
    """
    found = CREDIT_TEXT.fullmatch(inside)
    return found is not None and (found["slashed"] is None or has_photographer(found["slashed"]))


def is_desk_of_a_picture(inside: str, before: str) -> bool:
    """Whether a bare agency in brackets ends a caption: one short sentence that shows somebody, or no sentence at all.

    >>> is_desk_of_a_picture("AP", "The senator speaks to reporters."), is_desk_of_a_picture("ANI", "He left, she said.")
    (True, False)
    """
    return (re.fullmatch(PICTURE_DESK, inside, re.I) is not None and len(before) <= 300 and sentences(before) <= 1
            and not looks_reported(before) and (CAPTION_CUE.fullmatch(before) is not None or not PARAGRAPH_END.search(before)))


def has_photographer(slashed: str) -> bool:
    """Whether one side of a slash is a name of two words, or an agency's."""
    sides = [s.strip() for s in slashed.split("/")]
    return any(re.fullmatch(PERSON, s) or re.fullmatch(PICTURE_DESK, s, re.I) for s in sides)


def is_credit_line(words: str, pattern: re.Pattern[str]) -> bool:
    if pattern is not SLASH_CREDIT:
        return True
    sides = [s.strip() for s in re.split(r"/|,? via ", words)]
    return len(words) <= 120 and (len(sides) == 1 or has_photographer("/".join(sides)))


def mark_neighbours_of_credits(lines: list[Line], title: int | None) -> None:
    """Label as caption the line beside a credit that stands on a line of its own, where it reads like a caption."""
    for number, line in enumerate(lines):
        alone = line.parts and all(p.section is Section.CREDIT for p in line.parts) and line.parts[0].rule == "picture credit"
        if not alone:
            continue
        for other in (number - 1, number + 1):
            if 0 <= other < len(lines) and other != title and not lines[other].parts and reads_like_caption(lines, other, number):
                lines[other].mark(Section.CAPTION, "beside a picture credit")
                break


def reads_like_caption(lines: list[Line], number: int, credit: int) -> bool:
    """Whether a line beside a picture's credit is its caption: it shows somebody, ends without a stop, or stands alone with it."""
    first, last = min(number, credit), max(number, credit)
    words = lines[number].text
    if len(words) > 350 or sentences(words) > 1 or looks_reported(words) or dateline_end(words):
        return False
    pair = lines[first].gap and not lines[last].gap and (last + 1 == len(lines) or lines[last + 1].gap)
    return CAPTION_CUE.fullmatch(words) is not None or not PARAGRAPH_END.search(words) or (pair and not SAYS.search(words))


def mark_under_headline(lines: list[Line], title: int | None) -> None:
    """Label the lines between headline and body: names as byline, a sentence of its own as standfirst."""
    if title is None:
        return
    first = next((n for n in range(title + 1, len(lines)) if not lines[n].parts and is_body_start(lines[n].text)), len(lines))
    for number in range(title + 1, min(first + 1, len(lines))):
        line = lines[number]
        if not line.parts and number < first and len(line.text) <= 90 and (BARE_NAMES.fullmatch(line.text) or JOB.fullmatch(line.text)):
            line.mark(Section.BYLINE, "names under the headline")
        elif not line.parts and number < first and SECTIONS_OF_A_SITE.fullmatch(line.text):
            line.mark(Section.BREADCRUMB, "breadcrumb")
    under = next((n for n in range(title + 1, len(lines)) if lines[n].section is not Section.DUPLICATE), len(lines))
    if under >= len(lines) or lines[under].parts or under + 1 >= len(lines) or len(lines[under].text) > 400:
        return
    words, after = lines[under].text, lines[under + 1:]
    next_body = next((line.text for line in after if not line.parts), None)
    between = {line.section for line in itertools.takewhile(lambda line: line.parts, after)}
    byline_follows = next_body is not None and not between.isdisjoint({Section.BYLINE, Section.DATE_LINE})
    if next_body is None or any(p.match(words) for p in DATELINES):
        return
    unstopped = not PARAGRAPH_END.search(words) and len(words.split()) >= 6 and is_body_start(next_body)
    if byline_follows or dateline_end(next_body) or unstopped:
        lines[under].mark(Section.STANDFIRST, "line under the headline")


def is_body_start(line: str) -> bool:
    return PARAGRAPH_END.search(line) is not None and len(line) >= 40


def mark_capitals(lines: list[Line], title: int | None) -> None:
    """Label links to other articles that a page sets in capitals between its paragraphs."""
    for number, line in enumerate(lines):
        words = line.text
        if not line.parts and number not in (title, 0) and is_in_capitals(words) and not dateline_end(words):
            line.mark(Section.TEASER, "capitals")


def is_in_capitals(words: str) -> bool:
    return (words == words.upper() and len(words.split()) >= 4 and sum(c.isalpha() for c in words) >= 15
            and not PARAGRAPH_END.search(words))


def mark_other_articles(lines: list[Line]) -> None:
    """Label what follows a heading such as "also read": headlines up to where the report goes on, or all to the end.

    The report goes on where most of the lines after the first few headlines are running text.
    """
    headings = (n for n, line in enumerate(lines) if line.parts and line.parts[0].rule == "list of other articles")
    for number in itertools.islice(headings, MOST_LISTS):
        rest = [other for other in lines[number + 1:]
                if not other.parts or other.section in (Section.CAPTION, Section.STANDFIRST, Section.DUPLICATE)]
        box = next((n for n, other in enumerate(rest) if PARAGRAPH_END.search(other.text) or len(other.text) > 200), len(rest))
        after = rest[box:]
        running = [len(other.text) for other in after if PARAGRAPH_END.search(other.text) and len(other.text) >= 40]
        long = sum(running) >= 100 * len(running) or any(is_paragraph(other.text) for other in after)  # and no teasers of one sentence each
        goes_on = len(running) >= 2 and len(running) > 0.6 * len(after) and long or len(after) == 1 and is_paragraph(after[0].text)
        for other in rest[:box] if goes_on else rest:
            other.mark(Section.TEASER, "other articles")


def mark_tail(lines: list[Line]) -> None:
    """Label the author's bio after the last paragraph, and the scraps between the furniture at the end."""
    writers = {name.casefold() for line in lines if line.section is Section.BYLINE
               for name in re.findall(PERSON, re.sub(r"(?i)^by:? ", "", line.text))}
    last, scrap = len(lines) - 1, scraps(lines)
    while last >= 0 and (scrap[last] or (lines[last].section or Section.BODY) not in REPORT):
        last -= 1
    for line in lines[last + 1:]:
        if not line.parts:
            line.mark(Section.SITE_NOTICE, "scrap after the end")
    for number in range(max(last - 3, 0), last + 1):
        line = lines[number]
        if line.parts or looks_reported(line.text):
            continue
        after = [other.text for other in lines[number + 1:last + 1] if not other.parts]
        goes_on = number > 0 and lines[number - 1].section is Section.BIO and BIO_WENT_ON.fullmatch(line.text)
        if goes_on or is_bio(line.text, writers, ends=all_match(BIO_WENT_ON, after)):
            line.mark(Section.BIO, "author's bio")


def is_bio(line: str, writers: Iterable[str], ends: bool) -> bool:
    """Whether a line presents the author: one named above the article, or, where it ends the text, one who writes for a living."""
    found, named = BIO.match(line), re.match(PERSON, line)
    if named is None:
        return False
    name = named[0].casefold()
    own = any(w.startswith(name) or name.startswith(w) for w in writers)
    job = found is not None and BIO_ROLE.match(line[found.end("name") + 1:]) is not None
    return (job and (own or ends)) or (own and (found is not None or OP_ED_ROLE.match(line[named.end() + 1:]) is not None))


def scraps(lines: list[Line]) -> list[bool]:
    """Say of each line whether it is short, without a full stop, and stands after furniture of the page, where no report goes on."""
    found, after_furniture = [], False
    for line in lines:
        short = is_short(line)
        found.append(not line.parts and short and after_furniture)
        if line.parts or not short:
            after_furniture = line.section in (
                Section.SHARE_BAR, Section.SITE_NOTICE, Section.COMMENT_FORM, Section.URL_LINE, Section.TEASER)
    return found


def is_short(line: Line) -> bool:
    return len(line.text.split()) <= 8 and not PARAGRAPH_END.search(line.text)


def dateline_end(line: str) -> int | None:
    """Return where the report starts after the place (and agency) that a first paragraph opens with; None without one.

    >>> dateline_end("PARIS (AFP) - France said so."), dateline_end("Palace: no comment yet"), dateline_end("Paris: France voted.")
    (14, None, 7)
    """
    for pattern in DATELINES:
        found = pattern.match(line)
        if found and (found.groupdict().get("place") or "").split(" ")[0].rstrip(".:") not in NO_PLACE \
                and (pattern is not DATELINES[1] or CITIES.match(line) or names_agency(found["wire"])):
            return found.end()
    return None


def is_dateline_alone(line: str) -> bool:
    """Whether a line is a place (and agency) and the dash after it, which the report's first paragraph follows.

    >>> is_dateline_alone("Northfield (AP) —"), is_dateline_alone("And then —")
    (True, False)
    """
    words = line.rstrip(" -–—―").split()
    return line.endswith(("—", "–", "―", "--")) and len(words) <= 6 and all(w[0].isupper() or w[0] == "(" for w in words)


def names_agency(words: str) -> bool:
    return re.fullmatch(rf"(?:(?:{AGENCY}|agencies|news agencies)[/, -]*)+", words, re.I) is not None


def mark_datelines(lines: list[Line]) -> None:
    """Label the place that opens one of the first paragraphs, and an agency's name in brackets that closes the last."""
    body = [line for line in lines if not line.parts]
    for line in body[:4]:
        at = dateline_end(line.text)
        if at is not None:
            line.split(at, Section.DATELINE, Section.BODY, "dateline")
            break
        if is_dateline_alone(line.text):
            line.mark(Section.DATELINE, "dateline")
            break
    for line in body[-1:]:
        found = re.search(rf"(?<=[.!?\"']) ?(?:\((?i:(?:{AGENCY}|agencies|with (?:agency )?inputs?)[^()]{{0,60}})\)|"
            rf"[-–—] ?(?i:{AGENCY}))\.?$", line.text)
        if found and not line.parts:
            line.split(found.start(), Section.BODY, Section.AGENCY_CREDIT, "agency at the end")
