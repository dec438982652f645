"""Whatever lies in a folder ends as an article or as one clear line about it, and the store holds what a fresh one would hold."""
from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from kgraph import api, store, upkeep
from kgraph.errors import InputError
from kgraph.ingest import files as ingest
from kgraph.ingest.decode import decode
from kgraph.ingest.files import FEEDS, NOT_READ, READ, UNSHOWN, Article, Item, Refused, articles, document_of_article
from kgraph.ingest.manifest import MANIFESTS, Listing, read_object
from kgraph.ingest.page import is_page
from kgraph.ingest.patterns import NOT_BLANK
from kgraph.model import Document, Problem
from kgraph.store.cache import CACHE
from tests import test_tables
from tests.fuzz import damaged, fuzzed
from tests.pages import samples
from tests.test_feeds import ATOM, RDF, RSS

LONGEST_MESSAGE = 600
PAGES = [s.raw for s in samples(1) if s.is_page]
TEXTS = [s.raw for s in samples(1) if not s.is_page]
MANIFEST = {
    "sources.csv": b'file,outlet,published,url,agencies\na.txt,Daily Example,2020-11-09,https://e.example/a,"AFP; AP"\nb.html,"The Post, Ltd",,,\n',
    "sources.jsonl": b'{"file": "a.txt", "outlet": "Daily Example", "language": "de"}\n{"file": "d/b.html", "authors": ["Jane Doe"], "sha256": "0"}\n',
    "sources.toml": b'schema = "kgraph-manifest/1"\n[[article]]\nfile = "a.txt"\noutlet = "Daily Example"\npublished = 2020-11-09\n',
}
ODD = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("\0\a\v\x1b\x85\u2028\u2029\ufeff\u200b\u202e\ufffd\U0001f600.\"',-/ \n")), max_size=200)
WORDS = st.lists(st.sampled_from(  # what labels of lines are given by, said over and over
    ["By", "Jane Doe", "A", "and", "for", "in", "the", ",", ";", "/", "-", "|", "via", "Credit", "Photo by", "Reporting by", "AP", "(", ")", "\n", "\n\n",
     "also read", "More", "@a", "contact", "at", "can be reached", "a.b", "said", "staff", "Friday", "2020-11-09", "PARIS (AFP) -", '"', ".", "Correction:",
     "Sign up", "https://", "St.", "is a", "editor"]), min_size=1, max_size=8)
CHANTS = st.builds(lambda words, times, space, end: space.join(words * times) + end, WORDS, st.integers(1, 60), st.sampled_from([" ", "", "\n"]),
                   st.sampled_from(["", " !!", "."]))
TABLE = {name: raw for name, raw in test_tables.GOOD.items() if len(raw) < 5000}
WARC = test_tables.ONE + test_tables.TWO


def some(*good: bytes) -> st.SearchStrategy[bytes]:
    """Bytes of a good file, as they are or damaged."""
    return st.sampled_from(good).flatmap(lambda raw: st.one_of(st.just(raw), damaged(raw)))


TEXT = st.one_of(some(*TEXTS), CHANTS.map(str.encode), ODD.map(lambda t: t.encode("utf-8", "surrogatepass")), ODD.map(lambda t: t.encode("utf-16")),
                 ODD.map(lambda t: t.encode("cp1251", "ignore")), st.binary(max_size=200))
PAGE = st.one_of(some(*PAGES), ODD.map(lambda t: f"<!DOCTYPE html><p>{t}".encode()))
CONTENT = st.one_of(TEXT, PAGE, some(RSS, ATOM, RDF), some(*TABLE.values()), some(*MANIFEST.values()), some(WARC, gzip.compress(WARC)))
BY_SUFFIX = {".txt": TEXT, ".html": PAGE, ".htm": PAGE, ".xhtml": PAGE, **dict.fromkeys(FEEDS, some(RSS, ATOM, RDF)), **{s: some(r) for s, r in TABLE.items()},
             ".warc": some(WARC), ".warc.gz": some(gzip.compress(WARC))}
STEMS = st.one_of(
    st.sampled_from(["a", "b", "a", "-a", "--help", " a ", ".a", "..a", "a\nb", "a\tb", "\x1b[31ma", "a" * 200, "é" * 100, "\u202etxt", "Ⅷ", "a#1", "a (2)", "CON", "~",
                     "a;b", "a'b\"", "%s", "sources", "kgraph", "https:", "café", "cafe\u0301"]),
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12)).map(os.fsencode) | st.binary(min_size=1, max_size=6).map(
        lambda raw: raw.translate(None, b"/\0") or b"x")
SUFFIXES = st.sampled_from([*READ, *NOT_READ, ".TXT", ".Html", ".txt.gz", "", ".", ".txt~", ".exe"])
FOLDERS = st.lists(st.sampled_from(["", "d", "d", "e", ".d", "d.txt", "x" * 100]), max_size=3).map("/".join)
KINDS = st.sampled_from(["file"] * 12 + ["folder", "pipe", "link", "link outside", "link nowhere", "link to itself", "link to a folder"])


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, str, bytes]:
    """A path inside a folder, what lies there and its bytes."""
    if draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from(MANIFESTS))
        return os.fsencode(f"{draw(FOLDERS)}/{name}"), "file", draw(some(MANIFEST[name]))
    suffix = draw(SUFFIXES)
    content = BY_SUFFIX.get(suffix.lower(), CONTENT) if draw(st.integers(0, 3)) else CONTENT
    return os.fsencode(draw(FOLDERS)) + b"/" + draw(STEMS) + suffix.encode(), draw(KINDS), draw(content)


def fill(folder: Path, made: list[tuple[bytes, str, bytes]]) -> None:
    """Put into a folder what can be put there."""
    for path, kind, content in made:
        place = folder / "in" / os.fsdecode(path.lstrip(b"/"))
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.is_symlink() or place.exists():  # writing into a pipe would wait for a reader
                continue
            if kind == "file":
                place.write_bytes(content)
            elif kind == "folder":
                place.mkdir()
            elif kind == "pipe":
                os.mkfifo(place)
            else:
                (folder / "outside.txt").write_bytes(TEXTS[0])
                place.symlink_to({"link": "a.txt", "link outside": str(folder / "outside.txt"), "link nowhere": "nowhere.txt", "link to a folder": ".",
                                  "link to itself": place.name}[kind])
        except OSError:  # a name too long, or one that is there
            continue


def is_one_line(message: str) -> bool:
    return bool(message.strip()) and message.isprintable() and len(message) <= LONGEST_MESSAGE and "\ufffd" not in message


def document_or_error(article: Article) -> Document | InputError:
    try:
        return document_of_article(article)
    except InputError as error:
        return error


def check_document(document: Document, article: Article) -> None:
    text, at = document.text, 0
    text.encode("utf-8")
    if article.form == "text":
        assert text == decode(article.raw)[0]
    for span in document.spans:
        assert at <= span.start < span.end <= len(text)
        assert not NOT_BLANK.search(text[at:span.start])
        at = span.end
    assert not NOT_BLANK.search(text[at:])
    assert any(span.section.is_report for span in document.spans)


def read(folder: Path) -> list[Item]:
    """What a folder's inputs are; none where its manifest points outside of it."""
    try:
        return list(articles([folder / "in"]))
    except InputError as error:
        message = str(error)
    assert is_one_line(message)
    return []


# --- ingest -----------------------------------------------------------------------------------------------------------

@fuzzed(40)
@given(made=st.lists(files(), max_size=8))
@example(made=[(b"pipe.txt", "pipe", b"")])
@example(made=[(b"\xff\n.txt", "file", TEXTS[0]), (b"\xff/a.txt", "file", TEXTS[0])])
def test_no_bytes_and_no_names_in_a_folder_make_ingest_fail(made: list[tuple[bytes, str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        fill(Path(name), [*made, (b"a.txt", "file", TEXTS[0])])
        begin = time.monotonic()
        for item in read(Path(name)):
            if isinstance(item, Article):
                found = document_or_error(item)
                if isinstance(found, Document):
                    check_document(found, item)
                    continue
                message = str(found)
            else:
                message = item.message
            assert is_one_line(message), (item, message)
            shown = (item.file,) if isinstance(item, Problem) else (item.name, item.location)
            assert not UNSHOWN.search("".join(shown))
        assert time.monotonic() - begin < 10


@pytest.mark.parametrize(("line", "raw"), [
    (True, "By " + "A and " * 30 + "!!"), (True, "By Jane Doe, " + "staff and " * 17 + "!!"), (True, "By " + "A-" * 90 + "!!"), (True, "Reporting by " + "A and " * 100 + "!!"),
    (True, "Credit A" + " for A" * 45 + " !!"), (True, "Photo by A" + " for A" * 45 + " !!"), (False, "<!---->" * 500 + "x"), (True, "also read\n" * 30_000),
    (True, "The mayor said no.\nAdvertisement\n" + "ab\n" * 30_000), (False, f"<!DOCTYPE html><title>A long enough title{' - a' * 100_000}</title><p>{'No. ' * 99}"),
    (False, f"<!DOCTYPE html><script type='application/ld+json'>[{'1,' * 500_000}1]</script><p>{'No. ' * 99}"),
    (False, f"<!DOCTYPE html><p>{'<b>x</b> ' * 14_000}"), (False, "<!DOCTYPE html>" + "<div>" * 100_000),
])
def test_no_input_takes_time_by_the_square_of_its_length(line: bool, raw: str) -> None:
    begin = time.monotonic()
    text = f"Head line\n\nThe mayor said no.\n\n{raw}\n" if line else raw
    document_or_error(Article("a", "/a", "page" if is_page(text.encode()) else "text", text.encode(), Listing()))
    assert time.monotonic() - begin < 10


def test_a_row_with_a_key_twice_among_many_is_told_at_once() -> None:
    begin = time.monotonic()
    with pytest.raises(ValueError, match="gives 'z' twice"):
        read_object("{" + ",".join(f'"k{n}":1' for n in range(200_000)) + ',"z":1,"z":1}')
    assert time.monotonic() - begin < 10


def test_a_manifest_is_read_once_for_all_single_files_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_bytes(TEXTS[0])
    seen = []

    def watched(folder: Path, *_: object) -> dict[Path, Listing]:
        seen.append(folder)
        return {}

    monkeypatch.setattr(ingest, "read_manifest", watched)
    assert len(list(articles(tmp_path.glob("*.txt")))) == 3
    assert seen == [tmp_path]


def test_a_folder_that_is_closed_is_told_and_the_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "a.txt").write_bytes(TEXTS[0])
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "d")
    refused, article = articles([tmp_path])
    assert isinstance(article, Article)
    assert isinstance(refused, Refused)
    assert (refused.name, refused.reason) == ("d", "unreadable")


def test_a_source_that_no_file_can_be_called_is_not_there() -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        list(articles(["a" * 5000]))


def test_rows_of_one_id_are_articles_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "t.jsonl").write_text('{"id": 1, "text": "The mayor said no."}\n{"id": 1, "text": "The mayor said yes."}\n')
    items = list(articles([tmp_path / "in"]))
    rows = take_in(tmp_path / "out", items)
    assert [row[0] for row in rows] == ["t.jsonl#1", "t.jsonl#1 (2)"]
    assert take_in(tmp_path / "out", items) == rows


# --- the store --------------------------------------------------------------------------------------------------------

def take_in(folder: Path, items: list[Item]) -> list[tuple[object, ...]]:
    """Take inputs in and return the ledger without the time."""
    with store.writer(folder) as db:
        upkeep.take_in(db, items)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not db.execute("PRAGMA foreign_key_check").fetchall()
        names = [row[1] for row in db.execute("PRAGMA table_info(inputs)") if row[1] not in ("n", "seen")]
        return db.execute(f"SELECT {', '.join(names)} FROM inputs ORDER BY name").fetchall()


@fuzzed(15)
@given(made=st.lists(files(), max_size=8), random=st.randoms(use_true_random=False))
def test_every_input_ends_somewhere_in_any_order_and_once(made: list[tuple[bytes, str, bytes]], random: object) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, [*made, (b"a.txt", "file", TEXTS[0]), (b"z.txt", "file", TEXTS[0]), (b"m.txt", "file", TEXTS[0])])
        items = read(folder)
        inputs = [item for item in items if not isinstance(item, Problem)]
        rows = take_in(folder / "out", items)
        assert len(rows) == len(inputs)
        found = upkeep.status(folder / "out")
        assert found["inputs"] == len(inputs) == found["pending"] + found["duplicate"] + found["quarantined"]
        assert sum(found["reasons"].values()) == found["quarantined"]
        assert not [row for row in rows if UNSHOWN.search(" ".join(str(cell) for cell in row if cell is not None))]
        assert take_in(folder / "out", items) == rows
        if len({item.name for item in inputs}) == len(inputs):
            random.shuffle(items)  # type: ignore[attr-defined]
            assert take_in(folder / "other", items) == rows


# --- a store's life ---------------------------------------------------------------------------------------------------

SMALL = upkeep.Settings("en_kgraph_sm")
STORIES = [
    "Mayor opens bridge\n\nMayor Jane Doe opened the new bridge in Springfield on Friday, her office said. It cost $12 million.\n\nThe Daily watches.\n",
    "Bridge opened\n\nThe new bridge in Springfield was opened by Mayor Jane Doe on Friday. The bridge cost about $15 million.\n\nThe Daily watches.\n",
    "Volcano erupts\n\nA volcano erupted on the island of Taal on Sunday. Rescuers evacuated 8,000 people, officials said.\n\nThe Daily watches.\n",
    "Bank raises rate\n\nThe central bank raised its key rate to 5 percent on Monday. Governor Ann Poe said inflation was high.\n\nThe Daily watches.\n",
]
UNUSABLE = [b"", b"\0\1\2", b"caf\xe9 \xff\x81", b"x" * 1_000_001]
NAMES = ["a.txt", "b.txt", "c.txt", "d.txt"]
OUTLETS = [None, "", "Daily Example", "The Post"]
State = tuple[bytes, str | None]  # an article's bytes and outlet; None: the manifest does not name it


def are_copies(one: State, other: State) -> bool:
    """Whether two articles are one: the same text, and not under two outlets that are known."""
    return one[0] == other[0] and (not one[1] or not other[1] or one[1] == other[1])


def put(folder: Path, states: dict[str, State]) -> None:
    """Make a folder hold these files and a manifest that names those with an outlet, "" or not."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, (raw, _) in states.items():
        (folder / name).write_bytes(raw)
    rows = "".join(f"{name},{outlet}\n" for name, (_, outlet) in sorted(states.items()) if outlet is not None)
    (folder / "sources.csv").write_text("file,outlet\n" + rows)


def exported(folder: Path, problems: bool) -> dict[str, str]:
    """The files of a build by name, with what was set aside or as if nothing had been."""
    with tempfile.TemporaryDirectory() as copy:
        shutil.copy(folder / store.STORE, copy)
        with closing(sqlite3.connect(Path(copy, store.STORE))) as db, db:
            if not problems:
                db.execute("DELETE FROM notices")
                db.execute("UPDATE inputs SET state = 'done'")
        return {name: "".join(pieces) for name, pieces in api.rendered(Path(copy))}


class Life(RuleBasedStateMachine):
    """A folder that changes and a store that follows it, against what a fresh store makes of what there is to be known."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.folder, self.out = Path(self.home.name) / "in", Path(self.home.name) / "out"
        self.there: dict[str, State] = {}  # what lies in the folder
        self.taken: dict[str, State] = {}  # what each input of the store was when it was last taken in
        self.kept: dict[str, State] = {}  # the last usable state of those that are not usable now

    def teardown(self) -> None:
        self.home.cleanup()

    @initialize(numbers=st.lists(st.sampled_from(range(len(STORIES))), min_size=1, max_size=3))
    def begin(self, numbers: list[int]) -> None:
        self.there = {name: (STORIES[n].encode(), None) for name, n in zip(NAMES, numbers, strict=False)}
        self.bring_up_to_date()

    @rule(name=st.sampled_from(NAMES), number=st.sampled_from(range(len(STORIES))))
    def write(self, name: str, number: int) -> None:
        self.there[name] = STORIES[number].encode(), self.there.get(name, (b"", None))[1]

    @rule(name=st.sampled_from(NAMES), raw=st.sampled_from(UNUSABLE))
    def spoil(self, name: str, raw: bytes) -> None:
        self.there[name] = raw, self.there.get(name, (b"", None))[1]

    @rule(name=st.sampled_from(NAMES), outlet=st.sampled_from(OUTLETS))
    def say(self, name: str, outlet: str | None) -> None:
        if name in self.there:
            self.there[name] = self.there[name][0], outlet

    @rule(name=st.sampled_from(NAMES))
    def restore(self, name: str) -> None:
        if name in self.kept:
            self.there[name] = self.kept[name]

    @rule(one=st.sampled_from(NAMES), other=st.sampled_from(NAMES))
    def swap(self, one: str, other: str) -> None:
        if one in self.there and other in self.there:
            self.there[one], self.there[other] = self.there[other], self.there[one]

    @precondition(lambda self: len(self.taken) > 1)
    @rule(name=st.sampled_from(NAMES))
    def remove(self, name: str) -> None:
        if name in self.taken:
            for known in (self.there, self.taken, self.kept):
                known.pop(name, None)
            upkeep.remove(self.out, [name], SMALL)
            self.check()

    @rule()
    def bring_up_to_date(self) -> None:
        put(self.folder, self.there)
        before = self.standing()
        self.taken |= self.there
        usable = {name: state for name, state in self.taken.items() if state[0] not in UNUSABLE}
        known = {**self.kept, **before}
        self.kept = {name: state for name, state in known.items()
                     if name not in usable and name in self.taken and not any(are_copies(state, other) for other in usable.values())}
        follow(self.out, self.folder)
        self.check()

    def standing(self) -> dict[str, State]:
        """The articles of the graph: of copies the one with an outlet, then the first by name."""
        found: dict[str, State] = {}
        for name, state in sorted(self.taken.items(), key=lambda item: (not item[1][1], item[0])):
            if state[0] not in UNUSABLE and not any(are_copies(state, other) for other in found.values()):
                found[name] = state
        return found

    def check(self) -> None:
        if not (self.out / store.STORE).exists():
            assert not self.standing() and not self.kept
            return
        standing = self.standing()
        states = {row["name"]: row["state"] for row in upkeep.ledger_rows(self.out)}
        assert states == {name: "quarantined" if raw in UNUSABLE else "done" if name in standing else "duplicate" for name, (raw, _) in self.taken.items()}
        with store.writer(self.out) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        expected = fresh(self.taken | self.kept, problems=not self.kept)
        if expected:
            assert exported(self.out, problems=not self.kept) == expected
        else:
            assert not store.read_graph(self.out).documents


PARSED: list[bytes] = []  # a store's cache, so that each text is parsed once
FRESH: dict[tuple[object, ...], dict[str, str]] = {}


def fresh(states: dict[str, State], problems: bool) -> dict[str, str]:
    """What a store exports that takes these articles in at once; nothing where none can be used."""
    key = (*sorted(states.items(), key=lambda item: item[0]), problems)
    if key not in FRESH:
        with tempfile.TemporaryDirectory() as name:
            folder, out = Path(name) / "in", Path(name) / "out"
            put(folder, states)
            follow(out, folder)
            FRESH[key] = exported(out, problems) if (out / store.STORE).exists() else {}
    return FRESH[key]


def follow(out: Path, folder: Path) -> None:
    out.mkdir(exist_ok=True)
    for raw in PARSED:
        (out / CACHE).write_bytes(raw)
    upkeep.update(out, articles([folder]), SMALL)
    PARSED[:] = [(out / CACHE).read_bytes()] if (out / CACHE).exists() else []


def test_a_store_is_what_a_fresh_one_makes_of_its_articles_whatever_came_before() -> None:
    run_state_machine_as_test(Life, settings=settings(fuzzed(3), stateful_step_count=15), _min_steps=0)
