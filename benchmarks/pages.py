"""How much of the report on a page is read, and how much else: kgraph beside trafilatura alone, on the pages of tests/pages.py.

    python -m benchmarks.pages

Compared are characters other than white space. Both sides are cut into tokens; a run of tokens of what was read counts as found
where the report holds it too, longest runs first, each token once, and no run shorter than four tokens (or a whole paragraph of
fewer) counts, so that words that merely occur in both are no finds. Precision is the share of what was read that is found,
recall the share of the report that is found. The pages are invented by the same hands as the rules: the figures say that
the rules do what they are meant to, not how real sites fare.
"""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from trafilatura import extract

from kgraph.errors import InputError
from kgraph.ingest.labels import label
from kgraph.ingest.page import read_page
from tests.pages import Sample, samples

RUN = 4  # tokens


def shared_characters(read: str, report: Iterable[str]) -> int:
    """Return how many characters of the report, white space apart, stand in what was read.

    >>> shared_characters("He left at noon on Friday. Share this", ["He left at noon on Friday."])
    21
    """
    left = re.findall(r"\w+|[^\w\s]", read)
    gold = [re.findall(r"\w+|[^\w\s]", paragraph) for paragraph in report]
    places: dict[str, list[int]] = defaultdict(list)
    for at, token in enumerate(left):
        places[token].append(at)
    taken = [False] * len(left)
    total = 0
    for paragraph in sorted(gold, key=len, reverse=True):
        todo = [(0, len(paragraph))]
        while todo:
            start, end = todo.pop()
            least = min(RUN, len(paragraph))
            best = (0, 0, 0)
            for first in range(start, end):
                if end - first <= best[0]:
                    break
                for at in places.get(paragraph[first], ()):
                    length = 0
                    while (first + length < end and at + length < len(left) and not taken[at + length]
                           and left[at + length] == paragraph[first + length]):
                        length += 1
                    if length > best[0]:
                        best = (length, first, at)
            length, first, at = best
            if length < least:
                continue
            taken[at:at + length] = [True] * length
            total += sum(map(len, paragraph[first:first + length]))
            todo += [(start, first), (first + length, end)]
    return total


def kgraph_report(sample: Sample) -> str:
    """What kgraph takes for report: headline, standfirst and body after labelling."""
    try:
        text = read_page(sample.raw).text if sample.is_page else sample.raw.decode()
    except InputError:
        return ""
    return "\n".join(text[s.start:s.end] for s in label(text) if s.section.is_report)


def trafilatura_report(sample: Sample, precise: bool) -> str:
    """What trafilatura extracts, a text as it stands; the headline, which it reports apart, is put before it."""
    if not sample.is_page:
        return sample.raw.decode()
    found = extract(sample.raw, favor_precision=precise, include_comments=False) or ""
    return found if sample.headline in found else f"{sample.headline}\n{found}"


READERS: dict[str, Callable[[Sample], str]] = {
    "kgraph": kgraph_report,
    "trafilatura, precision": lambda sample: trafilatura_report(sample, precise=True),
    "trafilatura, standard": lambda sample: trafilatura_report(sample, precise=False),
}


def score(read: Callable[[Sample], str], chosen: Iterable[Sample]) -> tuple[float, float]:
    """Return precision and recall of characters, pooled over the samples, each in [0, 1]."""
    found = printed = wanted = 0
    for sample in chosen:
        text = read(sample)
        found += shared_characters(text, sample.report)
        printed += len("".join(text.split()))
        wanted += sum(len("".join(paragraph.split())) for paragraph in sample.report)
    return found / printed if printed else 0.0, found / wanted if wanted else 0.0


def main() -> None:
    chosen = list(samples())
    kinds = ["all", *dict.fromkeys(sample.kind for sample in chosen)]
    print(f"{len(chosen)} pages and texts; precision and recall of characters of the report\n")
    print("kind".ljust(16), *(name.rjust(24) for name in READERS))
    for kind in kinds:
        members = [sample for sample in chosen if kind in ("all", sample.kind)]
        print(kind.ljust(16), *("P {:.3f}  R {:.3f}".format(*score(read, members)).rjust(24) for read in READERS.values()))
    pages = [sample for sample in chosen if sample.is_page]
    ours = score(kgraph_report, pages)
    print("\npages alone")
    for name, read in READERS.items():
        precision, recall = score(read, pages)
        ratios = f"P {ours[0] / precision:.3f}  R {ours[1] / recall:.3f}"
        print(f"{name:24} P {precision:.3f}  R {recall:.3f}   kgraph's figure / this one: {ratios}")


if __name__ == "__main__":
    main()
