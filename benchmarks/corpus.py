"""A corpus of generated articles with a known answer, built, killed once and resumed: python -m benchmarks.corpus [--articles N].

Every sentence is made from a template for one fact of a story, or for something that one article alone tells, so it is known of
every claim which sentence it comes from and which claims may be merged. Names and words are drawn from syllables and lists, so the
vocabulary grows with the corpus as that of news does. Every tenth article is a reprint with another first sentence. The build is
`kgraph.build`, in a process of its own; time and memory are taken from outside and from its progress.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import click

from benchmarks.memory import children, cpu_seconds, peak
from kgraph import api, store, upkeep
from kgraph.store.database import CACHE

FIRST = "Anna Boris Clara David Elena Farid Greta Hugo Irene Jonas Karin Louis Marta Nadia Omar Paula Rafael Sofia Tomas Vera".split()
SYLLABLES = "bar cor dal fen gar hol jas kel lor mar nev pol ras sel tor ul var wen yor zan".split()
ENDINGS = "ano den eck er ford ham ik in ley man mont ner ovic son ström ton".split()
PLACES = "berg borough bridge field ford haven mouth stad ton ville".split()
EVENTS = {
    "flood": "river water rain dam shelter pump bank road cellar bridge",
    "strike": "union wage picket factory talks shift pay canteen contract train",
    "trial": "court jury appeal lawyer evidence verdict witness prison charge file",
    "merger": "share bank bid regulator profit board investor price debt brand",
    "fire": "blaze smoke alarm warehouse hydrant roof stair cable ladder engine",
    "outbreak": "virus ward clinic vaccine nurse patient test mask school case",
}
OUTLETS = [f"The {town} {kind}" for town in "Northern Eastern Southern Western Central Coastal".split()
           for kind in "Post Times Herald Star Courier Gazette Echo".split()]
START = date(2020, 1, 1)
FACTS = (  # paraphrases of one fact; {n}, {m} and {k} are the story's numbers
    ("Mayor {a} declared an emergency in {town} on {day}.", "On {day}, Mayor {a} declared an emergency in {town}."),
    ("{a} told reporters that the {event} had cost the city {n} million dollars.",
     "The {event} had cost the city {n} million dollars, {a} told reporters."),
    ("{b} accused {a} of ignoring warnings about the {w0}.", "{a} was accused by {b} of ignoring warnings about the {w0}."),
    ("{a} rejected the accusation by {b} as an insult to the people of {town}.",
     "The accusation by {b} was rejected by {a} as an insult to the people of {town}."),
    ("{c} praised the {w1} crews for saving {m} families near {other}.",
     "The {w1} crews saved {m} families near {other}, and {c} praised them."),
    ("{org} will send {k} engineers to {town} in {month}.", "In {month}, {org} will send {k} engineers to {town}."),
    ("{d} resigned from the board of {org} after the {event}.", "After the {event}, {d} resigned from the board of {org}."),
    ("{org} did not warn the residents of {other}.", "The residents of {other} were not warned by {org}."),
    ("{c} warned the residents of {other} in {year}.", "In {year}, {c} warned the residents of {other}."),
    ("{b} demanded an inquiry into the {w2} of {town}.", "An inquiry into the {w2} of {town} was demanded by {b}."),
    ("“Nobody checked the {w3} before the {event},” {c} told the council of {other}.",
     "{c} told the council of {other}: “Nobody checked the {w3} before the {event}.”"),
    ("Prosecutors arrested {e}, a manager of {org}, in {other}.", "{e}, a manager of {org}, was arrested by prosecutors in {other}."),
    ("{e} denied that {org} had hidden the report on the {w4}.", "That {org} had hidden the report on the {w4} was denied by {e}."),
    ("The council of {town} approved {m} new homes on {day}.", "On {day}, the council of {town} approved {m} new homes."),
    ("{d} sued {b} in {year} over a letter about the {w0}.", "In {year}, {d} sued {b} over a letter about the {w0}."),
    ("{b} met {d} in {other} to discuss the {w1}.", "To discuss the {w1}, {b} met {d} in {other}."),
)
ALONE = (  # what one article alone tells
    "{p} of {q}, who is {n} years old, lost a {word} and two {other}s that night.",
    "“I shall never forget the sound of that {word},” said {p}, a teacher from {q}.",
    "In {year} {p} wrote a book about the {word} of {q}.",
    "{p} owns a shop in {q} and sells {word}s to tourists every summer.",
    "A {word} from {q} was shown to {p} at the museum in {year}.",
    "{p} hopes to reopen the {word} in {q} before the winter, although the {other} is still closed.",
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
SIZES = (1, 2, 3, 4, 5, 6, 8, 11)  # articles of a story


@dataclass(frozen=True)
class Written:
    """One article: its text, and for each sentence where it starts and which fact it tells."""

    name: str
    outlet: str
    published: date
    text: str
    starts: tuple[int, ...]
    tells: tuple[str, ...]


def name(chance: random.Random) -> str:
    return (chance.choice(SYLLABLES) + chance.choice([*SYLLABLES, ""]) + chance.choice(ENDINGS)).title()


def person(chance: random.Random) -> str:
    return f"{chance.choice(FIRST)} {name(chance)}"


def town(chance: random.Random) -> str:
    return (chance.choice(SYLLABLES) + chance.choice(SYLLABLES) + chance.choice(PLACES)).title()


def noun(chance: random.Random) -> str:
    """A word of some list, or one that no list holds."""
    known = EVENTS[chance.choice(sorted(EVENTS))].split()
    return chance.choice(known) if chance.random() < 0.8 else chance.choice(SYLLABLES) + chance.choice(SYLLABLES) + "le"


def story(chance: random.Random, number: int) -> Iterator[Written]:
    """The articles on one story, on three days: each tells some of its facts in either wording, and things of its own."""
    event = chance.choice(sorted(EVENTS))
    words = chance.sample(EVENTS[event].split(), 5)
    day = START + timedelta(days=chance.randrange(365))
    known: dict[str, object] = {letter: person(chance) for letter in "abcde"}
    known |= {"town": town(chance), "other": town(chance), "org": f"{name(chance)} {chance.choice(['Energy', 'Industries', 'Group'])}"}
    known |= {"event": event, "n": chance.randrange(3, 900), "m": chance.randrange(20, 900), "k": chance.randrange(11, 90)}
    known |= {"day": DAYS[day.weekday()], "month": MONTHS[day.month % 12], "year": chance.randrange(1990, 2019)}
    known |= {f"w{n}": word for n, word in enumerate(words)}
    headline = f"{known['a']} under pressure after {known['town']} {event}"
    told: list[list[tuple[str, str]]] = []
    for at in range(chance.choice(SIZES)):
        name_ = f"{number:06}-{at:02}.txt"
        if told and chance.random() < 0.1:
            sentences = [told[0][-1], *told[0][1:]]
        else:
            chosen = sorted(chance.sample(range(len(FACTS)), 14))
            sentences = [(chance.choice(FACTS[n]).format(**known), f"{number} {n}") for n in chosen]
            for n in range(14):
                drawn = {"p": person(chance), "q": town(chance), "word": noun(chance), "other": noun(chance)}
                line = chance.choice(ALONE).format(**drawn, n=chance.randrange(20, 90), year=chance.randrange(1950, 2019))
                sentences.insert(chance.randrange(1, len(sentences)), (line, f"{name_} {n}"))
            told.append(sentences)
        yield written(name_, OUTLETS[(number + at) % len(OUTLETS)], day + timedelta(days=chance.randrange(3)), headline, sentences)


def written(name_: str, outlet: str, published: date, headline: str, sentences: Sequence[tuple[str, str]]) -> Written:
    """Put sentences, each with what it tells, into paragraphs of three."""
    text, starts = headline + "\n\n", [0]
    for at, (sentence, _) in enumerate(sentences):
        starts.append(len(text))
        text += sentence + ("\n\n" if at % 3 == 2 else " ")
    return Written(name_, outlet, published, text, tuple(starts), ("headline", *(tells for _, tells in sentences)))


def articles(count: int, seed: int = 0) -> Iterator[Written]:
    """So many articles, story by story; the first ones of a longer corpus are those of a shorter one."""
    made = number = 0
    while made < count:
        for article in story(random.Random(f"{seed} {number}"), number):
            if made < count:
                yield article
                made += 1
        number += 1


def write_corpus(folder: Path, count: int, seed: int = 0) -> dict[str, Written]:
    """Write articles, a thousand to a folder, with their manifest; return them by name."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, found = ["file,outlet,published"], {}
    for at, article in enumerate(articles(count, seed)):
        place = folder / f"{at // 1000:04}" / article.name
        place.parent.mkdir(exist_ok=True)
        place.write_text(article.text, encoding="utf-8")
        rows.append(f"{place.relative_to(folder).as_posix()},{article.outlet},{article.published}")
        found[place.relative_to(folder).as_posix()] = article
    (folder / "sources.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return found


# --- a build in a process of its own ---------------------------------------------------------------------------------------


@dataclass
class Run:
    """What a build showed: seconds and CPU seconds of all its processes by stage, and the MiB that its driver held by the end of each
    stage, and the largest of its workers."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    cpu: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    memory: dict[str, float] = field(default_factory=dict)
    worker: float = 0.0


def build(folder: Path, jobs: int, killed_at: float = 0.0, engine: str = "pool") -> Run:
    """Build the articles of a folder; with `killed_at`, all its processes are killed once that share of them is read, and it is resumed."""
    code = f"from benchmarks.corpus import child; child({str(folder)!r}, {jobs}, {engine!r})"
    run = Run()
    for kill in (True, False) if killed_at else (False,):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
            spent: dict[int, float] = {}
            for line in process.stdout or ():
                told = json.loads(line)
                workers = children(process.pid)
                now = {pid: cpu_seconds(pid) for pid in (process.pid, *workers)}
                run.cpu[told["stage"]] += sum(max(seconds - spent.get(pid, 0.0), 0.0) for pid, seconds in now.items())
                spent |= now
                run.worker = max([run.worker, *map(peak, workers)])
                run.seconds[told["stage"]] += told["seconds"]
                run.memory[told["stage"]] = told["memory"]
                if kill and told["stage"] == "reading articles" and told["share"] >= killed_at:
                    os.killpg(process.pid, signal.SIGKILL)
                    break
        if process.returncode and not kill:
            raise click.ClickException(f"the build of {folder} ended with {process.returncode}")
    return run


def child(folder: str, jobs: int, engine: str) -> None:
    """Build as `kgraph build` does and tell on stdout what is done: each hundredth of reading and comparing, and each stage at its end."""
    settings = upkeep.Settings("en_kgraph_sm", jobs)
    if engine == "ray":
        from kgraph.executors import Cluster

        settings = upkeep.Settings("en_kgraph_sm", jobs, cluster=Cluster(None, str(Path(folder, "out", ".work")), jobs))
    before, stage_now, last = time.monotonic(), "taking in", 0

    def tell(stage: str, share: float) -> None:
        nonlocal before
        now = time.monotonic()
        print(json.dumps({"stage": stage, "seconds": now - before, "memory": peak(), "share": share}), flush=True)
        before = now

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal stage_now, last
        if stage != stage_now:
            tell(stage_now, 1.0)
            stage_now, last = stage, 0
        if stage != "taking in" and 100 * done // total > last:
            last = 100 * done // total
            tell(stage, done / total)

    out = Path(folder, "out")
    upkeep.update(out, api.articles_of(Path(folder, "articles")), settings, None, progress)
    api.write_files(out, progress=progress)
    tell(stage_now, 1.0)


# --- what was merged -------------------------------------------------------------------------------------------------------


@dataclass
class Answer:
    """Pairs of claims of different articles in one fact, one of them of the story, and how many of these tell one thing; pairs of asides
    of different articles in one fact, which are all wrong; things that several articles tell, and how many are one fact somewhere."""

    pairs: int = 0
    right: int = 0
    asides: int = 0
    told: int = 0
    found: int = 0


def score(folder: Path, written: dict[str, Written]) -> Answer:
    """Compare the facts of a build with what its sentences tell; claims that are only implied (titles) and headlines are left out."""
    facts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    with open(folder / "claims.jsonl", encoding="utf-8") as lines:
        for line in lines:
            claim = json.loads(line)
            article = written[claim["document"]]
            tells = article.tells[bisect_right(article.starts, claim["evidence"]["start"]) - 1]
            if tells != "headline" and not claim["implied"]:
                facts[claim["fact"]][tells, claim["document"]] += 1
    told_by: dict[str, set[str]] = defaultdict(set)
    for name_, article in written.items():
        for tells in article.tells:
            told_by[tells].add(name_)
    answer, joined = Answer(), set()
    for held in facts.values():
        alone = Counter({key: count for key, count in held.items() if ".txt" in key[0]})
        asides = _across(alone) - sum(_same(alone).values())
        answer.asides += asides
        answer.pairs += _across(held) - asides
        right = _same(held)
        answer.right += sum(right.values())
        joined |= {tells for tells, count in right.items() if count}
    several = {tells for tells, names in told_by.items() if len(names) > 1 and tells != "headline"}
    answer.told, answer.found = len(several), len(several & joined)
    return answer


def _across(held: Counter[tuple[str, str]]) -> int:
    """How many pairs of claims of different articles there are, given the number of claims by what is told and by article."""
    by_document = Counter[str]()
    for (_, document), count in held.items():
        by_document[document] += count
    return (held.total() ** 2 - sum(count * count for count in by_document.values())) // 2


def _same(held: Counter[tuple[str, str]]) -> dict[str, int]:
    """Of these pairs, by what is told, those that tell one thing."""
    parts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for (tells, document), count in held.items():
        parts[tells][tells, document] = count
    return {tells: _across(part) for tells, part in parts.items()}


@click.command()
@click.option("--articles", "sizes", default=(100, 1000), show_default=True, multiple=True, type=click.IntRange(min=100),
              help="Of a corpus; may be repeated. The last one is killed half-way and resumed.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True)
@click.option("--engine", type=click.Choice(["pool", "ray"]), default="pool", show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where corpora and builds lie meanwhile.")
def main(sizes: tuple[int, ...], jobs: int, engine: str, seed: int, folder: Path | None) -> None:
    """Build corpora of some sizes and print what they take, wall time and CPU time of all processes, in milliseconds an article."""
    stages = ("taking in", "reading articles", "comparing claims", "writing files")
    print(f"{'articles':>9}{'a second':>9}" + "".join(f"{stage + ', ms (CPU)':>28}" for stage in stages) + f"{'all':>18}")
    cost = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="kgraph-corpus-", dir=folder) as place:
            here = Path(place)
            written_ = write_corpus(here / "articles", size, seed)
            run = build(here, jobs, 0.5 if size == sizes[-1] else 0.0, engine)
            answer = score(here / "out", written_)
            states = Counter(row["state"] for row in upkeep.ledger_rows(here / "out"))
            disk = _disk(here / "out")
        wall, cpu = 1000 * sum(run.seconds.values()) / size, 1000 * sum(run.cpu.values()) / size
        cost.append((wall, cpu))
        parts = "".join(f"{_pair(1000 * run.seconds[stage] / size, 1000 * run.cpu[stage] / size):>28}" for stage in stages)
        print(f"{size:9,}{1000 / wall:9.1f}{parts}{_pair(wall, cpu):>18}{'  killed once' if size == sizes[-1] else ''}")
        held = ", ".join(f"{stage} {run.memory.get(stage, 0):.0f}" for stage in stages)
        print(f"{'':9} MiB of the driver by the end of: {held}; of the largest worker: {run.worker:.0f}")
        print(f"{'':9} MB on disk: " + ", ".join(f"{part} {bytes_ / 1e6:,.0f}" for part, bytes_ in disk.items()))
        print(
            f"{'':9} {answer.right / max(answer.pairs, 1):.4f} of {answer.pairs:,} pairs of claims in one fact tell one thing, beside "
            f"{answer.asides:,} pairs of asides that do not; {answer.found / max(answer.told, 1):.3f} of {answer.told:,} things that "
            f"several articles tell are joined; inputs: {dict(states)}",
            flush=True,
        )
    smallest = min(range(len(sizes)), key=lambda at: abs(sizes[at] - 1000))
    (wall, cpu), (first, first_cpu) = cost[-1], cost[smallest]
    ratio = _pair(wall / first, cpu / first_cpu, 2)
    print(f"an article of {sizes[-1]:,} takes what one of {sizes[smallest]:,} takes, times (CPU): {ratio}")


def _pair(wall: float, cpu: float, digits: int = 1) -> str:
    return f"{wall:.{digits}f} ({cpu:.{digits}f})"


def _disk(folder: Path) -> dict[str, int]:
    """The bytes of a build: its store, what is kept of parses, the files of the whole, and those of its stories."""
    sizes: Counter[str] = Counter()
    for path in (path for path in folder.rglob("*") if path.is_file()):
        part = {store.STORE: "store", CACHE: "annotations"}.get(path.name, "stories" if api.STORIES in path.parts else "files")
        sizes[part] += path.stat().st_size
    return dict(sizes)


if __name__ == "__main__":
    main()
