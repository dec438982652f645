"""The page, opened in a browser: what a reader sees and how to get about."""
from __future__ import annotations

import base64
import csv
import dataclasses
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import networkx
import pytest

from benchmarks.view import crowd
from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    DifferenceKind,
    Fact,
    Modality,
    OriginKind,
    Polarity,
    Problem,
    Relation,
    RenderingForm,
    Section,
    SharedOrigin,
    Verdict,
    evidence_of,
)
from kgraph.view import render_html, to_pyvis
from kgraph.view.data import TELLING, within
from kgraph.wording import WordingKind
from tests.browser import INK
from tests.builders import entity_id, make_claim, make_document, make_graph
from tests.page_story import SEEDS, data_of, fact_with, flat, story

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    import kgraph
    from tests.browser import Tabs, Visit

pytest_plugins = ("tests.browser",)


@pytest.fixture(scope="module")
def graph() -> ClaimGraph:
    return story()


@pytest.fixture(scope="module")
def html(graph: ClaimGraph) -> str:
    return render_html(graph, "What five outlets report")


@pytest.fixture(scope="module")
def full(graph: ClaimGraph) -> str:
    return render_html(graph, "What five outlets report", full_text=True)


@pytest.fixture(scope="module")
def seen(chromium: Browser, full: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """The story with its articles, opened once, for tests that only turn to other parts of it; nothing may complain up to the end."""
    from tests.browser import Tabs

    tabs = Tabs(chromium, tmp_path_factory.mktemp("story"))
    made = tabs(full)
    yield made
    assert (made.requests, made.complaints, made.violations) == ([], [], [])
    tabs.close()


# What it asks of the network and of the browser


def test_page_asks_for_nothing_and_complains_about_nothing(visit: Tabs, html: str, graph: ClaimGraph) -> None:
    seen = visit(html)
    for hash_ in ("#by=Firstpost", "#not=Press+TV&reach=several", "#kind=duration", "#q=choice&view=statements", "#sort=-who"):
        seen.turn(hash_)
    for fact in graph.facts[:10]:
        seen.turn(f"#f={fact.id}")
    assert (seen.requests, seen.complaints, seen.violations) == ([], [], [])
    addresses = re.findall(r"(?:src|href)=[\"']?(https?:[^\"' >]+)", html.split('<script type="application/json"')[0])
    assert addresses == []


def test_pinned_vis_network_is_the_one_in_the_wheel() -> None:
    script = (files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js").read_bytes()
    assert hashlib.sha256(script).hexdigest() == "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"


# What a reader finds


def test_map_is_drawn(visit: Tabs, html: str) -> None:
    share, width, height = visit(html).page.evaluate(INK)
    assert share > 0.03 and width >= 300 and height >= 200


BOXES = """() => {
  const network = document.getElementById('map').network;
  return network.body.nodeIndices.map((id) => {
    const box = network.getBoundingBox(id), margin = network.body.nodes[id].options.shapeProperties.borderRadius;
    return [box.left + margin, box.top + margin, box.right - margin, box.bottom - margin];
  });
}"""


UNDER = """() => {
  const network = document.getElementById('map').network, canvas = document.querySelector('#map canvas').getBoundingClientRect();
  return network.body.nodeIndices.filter((id) => {
    const at = network.canvasToDOM(network.getPosition(id));
    return document.elementFromPoint(canvas.left + at.x, canvas.top + at.y)?.tagName !== 'CANVAS';
  }).length;
}"""


def covering(boxes: list[list[float]]) -> list[tuple[list[float], list[float]]]:
    """The pairs of boxes [left, top, right, bottom] that cover each other by more than a pixel."""
    return [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1:]
            if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1]


def long_names(seed: int) -> ClaimGraph:
    """A story of some fifty names that are as long as titles with names are."""
    random = Random(seed)
    names = [" ".join("".join(random.choices("ba co du fe gi ha jo le mi no".split(), k=random.randint(2, 5))).capitalize()
                      for _ in range(random.randint(1, 4))) for _ in range(45)]
    names = list(dict.fromkeys(names))
    pairs = [(names[i], names[random.randrange(max(1, min(i, 6)))]) for i in range(1, len(names))]
    article = make_document("a.txt", "Head\n" + "\n".join(f"{a} met {b}." for a, b in pairs), "A")
    return make_graph([article], [[make_claim(article, f"{a} met {b}", a, "met", b)] for a, b in pairs])


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1440, 900), (1920, 1080), (700, 900)])
def test_names_of_the_map_are_all_readable(visit: Tabs, seed_graph: kgraph.Graph, width: int, height: int) -> None:
    seen = visit(render_html(seed_graph.content), width=width, height=height)
    seen.page.locator("#map").scroll_into_view_if_needed()
    boxes = seen.page.evaluate(BOXES)
    assert len(boxes) >= 8 and not covering(boxes)
    assert seen.page.evaluate(UNDER) == 0
    assert seen.page.evaluate("() => document.getElementById('map').network.getScale()") == 1
    wide, high = seen.page.evaluate("() => [document.getElementById('map').clientWidth, document.getElementById('map').clientHeight]")
    assert wide >= 300 and high >= 200


@pytest.mark.parametrize(("seed", "width", "height"), [(2, 900, 900), (9, 1600, 900), (24, 1280, 700)])
def test_long_names_of_the_map_make_way_for_each_other(visit: Tabs, seed: int, width: int, height: int) -> None:
    boxes = visit(render_html(long_names(seed)), width=width, height=height).page.evaluate(BOXES)
    assert len(boxes) >= 5 and not covering(boxes)


def test_boxes_of_the_map_cover_neither_each_other_nor_the_edge(visit: Tabs, html: str) -> None:
    seen = visit(html)
    boxes = seen.page.evaluate(BOXES)
    size = seen.page.evaluate("() => [document.getElementById('map').clientWidth, document.getElementById('map').clientHeight]")
    assert not covering(boxes)
    assert all(-size[0] / 2 <= left and right <= size[0] / 2 and -size[1] / 2 <= top and bottom <= size[1] / 2
               for left, top, right, bottom in boxes)


def test_every_fact_and_claim_is_in_a_table_and_the_counts_agree(visit: Tabs) -> None:
    many = crowd(230)
    page = render_html(many)
    seen = visit(page)
    lima = {f.id for f in many.facts if "The Lima Post" in f.outlets}
    assert len(seen.texts("#statements tr[data-fact]")) == 100
    for hash_, passing in (("", {f.id for f in many.facts}), ("by=The+Lima+Post", lima),
                           ("by=The+Lima+Post&reach=one", {f.id for f in many.facts if f.outlets == ("The Lima Post",)}),
                           ("not=The+Lima+Post", {f.id for f in many.facts} - lima)):
        seen.turn(f"#{hash_}")
        assert set(seen.rows()) == passing
        shown = f"{len(passing)} of 230 statements" if hash_ else "230 statements"
        assert seen.texts("#status")[0].startswith(shown)
        count = re.search(r"(?:of|All) (\d+) matching statement", seen.texts("#caption")[0])
        assert count and int(count[1]) == len(passing)
        edges, nodes = seen.page.evaluate("() => [document.getElementById('map').network.body.edgeIndices.length, "
                                          "document.getElementById('map').network.body.nodeIndices.length]")
        assert 0 < edges <= min(120, len(passing)) and nodes <= 60
    seen.turn("#view=claims")
    assert sorted(seen.rows()) == sorted(c.id for c in many.claims) == sorted(c["id"] for c in data_of(page)["claims"])


def test_quotes_and_marks_are_the_words_of_the_article(seen: Visit, graph: ClaimGraph) -> None:
    texts = {d.id: (SEEDS / d.id).read_text("utf-8") for d in graph.documents}
    for fact in graph.facts:
        seen.turn(f"#f={fact.id}")
        shown = seen.page.evaluate("""() => Array.from(document.querySelectorAll('#panel .claim'), (article) => ({
          id: article.dataset.claim, quote: article.querySelector('blockquote').textContent, all: article.textContent,
          marks: Array.from(article.querySelectorAll('mark'), (mark) => [mark.className, mark.textContent])}))""")
        assert {s["id"] for s in shown} == {c.id for c in fact.claims}
        for part in shown:
            claim = graph.claim_by_id[part["id"]]
            evidence = claim.evidence
            assert part["quote"] == texts[evidence.document][evidence.start:evidence.end]
            for letter, piece in (("s", claim.subject), ("r", claim.relation), ("o", claim.object)):
                if piece and evidence.start <= piece.start and piece.end <= evidence.end:
                    marked = "".join(text for letters, text in part["marks"] if letter in letters.split())
                    assert marked == texts[evidence.document][piece.start:piece.end]
            article = graph.document_by_id[evidence.document]
            assert article.published
            for word in (evidence.outlet, article.title, article.id, f"{evidence.start}–{evidence.end}", f"{article.published.day} November 2020"):
                assert word in part["all"]


def test_every_claim_of_a_build_is_shown_with_its_words(visit: Tabs, seed_graph: kgraph.Graph) -> None:
    graph = seed_graph.content
    texts = {d.id: (SEEDS / d.id).read_text("utf-8").removeprefix("\ufeff") for d in graph.documents}
    seen = visit(render_html(graph, full_text=True), width=390, height=600)  # a small map is drawn quickly
    for fact in graph.facts:
        seen.turn(f"#{fact.id}")
        shown = seen.page.evaluate("""() => Array.from(document.querySelectorAll('#panel .claim'),
          (article) => [article.dataset.claim, article.querySelector('blockquote').textContent])""")
        assert sorted(shown) == sorted([c.id, texts[c.evidence.document][c.evidence.start:c.evidence.end]] for c in fact.claims)
    for document in graph.documents:
        seen.turn(f"#view=articles&a={document.id}")
        assert seen.texts("#articles .text") == [document.text]
    assert (seen.requests, seen.complaints, seen.violations) == ([], [], [])


def test_offsets_hold_after_emoji_and_gaps_are_shown_as_gaps(visit: Tabs) -> None:
    text = "Head\n🙂🙃 “Ana, said 👩‍👩‍👧 sources, met Bo𝒷” on Monday."
    article = make_document("a.txt", text, "A")
    parts = [(text.index("Ana"), text.index(",")), (text.index("met"), text.index("”"))]

    def words(of: str) -> tuple[int, int]:
        return text.index(of), text.index(of) + len(of)

    claim = Claim("c-1", Argument("Ana", *words("Ana"), ArgumentKind.PHRASE, "Ana"), Relation("meet", "met", *words("met")),
                  Argument("Bo𝒷", *words("Bo𝒷"), ArgumentKind.PHRASE, "Bo𝒷"), evidence_of(article, parts, Section.BODY))
    seen = visit(render_html(make_graph([article], [[claim]])), "#f-1")
    assert seen.texts(".claim blockquote") == ["Ana, said 👩‍👩‍👧 sources, met Bo𝒷"]
    assert seen.texts(".claim mark") == ["Ana", "met", "Bo𝒷"]
    assert seen.texts(".claim .g") == [", said 👩‍👩‍👧 sources, "]


def test_difference_shows_both_quotes_side_by_side(visit: Tabs, graph: ClaimGraph, html: str) -> None:
    seen = visit(html, "#view=differences")
    card = seen.page.locator(".card", has_text="How soon Putin congratulated Trump")
    variants = card.locator(".variant")
    assert [v.locator("mark.v").inner_text() for v in variants.all()] == ["less than 12 hours", "within roughly an hour"]
    assert [v.locator(".outlet").inner_text() for v in variants.all()] == ["The Moscow Times", "Firstpost"]
    left, right = (v.bounding_box() for v in variants.all())
    assert left and right and left["y"] == right["y"] and left["x"] < right["x"]
    assert "“within roughly an hour” lies inside “less than 12 hours”: both can hold." in card.inner_text()
    card.get_by_role("button").click()
    for outlet, value in (("The Moscow Times", "less than 12 hours"), ("Firstpost", "within roughly an hour")):
        assert seen.page.locator("#panel .claim", has_text=outlet).locator("mark.v").inner_text() == value
    seen.turn("#d-1")
    assert seen.texts("#panel .given h3.value") == ["less than 12 hours", "within roughly an hour"]


def test_difference_opens_all_its_quotes_and_only_its_own_values_are_marked(seen: Visit, graph: ClaimGraph) -> None:
    for difference in graph.differences:
        seen.turn(f"#{difference.id}")
        shown = seen.page.locator("#panel .claim").evaluate_all("(all) => all.map((c) => c.dataset.claim)")
        assert shown == [c for v in difference.variants for c in v.claims]
        assert seen.page.locator("#panel .claim").evaluate_all("""(all) => all.map((claim) => Array.from(claim.querySelectorAll('mark.v'),
          (mark) => mark.textContent).join(''))""") == [v.value for v in difference.variants]


def test_conflicts_come_first_and_every_kind_of_difference_has_its_place(html: str) -> None:
    assert [d["kind"] for d in data_of(html)["differences"]] == ["polarity", "duration", "condition"]
    assert set(TELLING) == set(DifferenceKind)


def test_page_gives_no_verdict(html: str) -> None:
    shown = html[html.index("<body>"):html.index('<script type="application/json"')]
    template = "".join(p.read_text("utf-8") for p in (files("kgraph.view") / "template").iterdir() if p.name.endswith(".js"))
    assert not re.search(r"omitted by|contradict|\bliar|\blying", shown + template, re.IGNORECASE)


def test_absent_outlets_are_those_without_a_claim(seen: Visit, graph: ClaimGraph) -> None:
    for fact in graph.facts:
        seen.turn(f"#f={fact.id}")
        assert seen.texts(".absent .outlet") == sorted(set(graph.outlets) - set(fact.outlets))
        assert "may have missed it" in seen.texts(".absent")[0]


def test_origins_are_counted_apart_from_outlets(seen: Visit, graph: ClaimGraph) -> None:
    fact = fact_with(graph, "will show respect")
    seen.turn(f"#{fact.id}")
    assert "3 outlets, 1 origin" in seen.texts("#panel .reach")[0]
    assert seen.texts("#panel .origin") == [
        "One origin for Firstpost, Press TV, unknown (001_f1e186d78982f520.txt): they report one utterance of Dmitry Peskov"]


def test_every_kind_of_shared_origin_and_wording_has_its_words(visit: Tabs) -> None:
    articles = [make_document(f"{o}.txt", "Head\nAna met Bo.", o) for o in "AB"]
    claims = [dataclasses.replace(make_claim(a, "Ana met Bo", "Ana", "met", "Bo"), id=f"c-{a.id}") for a in articles]
    graph = make_graph(articles, [claims])
    reasons = tuple(SharedOrigin(kind, kind, "Wire", tuple(c.id for c in claims)) for kind in OriginKind)
    seen = visit(render_html(dataclasses.replace(graph, facts=(dataclasses.replace(graph.facts[0], origin_reasons=reasons),))),
                 f"#{graph.facts[0].id}")
    assert len({text.partition(": ")[2] for text in seen.texts(".origin")}) == len(OriginKind)
    script = (files("kgraph.view") / "template" / "base.js").read_text("utf-8")
    for kinds, name in ((WordingKind, "WORDING"), (RenderingForm, "FORM"), (Verdict, "VERDICT")):
        table = script[script.index(f"const {name} = "):].partition("}")[0]
        assert all(re.search(rf"\b{kind}\b\"?:", table) for kind in kinds), name


def test_utterance_shows_each_wording_as_printed_with_what_differs_marked(seen: Visit, graph: ClaimGraph) -> None:
    seen.turn("#view=utterances")
    assert "3 outlets, 3 wordings" in seen.texts(".utterance .kicker")[0] and seen.texts(".utterance h2") == ["Said by Dmitry Peskov"]
    printed = seen.page.evaluate("""() => Array.from(document.querySelectorAll('.wordings blockquote'), (quote) =>
      [Array.from(quote.querySelectorAll('ins'), (e) => e.textContent), Array.from(quote.querySelectorAll('del'), (e) => e.textContent),
       Array.from(quote.childNodes, (n) => n.nodeName === 'DEL' ? '' : n.textContent).join('')])""")
    assert [p[2] for p in printed] == [
        "he will show respect for any choice of the American people",
        "he will show respect for whatever choice the American people makes", "he will respect the choice of the American people"]
    assert printed[1][:2] == [["whatever", "makes"], ["any", "of"]]
    assert printed[2][:2] == [["the"], ["show", "for any"]]
    seen.page.get_by_role("button", name="read").first.click()
    seen.page.locator("#panel.open .claim.on").wait_for()
    ways = seen.page.locator("#panel .claim.on").get_by_role("link", name="As 3 outlets render it")
    assert "u=u-1" in (ways.get_attribute("href") or "")


def test_judgements_of_people_are_told_with_both_sides_and_their_reason(seen: Visit, graph: ClaimGraph) -> None:
    soon = fact_with(graph, "roughly an hour")
    seen.turn(f"#{soon.id}")
    assert "Ana Weber says that this is the same as Firstpost: Putin congratulated him within roughly an hour: one telephone call" \
        in seen.texts("#panel .judged")[0]
    seen.turn(f"#{fact_with(graph, 'remains a projection').id}")
    assert "is not the same as" in seen.texts("#panel .judged")[0] and "a later judgement says otherwise" in seen.texts("#panel .judged")[0]
    seen.turn(f"#{fact_with(graph, 'recovering in').id}")
    assert seen.texts("#panel .judged") == []
    seen.turn(f"#e={entity_id('Joe Biden')}")
    assert "is unsure whether this is the same as Kamala Harris" in seen.texts("#about .judged")[0]


# The articles


def test_page_holds_the_articles_only_where_they_are_asked_for(html: str, full: str, graph: ClaimGraph, visit: Tabs) -> None:
    lines = [line for d in graph.documents for line in d.text.splitlines() if len(line) > 60 and line != d.title
             and not any(c.evidence.quote in line for c in graph.claims)]
    assert lines and all(json.dumps(line, ensure_ascii=False)[1:-1] not in html for line in lines)
    assert [d["text"] for d in data_of(full)["documents"]] == [d.text for d in graph.documents]
    assert not any("text" in d for d in data_of(html)["documents"])
    seen = visit(html, "#view=articles")
    assert seen.page.locator("#tab-articles").count() == 0 and seen.page.locator("#statements").is_visible()


def test_article_stands_as_it_is_with_claims_marked_in_place_and_the_rest_grey(seen: Visit, graph: ClaimGraph) -> None:
    for document in graph.documents:
        seen.turn(f"#view=articles&a={document.id}")
        assert seen.texts("#articles .text") == [document.text]
        linked = "".join(document.text[a:b] for a, b in covered(document.id, graph.claims))
        assert "".join(seen.texts("#articles a.at")) == linked
        assert "".join(seen.texts("#articles .scrap")[1:]) == "".join(
            document.text[s.start:s.end] for s in document.spans if not s.section.is_report)


def covered(document: str, claims: tuple[Claim, ...]) -> list[tuple[int, int]]:
    """The stretches of a document that some claim covers, joined where they touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for c in claims if c.evidence.document == document for span in c.evidence.spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def test_claim_and_its_place_in_the_article_are_one_click_apart(seen: Visit, graph: ClaimGraph) -> None:
    for claim in graph.claims:
        seen.turn(f"#{claim.id}")
        href = seen.page.locator(f"#panel .claim[data-claim={claim.id}]").get_by_role("link", name="In the article").get_attribute("href")
        seen.turn(href or "")
        assert "".join(seen.texts("#articles .at.on")) == claim.evidence.quote
        for letter, part in (("s", claim.subject), ("r", claim.relation), ("o", claim.object)):
            if part and claim.evidence.start <= part.start and part.end <= claim.evidence.end:
                words = "".join(seen.texts(f"#articles .text mark.{letter}"))
                assert words == graph.document_by_id[claim.evidence.document].text[part.start:part.end]
    seen.turn("#view=articles")
    link = seen.page.locator("#articles a.at").nth(1)
    words = link.inner_text()
    link.click()
    seen.page.locator("#panel.open .claim.on").wait_for()
    assert words in seen.texts("#panel .claim.on blockquote")[0]


def test_speakers_are_shown_from_the_nearest_outward(seen: Visit, graph: ClaimGraph) -> None:
    seen.turn(f"#{fact_with(graph, 'any choice of').id}")
    assert any(said.startswith("Said by Dmitry Peskov, by way of Interfaxplanned") for said in seen.texts(".said"))
    assert "“he” was read as Vladimir Putin" in seen.texts("#panel")[0]
    seen.turn(f"#f={fact_with(graph, 'remains a projection').id}")
    assert seen.texts(".said") == ["In the outlet’s own words"]


def test_details_name_the_outlets_that_print_them(seen: Visit, graph: ClaimGraph) -> None:
    seen.turn(f"#{fact_with(graph, 'roughly an hour').id}")
    words, outlets = seen.texts(".details dt"), seen.texts(".details dd")
    assert dict(zip(words, outlets, strict=True)) == {
        "how soon less than 12 hours after he was declared winner in 2016": "The Moscow Times",
        "how soon swiftly": "Press TV, unknown (001_f1e186d78982f520.txt)", "how soon within roughly an hour": "Firstpost"}


def test_line_of_a_shared_fact_has_no_detail_of_one_outlet_alone(graph: ClaimGraph, html: str) -> None:
    lines = {f["id"]: f for f in data_of(html)["facts"]}
    soon, alone = fact_with(graph, "roughly an hour"), fact_with(graph, "in a tweet")
    assert len(soon.outlets) == 4 and "tail" not in lines[soon.id]
    assert lines[alone.id]["tail"] == "in a tweet"


def test_line_of_a_fact_has_the_relation_of_most_of_its_claims(graph: ClaimGraph) -> None:
    moscow, agencies, press, first = fact_with(graph, "roughly an hour").claims
    line = data_of(render_html(make_graph(graph.documents, [[agencies, moscow, press, first]])))["facts"][0]
    assert (line["subject"], line["relation"], line["object"]) == ("Vladimir Putin", "congratulated", "Donald Trump")


def test_shared_fact_of_unequal_certainty_says_so() -> None:
    articles = [make_document(f"{o}.txt", "Head\nAna will meet Bo.", o) for o in "AB"]
    claims = [make_claim(articles[0], "Ana will meet Bo", "Ana", "will meet", "Bo", modality=Modality.PLANNED),
              make_claim(articles[1], "Ana will meet Bo", "Ana", "will meet", "Bo")]
    claims = [dataclasses.replace(c, id=f"{c.id}-{i}") for i, c in enumerate(claims)]
    assert data_of(render_html(make_graph(articles, [claims])))["facts"][0]["modality"] == "certainty varies"
    assert data_of(render_html(make_graph(articles, [claims[:1]])))["facts"][0]["modality"] == "planned"


# Filters


def said_by(fact: Fact) -> set[str]:
    return {s.label for c in fact.claims for s in c.speakers}


def published(graph: ClaimGraph, claim: Claim) -> str:
    return str(graph.document_by_id[claim.evidence.document].published)


def found_by(fact: Fact, words: str) -> bool:
    head = fact.head
    text = [head.subject.label, head.relation.text, head.object.label if head.object else "", *said_by(fact)]
    text += [q.text for q in head.qualifiers] + [c.evidence.quote for c in fact.claims]
    return all(word in flat(" ".join(text)) for word in flat(words).split())


FILTERS: dict[str, Callable[[ClaimGraph, Fact], bool]] = {
    "by=Firstpost": lambda g, f: "Firstpost" in f.outlets,
    "not=Press+TV": lambda g, f: "Press TV" not in f.outlets,
    "by=Firstpost&not=The+Moscow+Times": lambda g, f: "Firstpost" in f.outlets and "The Moscow Times" not in f.outlets,
    "reach=one": lambda g, f: len(f.outlets) == 1,
    "reach=several": lambda g, f: len(f.outlets) > 1,
    "kind=duration": lambda g, f: any(c.id in v.claims for c in f.claims for v in g.differences[0].variants),
    "who=Dmitry+Peskov": lambda g, f: "Dmitry Peskov" in said_by(f),
    "who=the+outlet+itself": lambda g, f: any(not c.speakers for c in f.claims),
    "says=negated": lambda g, f: f.head.polarity is Polarity.NEGATED,
    "says=affirmed": lambda g, f: f.head.polarity is Polarity.AFFIRMED,
    "since=2020-11-10": lambda g, f: any(published(g, c) >= "2020-11-10" for c in f.claims),
    "since=2020-11-09&until=2020-11-09": lambda g, f: any(published(g, c) == "2020-11-09" for c in f.claims),
    "until=2020-11-08&reach=several": lambda g, f: any(published(g, c) <= "2020-11-08" for c in f.claims) and len(f.outlets) > 1,
    "by=Firstpost&who=Dmitry+Peskov": lambda g, f: any(
        c.evidence.outlet == "Firstpost" and "Dmitry Peskov" in {s.label for s in c.speakers} for c in f.claims),
    "when=2020-11-08": lambda g, f: any(q.value == "2020-11-08" for c in f.claims for q in c.qualifiers),
    "when=2020": lambda g, f: any((q.value or "").startswith("2020") for c in f.claims for q in c.qualifiers),
    f"e={entity_id('Alexei Navalny')}": lambda g, f: f.head.subject.label == "Alexei Navalny",
    "q=OBRADOR": lambda g, f: found_by(f, "obrador"),
    "q=andres+lopez": lambda g, f: found_by(f, "Andrés López"),
    "q=2020+presidential+election": lambda g, f: found_by(f, "2020 presidential election"),
    "q=legal%C2%A0challenges": lambda g, f: found_by(f, "legal challenges"),
    "q=peskov+choice&reach=several": lambda g, f: found_by(f, "peskov choice") and len(f.outlets) > 1,
    "q=nowhere+to+be+found": lambda g, f: False,
}


@pytest.mark.parametrize("hash_", FILTERS)
def test_filter_keeps_what_a_plain_loop_keeps(seen: Visit, graph: ClaimGraph, hash_: str) -> None:
    seen.turn(f"#{hash_}&view=statements")
    wanted = {f.id for f in graph.facts if FILTERS[hash_](graph, f)}
    assert set(seen.rows()) == wanted
    assert seen.texts("#status")[0].startswith(f"{len(wanted)} of {len(graph.facts)} statements")


def test_exclusives_of_all_outlets_are_what_the_query_gives(seen: Visit, graph: ClaimGraph) -> None:
    import kgraph

    lone: set[str] = set()
    for outlet in graph.outlets:
        seen.turn(f"#reach=one&by={outlet.replace(' ', '+')}")
        rows = seen.rows()
        assert seen.texts("#statements .of") == ["1 of 5"] * len(rows)
        lone.update(rows)
    quotes = {row["quote"] for outlet in graph.outlets for row in kgraph.Graph(graph).only_reported_by(outlet) if not row["detail"]}
    assert quotes and {f.head.evidence.quote for f in graph.facts if f.id in lone} == quotes


def test_claims_of_a_filter_are_those_that_pass_it_themselves(seen: Visit, graph: ClaimGraph) -> None:
    seen.turn("#view=claims&by=Firstpost")
    assert set(seen.rows()) == {c.id for c in graph.claims if c.evidence.outlet == "Firstpost"}
    seen.turn("#view=claims&not=Firstpost")
    assert set(seen.rows()) == {c.id for f in graph.facts if "Firstpost" not in f.outlets for c in f.claims}


def test_search_takes_printed_no_break_spaces_for_spaces(graph: ClaimGraph) -> None:
    assert any("\u00a0" in c.evidence.quote for c in fact_with(graph, "lost").claims), "the seed has lost its blanks"
    assert found_by(fact_with(graph, "lost"), "2020 presidential election")


def test_typing_and_choosing_change_list_and_address(visit: Tabs, html: str) -> None:
    seen = visit(html)
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("Navalny")
    seen.page.locator("#tab-statements .n", has_text=re.compile("^3$")).wait_for()
    seen.page.get_by_label("Reported by").select_option("Firstpost")
    seen.page.locator("#tab-statements .n", has_text=re.compile("^0$")).wait_for()
    assert "q=Navalny" in seen.page.url and "by=Firstpost" in seen.page.url
    assert seen.texts("#caption") == ["Nothing to draw."]
    seen.page.get_by_role("button", name="Clear").click()
    seen.page.locator("#tab-statements .n", has_text=re.compile("^11$")).wait_for()
    assert (seen.complaints, seen.violations) == ([], [])


def test_columns_sort_both_ways(seen: Visit, graph: ClaimGraph) -> None:
    seen.turn("#")
    counts = {f.id: len(f.outlets) for f in graph.facts}
    for way, wanted in (("ascending", sorted(counts.values(), reverse=True)), ("descending", sorted(counts.values()))):
        seen.page.get_by_role("button", name="Outlets", exact=True).click()
        seen.page.locator(f"th.col-outlets[aria-sort={way}]").wait_for()
        assert [counts[id_] for id_ in seen.rows()] == wanted


# Getting about


EDGES = """() => {
  const network = document.getElementById('map').network, frame = document.querySelector('#map canvas').getBoundingClientRect();
  return network.body.edgeIndices.map((id) => {
    const point = network.body.edges[id].edgeType.getPoint(0.5), at = network.canvasToDOM(point);
    return {id, x: frame.left + at.x, y: frame.top + at.y, open: !network.getNodeAt(at) && network.getEdgeAt(at) === id};
  }).filter((edge) => edge.open);
}"""


def test_click_on_a_line_opens_its_quotes(visit: Tabs, html: str) -> None:
    seen = visit(html, width=1700, height=1000)
    order = [fact["id"] for fact in data_of(html)["facts"]]
    edges = seen.page.evaluate(EDGES)
    assert len(edges) >= 5
    for edge in edges[:5]:
        seen.page.mouse.click(edge["x"], edge["y"])
        seen.page.locator(f"#statements tr.on[data-fact={order[edge['id']]}]").wait_for(state="attached")
        assert seen.page.evaluate("() => document.activeElement.id") == "panel"
        assert seen.texts("#panel .claim")
        seen.page.keyboard.press("Escape")
        seen.page.locator("#panel:not(.open)").wait_for()


def test_click_on_a_name_shows_what_is_said_of_it(visit: Tabs, html: str) -> None:
    seen = visit(html)
    where = seen.page.evaluate("""() => {
      const network = document.getElementById('map').network, frame = document.querySelector('#map canvas').getBoundingClientRect();
      const id = network.body.nodeIndices.find((n) => network.body.nodes[n].options.label === 'Alexei Navalny');
      const at = network.canvasToDOM(network.getPosition(id));
      return [frame.left + at.x, frame.top + at.y];
    }""")
    seen.page.mouse.click(*where)
    seen.page.locator("#about", has_text="Only statements about Alexei Navalny").wait_for()
    assert len(seen.rows()) == 3
    seen.page.keyboard.press("Escape")
    seen.page.locator("#about").wait_for(state="hidden")


def test_link_to_a_fact_opens_it_and_back_returns(visit: Tabs, graph: ClaimGraph, html: str) -> None:
    one, two = graph.facts[0], graph.facts[1]
    seen = visit(html, f"#{one.id}")
    assert sorted(seen.page.locator(".claim").evaluate_all("(all) => all.map((c) => c.dataset.claim)")) \
        == sorted(c.id for c in one.claims)
    seen.turn(f"#f={two.id}&by={two.outlets[0].replace(' ', '+')}")
    assert seen.page.get_by_label("Reported by").input_value() == two.outlets[0]
    seen.page.go_back()
    seen.page.locator(f"#statements tr.on[data-fact={one.id}]").wait_for(state="attached")
    assert seen.page.get_by_label("Reported by").input_value() == ""


@pytest.mark.parametrize("hash_", ["#f=f-none", "#__proto__", "#f=constructor", "#<script>alert(1)</script>", "#%E0%A4%A",
                                   "#" + "x" * 10_000, "#f=&by=nobody&sort=__proto__&page=-1&page=x&view=toString&e=%00"])
def test_link_to_nothing_says_so(seen: Visit, hash_: str) -> None:
    seen.turn(hash_)
    if "by=nobody" in hash_:
        assert len(seen.rows()) == 11
    else:
        assert seen.texts("#panel h2") == ["No such statement"]


def test_keyboard_alone_opens_reads_and_returns(visit: Tabs, html: str) -> None:
    seen = visit(html)
    keys, focus = seen.page.keyboard, "() => document.activeElement"
    keys.press("Tab")
    assert seen.page.evaluate(f"({focus})().id") == "skip"
    keys.press("Enter")
    seen.page.locator("#statements .statement:focus").wait_for()
    chosen = seen.page.evaluate("() => document.activeElement.closest('tr').dataset.fact")
    keys.press("Enter")
    seen.page.locator("#panel.open:focus").wait_for()
    keys.press("Escape")
    seen.page.locator("#panel:not(.open)").wait_for()
    assert seen.page.evaluate("() => document.activeElement.closest('tr').dataset.fact") == chosen
    keys.press("/")
    assert seen.page.evaluate(f"({focus})().name") == "q"
    assert seen.page.evaluate("() => Array.from(document.querySelectorAll('[tabindex]')).every((e) => e.tabIndex <= 0)")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_any_view(visit: Tabs, full: str, graph: ClaimGraph, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    seen = visit(full, dark=dark)
    seen.page.get_by_role("button", name="More filters").click()
    soon = fact_with(graph, "roughly an hour")
    for hash_ in ("#", f"#view=claims&c={soon.head.id}", "#view=differences&d=d-1", "#view=utterances", f"#view=articles&c={soon.head.id}",
                  f"#e={entity_id('Joe Biden')}&f=nothing"):
        seen.turn(hash_)
        found = Axe().run(seen.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).response["violations"]
        assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == [], hash_


def test_dark_scheme_recolours_page_and_open_map(visit: Tabs, html: str) -> None:
    seen = visit(html)
    colours = """() => {
      const network = document.getElementById('map').network, node = network.body.nodes[network.body.nodeIndices[0]].options;
      return [getComputedStyle(document.documentElement).backgroundColor, node.font.color, node.color.background];
    }"""
    light = seen.page.evaluate(colours)
    seen.page.emulate_media(color_scheme="dark")
    dark = light
    for _ in range(50):
        dark = seen.page.evaluate(colours)
        if dark[1] != light[1]:
            break
        seen.page.wait_for_timeout(100)
    assert all(a != b for a, b in zip(light, dark, strict=True)) and dark[1] != dark[2]
    assert sum(map(int, re.findall(r"\d+", light[0])[:3])) > 600 > 150 > sum(map(int, re.findall(r"\d+", dark[0])[:3]))


def test_phone_needs_no_sideways_scrolling(visit: Tabs, graph: ClaimGraph, html: str) -> None:
    seen = visit(html, width=390, height=844)
    for hash_ in ("", "#view=statements", f"#f={graph.facts[0].id}"):
        seen.turn(hash_)
        assert seen.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    box = seen.page.locator("#panel").bounding_box()
    assert box and box["y"] + box["height"] <= 845 and box["x"] >= 0 and box["x"] + box["width"] <= 390 and seen.page.get_by_role("button", name="Close", exact=True).is_visible()


def test_enlarged_map_draws_more_and_escape_ends_it(visit: Tabs, html: str) -> None:
    seen = visit(html)
    before = len(seen.page.evaluate(BOXES))
    seen.page.get_by_role("button", name="Enlarge").click()
    assert len(seen.page.evaluate(BOXES)) > before
    seen.page.keyboard.press("Escape")
    assert len(seen.page.evaluate(BOXES)) == before


def test_downloads_hold_what_is_shown(visit: Tabs, graph: ClaimGraph, html: str, tmp_path: Path) -> None:
    seen = visit(html, "#by=Firstpost")
    for name in ("csv", "json", "png", "svg"):
        with seen.page.expect_download() as download:
            seen.page.locator(f"#{name}").click()
        download.value.save_as(tmp_path / f"saved.{name}")
    table = (tmp_path / "saved.csv").read_bytes().decode("utf-8")
    wanted = sum(c.evidence.outlet == "Firstpost" for c in graph.claims)
    assert table.startswith("\ufeff") and table.count("\r\n") == wanted + 1
    assert {f["id"] for f in json.loads((tmp_path / "saved.json").read_text("utf-8"))["facts"]} == {f.id for f in graph.facts}
    lines, legend = seen.page.evaluate(PICTURE, base64.b64encode((tmp_path / "saved.png").read_bytes()).decode())
    assert lines > 0.01 and legend > 0.002
    picture = ET.parse(tmp_path / "saved.svg").getroot()
    assert sorted(p.get("data-fact", "") for p in picture.iter() if p.get("data-fact")) \
        == sorted(f.id for f in graph.facts if "Firstpost" in f.outlets)
    assert {"outlets differ", "several outlets", "one outlet", "What five outlets report"} <= {e.text for e in picture.iter()}
    assert not [name for e in picture.iter() for name in e.attrib if name.startswith("on")]
    assert (seen.complaints, seen.violations) == ([], [])


# The shares of a picture's upper part and of its legend's rows that are not of the colour of its corner.
PICTURE = """async (data) => {
  const image = await createImageBitmap(await (await new Response(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)))).blob());
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(image, 0, 0);
  const cut = image.height - 36 * (image.width / document.getElementById('map').clientWidth);
  return [[0, cut], [cut, image.height - cut]].map(([top, height]) => {
    const dots = new Uint32Array(pen.getImageData(0, top, image.width, height).data.buffer);
    return dots.reduce((sum, dot) => sum + (dot !== dots[0]), 0) / dots.length;
  });
}"""


def test_json_download_is_the_data_of_the_page(visit: Tabs, html: str) -> None:
    seen = visit(html)
    with seen.page.expect_download() as download:
        seen.page.locator("#json").click()
    assert json.loads(Path(download.value.path()).read_text("utf-8")) == data_of(html)


def test_spreadsheet_runs_no_cell_of_the_table(visit: Tabs) -> None:
    words = ["=1+1", "+1", "-1", "@sum", "\t=1"]
    articles = [make_document(f"{i}.txt", f"Head\n{w} met Bo.", w) for i, w in enumerate(words)]
    seen = visit(render_html(make_graph(articles, [[make_claim(a, f"{w} met Bo", w, "met", "Bo")] for a, w in zip(articles, words, strict=True)])))
    with seen.page.expect_download() as download:
        seen.page.locator("#csv").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"), newline="")))
    assert len(rows) == 6 and not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


# The file itself


def test_same_graph_gives_the_same_bytes_in_any_process(html: str, graph: ClaimGraph) -> None:
    code = ("import hashlib; from tests.page_story import story; from kgraph.view import render_html; "
            "print(hashlib.sha256(render_html(story(), 'What five outlets report').encode()).hexdigest())")
    again = [subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, text=True, check=True,
                            capture_output=True, cwd=Path(__file__).parent.parent).stdout.strip() for seed in ("1", "2")]
    assert again == [hashlib.sha256(html.encode()).hexdigest()] * 2


def test_order_of_what_is_given_changes_no_byte(html: str, graph: ClaimGraph) -> None:
    turned = dataclasses.replace(graph, documents=graph.documents[::-1], claims=graph.claims[::-1], facts=graph.facts[::-1], differences=graph.differences[::-1],
                                 entities=graph.entities[::-1], utterances=graph.utterances[::-1])
    assert render_html(turned, "What five outlets report") == html


def test_page_is_written_as_utf8_whatever_the_locale(html: str, tmp_path: Path) -> None:
    code = ("import sys; from tests.page_story import story; from kgraph.view import render_html; from kgraph.store.files import write_text; "
            "from pathlib import Path; write_text(Path(sys.argv[1]), [render_html(story(), 'What five outlets report')])")
    subprocess.run([sys.executable, "-X", "utf8=0", "-c", code, tmp_path / "page.html"], check=True, cwd=Path(__file__).parent.parent,
                   env={**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"})
    assert (tmp_path / "page.html").read_bytes() == html.encode()


def test_map_stands_still_when_the_page_is_opened_again(visit: Tabs, html: str) -> None:
    assert visit(html).page.evaluate(BOXES) == visit(html).page.evaluate(BOXES)


def test_page_says_something_without_javascript(html: str) -> None:
    lines = html[html.index("<noscript>"):html.index("</noscript>")]
    assert lines.count("<li>") == 11 and "Alexei Navalny congratulated Joe Biden" in lines


def test_problems_of_the_build_are_listed(graph: ClaimGraph) -> None:
    page = render_html(dataclasses.replace(graph, problems=(Problem("b.txt", "no text; remove it"),)))
    assert "Inputs with problems: 1" in page and "<bdi>b.txt</bdi>: <bdi>no text; remove it</bdi>" in page


def test_title_names_outlets_and_people(graph: ClaimGraph) -> None:
    title = re.search("<title>(.*)</title>", render_html(graph))
    assert title and title[1] == "What 5 outlets report on Vladimir Putin, Donald Trump, Joe Biden"


@pytest.mark.parametrize("made", ["none", "one", "loop", "nameless"])
def test_small_graphs_open_without_complaint(visit: Tabs, made: str) -> None:
    article = make_document("a.txt", "Head\nAna met Ana and Bo.", None, published=None)
    claims = {"none": [], "one": [make_claim(article, "Ana met", "Ana", "met")],
              "loop": [make_claim(article, "Ana met Ana", "Ana", "met", "Ana")],
              "nameless": [make_claim(article, "Ana met Ana", "", "", "")]}[made]
    seen = visit(render_html(make_graph([article] if claims else [], [[c] for c in claims])))
    seen.turn("#view=statements")
    assert len(seen.rows()) == len(claims)
    if claims:
        seen.page.locator("button.statement").click(force=True)
        seen.page.locator("#panel.open").wait_for()
        assert "date unknown" in seen.texts("#panel")[0]
    else:
        assert "No statements were found" in seen.texts("#statements nav")[0] and seen.texts("#caption") == ["Nothing to draw."]
    assert (seen.complaints, seen.violations) == ([], [])


# Large graphs


@pytest.mark.slow
def test_ten_thousand_facts_stay_within_their_budget(visit: Tabs) -> None:
    graph = crowd(10_000)
    html = render_html(graph)
    assert len(html.encode()) <= 10_000_000 and "left-out" not in html.split("<body>")[1].split("<script")[0]
    seen = visit(html)
    nodes, ends = seen.page.evaluate("""() => {
      const { body } = document.getElementById('map').network;
      return [body.nodeIndices, body.edgeIndices.map((id) => [body.edges[id].fromId, body.edges[id].toId])];
    }""")
    joined = networkx.Graph(ends)
    joined.add_nodes_from(nodes)
    assert len(ends) <= 120 and len(nodes) <= 60
    assert max(map(len, networkx.connected_components(joined))) >= len(nodes) / 2
    for hash_ in ("#q=ferry", "#by=The+Oslo+Post", "#view=claims&sort=-statement", f"#{graph.facts[5_000].id}", "#view=differences"):
        seen.turn(hash_)
        assert seen.page.evaluate("() => document.querySelectorAll('*').length") <= 5_000
    assert seen.page.evaluate("() => performance.memory.usedJSHeapSize") <= 150_000_000
    assert (seen.requests, seen.complaints, seen.violations) == ([], [], [])


@pytest.mark.slow
def test_more_claims_than_a_page_holds_are_counted_and_a_way_to_them_is_told(visit: Tabs) -> None:
    graph = crowd(16_000)
    seen = visit(render_html(graph))
    held = seen.page.evaluate("() => JSON.parse(document.getElementById('data').textContent).page.claims.length")
    facts = seen.page.evaluate("() => JSON.parse(document.getElementById('data').textContent).page.facts.length")
    assert 29_990 <= held <= 30_000
    told = " ".join(seen.texts("#left-out")[0].split())
    assert f"{16_000 - facts:,} more ({len(graph.claims) - held:,} claims)" in told and "kgraph query FOLDER about --param name=NAME" in told
    assert (seen.complaints, seen.violations) == ([], [])


def test_what_is_left_out_tells_least() -> None:
    graph = crowd(60)
    part = within(graph, 50)
    gone = {f.id for f in graph.facts} - {f.id for f in part.facts}
    disputed = {c for d in graph.differences for v in d.variants for c in v.claims}
    assert 40 <= len(part.claims) <= 50 and gone
    assert not [f for f in graph.facts if f.id in gone and any(c.id in disputed for c in f.claims)]
    assert max(len(f.outlets) for f in graph.facts if f.id in gone) <= min(
        len(f.outlets) for f in part.facts if not any(c.id in disputed for c in f.claims))
    assert within(graph) is graph and {c.id for c in part.claims} == {c.id for f in part.facts for c in f.claims}


# The picture as pyvis


def test_pyvis_network_holds_parallel_facts_and_details(graph: ClaimGraph) -> None:
    from pyvis.network import Network

    net = to_pyvis(graph)
    assert isinstance(net, Network) and net.directed
    assert {e["id"] for e in net.edges} == {f.id for f in graph.facts}
    labels = {n["id"]: n["label"] for n in net.nodes}
    assert sum(labels[e["from"]] == "Vladimir Putin" for e in net.edges) == 3
    assert "has yet to concede" in labels.values(), "a fact without object ends in its verb"
    some = to_pyvis(graph, {graph.facts[0].id})
    assert [e["id"] for e in some.edges] == [graph.facts[0].id] and len(some.nodes) == 2
    large = to_pyvis(crowd(400))
    assert len(large.nodes) <= 60 and len(large.edges) <= 120


