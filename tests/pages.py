"""Invented pages and texts in the shapes in which articles come: what stands in the report is known for each.

Everything is drawn from a numbered random source, so that the same pages come out each time. The words are ours; no real
person, outlet or event is meant.
"""
from __future__ import annotations

import json
import random
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

PEOPLE = [f"{first} {last}" for first, last in zip(
    "Marta Ivo Helen Tomas Ruth Omar Lena Pavel Grace Nils Amina Carl Judith Marek Sofia Dan".split(),
    "Keller Brandt Osei Novak Lindqvist Haddad Moreau Petrov Adeyemi Berg Rahman Weiss Stone Kowal Duarte Fisher".split(), strict=True)]
PLACES = "Northfield Ashby Port Lorne Wexley Millbrook Castra Dunmore Eastvale".replace("Port Lorne", "Port_Lorne").split()
BODIES = ["the city council", "the transport ministry", "the water board", "the regional court", "the central bank", "the harbour authority",
          "the teachers' union", "the health service", "the electoral commission", "the farmers' league"]
JOBS = ["mayor", "spokeswoman for the ministry", "head of the inquiry", "opposition leader", "union secretary", "chief engineer", "local farmer",
        "professor of economics at Wexley University", "deputy governor", "company director"]
THINGS = ["the new bridge", "the budget", "the rail link", "the wage deal", "the flood barrier", "the hospital plan", "the fishing quota",
          "the school merger", "the rent law", "the ferry contract"]
OUTLETS = ["The Ashby Courier", "Northfield Post", "Wexley Herald", "Dunmore Daily", "Castra Tribune", "Eastvale Observer"]
MONTHS = ["January", "March", "May", "June", "September", "November"]
FACTS = [
    "{Body} voted {n} to {m} on {day} to delay {thing} by at least {k} months.",
    "Work on {thing} began in {year} and has cost {money} million so far, almost twice the sum first planned.",
    "The decision came after {k} hours of debate in {place}, where several hundred residents had gathered outside the building.",
    "{Body} did not respond to requests for comment.",
    "Unemployment in {place} fell to {n}.{k} percent last month, the lowest level since {year}.",
    "A report published by {body} in {month} found that {n} of {nn} inspected sites did not meet the rules.",
    "Three people were treated for minor injuries, and the road between {place} and {place2} stayed closed until {day} evening.",
    "The court is expected to rule on the appeal before the end of {month}.",
    "It was the {k}th time in {m} years that {thing} had been put off.",
    "Prices rose by {n} percent over the year, while wages grew by only {k} percent, according to figures from {body}.",
    "Turnout was {nn} percent, down from {nnn} percent at the last election.",
    "Under the plan, households in {place} would pay about {n} crowns more a month from {month}.",
    "Critics of {thing} say that it favours large companies and leaves small firms with the bill.",
    "No arrests were made.",
    "The ministry has until {day} to publish the contract.",
]
QUOTES = [
    "“We have waited long enough for {thing}, and people here are tired of promises,” said {person}, the {job}.",
    "“This is not the end of the matter,” {last} told reporters in {place}. “We will read every page before we sign.”",
    "{person}, a {job}, said the numbers “do not add up” and called for a new study of {thing}.",
    "Asked whether {body} would appeal, {last} said: “No. We accept the ruling, although we regret it.”",
    "“I lost {k} days of work because of it,” said {person}, who lives near {place}.",
    "{last} denied that money had changed hands, saying that {body} had checked every invoice.",
    "“Nobody told us anything,” {last} added.",
]
TEASERS = [
    "{place} prepares for its largest market in {k} years", "How {body} lost the trust of its own members",
    "A walker found a message in a bottle that had been at sea for {nn} years.", "Police search for owner of {k} runaway goats in {place}",
    "{Body} promised free parking in {place}, but drivers are still waiting for it.", "Five questions about {thing}, answered",
    "Readers in {place} told us what they would change first.", "Storm warning lifted along the coast",
]
REMARKS = [
    "I drive past {place} every morning and nothing has changed in {k} years. They should be ashamed of what they did to {thing}.",
    "My cousin works for {body} and she says the figures in this piece are far too kind. The real sum is nearer {money} million.",
    "Great reporting as always! I wrote to {body} about this in {month} and they never answered me.",
    "Why does nobody mention that {last} promised the opposite in {year}? Some of us remember what was said at the time.",
]
PLEAS = [
    "Sign up for our morning newsletter and never miss a story from {place}.", "Get the day's headlines delivered to your inbox every weekday.",
    "Subscribe now for unlimited access to our journalism.",
]
COOKIES = ["We and our partners use cookies to give you the best experience on this site. You can change your settings at any time.",
           "By clicking accept you agree to the storing of cookies on your device."]
CREDITS = ["Getty Images", "Reuters", "AP", "AFP"]


@dataclass(frozen=True)
class Sample:
    """A page or text: `report` is what belongs to the article, headline first, and `noise` sentences that do not."""

    name: str
    kind: str
    raw: bytes
    report: tuple[str, ...]
    noise: tuple[str, ...]
    is_page: bool
    outlet: str
    published: str  # ISO date
    author: str
    headline: str


@dataclass(frozen=True)
class Piece:
    """Something between headline and end: `kind` is p, h2, li, quote, tweet, figure, related, pull, table, box, aside or note."""

    kind: str
    text: str

    @property
    def is_report(self) -> bool:
        return self.kind in ("p", "h2", "li", "quote", "tweet")


class Story:
    """One invented article and everything that a site puts around it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.used: set[str] = set()
        r = self.random
        self.people = r.sample(PEOPLE, 5)
        self.outlet = OUTLETS[seed % len(OUTLETS)]
        self.place, self.thing = r.choice(PLACES).replace("_", " "), r.choice(THINGS)
        self.author = self.people[0]
        self.day, self.month, self.year = r.randint(1, 28), r.choice(MONTHS), r.randint(2015, 2024)
        self.host = self.outlet.lower().replace("the ", "").replace(" ", "") + ".example"
        self.headline = self.fill(r.choice(["{Body} delays {thing} again as costs rise", "{last} calls for inquiry into {thing}",
                                            "Court halts {thing} after complaint from {place}", "{place} votes on {thing}: what happens now"]))
        self.standfirst = self.fill(r.choice(["Residents of {place} say that they were not asked, while {body} points to the cost",
                                              "The vote follows {k} weeks of argument over who pays for {thing}"]))
        self.caption = self.fill(r.choice(["{person} speaks to supporters in {place} on {month} {k}", "Workers stand beside {thing} in {place}"]))
        self.credit = f"{r.choice(PEOPLE)}/{r.choice(CREDITS)}"
        self.bio = f"{self.author} is a reporter for {self.outlet}. " + self.fill("Previously she covered courts and crime in {place2}.")
        self.teasers = [self.fill(t) for t in r.sample(TEASERS, 5)]
        self.remarks = [self.fill(t) for t in r.sample(REMARKS, 3)]
        self.plea = self.fill(r.choice(PLEAS))
        self.cookies = r.choice(COOKIES)

    @property
    def iso(self) -> str:
        number = {"January": 1, "March": 3, "May": 5, "June": 6, "September": 9, "November": 11}[self.month]
        return f"{self.year}-{number:02}-{self.day:02}"

    @property
    def url(self) -> str:
        return f"https://www.{self.host}/{self.iso.replace('-', '/')}/story-{self.day}.html"

    def fill(self, template: str) -> str:
        r = self.random
        body = r.choice(BODIES)
        person = r.choice(self.people[1:])
        place, place2 = r.sample([p.replace("_", " ") for p in PLACES], 2)
        text = template.format(
            body=body, Body=body[0].upper() + body[1:], thing=self.thing if hasattr(self, "thing") and r.random() < .6 else r.choice(THINGS),
            person=person, last=person.split()[1], job=r.choice(JOBS), place=place, place2=place2, day=r.choice(["Monday", "Tuesday", "Friday"]),
            month=r.choice(MONTHS), year=r.randint(1998, 2014), n=r.randint(11, 29), m=r.randint(3, 9), k=r.randint(2, 9),
            nn=r.randint(40, 59), nnn=r.randint(60, 79), money=r.randint(12, 480))
        return text[0].upper() + text[1:]

    def paragraph(self, most: int = 3) -> str:
        """One to `most` sentences, none of which another paragraph of the story holds."""
        wanted = self.random.randint(1, most)
        sentences: list[str] = []
        while len(sentences) < wanted:
            sentence = self.fill(self.random.choice(FACTS if self.random.random() < .6 else QUOTES))
            if sentence not in self.used:
                self.used.add(sentence)
                sentences.append(sentence)
        return " ".join(sentences)

    def paragraphs(self, count: int, most: int = 3) -> list[Piece]:
        return [Piece("p", self.paragraph(most)) for _ in range(count)]

    def with_extras(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces with what sites put between paragraphs; some of it is report and some is not."""
        r = self.random
        extras = [Piece("related", f"Related: {self.teasers[0]}"), Piece("figure", f"{self.fill('{person} visits {place} in {month}')}.|{self.credit}"),
                  Piece("box", self.plea), Piece("pull", self.fill("“People here are tired of promises made in {place}”"))]
        if r.random() < .5:
            extras.append(Piece("quote", self.fill("“We regret the delay to {thing} and will repay every crown that was spent on it without leave.”")))
        if r.random() < .4:
            extras.append(Piece("tweet", self.fill("I will vote against {thing} tonight, and I hope that others do so too.")))
        if r.random() < .4:
            extras.append(Piece("table", self.fill("{place}|{n}|{nn}|{place2}|{k}|{nnn}")))
        if r.random() < .5:
            extras.append(Piece("note", self.fill("Correction: An earlier version of this article misstated the year of the vote. It was {year}.")))
        out = list(pieces)
        for extra in r.sample(extras, min(len(extras), 3)):
            at = len(out) if extra.kind == "note" else r.randint(2, max(len(out) - 1, 2))
            out.insert(at, extra)
        return out

    def data(self, **more: object) -> str:
        """JSON-LD of the article."""
        return json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": self.headline, "datePublished": f"{self.iso}T08:30:00+01:00",
                           "author": [{"@type": "Person", "name": self.author}], "publisher": {"@type": "Organization", "name": self.outlet}} | more)

    def metas(self, dated: bool = True) -> str:
        return (f'<meta charset="utf-8"><title>{escape(self.headline)} | {escape(self.outlet)}</title>'
                f'<meta property="og:title" content="{escape(self.headline)}"><meta property="og:site_name" content="{escape(self.outlet)}">'
                + (f'<meta property="article:published_time" content="{self.iso}T08:30:00Z"><meta name="author" content="{self.author}">' if dated else "")
                + f'<link rel="canonical" href="{self.url}">')


def html_of(piece: Piece, tag: str = "p") -> str:
    """One piece in the mark-up that most sites use."""
    text = escape(piece.text, quote=False)
    if piece.kind == "p":
        return f"<{tag}>{text}</{tag}>"
    if piece.kind == "h2":
        return f"<h2>{text}</h2>"
    if piece.kind == "li":
        return f"<ul><li>{text}</li></ul>"
    if piece.kind == "quote":
        return f"<blockquote><p>{text}</p></blockquote>"
    if piece.kind == "tweet":
        return f'<blockquote class="twitter-tweet"><p>{text}</p></blockquote>'
    if piece.kind == "figure":
        caption, credit = text.split("|")
        return f'<figure><img src="a.jpg" alt="{caption}"><figcaption>{caption} <span class="credit">({credit})</span></figcaption></figure>'
    if piece.kind == "related":
        return f'<p><strong>Related:</strong> <a href="/x">{text.removeprefix("Related: ")}</a></p>'
    if piece.kind == "pull":
        return f'<aside class="pullquote">{text}</aside>'
    if piece.kind == "table":
        cells = text.split("|")
        rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in cells[n:n + 3]) + "</tr>" for n in (0, 3))
        return f"<table><tr><th>Town</th><th>Sites</th><th>Share</th></tr>{rows}</table>"
    if piece.kind == "box":
        return f'<div class="newsletter-signup"><h3>Stay informed</h3><p>{text}</p><form><input type="email"><button>Sign up</button></form></div>'
    return f"<p><em>{text}</em></p>"


def inner(pieces: list[Piece], tag: str = "p") -> str:
    return "\n".join(html_of(piece, tag) for piece in pieces)


def chrome(story: Story, main: str, head: str = "", end: str = "") -> str:
    """A page around its main part: navigation, cookie banner, lists of other articles, foot."""
    teasers = "".join(f'<li><a href="/{n}"><h4>{escape(t)}</h4></a><p>{escape(story.teasers[(n + 1) % 5])}</p></li>' for n, t in enumerate(story.teasers))
    return (f'<!DOCTYPE html><html lang="en"><head>{story.metas()}{head}</head><body class="single has-sidebar newsletter-on">'
            f'<div id="cookie-banner"><p>{story.cookies}</p><button>Accept</button></div>'
            f'<header class="site-header"><a href="/">{escape(story.outlet)}</a><nav><ul><li><a href="/w">World</a></li><li><a href="/p">Politics</a></li></ul></nav></header>'
            f'{main}<aside class="sidebar"><h3>Most read</h3><ol>{teasers}</ol></aside>{end}'
            f'<footer><p>© {story.year} {escape(story.outlet)}. All rights reserved.</p><p>Write to our readers\' editor if you have a question about our work.</p></footer></body></html>')


def talk(story: Story, tag: str = "div") -> str:
    remarks = "".join(f'<{tag} class="comment"><b>reader{n}</b><p>{escape(t)}</p><p>{escape(t.upper()[:20].lower())} I am not surprised at all by this.</p></{tag}>'
                      for n, t in enumerate(story.remarks * 2))
    return f'<section id="comments" class="comments-area"><h3>6 comments</h3>{remarks}</section>'


Made = tuple[str, list[Piece], bool]  # the page, its pieces, whether the standfirst is printed


def wordpress(s: Story) -> Made:
    pieces = s.with_extras(s.paragraphs(9))
    main = (f'<div id="content"><main><article class="post type-post"><header class="entry-header"><h1 class="entry-title">{escape(s.headline)}</h1>'
            f'<div class="entry-meta">By <a href="/a">{s.author}</a> <time datetime="{s.iso}">{s.month} {s.day}, {s.year}</time></div></header>'
            f'<div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">{s.caption}. {s.credit}</p></div>'
            f'<div class="entry-content">{inner(pieces)}<div class="sharedaddy"><h3>Share this:</h3><ul><li>Facebook</li><li>Twitter</li></ul></div></div>'
            f'<footer class="entry-footer">Filed under: <a href="/t">Politics</a></footer></article>'
            f'<div class="author-bio"><p>{s.bio}</p></div>{talk(s)}</main></div>')
    return chrome(s, main, f'<script type="application/ld+json">{s.data()}</script>'), pieces, False


def amp(s: Story) -> Made:
    pieces = s.with_extras(s.paragraphs(7))
    main = (f'<article class="amp-wp-article"><header><h1>{escape(s.headline)}</h1><p class="standfirst">{s.standfirst}</p>'
            f'<p class="byline">By {s.author}</p></header>'
            f'<figure><amp-img src="a.jpg"></amp-img><figcaption>{s.caption} ({s.credit})</figcaption></figure>'
            f'<amp-ad></amp-ad><div class="article-body">{inner(pieces)}</div><amp-social-share type="x"></amp-social-share></article>')
    return chrome(s, main, f'<script type="application/ld+json">{json.dumps({"@graph": [json.loads(s.data())]})}</script>'), pieces, True


def div_soup(s: Story) -> Made:
    pieces = s.with_extras(s.paragraphs(10))
    main = (f'<div class="wrap"><div class="col-8"><div class="hd"><h1>{escape(s.headline)}</h1><div class="sub">{s.standfirst}</div>'
            f'<div class="by">By {s.author}, {s.outlet}</div><div class="dt">{s.month} {s.day}, {s.year}</div></div>'
            f'<div class="img"><img src="a.jpg"><div class="cap">{s.caption}. (Photo by {s.credit})</div></div>'
            f'<div class="txt">{inner(pieces, "div")}</div><div class="share-links"><a href="#">Share on Facebook</a> <a href="#">Tweet</a></div></div>'
            f'<div class="related-stories"><h3>More on this story</h3><p>{escape(s.teasers[1])}</p><p>{escape(s.teasers[2])}</p></div></div>')
    return chrome(s, main, end=talk(s)), pieces, True


def next_js(s: Story) -> Made:
    pieces = s.with_extras(s.paragraphs(8))
    main = (f'<div id="__next"><main><div class="css-1a2b3c"><h1 class="css-9z8y">{escape(s.headline)}</h1><p class="css-77a">{s.standfirst}</p>'
            f'<div class="css-11b"><span>By {s.author}</span><span>Updated {s.month} {s.day}, {s.year}</span></div>'
            f'<div data-testid="body" class="css-5c5">{inner(pieces)}</div></div>'
            f'<section class="css-4d4 recirc"><h2>Recommended</h2><p>{escape(s.teasers[0])}</p><p>{escape(s.teasers[3])}</p></section></main></div>'
            f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"story": s.headline}})}</script>')
    return chrome(s, main, f'<script type="application/ld+json">{s.data(articleSection="News")}</script>', talk(s)), pieces, True


def old_tables(s: Story) -> Made:
    pieces = s.paragraphs(8)
    body = "".join(f"<p><font face=arial size=2>{escape(p.text, quote=False)}</font>\n" for p in pieces)
    return (f'<html><head><title>{escape(s.outlet)} - {escape(s.headline)}</title></head><body bgcolor=white><table width=760><tr><td colspan=3>'
            f'<a href="/">Home</a> | <a href="/n">News</a> | <a href="/s">Sport</a></td></tr><tr><td width=140 valign=top><a href="/1">{escape(s.teasers[0])}</a><br>'
            f'<a href="/2">{escape(s.teasers[1])}</a></td><td valign=top><h1>{escape(s.headline)}</h1><font size=1>{s.month} {s.day}, {s.year}</font>{body}'
            f'<p><font size=1>Copyright {s.year} {escape(s.outlet)}. All rights reserved.</font></td><td width=160><b>Also in the news</b><br>'
            f'<a href="/3">{escape(s.teasers[2])}</a><br>{s.plea}</td></tr></table></body></html>'), pieces, False


def microdata(s: Story) -> Made:
    pieces = s.with_extras(s.paragraphs(8))
    main = (f'<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">{escape(s.headline)}</h1>'
            f'<h2 itemprop="description">{s.standfirst}</h2><span itemprop="author">{s.author}</span> '
            f'<time itemprop="datePublished" datetime="{s.iso}">{s.day} {s.month} {s.year}</time>'
            f'<div class="social-bar">Share Tweet Email</div><div itemprop="articleBody">{inner(pieces)}</div>'
            f'<div class="tags">Tags: <a href="/t">{s.place}</a>, <a href="/u">Council</a></div></div>')
    return chrome(s, main, end=talk(s, "li")), pieces, True


def line_breaks(s: Story) -> Made:
    pieces = s.paragraphs(9)
    body = "<br><br>\n".join(escape(p.text, quote=False) for p in pieces)
    main = (f'<div id="story"><h1>{escape(s.headline)}</h1><div class="story-meta">{s.author} | {s.month} {s.day}, {s.year}</div>'
            f'<div class="story-text"><div class="photo"><img src="a.jpg"><br><i>{s.caption}. Photo: {s.credit}</i></div>{body}<br><br></div>'
            f'<div class="print-share">Print | Email | Share</div></div>')
    return chrome(s, main), pieces, False


def stub(s: Story) -> Made:
    pieces = s.paragraphs(2, 2)
    main = (f'<article><h1>{escape(s.headline)}</h1><p class="dek">{s.standfirst}</p><div class="byline">By {s.author}</div><div class="body">{inner(pieces)}</div>'
            f'<div class="paywall-prompt"><h3>Keep reading for one crown a week</h3><p>{s.plea}</p><p>Already a subscriber? Log in</p></div></article>')
    return chrome(s, main, f'<script type="application/ld+json">{s.data(isAccessibleForFree=False)}</script>'), pieces, True


def live_blog(s: Story) -> Made:
    pieces: list[Piece] = []
    entries = []
    for n in range(5):
        mine = [Piece("h2", s.fill("{last} speaks in {place} about {thing}")), *s.paragraphs(2)]
        pieces += mine
        entries.append(f'<div class="live-entry" id="e{n}"><time datetime="{s.iso}T1{n}:05">1{n}:05</time><span class="ago">{n + 1}h ago</span>{inner(mine)}'
                       f'<div class="share-tools"><a href="#">Copy link</a><a href="#">Share</a></div></div>')
    main = (f'<main><h1>{escape(s.headline)}</h1><p class="summary">{s.standfirst}</p><div class="key-events"><h2>Key events</h2><ul><li>{escape(s.teasers[0])}</li>'
            f'<li>{escape(s.teasers[1])}</li></ul></div><div class="live-feed"><div class="live-controls">Newest first Oldest first Auto update</div>{"".join(entries)}</div></main>')
    return chrome(s, main, f'<script type="application/ld+json">{s.data(**{"@type": "LiveBlogPosting"})}</script>'), pieces, True


def listicle(s: Story) -> Made:
    pieces = s.paragraphs(1)
    for n in range(1, 6):
        pieces += [Piece("h2", s.fill(f"{n}. " + "A day out in {place}")), *s.paragraphs(1), Piece("li", s.fill("Tickets for the tour of {place} cost {n} crowns.")),
                   Piece("figure", f"{s.fill('A view of {place}')}.|{s.credit}")]
    main = f'<article><h1>{escape(s.headline)}</h1><div class="post-content">{inner(pieces)}</div></article><div class="taboola">{escape(s.teasers[2])}</div>'
    return chrome(s, main), pieces, False


def wire_copy(s: Story) -> Made:
    pieces = s.paragraphs(9, 2)
    text = "\n\n".join(f"{s.place.upper()} (Reuters) - {p.text}" if n == 0 else p.text for n, p in enumerate(pieces))
    return f"{s.headline}\n\nBy {s.author}\n\n{s.month} {s.day}, {s.year}\n\n{text}\n\n(Reporting by {s.author}; Editing by {s.people[1]})\n", pieces, False


def forum(s: Story) -> Made:
    pieces = s.paragraphs(4)
    replies = "".join(f'<div class="post"><div class="post-author">user{n}</div><div class="post-body"><p>{escape(t)}</p></div></div>' for n, t in enumerate(s.remarks))
    main = (f'<div class="thread"><h1>{escape(s.headline)}</h1><div class="post"><div class="post-author">{s.author}</div><div class="post-body">{inner(pieces)}</div></div>'
            f'{replies}</div>')
    return chrome(s, main), pieces, False


def press_release(s: Story) -> Made:
    pieces = [*s.paragraphs(6), Piece("li", s.fill("{n} new jobs in {place} by {month}")), Piece("li", s.fill("{money} million crowns for {thing}")), *s.paragraphs(2)]
    main = (f'<main id="main"><section class="release"><p class="release-date">{s.month} {s.day}, {s.year}</p><h1>{escape(s.headline)}</h1><h2 class="subtitle">{s.standfirst}</h2>'
            f'<div class="release-body">{inner(pieces)}</div><div class="contact-box"><p>Media contact: {s.author}, press@{s.host}</p></div></section></main>')
    return chrome(s, main), pieces, True


def opinion(s: Story) -> Made:
    pieces = s.with_extras(s.paragraphs(9, 4))
    main = (f'<article class="opinion"><div class="kicker">Opinion</div><h1>{escape(s.headline)}</h1><div class="author-name">{s.author}</div><div class="content__body">{inner(pieces)}'
            f'<p><em>{s.author} is a columnist for {s.outlet}.</em></p></div></article><div class="more-from"><h3>More from Opinion</h3><p>{escape(s.teasers[4])}</p></div>')
    return chrome(s, main, f'<script type="application/ld+json">{s.data(**{"@type": ["OpinionNewsArticle"]})}</script>', talk(s)), pieces, False


def explainer(s: Story) -> Made:
    pieces: list[Piece] = s.paragraphs(2)
    for question in ("What was decided?", "Who pays for {thing}?", "What happens next?"):
        pieces += [Piece("h2", s.fill(question)), *s.paragraphs(3)]
    pieces = s.with_extras(pieces)
    main = (f'<article><header><h1>{escape(s.headline)}</h1><p class="lede">{s.standfirst}</p></header><section name="articleBody">{inner(pieces)}</section></article>'
            f'<section class="read-more"><h2>Read more</h2><p>{escape(s.teasers[0])}</p></section>')
    return chrome(s, main, f'<script type="application/ld+json">{s.data()}</script>'), pieces, True


def hashed(s: Story) -> Made:
    """No class says what a part is, and paragraphs stand in wrappers of their own."""
    pieces = s.paragraphs(9)
    body = "".join(f'<div class="c{n}"><p>{escape(p.text, quote=False)}</p></div>' for n, p in enumerate(pieces))
    cards = "".join(f'<div class="x9"><a href="/{n}"><h3>{escape(t)}</h3></a></div>' for n, t in enumerate(s.teasers))
    main = (f'<div class="a1"><div class="a2"><h1>{escape(s.headline)}</h1><div class="a3">By {s.author}</div><div class="a4">{s.month} {s.day}, {s.year}</div></div>'
            f'<div class="a5"><div class="a6"><img src="a.jpg"><span>{s.caption}. ({s.credit})</span></div>{body}'
            f'<div class="z1"><ul><li><a href="/1">{escape(s.teasers[0])}</a></li><li><a href="/2">{escape(s.teasers[1])}</a></li></ul></div></div>'
            f'<div class="z2"><h2>More stories</h2>{cards}</div></div>')
    return chrome(s, main), pieces, False


def bold_subheads(s: Story) -> Made:
    """Subheads in bold, links in the sentences, an inline list of links, class names that only seem to be furniture."""
    pieces: list[Piece] = []
    markup = ""
    for n in range(4):
        mine = s.paragraphs(3)
        head = Piece("h2", s.fill("The case of {thing}"))
        pieces += [*mine[:1], head, *mine[1:]]
        linked = re.sub(r"\b(the [a-z]+ [a-z]+)\b", r'<a href="/k">\1</a>', escape(mine[1].text, quote=False), count=1)
        markup += f"<p>{escape(mine[0].text, quote=False)}</p><p><strong>{head.text}</strong></p><p>{linked}</p><p>{escape(mine[2].text, quote=False)}</p>"
        if n == 1:
            markup += f'<ul><li><a href="/1">{escape(s.teasers[0])}</a></li><li><a href="/2">{escape(s.teasers[1])}</a></li></ul>'
    main = (f'<main class="page-with-sidebar"><article class="story comments-open"><h1>{escape(s.headline)}</h1>'
            f'<div class="body has-newsletter no-ads">{markup}<p>Follow {s.outlet} on Facebook and Twitter.</p></div></article></main>')
    return chrome(s, main, f'<script type="application/ld+json">{s.data()}</script>', talk(s)), pieces, False


def in_sections(s: Story) -> Made:
    """The report in several parts with advertisements between them, other reports printed whole under it."""
    pieces = s.paragraphs(9)
    parts = "".join(f'<section class="part">{inner(pieces[n:n + 3])}</section><div class="ad-slot">Advertisement</div>' for n in (0, 3, 6))
    other = "".join(f'<div class="card"><h3><a href="/o">{escape(t)}</a></h3><p>{escape(t)}</p></div>' for t in s.teasers)
    main = (f'<main><article><h1>{escape(s.headline)}</h1><p class="subheadline">{s.standfirst}</p><div class="avatar"><img src="b.jpg">{s.author}</div>{parts}'
            f'<p class="about">{s.bio}</p></article><section class="next"><h2>Up next</h2>{other}</section></main>')
    return chrome(s, main), pieces, True


def brief(s: Story) -> Made:
    pieces = s.paragraphs(1, 2)
    main = f'<article><h1>{escape(s.headline)}</h1><div class="meta">{s.month} {s.day}, {s.year}</div><div class="text">{inner(pieces)}</div></article>'
    return chrome(s, main), pieces, False


def paste(s: Story) -> Made:
    pieces = s.paragraphs(9)
    lines = ["News / Politics", s.headline, s.standfirst, f"By {s.author}", f"{s.month} {s.day}, {s.year}", f"{s.caption}. ({s.credit})", *(p.text for p in pieces[:4]),
             f"Related article: {s.teasers[0]}", *(p.text for p in pieces[4:]), s.bio, "Share this article", "also read", *s.teasers[:3], "Leave a Reply",
             "Your email address will not be published. Required fields are marked *"]
    return "\n\n".join(lines), pieces, True


def hard_wrapped(s: Story) -> Made:
    pieces = s.paragraphs(7)
    body = "\n\n".join("\n".join(textwrap.wrap(p.text, 72)) for p in pieces)
    return f"{s.headline}\n\nBy {s.author}\n\n{body}\n\n© {s.year} {s.outlet}. All rights reserved.\n", pieces, False


def component_blocks(s: Story) -> Made:
    """Every paragraph in two wrappers, pictures and links between them in wrappers of their own."""
    pieces = s.paragraphs(10, 2)
    parts = []
    for n, piece in enumerate(pieces):
        parts.append(f'<div data-component="text-block" class="q-11r1-RichTextWrapper"><div class="q-7uxr-RichText"><p class="q-1q0x-Paragraph">{escape(piece.text, quote=False)}</p></div></div>')
        if n == 2:
            parts.append(f'<div data-component="image-block" class="q-x-Wrapper"><span>a</span><p class="q-cap-Caption">Image source, {s.credit}</p><p>Image caption, {s.caption}</p></div>')
        if n == 5:
            parts.append(f'<div data-component="links-block"><ul><li><a href="/x">{escape(s.teasers[0])}</a></li><li><a href="/y">{escape(s.teasers[1])}</a></li></ul></div>')
    tops = "".join(f"<div><h3><a href=/t>{escape(t)}</a></h3></div>" for t in s.teasers)
    main = (f'<main><article class="q-pv1-ArticleWrapper"><header><h1>{escape(s.headline)}</h1><div data-component="byline-block"><div class="TextContributorName">By {s.author}</div></div>'
            f'<time>2 hours ago</time></header>{"".join(parts)}<section data-component="tag-list"><h2>Related Topics</h2><ul><li><a>{s.place}</a></li></ul></section></article></main>'
            f'<div data-component="features"><h2>Top Stories</h2>{tops}</div>')
    return chrome(s, main), pieces, False


def columns(s: Story) -> Made:
    """The report in columns with pictures and advertisements between them, and notes of the printed edition under it."""
    pieces = s.paragraphs(9)
    parts = "".join(f'<div class="css-s99 StoryBodyCompanionColumn"><div class="css-53u">{inner(pieces[n:n + 3])}</div><aside class="css-ew4"></aside></div>'
                    f'<div class="css-79e"><figure>x<figcaption><span>{s.caption}</span><span>Credit...{s.credit}</span></figcaption></figure></div>'
                    f'<div><div id="story-ad-{n}-wrapper" class="css-ad">Advertisement<a href="#after">SKIP ADVERTISEMENT</a></div></div>' for n in (0, 3, 6))
    main = (f'<main><article id="story" class="css-1vx"><header class="css-1"><div><h1>{escape(s.headline)}</h1></div><p id="article-summary" class="css-w6y">{s.standfirst}</p>'
            f'<div><div>Share full article</div></div><div class="css-4an"><p class="css-4an">By <span>{s.author}</span></p></div><time>{s.month} {s.day}, {s.year}</time></header>'
            f'<section name="articleBody">{parts}</section><div class="bottom-of-article"><p>{s.author} reported from {s.place}.</p>'
            f'<p>A version of this article appears in print on , Section A, Page 4 of the edition. Order Reprints</p></div></article>'
            f'<section id="related"><h2>More in Politics</h2><ol><li><article><h3>{escape(s.teasers[0])}</h3><p>{escape(s.teasers[2])}</p></article></li></ol></section></main>')
    return chrome(s, main, f'<script type="application/ld+json">{s.data()}</script>'), pieces, True


def broadcaster(s: Story) -> Made:
    """A video above the report, links in capitals and calls to get the app inside it."""
    pieces = s.paragraphs(10, 2)
    between = {2: f'<p><a href="/x"><strong>{escape(s.teasers[0].upper())}</strong></a></p>',
               4: f'<div class="image-ct inline"><div class="m"><img></div><div class="info"><p>{s.caption} <span>({s.credit})</span></p></div></div>',
               7: f'<p><a href="/app"><u>CLICK HERE TO GET THE {s.outlet.upper()} APP</u></a></p>'}
    body = "".join(html_of(p) + between.get(n, "") for n, p in enumerate(pieces))
    main = (f'<main class="main-content"><article class="article-wrap"><header class="article-header"><div class="eyebrow"><a>Politics</a></div><h1 class="headline">{escape(s.headline)}</h1>'
            f'<h2 class="sub-headline">{s.standfirst}</h2><div class="author-byline">By {s.author} {s.outlet}</div><div class="article-date">Published <time>{s.month} {s.day}, {s.year} 8:03am EST</time></div></header>'
            f'<div class="article-content"><div class="article-body"><div class="featured featured-video"><h4 class="title">Now playing</h4><p>{escape(s.teasers[3])}</p></div>{body}'
            f'<p><i>{s.author} is a politics reporter for {s.outlet}.</i></p></div></div></article></main>')
    return chrome(s, main), pieces, True


def agency_site(s: Story) -> Made:
    """Copy with a dateline, credits and standards after it."""
    pieces = s.paragraphs(8)
    lead = f"{s.place.upper()}, {s.month[:3]} {s.day} (Reuters) - "
    body = "".join(f'<p data-testid="paragraph-{n}" class="text__1FZL text__dark">{lead if n == 0 else ""}{escape(p.text, quote=False)}</p>' for n, p in enumerate(pieces))
    main = (f'<main><article class="article__container"><div class="article-header__x"><h1>{escape(s.headline)}</h1><div class="info"><div>By <a>{s.author}</a></div>'
            f'<time><span>{s.month} {s.day}, {s.year}</span><span>3:14 PM UTC</span><span>Updated 2 hours ago</span></time></div></div><div class="article-body__17Y">{body}'
            f'<p class="text__x">Reporting by {s.author}; Editing by {s.people[1]}</p><p>Our Standards: <a>The Example Principles.</a></p>'
            f'<div class="author-bio__x"><p>{s.bio}</p></div></div></article><div class="read-next__x"><h2>Read Next</h2><p>{escape(s.teasers[0])}</p></div></main>')
    return chrome(s, main), pieces, False


def blog(s: Story) -> Made:
    """The site's name as first heading, the headline as third, comments in a list of definitions."""
    pieces = s.paragraphs(7)
    body = "<br /><br />".join(escape(p.text, quote=False) for p in pieces)
    remarks = "".join(f"<dt class='comment-author'>user{n} said...</dt><dd class='comment-body'><p>{escape(t)}</p></dd>" for n, t in enumerate(s.remarks))
    return (f"<html><head><title>{s.outlet}: {escape(s.headline)}</title></head><body><div id='outer-wrapper'><div id='header-wrapper'><h1 class='title'>{s.outlet}</h1></div>"
            f"<div id='main-wrapper'><div class='blog-posts'><h2 class='date-header'>{s.month} {s.day}, {s.year}</h2><div class='post hentry'>"
            f"<h3 class='post-title entry-title'><a href='/x'>{escape(s.headline)}</a></h3><div class='post-body entry-content'>{body}<div style='clear: both;'></div></div>"
            f"<div class='post-footer'>Posted by {s.author} at 3:14 PM</div></div><div class='comments' id='comments'><h4>3 comments:</h4><dl>{remarks}</dl></div></div></div>"
            f"<div id='sidebar-wrapper'><div class='widget'><h2>About Me</h2><p>{s.bio}</p></div><div class='widget'><h2>Archive</h2><ul><li>{escape(s.teasers[0])}</li></ul></div></div>"
            f"</div></body></html>"), pieces, False


def cable_news(s: Story) -> Made:
    """A dateline in a paragraph of its own, related articles inside the report, two elements called main."""
    pieces = s.paragraphs(11, 2)
    box = (f'<div class="related-content related-content--article"><a><p class="related-content__headline">Related article</p><span>{escape(s.teasers[0])}</span></a></div>'
           f'<div class="image"><div class="image__caption attribution"><span>{s.caption}.</span></div><figcaption class="image__credit">{s.credit}</figcaption></div>')
    body = "".join(f'<p class="paragraph inline-placeholder" data-component-name="paragraph">{escape(p.text, quote=False)}</p>{box if n == 3 else ""}' for n, p in enumerate(pieces))
    main = (f'<section class="layout__wrapper layout-with-rail__wrapper"><section class="layout__main layout-with-rail__main"><article class="article" role="main"><div class="headline__wrapper">'
            f'<h1 class="headline__text">{escape(s.headline)}</h1></div><div class="headline__footer"><div class="byline"><div class="byline__names">By <span>{s.author}</span>, {s.outlet}</div></div>'
            f'<div class="timestamp">Published 3:14 PM EST, {s.month} {s.day}, {s.year}</div></div><main class="article__main"><div class="article__content"><p class="paragraph">{s.place} {s.outlet} —</p>'
            f'{body}<p class="paragraph"><em>This story has been updated with additional information.</em></p><p class="paragraph"><em>{s.people[1]} and {s.people[2]} contributed to this report.</em></p>'
            f'</div></main></article></section><section class="layout__rail layout-with-rail__rail"><h2>More from Politics</h2><span>{escape(s.teasers[2])}</span><p>{escape(s.teasers[3])}</p></section></section>')
    return chrome(s, main), pieces, False


KINDS: dict[str, Callable[[Story], Made]] = {
    "WordPress": wordpress, "AMP": amp, "div soup": div_soup, "Next.js": next_js, "old tables": old_tables, "microdata": microdata,
    "line breaks": line_breaks, "paywalled stub": stub, "live blog": live_blog, "listicle": listicle, "wire copy": wire_copy, "forum": forum,
    "hashed classes": hashed, "bold subheads": bold_subheads, "sections": in_sections, "press release": press_release, "opinion": opinion, "explainer": explainer, "brief": brief, "component blocks": component_blocks, "columns": columns, "broadcaster": broadcaster,
    "agency's site": agency_site, "blog": blog, "cable news": cable_news, "paste": paste, "hard-wrapped": hard_wrapped,
}


def samples(each: int = 3) -> Iterator[Sample]:
    """Yield so many pages or texts of each kind."""
    for number, (kind, make) in enumerate(KINDS.items()):
        for turn in range(each):
            s = Story(100 * number + turn)
            raw, pieces, with_standfirst = make(s)
            report = (s.headline, *([s.standfirst] if with_standfirst else []), *(p.text for p in pieces if p.is_report))
            noise = (*s.teasers, *s.remarks, s.plea, s.cookies, s.bio.split(". ")[1], *(p.text.split("|")[0] for p in pieces if not p.is_report))
            together = " ".join(report)
            yield Sample(f"{kind} {turn + 1}", kind, raw.encode(), report, tuple(n for n in noise if n not in together), raw.startswith("<"), s.outlet,
                         s.iso, s.author, s.headline)
