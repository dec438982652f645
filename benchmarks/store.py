"""A store of many articles: how long it takes to open it, to add one article and to ask one story.

    python -m benchmarks.store [--articles N]

The peer is what a program without a store does, which is to read everything again.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

PEOPLE = ("Adler Brandt Castro Dvorak Eriksen Fontaine Gallo Haddad Ivanov Jansen Kowalski Lindgren Moreau Novak Okafor Petrov Quist "
          "Rossi").split()
FIRST = "Anna Boris Clara David Elena Farid Greta Hugo Irene Jonas Karin Louis Marta Nadia Omar Paula".split()
TOWNS = "Arlen Bexley Corwen Dunmore Elgin Farsund Galway Hobart Ivrea Jasper Keswick Lugano Marlow Narvik Orton Pembroke Rugby".split()
EVENTS = {
    "flood": "river burst dam water homes rescue shelter rain engineers repair",
    "strike": "union workers wages factory picket talks pay offer",
    "trial": "court judge jury verdict lawyer appeal evidence sentence",
    "merger": "shares bank deal regulator board investors bid profit",
    "vote": "ballot council party majority coalition motion debate turnout",
    "fire": "blaze firefighters smoke warehouse evacuation alarm cause",
    "outbreak": "hospital patients virus doctors vaccine ward cases tests",
    "crash": "train driver signal passengers carriage track injured",
}
OUTLETS = [f"The {name} {kind}" for name in ("Northern", "Eastern", "Southern", "Western") for kind in ("Post", "Times", "Herald", "Star")]


def article(chance: random.Random, story: int, outlet: int) -> str:
    """Return an invented article of about 130 words: people, place and words are the story's, what is told of them the outlet's."""
    own = random.Random(story)
    event = own.choice(sorted(EVENTS))
    town, other = own.sample(TOWNS, 2)
    names = [f"{own.choice(FIRST)} {name}" for name in own.sample(PEOPLE, 3)]
    words = own.sample(EVENTS[event].split(), 6)
    told = chance.sample(words, 4)
    number = own.randrange(3, 90) + (outlet % 3 == 0)
    return (
        f"{names[0]} answers questions on {town} {event}\n\n"
        f"Mayor {names[0]} of {town} said on Monday that the {told[0]} and the {told[1]} had cost the town {number} million dollars. "
        f'"We did not see the {event} coming," {names[0].split()[1]} told reporters in {other}.\n\n'
        f"{names[1]}, who leads the opposition in {town}, denied that the {told[2]} had been checked before the {event}. "
        f"According to {names[2]}, a spokesman for the council, {number * 11} people were affected by the {event} in {town}.\n\n"
        f"The {told[3]} will be discussed by the council of {town} on Friday. {names[1]} accused {names[0]} of ignoring the {words[0]} "
        f"and called for an inquiry into the {event}. {names[2]} said the inquiry would end in {2 + story % 9} weeks.\n"
    )


def write_articles(folder: Path, count: int, per_story: int = 5) -> None:
    """Write articles, five to a story by default, with a manifest that names outlets and dates over a year."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(0)
    lines = ["file,outlet,published"]
    for number in range(count):
        story, name = number // per_story, f"{number:05}.txt"
        (folder / name).write_text(article(chance, story, number % len(OUTLETS)), encoding="utf-8")
        day = (story * 7) % 365
        lines.append(f"{name},{OUTLETS[number % len(OUTLETS)]},2020-{1 + day // 31:02}-{1 + day % 28:02}")
    (folder / "sources.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def kgraph(*args: object) -> None:
    subprocess.run([sys.executable, "-m", "kgraph", *map(str, args)], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def opened(code: str, folder: Path) -> float:
    """Seconds that some code takes on an opened store, in a process of its own, imports not counted."""
    script = (
        f"import time, kgraph; start = time.perf_counter(); graph = kgraph.open({str(folder)!r}); {code}; "
        "print(time.perf_counter() - start)"
    )
    return float(subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout)


def add_one(store: Path, folder: Path, number: int, pipeline: str) -> float:
    """Seconds that it takes to add one more article on a story that the store holds."""
    folder.mkdir(exist_ok=True)
    path = folder / f"new-{time.time_ns()}.txt"
    path.write_text(article(random.Random(time.time_ns()), number, number), encoding="utf-8")
    return timed(lambda: kgraph("add", store, path, "--pipeline", pipeline))


@click.command()
@click.option("--articles", default=2000, show_default=True)
@click.option("--pipeline", default="en_kgraph_sm", show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Where to keep the store, and where one that is there is used.")
def main(articles: int, pipeline: str, folder: Path | None) -> None:
    """Build a store of generated articles and time what people do with it every day."""
    with tempfile.TemporaryDirectory() as temporary:
        place = folder or Path(temporary)
        store = place / "store"
        write_articles(place / "articles", articles)
        kgraph("build", place / "articles" / "00000.txt", "-o", store, "--pipeline", pipeline)
        whole = timed(lambda: kgraph("add", store, place / "articles", "--pipeline", pipeline))
        added = sorted(add_one(store, place / "new", number, pipeline) for number in range(5))
        sizes = [(store / name).stat().st_size / 1e6 for name in ("kgraph.sqlite", "annotations.sqlite")]
        questions = {
            "open": "pass",
            "open and list the stories": "graph.stories",
            "open and read one story": "graph.story(graph.stories[0].id).facts",
            "open and read all": "graph.facts",
        }
        print(f"{articles:,} articles taken in: {whole:.0f} s; kgraph.sqlite {sizes[0]:,.0f} MB, annotations.sqlite {sizes[1]:,.0f} MB")
        print(f"add one article, the whole command: {added[0]:.2f} to {added[-1]:.2f} s; all again / one added: {whole / added[2]:.0f}")
        for name, code in questions.items():
            print(f"{name}: {opened(code, store):.3f} s")


if __name__ == "__main__":
    main()
