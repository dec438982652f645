"""The page, opened in a browser: what a reader sees, and what an article must not be able to do."""
from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Entity,
    Fact,
    LabelledSpan,
    Modality,
    Polarity,
    Problem,
    Qualifier,
    Relation,
    Role,
    Section,
    Variant,
    digest,
    evidence_of,
)
from kgraph.view import render_html, to_pyvis
from kgraph.view.data import TELLING
from tests.builders import entity_id, make_claim, make_document, make_graph

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser import Tabs, Visit

pytest_plugins = ("tests.browser",)

SEEDS = Path(__file__).parent.parent / "seeds"
OUTLETS = ("The Epoch Times", None, "Press TV", "The Moscow Times", "Firstpost")
NAMES = {
    "Vladimir Putin": "PERSON", "Donald Trump": "PERSON", "Joe Biden": "PERSON", "Dmitry Peskov": "PERSON",
    "Kremlin": "ORG", "Alexei Navalny": "PERSON", "Germany": "GPE", "Kamala Harris": "PERSON", "Interfax": "ORG",
    "Andrés Manuel López Obrador": "PERSON", "Tass": "ORG"}


def told(document: Document, quote: str, subject: str, relation: str, object_: str | None = None,
         details: Mapping[str, Role] | None = None, *, by: Sequence[str] = (), origin: str = "", **more: Any) -> Claim:
    """A claim whose words stand in the article. "he=Vladimir Putin" reads the word as the name; other words are phrases."""
    def find(words: str, since: int = 0) -> tuple[int, int]:
        """Where words stand, whatever blanks are printed between them; before `since` if they do not come after."""
        pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
        found = pattern.search(document.text, since) or pattern.search(document.text)
        assert found, f"{words!r} is not in {document.id}"
        return found.span()

    at, end = find(quote)

    def argument(given: str) -> Argument:
        words, _, name = given.partition("=")
        name = name or next((n for n in NAMES if n == words or n.split()[-1] == words), words)
        if name not in NAMES:
            return Argument(words, *find(words, at), ArgumentKind.PHRASE, name)
        return Argument(words, *find(words, at), ArgumentKind.ENTITY, name, NAMES[name], entity_id(name))

    words, _, label = relation.partition("=")
    evidence = evidence_of(document, [(at, end)], document.section_at(at))
    return Claim(
        "c-" + digest(document.sha256, evidence.spans, subject, relation, object_), argument(subject),
        Relation(label or words, words, *find(words, at)), argument(object_) if object_ else None, evidence,
        tuple(Qualifier(role, text, *find(text, at)) for text, role in (details or {}).items()),
        speakers=tuple(map(argument, by)), confidence=0.9, origin=origin or document.id, **more)


def variant(value: str, *claims: Claim) -> Variant:
    return Variant(value, tuple(sorted({c.evidence.outlet for c in claims})), tuple(c.id for c in claims))


def story() -> ClaimGraph:
    """The five seed articles with some claims as a reader would write them down."""
    articles = zip(sorted(SEEDS.glob("*.txt")), OUTLETS, strict=True)
    documents = [make_document(path.name, path.read_text("utf-8"), outlet, date(2020, 11, 9),
                               "https://news.example/a71990" if outlet == "The Moscow Times" else None)
                 for path, outlet in articles]
    epoch, agencies, press, moscow, first = documents
    not_yet: dict[str, Any] = {"polarity": Polarity.NEGATED, "modality": Modality.PLANNED}
    planned: dict[str, Any] = {"modality": Modality.PLANNED, "quoted": True, "origin": "utterance"}
    peskov = "Dmitry Peskov"
    soon = [
        told(moscow, "Putin congratulated U.S. President Donald Trump less than 12 hours after he was declared winner in 2016",
             "Putin", "congratulated", "U.S. President Donald Trump=Donald Trump",
             {"less than 12 hours after he was declared winner in 2016": Role.DELAY}),
        told(agencies, "the Russian leader swiftly sent good wishes to Trump after his victory over Hillary Clinton",
             "the Russian leader=Vladimir Putin", "sent good wishes to", "Trump", {"swiftly": Role.DELAY}, by=[peskov]),
        told(press, "Putin had swiftly congratulated Trump's victory over rival Hillary Clinton", "Putin",
             "congratulated", "Trump", {"swiftly": Role.DELAY}),
        told(first, "Putin congratulated him within roughly an hour", "Putin", "congratulated", "him=Donald Trump",
             {"within roughly an hour": Role.DELAY})]
    wait = [
        told(agencies, "Vladimir Putin will not congratulate Joe Biden until the U.S. election results are finalized",
             "Vladimir Putin", "will not congratulate", "Joe Biden",
             {"until the U.S. election results are finalized": Role.CONDITION}, by=[peskov], **not_yet),
        told(epoch, "Putin will wait to congratulate the president-elect after legal challenges are settled", "Putin",
             "will wait to congratulate", "the president-elect=Joe Biden",
             {"after legal challenges are settled": Role.CONDITION}, by=[peskov], **not_yet)]
    respect = [
        told(agencies, "he will show respect for any choice of the American people", "he=Vladimir Putin",
             "will show respect for", "any choice of the American people", by=[peskov, "Interfax"], **planned),
        told(press, "he will show respect for whatever choice the American people makes", "he=Vladimir Putin",
             "will show respect for", "whatever choice the American people makes", by=[peskov], **planned),
        told(first, "he will respect the choice of the American people", "he=Vladimir Putin", "will respect",
             "the choice of the American people", by=[peskov], **planned)]
    spokesman = [told(d, quote, peskov, "spokesman=be spokesman for", "Kremlin", implied=True)
                 for d, quote in ((press, "The Kremlin spokesman Dmitry Peskov"), (moscow, "Kremlin spokesman Dmitry Peskov"))]
    lost = told(press, "Trump lost the 2020 presidential election to Biden by a huge margin", "Trump", "lost",
                "the 2020 presidential election", {"by a huge margin": Role.QUANTITY})
    projection = told(moscow, "Biden's win remains a projection", "Biden's win", "remains", "a projection")
    alone = [
        told(epoch, "Mexico's President Andrés Manuel López Obrador said on Saturday he would wait to congratulate the "
             "victor after legal challenges are settled", "Andrés Manuel López Obrador", "would wait to congratulate",
             "the victor", by=["Andrés Manuel López Obrador"], modality=Modality.PLANNED),
        told(moscow, "Alexei Navalny congratulated Biden on his victory Sunday", "Alexei Navalny", "congratulated", "Biden"),
        told(moscow, "Navalny in a tweet congratulated Biden, running mate Kamala Harris", "Navalny", "congratulated",
             "Kamala Harris", {"in a tweet": Role.INSTRUMENT}),
        told(moscow, "Navalny, who is recovering in Germany", "Navalny", "is recovering in", "Germany"),
        told(moscow, "Trump has yet to concede", "Trump", "has yet to concede", polarity=Polarity.NEGATED)]
    differences = [
        Difference("d-1", DifferenceKind.DURATION, DifferenceRelation.REFINES, "how soon Putin congratulated Trump (2016)",
                   (variant("less than 12 hours", soon[0]), variant("within roughly an hour", soon[3])),
                   "within roughly an hour"),
        Difference("d-2", DifferenceKind.POLARITY, DifferenceRelation.CONFLICTS, "whether the 2020 election is decided",
                   (variant("lost", lost), variant("remains a projection", projection))),
        Difference("d-3", DifferenceKind.CONDITION, DifferenceRelation.DIFFERS, "until when Putin will not congratulate",
                   (variant("results are finalized", wait[0]), variant("legal challenges are settled", wait[1])))]
    graph = make_graph(documents, [soon, wait, respect, spokesman, [lost], [projection], *([c] for c in alone)], differences)
    typed = tuple(dataclasses.replace(e, type=NAMES.get(e.label)) for e in graph.entities)
    return dataclasses.replace(graph, entities=typed)


def crowd(facts: int) -> ClaimGraph:
    """A graph too large to draw: many names, three outlets, each fact reported by one to three of them."""
    names = [f"Person {chr(65 + i % 26)}{i // 26}" for i in range(max(4, facts // 4))]
    texts = [[f"{names[i % len(names)]} met {names[(i * 7 + i // len(names) + 1) % len(names)]} on day {i} in {place}."
              for i in range(facts)] for place in ("Oslo", "Rome", "Lima")]
    articles = [make_document(f"{place}.txt", "Head\n" + "\n".join(lines), place)
                for place, lines in zip(("Oslo Post", "Rome Daily", "Lima News"), texts, strict=True)]
    groups = []
    for i in range(facts):
        start = 5
        made = []
        for article, lines in zip(articles[:1 + i % 3], texts, strict=False):
            quote = lines[i][:-1]
            subject, other = quote.split(" met ")[0], quote.split(" met ")[1].split(" on ")[0]
            start = article.text.index(quote)
            made.append(Claim(f"c-{i}-{article.id}", _person(subject, start), Relation("meet", "met", start + len(subject) + 1,
                        start + len(subject) + 4), _person(other, start + len(subject) + 5),
                        evidence_of(article, [(start, start + len(quote))], Section.BODY), origin=article.id))
        groups.append(made)
    return make_graph(articles, groups)


def _person(name: str, start: int) -> Argument:
    return Argument(name, start, start + len(name), ArgumentKind.ENTITY, name, "PERSON", entity_id(name))


@pytest.fixture(scope="module")
def graph() -> ClaimGraph:
    return story()


@pytest.fixture(scope="module")
def html(graph: ClaimGraph) -> str:
    return render_html(graph, "What five outlets report")


@pytest.fixture(scope="module")
def seen(chromium: Browser, html: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """The story, opened once, for tests that only turn to other parts of it; nothing may complain up to the end."""
    from tests.browser import Tabs

    tabs = Tabs(chromium, tmp_path_factory.mktemp("story"))
    made = tabs(html)
    yield made
    assert (made.requests, made.complaints, made.violations) == ([], [], [])
    tabs.close()


def data_of(page: str) -> dict[str, Any]:
    """The data that a page carries."""
    found: dict[str, Any] = json.loads(page.split('id="data">')[1].split("</script>")[0])["page"]
    return found


def fact_with(graph: ClaimGraph, words: str) -> Fact:
    return next(f for f in graph.facts if any(words in c.evidence.quote for c in f.claims))


def flat(text: str) -> str:
    """Text as the search compares it."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.category(c).startswith("M"))
    return " ".join(bare.split()).lower()


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


def test_policy_forbids_scripts_styles_and_requests_of_others(visit: Tabs, html: str) -> None:
    seen = visit(html)
    head = html[html.index("<head>"):].splitlines()
    assert head[1] == '<meta charset="utf-8">' and "Content-Security-Policy" in head[2] and "unsafe" not in head[2]
    seen.page.evaluate("""async () => {
      const script = document.createElement('script');
      script.textContent = 'window.pwned = 1';
      document.body.append(script);
      document.body.append(Object.assign(new Image(), {src: 'https://news.example/x.png'}));
      await fetch('https://news.example/').catch(() => {});
      setTimeout(() => window.eval('window.pwned = 2'));
      await new Promise((done) => setTimeout(done, 100));
    }""")
    assert seen.page.evaluate("() => window.pwned") is None
    assert {v.split("-")[0] for v in seen.violations} >= {"script", "img", "connect"}


def test_pinned_vis_network_is_the_one_in_the_wheel() -> None:
    script = (files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js").read_bytes()
    assert hashlib.sha256(script).hexdigest() == "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"


# What a reader finds


INK = """() => {
  const canvas = document.querySelector('#map canvas');
  const dots = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = 0;
  for (let i = 3; i < dots.length; i += 4) ink += dots[i] > 0;
  return [ink / (canvas.width * canvas.height), canvas.width, canvas.height];
}"""


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


def test_boxes_of_the_map_cover_neither_each_other_nor_the_edge(visit: Tabs, html: str) -> None:
    seen = visit(html)
    boxes = seen.page.evaluate(BOXES)
    covered = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1:]
               if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1]
    size = seen.page.evaluate("() => [document.getElementById('map').clientWidth, document.getElementById('map').clientHeight]")
    assert not covered
    assert all(-size[0] / 2 <= left and right <= size[0] / 2 and -size[1] / 2 <= top and bottom <= size[1] / 2
               for left, top, right, bottom in boxes)


def test_every_fact_is_in_the_table_and_the_counts_agree(visit: Tabs) -> None:
    many = crowd(230)
    seen = visit(render_html(many), "#view=statements")
    assert len(seen.texts("#table tr[data-fact]")) == 100
    assert sorted(seen.rows()) == [f.id for f in many.facts]
    for hash_, some in (("#view=statements", 230), ("#view=statements&by=Lima+News", 76), ("#view=statements&reach=one", 77)):
        seen.turn(hash_)
        assert len(seen.rows()) == some
        assert seen.texts("#status")[0].startswith("230 statements" if some == 230 else f"{some} of 230 statements")
        assert f"of {some} matching statements" in seen.texts("#caption")[0]
        drawn = seen.page.evaluate("() => [document.getElementById('map').network.body.edgeIndices.length, "
                                   "document.getElementById('map').network.body.nodeIndices.length]")
        assert 0 < drawn[0] <= 120 and drawn[1] <= 60


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
            for word in (evidence.outlet, evidence.document, f"{evidence.start}–{evidence.end}", "9 November 2020"):
                assert word in part["all"]


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
    seen = visit(html)
    card = seen.page.locator(".card", has_text="How soon Putin congratulated Trump")
    variants = card.locator(".variant")
    assert [v.locator("mark.v").inner_text() for v in variants.all()] == ["less than 12 hours", "within roughly an hour"]
    assert [v.locator(".outlet").inner_text() for v in variants.all()] == ["The Moscow Times", "Firstpost"]
    left, right = (v.bounding_box() for v in variants.all())
    assert left and right and left["y"] == right["y"] and left["x"] < right["x"]
    assert "“within roughly an hour” lies inside “less than 12 hours”: both can hold." in card.inner_text()
    card.get_by_role("button").first.click()
    for outlet, value in (("The Moscow Times", "less than 12 hours"), ("Firstpost", "within roughly an hour")):
        assert seen.page.locator("#panel .claim", has_text=outlet).locator("mark.v").inner_text() == value


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
    assert "count as one origin" in seen.texts("#panel")[0]


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
    f"e={entity_id('Alexei Navalny')}": lambda g, f: f.head.subject.label == "Alexei Navalny",
    "q=OBRADOR": lambda g, f: found_by(f, "obrador"),
    "q=andres+lopez": lambda g, f: found_by(f, "Andrés López"),
    "q=2020+presidential+election": lambda g, f: found_by(f, "2020 presidential election"),
    "q=peskov+choice&reach=several": lambda g, f: found_by(f, "peskov choice") and len(f.outlets) > 1,
    "q=nowhere+to+be+found": lambda g, f: False,
}


@pytest.mark.parametrize("hash_", FILTERS)
def test_filter_keeps_what_a_plain_loop_keeps(seen: Visit, graph: ClaimGraph, hash_: str) -> None:
    seen.turn(f"#{hash_}&view=statements")
    wanted = {f.id for f in graph.facts if FILTERS[hash_](graph, f)}
    assert set(seen.rows()) == wanted
    assert seen.texts("#status")[0].startswith(f"{len(wanted)} of {len(graph.facts)} statements")


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
    seen.turn("#view=statements")
    counts = {f.id: len(f.outlets) for f in graph.facts}
    for way, wanted in (("ascending", sorted(counts.values(), reverse=True)), ("descending", sorted(counts.values()))):
        seen.page.get_by_role("button", name="Outlets", exact=True).click()
        seen.page.locator(f"th.outlets[aria-sort={way}]").wait_for()
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
        seen.page.locator(f"#table tr.on[data-fact={order[edge['id']]}]").wait_for(state="attached")
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
    seen.page.locator(f"#table tr.on[data-fact={one.id}]").wait_for(state="attached")
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


def test_phone_needs_no_sideways_scrolling(visit: Tabs, graph: ClaimGraph, html: str) -> None:
    seen = visit(html, width=390, height=844)
    for hash_ in ("", "#view=statements", f"#f={graph.facts[0].id}"):
        seen.turn(hash_)
        assert seen.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    box = seen.page.locator("#panel").bounding_box()
    assert box and box["y"] + box["height"] <= 845 and seen.page.get_by_role("button", name="Close", exact=True).is_visible()


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
    wanted = sum(len(f.claims) for f in graph.facts if "Firstpost" in f.outlets)
    assert table.startswith("\ufeff") and table.count("\r\n") == wanted + 1
    assert {f["id"] for f in json.loads((tmp_path / "saved.json").read_text("utf-8"))["facts"]} == {f.id for f in graph.facts}
    assert (tmp_path / "saved.png").read_bytes().startswith(b"\x89PNG")
    picture = ET.parse(tmp_path / "saved.svg").getroot()
    assert {p.get("data-fact") for p in picture.iter() if p.get("data-fact")} \
        == {f.id for f in graph.facts if "Firstpost" in f.outlets}
    assert (seen.complaints, seen.violations) == ([], [])


# What an article must not be able to do


PAYLOADS = [
    "</script><script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>", "<!--<script>", "'\"`><svg onload=window.pwned=1>",
    "{{7*7}} {% raw %} ${7*7}", "javascript:window.pwned=1 href", "a\u2028b\u2029c\u202eesrever\u0000\ud800", "=HYPERLINK(1)",
    "W" * 2_000, "__proto__"]


def hostile() -> ClaimGraph:
    """A graph with a payload in every field that an article or a file name can reach."""
    documents, groups, differences = [], [], []
    for i, payload in enumerate(PAYLOADS):
        text = f"{payload} head\n{payload} met {payload} in {payload}."
        body = text.index("\n") + 1
        article = Document(f"{i}{payload}", text, (LabelledSpan(0, body - 1, Section.HEADLINE, payload),), f"{payload}{i % 4}",
                           date(2020, 1, 1), f"javascript:{payload}")
        who = Argument(payload, body, body + len(payload), ArgumentKind.ENTITY, payload, payload, f"e{i}{payload}")
        what = Argument(payload, body, 10**9, ArgumentKind.PHRASE, payload)
        claim = Claim(f"c{i}{payload}", who, Relation(payload, payload, -5, body + 3), what,
                      evidence_of(article, [(body, len(text))], Section.BODY),
                      (Qualifier(Role.TIME, payload, body, body + 5, payload),), speakers=(who, what), rule=payload,
                      utterance=payload, origin=payload)
        documents.append(article)
        groups.append(Fact(f"f{i}{payload}", (claim,)))
        differences.append(Difference(f"d{i}{payload}", DifferenceKind.TIME, list(DifferenceRelation)[i % 3], payload, (
            Variant(payload, (article.source, payload), (claim.id, payload)), Variant(f"{payload}!", (), ())), payload))
    entities = tuple(Entity(f"e{i}{p}", p, p, (p,), ()) for i, p in enumerate(PAYLOADS))
    return ClaimGraph(tuple(documents), entities, tuple(c for f in groups for c in f.claims), tuple(groups),
                      tuple(differences), (Problem(PAYLOADS[0], PAYLOADS[1]),))


@pytest.mark.parametrize("guarded", [True, False], ids=["with-policy", "without-policy"])
def test_hostile_words_stay_words(visit: Tabs, guarded: bool) -> None:
    graph = hostile()
    html = render_html(graph, PAYLOADS[0] + PAYLOADS[4])
    if not guarded:
        html = re.sub(r"<meta http-equiv[^>]+>", "", html)
    seen = visit(html)
    page = seen.page
    frame = page.locator("#map").bounding_box()
    assert frame
    for x in range(0, int(frame["width"]), 90):
        for y in range(0, int(frame["height"]), 40):
            page.mouse.move(frame["x"] + x, frame["y"] + y)
    ids = page.evaluate("() => Array.from(document.querySelectorAll('#table tr[data-fact]'), (row) => row.dataset.fact)")
    assert len(ids) == len(PAYLOADS)
    page.evaluate("() => { location.hash = '#view=statements'; }")
    page.locator("#statements").wait_for()
    for i in range(len(PAYLOADS)):
        page.locator("#table button.statement").nth(i).click()
        page.locator("#panel.open").wait_for()
        page.keyboard.press("Escape")
    for name in ("csv", "json", "png", "svg"):
        with page.expect_download() as download:
            page.locator(f"#{name}").click()
        saved = Path(download.value.path()).read_bytes()
        if name == "csv":
            assert b'"=' not in saved
        if name == "svg":
            tags = {e.tag.split("}")[1] for e in ET.fromstring(saved).iter()}
            assert tags <= {"svg", "title", "rect", "text", "path"}
    assert page.evaluate("() => window.pwned") is None
    assert page.evaluate("() => [document.images.length, document.scripts.length]") == [0, 3]
    assert page.evaluate("""() => Array.from(document.querySelectorAll('*')).flatMap((e) => Array.from(e.attributes))
      .filter((a) => a.name.startsWith('on') || (/^(href|src|action)$/.test(a.name) && !/^https?:/.test(a.value)))
      .map((a) => a.value)""") == []
    assert page.title() == PAYLOADS[0] + PAYLOADS[4]
    assert "49" not in page.locator("h1").inner_text()
    assert (seen.requests, seen.complaints, seen.violations) == ([], [], [])


def test_reversed_words_do_not_reverse_the_page() -> None:
    page = render_html(hostile())
    data = data_of(page)
    names = [data["outlets"], data["speakers"], data["documents"], [node["label"] for node in data["nodes"]]]
    assert "\u202e" not in json.dumps(names, ensure_ascii=False)
    page.encode("utf-8")


def test_only_web_addresses_are_links(visit: Tabs) -> None:
    refused = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", 'https://x/"onclick=1', "//news.example"]
    articles = [make_document(f"{i}.txt", "Head\nAna met Bo.", f"Outlet {i}", url=url)
                for i, url in enumerate(["https://news.example/a?b=c&d", *refused])]
    claims = [make_claim(article, "Ana met Bo", "Ana", "met", "Bo") for article in articles]
    claims = [dataclasses.replace(c, id=f"{c.id}-{i}") for i, c in enumerate(claims)]
    graph = make_graph(articles, [claims])
    seen = visit(render_html(graph), f"#{graph.facts[0].id}")
    links = seen.page.evaluate("() => Array.from(document.querySelectorAll('a'), (a) => [a.getAttribute('href'), a.rel])")
    assert links == [["https://news.example/a?b=c&d", "noopener noreferrer"]]
    assert all(address in seen.texts("#panel")[0] for address in refused)


# The file itself


def test_same_graph_gives_the_same_bytes_in_any_process(html: str, graph: ClaimGraph) -> None:
    code = ("import hashlib; from tests.test_view import story; from kgraph.view import render_html; "
            "print(hashlib.sha256(render_html(story(), 'What five outlets report').encode()).hexdigest())")
    again = [subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, text=True, check=True,
                            capture_output=True, cwd=Path(__file__).parent.parent).stdout.strip() for seed in ("1", "2")]
    assert again == [hashlib.sha256(html.encode()).hexdigest()] * 2


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
        assert "No statements were found" in seen.texts("#pager")[0] and seen.texts("#caption") == ["Nothing to draw."]
    assert (seen.complaints, seen.violations) == ([], [])


def test_two_thousand_facts_stay_usable(visit: Tabs) -> None:
    html = render_html(crowd(2_000))
    seen = visit(html)
    assert seen.page.evaluate("() => document.querySelectorAll('*').length") < 5_000
    seen.turn("#q=person+b3&view=statements")
    assert 0 < len(seen.rows()) < 100


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


def test_stock_pyvis_page_runs_no_hostile_word(visit: Tabs) -> None:
    seen = visit(to_pyvis(hostile()).generate_html(), ready="canvas")
    seen.page.wait_for_timeout(500)
    places = seen.page.evaluate("""() => {
      network.setOptions({physics: false});
      const frame = document.querySelector('canvas').getBoundingClientRect();
      return network.body.nodeIndices.filter((id) => /on(error|load)=/.test(network.body.nodes[id].options.label))
        .map((id) => network.canvasToDOM(network.getPosition(id)))
        .map((at) => [frame.left + at.x, frame.top + at.y]);
    }""")
    assert len(places) >= 2
    for x, y in places:
        seen.page.mouse.move(x, y)
        seen.page.wait_for_timeout(350)  # a tooltip comes after 300 ms
    assert seen.page.evaluate("() => window.pwned") is None
    assert seen.page.evaluate("() => document.images.length") == 0
