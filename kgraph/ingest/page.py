"""A saved web page -> the report's text and what the page says about it.

trafilatura, in its precision mode, says where on the page the report stands; the paragraphs themselves are read from the
page's own tree, after the furniture that its markup gives away was taken out. Nothing is ever fetched.
"""
from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from kgraph.errors import InputError
from kgraph.ingest.decode import decode
from kgraph.ingest.labels import is_byline, sentences, site_suffix, whole_line
from kgraph.ingest.metadata import date_in, date_in_url
from kgraph.ingest.patterns import PARAGRAPH_END, PLAIN
from kgraph.model import Section

LARGEST_PAGE = 5_000_000  # bytes
STRAY = 1000  # up to one NUL in so many bytes of a page is an accident and left out; more are no page's
TAG = re.compile(r"""<(?P<name>[a-zA-Z][^\s<>/]*+)(?:[^"'<>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?|["'])*""")
LONGEST_TITLE = 1000  # characters of a title or heading; of longer ones the rest is left out
MOST_HEADINGS = 50  # of a page in which its headline is looked for
MOST_ELEMENTS = 30_000  # of a page; long live blogs have 20,000
MOST_MARKED = 5_000  # elements inside paragraphs that an extractor is shown: it takes time by the square of them
ATTRIBUTES = 300  # words of one tag; a parser takes time by the square of them
BEFORE_PAGE = re.compile(r"\s+|<\?xml[^>]*>|<!--.*?-->", re.S)
LOOKS_LIKE_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|article|div|table|p)\b", re.I)
DECLARED = re.compile(
    rb"""<meta\b[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml\b[^>]{0,100}?encoding\s*=\s*["']([\w:.-]+)""", re.I)

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split())
INLINE = frozenset("a abbr b cite em font i mark q s span strong sub sup time u".split())
HEADINGS = frozenset("h2 h3 h4 h5 h6".split())
NEVER_TEXT = frozenset(
    "script style noscript template iframe object embed svg math canvas audio video source track map area button select option textarea "
    "input label dialog nav aside figure figcaption menu picture amp-sidebar amp-consent amp-social-share amp-carousel amp-ad "
    "time footer".split())
FURNITURE = frozenset((  # parts of a class or id
    "advert advertisement ad ads adslot sponsored sponsor promo promotion promoted related recirc recirculation recommended "
    "recommendations recommendation trending popular mostread mostpopular share sharing sharebar sharedaddy social socials newsletter "
    "newsletters signup subscribe subscription paywall regwall cookie cookies consent gdpr comment comments disqus respond replies nav "
    "navbar navigation menu breadcrumb breadcrumbs sidebar rail footer masthead toolbar tags taglist keywords caption credit gallery "
    "slideshow carousel bio biography authorbox pagination pager outbrain taboola jumplink skip toc modal "
    "popup overlay banner donate pullquote hidden livestamp readmore teaser teasers").split())
STATES = frozenset("has with without no is not enabled disabled open on off".split())  # a name with one of them says how a page is set
PAIRS = re.compile(  # two words that together name furniture
    r"(?:^|[-_ ])(?:most[-_ ](?:read|popular|viewed|shared)|more[-_ ](?:stories|news|on|from|like)|read[-_ ](?:more|next|also)|"
    r"also[-_ ]read|author[-_ ](?:bio|box|info|card|description)|about[-_ ](?:the[-_ ])?author|pull[-_ ]?quote|sign[-_ ]up|"
    r"sr[-_ ]only|screen[-_ ]reader|visually[-_ ]hidden|key[-_ ]events|you[-_ ]may|up[-_ ]next|site[-_ ](?:header|footer)|"
    r"post[-_ ](?:tags|footer)|entry[-_ ]footer|article[-_ ](?:footer|tags|tools)|fact[-_ ]?box|info[-_ ]?box|"
    r"(?:featured|related)[-_ ]video)", re.I)
ROLES = frozenset("navigation complementary banner contentinfo search dialog menu".split())
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
POST = re.compile(r"(?:^|[-_ ])(?:post|message|reply)(?:$| )", re.I)  # the class of one contribution to a forum
HEADLINE = re.compile(r"headline|(?:entry|post|article|story)[-_]?title", re.I)  # the class of a heading that is no h1
MOST = 0.5  # share of the page's words that no piece of furniture named by a class alone holds
NEAR = 20_000  # characters within which an extractor keeps the order of a page

META_DATES = ("article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "publish-date",
              "parsely-pub-date", "sailthru.date", "dc.date.issued", "dc.date", "dcterms.created", "date")


@dataclass(frozen=True)
class Page:
    """What a page holds: `text` is headline, blank line, paragraphs parted by blank lines, and what all offsets refer to.

    `origins` names for every other field where it came from ("JSON-LD", "OpenGraph", "meta", "heading", "title tag", "url" …), or
    why it is missing.
    """

    text: str
    encoding: str
    title: str | None = None
    outlet: str | None = None
    published: date | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None
    origins: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """One paragraph, list item or heading of the tree; `linked` is how many of its characters stand in links."""

    text: str
    element: html.HtmlElement
    linked: int

    @property
    def squeezed(self) -> str:
        """The words without any space, as extractors differ on it."""
        return "".join(self.text.split())

    @property
    def is_prose(self) -> bool:
        return len(self.text) >= 40 and self.linked <= 0.3 * len(self.text) and PARAGRAPH_END.search(self.text.translate(PLAIN)) is not None

    def home(self, alone: bool) -> html.HtmlElement:
        """What holds a block and its like: the element around a paragraph or list; that whose text it is, if not `alone` in it."""
        element = self.element
        if alone and element.tag in ("div", "section") and element.getparent() is not None:
            element = element.getparent()
        while element.tag in ("p", "li", "ul", "ol", "blockquote", *HEADINGS) and element.getparent() is not None:
            element = element.getparent()
        return element


def is_page(content: bytes | str) -> bool:
    """Whether bytes or text are HTML, by how they start.

    >>> is_page(b"<!DOCTYPE html><title>A</title>"), is_page("The <html> tag is old.")
    (True, False)
    """
    start = content[:4000]
    if isinstance(start, bytes):
        start = start.replace(b"\0", b"").decode("latin-1").removeprefix("ï»¿").removeprefix("ÿþ").removeprefix("þÿ")
    start, at = start.removeprefix("\ufeff"), 0
    while (before := BEFORE_PAGE.match(start, at)) is not None:
        at = before.end()
    return LOOKS_LIKE_PAGE.match(start, at) is not None


def read_page(raw: bytes, url: str | None = None, declared: str | None = None) -> Page:
    """Read a saved page; `url` is where it came from and `declared` the encoding that its server named, where they are known.

    Raises InputError, without the file's name: "too_large", "binary", "encoding", "empty_text", or "extract_none" where no
    report is found on it.
    """
    if len(raw) > LARGEST_PAGE:
        raise InputError(f"is too large: {len(raw):,} bytes, and a page may have {LARGEST_PAGE:,}. Save the article alone.", "too_large")
    text, encoding = decode_page(raw, declared)
    tree = parse(text)
    size = sum(1 for _ in tree.iter(etree.Element))
    if size > MOST_ELEMENTS:
        raise InputError(f"is too large: {size:,} elements, and a page may have {MOST_ELEMENTS:,}. Save the article alone.", "too_large")
    facts = Facts(tree, url)
    title, origins = facts.title()
    body = report_of(tree, title) or [p for line in facts.article_body.splitlines() if (p := words(line))]
    if not body:
        raise InputError("holds no article that can be told from the page around it. Paste the article's text into a .txt file.",
                         "extract_none")
    values = {name: getattr(facts, name)() for name in ("outlet", "published", "authors", "url", "language")}
    return Page("\n\n".join([*([title] if title else []), *body]), encoding, title,
                **{name: value for name, (value, _) in values.items()},
                origins={"title": origins, **{name: origin for name, (_, origin) in values.items()}})


def decode_page(raw: bytes, declared: str | None) -> tuple[str, str]:
    """Decode a page, by its own declaration where the server gave none; a few stray NULs are left out."""
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))
    if not marked and 0 < raw.count(0) <= len(raw) / STRAY:
        raw = raw.replace(b"\0", b"")
    found = DECLARED.search(raw[:4096])
    own = (found[1] or found[2]).decode("ascii", "ignore") if found else None
    text, encoding = decode(raw, declared or own)
    return text.removeprefix("\ufeff").replace("\0", ""), encoding


def parse(text: str) -> html.HtmlElement:
    """Parse a page without network, entities or endless tags."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(TAG.sub(bounded, text).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise InputError("holds no article: nothing of it can be read as a page. Save it again, or paste the text into a .txt file.",
                         "extract_none") from error


def bounded(tag: re.Match[str]) -> str:
    """A tag up to its end, without its attributes where there are too many."""
    words = tag[0]
    return f"<{tag['name']} " if words.count("=") > ATTRIBUTES or len(words.split(None, ATTRIBUTES)) > ATTRIBUTES else words


# --- where the report stands ------------------------------------------------------------------------------------------

def report_of(tree: html.HtmlElement, title: str | None) -> list[str]:
    """Return the paragraphs of the report in order, without its headline; none where the page holds none."""
    from trafilatura import bare_extraction  # not above: loading it takes longer than most commands

    prune(tree)
    found = list(blocks(tree))
    copy = html.document_fromstring(etree.tostring(tree, encoding="utf-8", method="html"), parser=html.HTMLParser(encoding="utf-8"))
    if sum(1 for paragraph in copy.iter("p") for _ in paragraph.iter(etree.Element)) > MOST_MARKED:
        for paragraph in list(copy.iter("p")):
            etree.strip_tags(paragraph, "*")
    extracted = bare_extraction(copy, favor_precision=True, include_comments=False)
    words = getattr(extracted, "text", None) or ""
    if not words:
        return []
    return [block.text for block in mend(found, is_in(found, words), "".join((title or "").split()).casefold())]


def is_in(found: list[Block], words: str) -> list[bool]:
    """Say for each block whether extracted words hold it: as a line, or inside one near the place of the block before it."""
    starts: dict[str, int] = {}
    at = 0
    pieces = ["".join(line.strip(" -|").split()) for line in words.split("\n")]
    for piece in pieces:
        starts.setdefault(piece, at)
        at += len(piece)
    whole, at = "".join(pieces), 0
    kept = []
    for block in found:
        here = starts.get(block.squeezed, -1)
        if here < 0 and len(block.squeezed) > 30:
            here = whole.find(block.squeezed, max(at - NEAR, 0), at + NEAR)
        kept.append(here >= 0)
        at = max(at, here)
    return kept


def mend(found: list[Block], kept: list[bool], title: str) -> list[Block]:
    """Add to the kept blocks what stands among them alike, and what stands between headline and report."""
    if not any(kept):
        return []
    first, last = kept.index(True), len(kept) - 1 - kept[::-1].index(True)
    held = Counter(block.element for block in found)
    home = [block.home(alone=held[block.element] == 1) for block in found]
    homes = Counter(place for place, block, keep in zip(home, found, kept, strict=True) if keep and block.is_prose)
    headline = next((n for n in range(last + 1) if found[n].squeezed.casefold() == title), None)
    chosen = []
    for number, block in enumerate(found):
        at_home = homes[home[number]] > 0
        heading = block.element.tag in HEADINGS and first < number < last and at_home and not block.linked
        above = headline is not None and headline < number < first and belongs_above(block)
        listed = block.linked > (0.8 if at_home else 0.3) * len(block.text)  # an entry of a list of other articles
        if block.squeezed.casefold() != title and not listed and (kept[number] or at_home and block.is_prose or heading or above):
            chosen.append(block)
    while chosen and chosen[-1].element.tag in HEADINGS:
        chosen.pop()
    return chosen


def belongs_above(block: Block) -> bool:
    """Whether a block between headline and report is a standfirst, or a byline, a date or an agency, which are labelled later."""
    words = block.text.translate(PLAIN)
    known = whole_line(words, first=False)
    if known:
        return known[0] in (Section.BYLINE, Section.AGENCY_CREDIT, Section.DATE_LINE)
    return len(words.split()) >= 8 and not block.linked and sentences(words) <= 3 and not is_byline(words)


def blocks(tree: html.HtmlElement) -> Iterator[Block]:
    """Yield the stretches of text between the edges of blocks; two line breaks are an edge, one is a space."""
    buffer: list[str] = []
    linked = breaks = 0
    owner = [tree]
    in_link = 0

    def flush() -> Iterator[Block]:
        nonlocal linked, breaks
        pieces = "".join(buffer)
        buffer.clear()
        parts = re.split(r"\n[ \t]*\n", pieces) if owner[-1].tag == "pre" else [pieces]
        for part in parts:
            words = " ".join(part.split())
            if words:
                yield Block(words, owner[-1], min(linked, len(words)))
        linked = breaks = 0

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag in BLOCKS:
                yield from flush()
                owner.append(element)
            elif tag == "br":
                breaks += 1
                buffer.append("\n")
                if breaks >= 2:
                    yield from flush()
            elif tag == "a":
                in_link += 1
            said = element.text
        else:
            if tag in BLOCKS:
                yield from flush()
                owner.pop()
            elif tag == "a":
                in_link -= 1
            said = element.tail if element is not tree else None
        if said:
            buffer.append(said)
            if said.strip():
                breaks = 0
                linked += len(said) if in_link else 0
    yield from flush()


def prune(tree: html.HtmlElement) -> None:
    """Take out of a tree what its mark-up gives away as no part of a report."""
    total = len(squeezed(tree)) or 1
    headlines = [h for h in tree.iter("h1") if squeezed(h)]
    holds_headline = {ancestor for h in headlines[-1:] for ancestor in h.iterancestors()}
    long: dict[html.HtmlElement, bool] = {}  # whether a paragraph is one of running text

    def is_long(paragraph: html.HtmlElement) -> bool:
        if paragraph not in long:
            long[paragraph] = len(squeezed(paragraph)) > 60
        return long[paragraph]

    for element in list(tree.iter(etree.Element)):
        if element.getparent() is None or element.tag in ("html", "body", "main", "article", "head", "h1") or not inside(element, tree):
            continue
        if element.tag in INLINE and any(map(is_long, element.iterancestors("p"))) and not is_hidden(element):
            continue  # words of a sentence, whatever their class
        certain = element.tag in NEVER_TEXT or is_hidden(element) or is_data(element)
        named = certain or element.get("role") in ROLES or is_furniture(element)
        if not named and element.tag not in ("form", "header"):
            continue
        if element in holds_headline or (not named and element.tag == "header" and element.getparent().tag != "body"):
            continue
        size = len(squeezed(element))
        talk = not {"comments", "disqus"}.isdisjoint(words_of(element))  # may be longer than what it talks about
        if certain or talk or size <= MOST * total:
            element.drop_tree()
    keep_first_post(tree)


def inside(element: html.HtmlElement, tree: html.HtmlElement) -> bool:
    """Whether an element was not taken out with one around it."""
    while element.getparent() is not None:
        element = element.getparent()
    return element is tree


def squeezed(element: html.HtmlElement) -> str:
    return "".join(t.strip() for t in element.itertext() if isinstance(t, str))


def names_of(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def words_of(element: html.HtmlElement) -> set[str]:
    """The words of an element's class and id: "entryFooter has-sidebar" gives entry, footer and entryfooter; states are left out."""
    found: set[str] = set()
    for name in re.sub(r"(?<=[a-z])(?=[A-Z])", "-", names_of(element)).lower().split():
        parts = re.split(r"[-_:]+", name)
        if STATES.isdisjoint(parts):
            found |= {*parts, "".join(parts)}
    return found


def is_furniture(element: html.HtmlElement) -> bool:
    """Whether an element's class or id says that it is no part of a report."""
    return not FURNITURE.isdisjoint(words_of(element)) or PAIRS.search(names_of(element)) is not None


def is_hidden(element: html.HtmlElement) -> bool:
    stated = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return stated or HIDDEN.search(element.get("style") or "") is not None


def is_data(element: html.HtmlElement) -> bool:
    """Whether an element is a table of figures; one that lays out a page holds paragraphs."""
    if element.tag != "table":
        return False
    cells = list(element.iter("td", "th"))
    return len(cells) >= 4 and max(len(squeezed(cell)) for cell in cells) <= 120


def keep_first_post(tree: html.HtmlElement) -> None:
    """Of the contributions to a forum, leave the first, which is what the others answer."""
    seen: set[tuple[html.HtmlElement, str, str]] = set()
    for element in list(tree.iter("div", "li", "article", "tr", "section")):
        kind = element.get("class") or ""
        if not POST.search(kind) or element.getparent() is None or len(squeezed(element)) <= 40:
            continue
        place = (element.getparent(), element.tag, kind)
        if place in seen:
            element.drop_tree()
        seen.add(place)


# --- what the page says about its article -----------------------------------------------------------------------------

class Facts:
    """What a page's head and JSON-LD say; each method returns a value and where it came from, or why it is missing."""

    def __init__(self, tree: html.HtmlElement, url: str | None) -> None:
        self.address = url
        self.meta: dict[str, str] = {}
        for element in tree.iter("meta"):
            name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
            content = " ".join((element.get("content") or "").split())
            if name and content:
                self.meta.setdefault(name, content)
        self.data = article_data(tree)
        self.headings = list(islice((text for h in tree.iter("h1", "h2", "h3") if (h.tag == "h1" or HEADLINE.search(names_of(h)))
                                     and (text := " ".join(h.text_content().split())[:LONGEST_TITLE])), MOST_HEADINGS))
        self.head_title = " ".join((tree.findtext(".//title") or "").split())
        self.canonical = next((e.get("href") for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split()), None)
        self.times = [e.get("datetime") or e.text_content() for e in tree.iter("time")
                      if e.get("pubdate") is not None or "datepublished" in (e.get("itemprop") or "").lower()]
        self.html_language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        body = self.data.get("articleBody")
        self.article_body = body if isinstance(body, str) else ""

    def title(self) -> tuple[str | None, str]:
        """The headline as the article prints it, else as it is announced, without the site's name."""
        announced = ((words(self.data.get("headline")), "JSON-LD"), (self.meta.get("og:title"), "OpenGraph"),
                     (self.head_title, "title tag"))
        stated = [(self.without_site(text[:LONGEST_TITLE]), origin) for text, origin in announced if text]
        printed = [h for h in self.headings if any(are_one_headline(folded(h), folded(text)) for text, _ in stated)]
        others = [h for h in self.headings if h != self.outlet()[0] and not any(folded(h) in folded(text) for text, _ in stated)]
        if printed or len(others) == 1:
            return max(printed or others, key=len), "heading"
        return stated[0] if stated else (None, "not stated: the page has no headline")

    def without_site(self, text: str) -> str:
        """A page's title without the name of the site behind or before it."""
        outlet = self.outlet()[0]
        cut = site_suffix(text.translate(PLAIN), [folded(h).rstrip(" .:") for h in self.headings], outlet)
        if cut is not None:
            text = text[:cut]
        head, bar, rest = text.partition(" | ")
        return rest if bar and outlet and folded(head) == folded(outlet) else text

    def outlet(self) -> tuple[str | None, str]:
        publisher = self.data.get("publisher")
        for entry in publisher if isinstance(publisher, list) else [publisher]:
            name = words(entry.get("name")) if isinstance(entry, dict) else words(entry)
            if name:
                return name, "JSON-LD"
        for key, origin in (("og:site_name", "OpenGraph"), ("application-name", "meta")):
            if self.meta.get(key):
                return self.meta[key], origin
        address = self.url()[0]
        host = (urlsplit(address).hostname or "").removeprefix("www.") if address else ""
        return None, "not stated: the page names none" + (f"; its address is on {host}" if host else "")

    def published(self) -> tuple[date | None, str]:
        address = self.url()[0]
        stated = [(day, origin) for value, origin in (
            (words(self.data.get("datePublished")), "JSON-LD"), (next((self.meta[k] for k in META_DATES if k in self.meta), None), "meta"),
            (next(iter(self.times), None), "time tag"), (address and date_in_url(address), "url")) if (day := day_of(value))]
        if not stated:
            return None, "not stated: the page gives no date of publication"
        day, origin = stated[0]
        others = "; ".join(f"{by} says {other}" for other, by in stated[1:] if other != day)
        return day, f"{origin} ({others})" if others else origin

    def authors(self) -> tuple[tuple[str, ...], str]:
        listed = self.data.get("author")
        names = [words(a.get("name")) if isinstance(a, dict) else words(a) for a in (listed if isinstance(listed, list) else [listed])]
        for found, origin in ((names, "JSON-LD"), ([self.meta.get("author"), self.meta.get("article:author")], "meta")):
            people = tuple(dict.fromkeys(re.sub(r"(?i)^by ", "", n) for n in found if n and "://" not in n and "@" not in n))
            if people:
                return people[:1] if origin == "meta" else people, origin
        return (), "not stated: the page's data name no author"

    def url(self) -> tuple[str | None, str]:
        main = self.data.get("mainEntityOfPage")
        for value, origin in ((self.canonical, "link tag"), (self.meta.get("og:url"), "OpenGraph"),
                              (main.get("@id") if isinstance(main, dict) else main, "JSON-LD"), (self.data.get("url"), "JSON-LD")):
            address = web_address(value, self.address)
            if address:
                return address, origin
        return (self.address, "given") if self.address else (None, "not stated: the page does not give its address")

    def language(self) -> tuple[str | None, str]:
        for value, origin in ((self.html_language, "html tag"), (words(self.data.get("inLanguage")), "JSON-LD"),
                              (self.meta.get("og:locale"), "OpenGraph"), (self.meta.get("content-language"), "meta")):
            if value and re.match(r"[A-Za-z]{2,3}\b|[A-Za-z]{2}_", value):
                return re.split(r"[-_]", value)[0].lower(), origin
        return None, "not stated: the page does not name its language"


def article_data(tree: html.HtmlElement) -> dict[str, object]:
    """Return what JSON-LD says of the page's article; nothing where it is missing or damaged."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting = deque([json.loads(script.text or "", strict=False)])
        except (ValueError, RecursionError):
            continue
        while waiting:
            item = waiting.popleft()
            if isinstance(item, list):
                waiting.extend(item)
            elif isinstance(item, dict):
                kinds = item.get("@type")
                named = [k for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)]
                if any(k.endswith(("Article", "Posting", "Report")) for k in named):
                    return item
                waiting.extend(v for k, v in item.items() if k in ("@graph", "mainEntity"))
    return {}


def words(value: object) -> str | None:
    """A string of JSON-LD without tags and entities; None for anything else and for blanks."""
    if not isinstance(value, str):
        return None
    return " ".join(unescape(re.sub(r"<[^<>]*>|\0", "", value)).encode("utf-8", "ignore").decode().split()) or None


def are_one_headline(one: str, other: str) -> bool:
    """Whether one of two folded texts holds the other and little else; the name of a site in a page's title is less."""
    short, long = sorted((one, other), key=len)
    return short in long and 2 * len(short) > len(long)


def folded(text: str) -> str:
    return " ".join(text.translate(PLAIN).split()).casefold()


def day_of(value: object) -> date | None:
    """Return the day of a date or a time stamp, as its own time zone has it."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    found = re.match(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)", value)
    try:
        return date(*map(int, found.groups())) if found else date_in(value)
    except ValueError:
        return None


def web_address(value: object, base: str | None) -> str | None:
    """Return an absolute http or https address, None for anything else."""
    try:
        address = urljoin(base or "", value.strip()) if isinstance(value, str) else ""
        return address if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname else None
    except ValueError:
        return None
