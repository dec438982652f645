"""Articles sorted into stories, from invented articles and from features made by hand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.stories import generated
from kgraph import stories
from kgraph.model import Document
from kgraph.stories import KEPT, WINDOW, Features, Item, Story, cluster, features
from tests.builders import make_document
from tests.newsroom import BRIBES, BRIEF, FLOODS, FOLLOW_UP, HEADLINE_ALONE, LIVE_BLOG, UNRELATED, WATER

if TYPE_CHECKING:
    from spacy.language import Language

MONDAY = date(2021, 3, 1)


def items_of(documents: Iterable[Document], nlp: Language) -> list[Item]:
    from kgraph.annotate import annotate
    from kgraph.extract.claims import extract

    read = [extract(annotated) for annotated in annotate(documents, nlp)]
    return [Item(e.document.id, e.document.published, None, features(e), e.document.title) for e in read]


@pytest.fixture(scope="module", params=["en_kgraph_sm", "en_kgraph_trf"])
def newsroom(request: pytest.FixtureRequest) -> Mapping[str, Item]:
    """The invented articles by id, all of one day."""
    from kgraph.annotate import load_pipeline

    texts = BRIBES | WATER | FLOODS
    texts |= {"follow-up": FOLLOW_UP, "blog": LIVE_BLOG, "brief": BRIEF, "headline": HEADLINE_ALONE + "\n", "museum": UNRELATED}
    documents = [make_document(name, text, published=MONDAY) for name, text in texts.items()]
    return {item.document: item for item in items_of(documents, load_pipeline(request.param))}


def made(name: str, *words: str, published: date | None = MONDAY, story: str | None = None) -> Item:
    """An article that consists of these words, each standing twice."""
    return Item(name, published, story, Features((), (), tuple((word, 2) for word in sorted(words))), name.upper())


def groups(stories: Iterable[Story]) -> list[set[str]]:
    return sorted((set(story.documents) for story in stories), key=min)


def test_two_affairs_of_one_senator_are_two_stories(newsroom: Mapping[str, Item]) -> None:
    found = cluster(newsroom[name] for name in (*BRIBES, *WATER))
    assert groups(found) == [set(BRIBES), set(WATER)]


@pytest.mark.parametrize("dated", [True, False])
def test_floods_in_two_cities_are_two_stories(newsroom: Mapping[str, Item], dated: bool) -> None:
    found = cluster(replace(newsroom[name], published=MONDAY if dated else None) for name in FLOODS)
    assert groups(found) == [{"belmora/herald", "belmora/wire"}, {"ostra/herald", "ostra/wire"}]


def test_a_follow_up_of_the_next_week_belongs_to_its_story(newsroom: Mapping[str, Item]) -> None:
    later = replace(newsroom["follow-up"], published=MONDAY + timedelta(days=7))
    assert groups(cluster([later, *(newsroom[name] for name in (*BRIBES, *WATER))])) == [{*BRIBES, "follow-up"}, set(WATER)]


@pytest.mark.parametrize("name", ["blog", "brief", "headline"])
def test_a_live_blog_a_brief_and_a_headline_alone_find_their_story(newsroom: Mapping[str, Item], name: str) -> None:
    found = groups(cluster(newsroom[n] for n in (name, *BRIBES, *WATER, *FLOODS)))
    assert {*BRIBES, name} in found and len(found) == 4


def test_an_article_that_fits_nothing_is_a_story_of_its_own(newsroom: Mapping[str, Item]) -> None:
    found = cluster(newsroom[name] for name in ("museum", *BRIBES))
    assert groups(found) == [set(BRIBES), {"museum"}]
    assert next(s for s in found if s.documents == ("museum",)).label == "Museum finds lost symphony in a piano stool"


def test_the_first_half_of_each_article_is_enough(nlp: Language) -> None:
    texts = {name: text[: len(text) // 2] for name, text in (BRIBES | WATER).items()}
    items = items_of([make_document(name, text, published=None) for name, text in texts.items()], nlp)
    assert groups(cluster(items)) == [set(BRIBES), set(WATER)]


def test_the_label_is_the_headline_of_the_most_typical_article() -> None:
    (story,) = cluster([made("a", "flood", "bridge", "mayor"), made("b", "flood", "bridge", "rain"), made("c", "bridge", "mayor", "flood", "rain")])
    assert (story.label, story.documents) == ("C", ("a", "b", "c"))


def test_an_article_without_a_headline_lends_no_label() -> None:
    (story,) = cluster([replace(made("a", "flood", "bridge"), title="a"), made("b", "flood", "bridge", "rain", "mayor")])
    assert story.label == "B"


def test_articles_far_apart_in_time_are_not_joined_even_through_one_without_a_date() -> None:
    words = ("flood", "bridge", "mayor")
    late = made("b", *words, published=MONDAY + timedelta(days=WINDOW + 1))
    assert len(cluster([made("a", *words), late])) == 2
    assert len(cluster([made("a", *words), late, made("c", *words, published=None)])) == 2
    assert len(cluster([made("a", *words), replace(late, published=None)])) == 1


def test_a_running_story_may_last_longer_than_the_window_between_two_reports() -> None:
    reports = [made(f"day {n}", "trial", "judge", "builder", published=MONDAY + timedelta(days=n)) for n in range(0, 2 * WINDOW, 7)]
    assert len(cluster(reports)) == 1


def test_articles_of_one_given_name_are_together_and_of_two_names_never() -> None:
    alike = ("flood", "bridge", "mayor")
    far = MONDAY + timedelta(days=1000)
    items = [made("a", *alike, story="Lem"), made("b", "goal", published=far, story="Lem"), made("c", *alike, story="Tarn"), made("d", *alike)]
    found = cluster(items)
    assert [{"a", "b"} <= group for group in groups(found)] == [True, False]
    assert {story.label for story in found} == {"Lem", "Tarn"}
    assert sum("d" in story.documents for story in found) == 1


def test_an_article_without_words_stands_alone() -> None:
    assert groups(cluster([made("a"), made("b"), made("c", "flood")])) == [{"a"}, {"b"}, {"c"}]
    assert cluster([]) == ()


def test_one_story_of_many_articles_stays_whole() -> None:
    random = Random(1)
    subject = [f"subject{n}" for n in range(30)]
    items = [made(f"{n}", *random.sample(subject, 20), *(f"own{n}.{k}" for k in range(20))) for n in range(300)]
    assert len(cluster(items)) == 1


def test_what_every_article_of_a_store_mentions_joins_no_stories() -> None:
    everywhere = [f"politician{n}" for n in range(5)]
    items = [
        made(f"{s:02} {n}", *everywhere, *(f"story{s}.{k}" for k in range(8)), *(f"own{s}.{n}.{k}" for k in range(8)))
        for s in range(40)
        for n in range(4)
    ]
    assert len(cluster(items)) == 40


def test_features_are_few_and_the_beginning_counts_more(nlp: Language) -> None:
    text = "Weber wins\nAnna Weber won in Vienna. " + "Nothing else was known. " * 100 + "Bakers were glad. " + " ".join(f"word{n}x" for n in range(500))
    (item,) = items_of([make_document("a", text)], nlp)
    assert dict(item.features.names)["weber"] == 6 and dict(item.features.names)["vienna"] == 3
    assert "weber" in dict(item.features.spelled) and "weber" not in dict(item.features.words)
    assert dict(item.features.words)["known"] > 100
    assert len(item.features.words) == KEPT
    assert Features(**{k: tuple(map(tuple, v)) for k, v in asdict(item.features).items()}) == item.features


def test_clustering_needs_no_spacy() -> None:
    code = "import sys, kgraph.stories as s; s.cluster([s.Item('a', None, None, s.Features((), (), ()), 'a')]); assert 'spacy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


# --- whatever the articles ----------------------------------------------------------------------------------------

ITEMS = st.lists(
    st.builds(
        Item,
        document=st.text("abcdefgh", min_size=1, max_size=4),
        published=st.none() | st.dates(MONDAY, MONDAY + timedelta(days=90)),
        story=st.sampled_from([None, None, None, "Lem", "Tarn"]),
        features=st.builds(
            Features,
            *[
                st.dictionaries(st.sampled_from([f"{kind}{n}" for n in range(6)]), st.integers(1, 9)).map(lambda counts: tuple(sorted(counts.items())))
                for kind in ("name", "part", "word")
            ],
        ),
        title=st.text("xyz", max_size=3),
    ),
    unique_by=lambda item: item.document,
    max_size=12,
)


def test_what_stands_in_the_news_of_every_week_tells_no_story_from_another() -> None:
    phrases = [f"phrase{n}" for n in range(12)]
    weekly = [made(f"{week}-{outlet}", *phrases, f"event{week}", f"place{week}", published=MONDAY + timedelta(weeks=week))
              for week in range(20) for outlet in "ab"]
    assert {frozenset(story.documents) for story in cluster(weekly)} == {frozenset({f"{week}-a", f"{week}-b"}) for week in range(20)}
    assert len(cluster(weekly[:4])) == 1  # of two weeks nothing can be said yet


@given(ITEMS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_articles_never_matters(items: list[Item], random: Random) -> None:
    shuffled = random.sample(items, len(items))
    assert cluster(shuffled) == cluster(items)


@given(ITEMS, st.sampled_from(["", "d", "zz"]))
@settings(max_examples=60, deadline=None)
def test_an_unrelated_article_that_opens_no_new_week_changes_no_other_story(items: list[Item], name: str) -> None:
    other = Item(name + "-", None, None, Features((("elsewhere", 3),), (("elsewhe", 3),), (("symphon", 5),)), "Lost symphony")
    found = cluster([*items, other])
    assert [s for s in found if s.documents != (other.document,)] == list(cluster(items))


@given(ITEMS)
@settings(max_examples=60, deadline=None)
def test_every_article_is_in_one_story_and_names_are_kept(items: list[Item]) -> None:
    found = cluster(items)
    assert sorted(name for story in found for name in story.documents) == sorted(item.document for item in items)
    of = {name: story for story in found for name in story.documents}
    for left, right in combinations([item for item in items if item.story is not None], 2):
        assert (of[left.document] == of[right.document]) == (left.story == right.story)


# --- the gold clusters --------------------------------------------------------------------------------------------


@pytest.mark.gold
@pytest.mark.parametrize("pipeline", ["en_kgraph_sm", "en_kgraph_trf"])
@pytest.mark.parametrize("dated", [True, False])
def test_every_mixture_of_gold_clusters_comes_apart_and_each_stays_whole(shared: Path, pipeline: str, dated: bool) -> None:
    from kgraph.annotate import load_pipeline
    from kgraph.ingest import read_documents

    folders = [shared / "seeds", *sorted(path.parent for path in (shared / "gold").glob("*/gold.json"))]
    parts: list[Sequence[Item]] = []
    for folder in folders:
        items = items_of(read_documents([folder])[0], load_pipeline(pipeline))
        parts.append([replace(i, document=f"{folder.name}/{i.document}", published=i.published if dated else None) for i in items])
    for size in range(1, len(parts) + 1):
        for chosen in combinations(parts, size):
            mixed = [item for part in chosen for item in part]
            Random(size).shuffle(mixed)
            assert groups(cluster(mixed)) == sorted(({item.document for item in part} for part in chosen), key=min)


@given(st.lists(st.dictionaries(st.integers(0, 60), st.integers(1, 9), max_size=12), min_size=1, max_size=30), st.integers(0, 30), st.sampled_from([1, 200, 10**6]))
def test_cosines_are_those_of_whole_vectors(found: list[dict[int, int]], cut: int, dense: int) -> None:
    postings = stories.Postings.of([tuple((f"w{key}", count) for key, count in sorted(f.items())) for f in found], lambda key: 5)
    apart = np.arange(len(found))
    scaled = postings.scaled(postings.weights(apart, np.full(len(found), -1)))
    whole = np.zeros((len(found), scaled.width), dtype=np.float32)
    places, keys, values = scaled.rows(apart)
    whole[places, keys] = values
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stories, "DENSE", dense)
        assert scaled.cosines(apart[:cut], apart) == pytest.approx(whole[:cut] @ whole.T, abs=1e-5)


def test_stories_of_many_articles_are_those_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    items = list(generated(600, 120))
    whole = cluster(items)
    monkeypatch.setattr(stories, "BLOCK", 7)
    assert cluster(items) == whole
