"""What is read from a saved page: the report alone, and what the page says about it; scored on the invented pages of pages.py."""
from __future__ import annotations

import json
from datetime import date

import pytest

from benchmarks.pages import kgraph_report, score
from kgraph.errors import InputError
from kgraph.ingest import label
from kgraph.ingest.page import LARGEST_PAGE, Page, is_page, read_page
from kgraph.model import Section
from tests.pages import Sample, samples

SAMPLES = list(samples())
PAGES = [sample for sample in SAMPLES if sample.is_page]
BODY = ("<p>The council voted on Monday to delay the bridge by a year, and the mayor said that the money was not there.</p>"
        "<p>Nobody from the water board came to the meeting, which lasted until midnight and ended without a second vote.</p>")


def page(body: str = BODY, head: str = "", title: str = "Council delays bridge") -> Page:
    return read_page(f"<html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>".encode())


def data(**fields: object) -> str:
    """A head with JSON-LD of an article."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


# --- the report -------------------------------------------------------------------------------------------------------

def test_the_report_and_little_else_is_read_from_pages_of_every_kind() -> None:
    precision, recall = score(kgraph_report, SAMPLES)
    assert len(SAMPLES) >= 48
    assert precision >= 0.97
    assert recall >= 0.97
    for kind in {sample.kind for sample in SAMPLES}:
        precision, recall = score(kgraph_report, [sample for sample in SAMPLES if sample.kind == kind])
        assert min(precision, recall) >= 0.9, kind


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_no_sentence_of_the_sites_own_is_taken_for_report(sample: Sample) -> None:
    report = " ".join(kgraph_report(sample).split())
    assert [sentence for sentence in sample.noise if sentence in report] == []


@pytest.mark.parametrize("sample", PAGES, ids=lambda sample: sample.name)
def test_headline_outlet_date_and_address_are_found_on_every_kind_of_page(sample: Sample) -> None:
    read = read_page(sample.raw)
    assert read.title == sample.headline
    assert read.text.startswith(f"{sample.headline}\n\n")
    assert label(read.text, read.outlet)[0].section is Section.HEADLINE
    if sample.kind not in ("old tables", "blog"):  # whose heads say nothing
        assert (read.outlet, str(read.published), read.language) == (sample.outlet, sample.published, "en")
        assert read.authors == (sample.author,)
        assert read.url is not None
        assert read.url.startswith("https://www.")


def test_paragraphs_that_say_the_same_are_all_kept() -> None:
    said = "<p>“We will vote again on Monday, and on every Monday after it until they listen,” she said.</p>"
    assert page(BODY + said + "<p>He left at noon and would not be drawn on what the others had told him about it.</p>" + said).text.count("vote again") == 2


def test_a_caption_that_its_markup_does_not_give_away_is_labelled() -> None:
    read = page(f"<p>The mayor speaks at the bridge. (Jane Doe/Reuters)</p>{BODY}")
    sections = {read.text[s.start:s.end]: s.section for s in label(read.text)}
    assert sections.get("The mayor speaks at the bridge.", Section.CAPTION) is Section.CAPTION


def test_class_names_that_say_how_a_page_is_set_cost_no_text() -> None:
    inside = "".join(f'<div class="has-sidebar comments-open">{BODY.replace("Monday", day)}</div>' for day in ("Monday", "Tuesday", "Friday"))
    assert all(day in page(inside).text for day in ("Monday", "Tuesday", "Friday"))


def test_a_day_marked_as_time_inside_a_sentence_stays() -> None:
    assert "voted on Monday to" in page(BODY.replace("Monday", "<time>Monday</time>")).text


def test_a_word_of_a_sentence_stays_whatever_its_class() -> None:
    marked = BODY.replace("The council", '<span class="dateline">ASHBY (Reuters) —</span> The <a class="promo-link" href="/c">council</a>', 1)
    assert "ASHBY (Reuters) — The council voted" in page(marked).text


def test_a_section_of_a_paper_called_comment_is_no_comment_section() -> None:
    assert "midnight" in page(f'<div class="section-comment">{BODY}</div>').text


def test_hidden_text_is_no_report() -> None:
    hidden = "<p style='display: none'>The mayor was arrested on Friday at his home, the police said in a short statement.</p>"
    assert "arrested" not in page(BODY + hidden).text


def test_where_no_report_is_found_the_body_in_the_pages_data_is_read() -> None:
    head = data(headline="Council delays bridge", articleBody="The council voted.\nNobody &amp; no one spoke.")
    read = read_page(f"<html><head>{head}</head><body><nav>Home</nav></body></html>".encode())
    assert read.text == "Council delays bridge\n\nThe council voted.\n\nNobody & no one spoke."


# --- what the page says of itself -------------------------------------------------------------------------------------

def test_the_pages_data_come_before_its_meta_tags_and_a_conflict_is_told() -> None:
    read = page(head=data(datePublished="2020-11-09T23:30:00-05:00", publisher={"name": "Daily Example"})
                + '<meta property="article:published_time" content="2020-11-10"><meta property="og:site_name" content="Example Online">'
                + '<link rel="canonical" href="https://e.example/2020/11/11/a">')
    assert (read.published, read.outlet) == (date(2020, 11, 9), "Daily Example")
    assert read.origins["published"] == "JSON-LD (meta says 2020-11-10; url says 2020-11-11)"


@pytest.mark.parametrize(("head", "day", "origin"), [
    ('<meta property="article:published_time" content="2020-11-09T08:00Z">', date(2020, 11, 9), "meta"),
    ('<meta name="pubdate" content="November 9, 2020">', date(2020, 11, 9), "meta"),
    ('<meta name="date" content="09/11/2020">', None, "not stated: the page gives no date of publication"),
    ('<link rel="canonical" href="https://e.example/2020/11/09/a">', date(2020, 11, 9), "url"),
    (data(datePublished="2020-13-45"), None, "not stated: the page gives no date of publication"),
])
def test_the_date_is_read_where_it_is_clear(head: str, day: date | None, origin: str) -> None:
    read = page(head=head)
    assert (read.published, read.origins["published"]) == (day, origin)


def test_a_host_is_a_hint_and_never_the_outlet() -> None:
    read = page(head='<link rel="canonical" href="https://www.daily.example/a">')
    assert read.outlet is None
    assert read.origins["outlet"] == "not stated: the page names none; its address is on daily.example"


@pytest.mark.parametrize("title", ["Council delays bridge | Daily Example", "Daily Example | Council delays bridge", "Council delays bridge - Daily Example"])
def test_the_name_of_the_site_is_no_part_of_the_headline(title: str) -> None:
    head = f'<title>{title}</title><meta property="og:site_name" content="Daily Example">'
    read = read_page(f"<html><head>{head}</head><body><article>{BODY}</article></body></html>".encode())
    assert (read.title, read.origins["title"]) == ("Council delays bridge", "title tag")


def test_odd_values_in_the_pages_data_are_passed_over() -> None:
    odd = data(headline=["x"], author=5, publisher=[1, {"name": 3}], mainEntityOfPage=7, datePublished=3, articleBody={}, inLanguage="?")
    read = page(head=odd + '<script type="application/ld+json">{"@type": </script><script type="application/ld+json">' + "[" * 100_000 + "</script>")
    assert (read.title, read.outlet, read.published, read.authors, read.url, read.language) == ("Council delays bridge", None, None, (), None, None)
    assert set(read.origins) == {"title", "outlet", "published", "authors", "url", "language"}


# --- pages that mean harm or are broken -------------------------------------------------------------------------------

HEAVY = {
    "nested tags": "<div>" * 100_000 + BODY,
    "attributes": "<p " + " ".join(f"a{n}='x'" for n in range(200_000)) + ">" + BODY,
    "attributes that hold tags' ends": "<p " + " ".join(f"a{n}='>'" for n in range(200_000)) + ">" + BODY,
    "open tags": "<a " * 200_000 + BODY,
    "posts": "".join(f"<div class='post a{n}'>" + "word " * 10 + "</div>" for n in range(10_000)),
}


@pytest.mark.parametrize("kind", HEAVY)
def test_a_page_made_to_choke_a_parser_does_not(kind: str) -> None:
    try:
        found = page(HEAVY[kind]).text
    except InputError as error:
        found = error.reason
    assert found == "extract_none" or found.startswith("Council delays bridge")


def test_entities_of_the_page_itself_are_never_resolved() -> None:
    harm = ('<!DOCTYPE html [<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
            f"<html><body><article><h1>Council delays bridge</h1>{BODY}<p>It is &file; and &b; that were named in the long report.</p></article>")
    read = read_page(harm.encode())
    assert "root:" not in read.text
    assert "lol" not in read.text


@pytest.mark.parametrize(("raw", "reason"), [
    (b"", "empty_text"), (b"<html>\0\0\0\0", "binary"), (b"<html>" + b"x" * LARGEST_PAGE, "too_large"),
    (b"<html><body><nav>Home</nav></body></html>", "extract_none"), (b"<html><body> </body></html>", "extract_none"),
    ("<p>“Nobody” came — it’s “over”".encode() * 3 + b"\xff", "encoding"),
])
def test_a_page_that_cannot_be_used_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        read_page(raw)
    assert caught.value.reason == reason
    assert "\n" not in str(caught.value)


def test_a_stray_nul_costs_nothing() -> None:
    raw = PAGES[0].raw
    assert read_page(raw.replace(b"<p>", b"<p>\0", 1)) == read_page(raw)


@pytest.mark.parametrize(("encoding", "named"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "windows-1252")])
def test_a_page_is_read_in_whatever_encoding_it_is(encoding: str, named: str) -> None:
    raw = f"<html><head><meta charset='iso-8859-1'></head><body><article><h1>Council “delays” bridge</h1>{BODY}</article></body></html>".encode(encoding)
    read = read_page(raw)
    assert (read.title, read.encoding) == ("Council “delays” bridge", named)


@pytest.mark.parametrize(("content", "answer"), [
    (b"\xef\xbb\xbf<!doctype html><p>x", True), ("\n<!-- x --><html>", True), (b"<?xml version='1.0'?><html>", True), ("<html>".encode("utf-16"), True),
    (b"The <html> tag", False), (b"<rss><channel>", False), (b"<3 from Ashby", False), (b"", False),
])
def test_pages_are_told_from_text_by_how_they_start(content: bytes | str, answer: bool) -> None:
    assert is_page(content) is answer
