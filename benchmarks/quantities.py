"""How quantities and times are read: python -m benchmarks.quantities SHARED [--misses].

SHARED/gold/quantities holds specifications of Recognizers-Text, one file a kind; a case is one input. Its spans are right if
those found are those expected, its values if the spans are and each value is one of those expected. What differs by
convention (README.md) is told apart nowhere: a case that it touches counts as wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kgraph.values import Found, numbers, ordinals, quantities, times
from kgraph.values.units import SECONDS, currency_units, measure_units

Json = dict[str, Any]
SEASON = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}
UNITS = dict([*measure_units(), *currency_units()])


@dataclass(frozen=True)
class Score:
    """Cases of a kind, and how many of them have all spans right, and all values too."""

    cases: int
    spans: int
    values: int
    misses: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of case: how its text is read (given the moment of publication), and whether a reading has an expected value."""

    read: Callable[[str, datetime], Iterable[Found]]
    agrees: Callable[[Found, Json], bool]


def close(left: float | None, right: float | None) -> bool:
    return left is None and right is None or left is not None and right is not None and abs(left - right) <= 1e-6 * max(1.0, abs(right))


def plain_number(found: Found, expected: Json) -> bool:
    return found.quantity is not None and close(found.quantity.min, float(expected["value"]))


def percent(found: Found, expected: Json) -> bool:
    return expected["value"] != "null" and found.quantity is not None and close(found.quantity.min, float(expected["value"].rstrip("%")))


def rank(found: Found, expected: Json) -> bool:
    return found.value == str(expected["value"])


def measured(found: Found, expected: Json) -> bool:
    """A number in their unit, turned into our base unit."""
    q = found.quantity
    if expected.get("value") is None or q is None:
        return False
    bound = q.max if q.max is not None and not (q.min and q.max == q.min) and q.min == 0 else q.min
    name = expected["unit"].lower()
    if expected.get("isoCurrency"):
        return q.unit == expected["isoCurrency"].lower() and close(bound, float(expected["value"]))
    if name in SECONDS:
        return q.unit == "s" and close(bound, float(expected["value"]) * SECONDS[name])
    if found.kind == "weight" and name == "pound":
        name = "lb"
    if found.kind == "weight" and name == "gallon":  # theirs weighs gallons
        return False
    unit = UNITS.get(name)
    return unit is not None and q.unit == unit.base and close(bound, float(expected["value"]) * unit.factor)


def interval(found: Found, expected: Json) -> bool:
    """ "[20,30)": a missing lower end is 0 of ours, and their ranges leave out the upper end that ours hold."""
    match = re.fullmatch(r"([\[(])([^,]*),([^\])]*)([\])])", expected["value"])
    q = found.quantity
    if match is None or q is None:
        return False
    low, high = (float(n) if n else None for n in (match[2], match[3]))
    if low is not None and not (close(q.min, low) and (q.min_open == (match[1] == "("))):
        return False
    if low is None and q.min not in (0, None):
        return False
    both = low is not None and high is not None
    return close(q.max, high) and (high is None or both or q.max_open == (match[4] == ")"))


def moment(words: str) -> datetime:
    """A date or time of theirs; a time alone is put on the first day of 2000."""
    if re.fullmatch(r"\d\d:\d\d:\d\d", words):
        words = f"2000-01-01 {words}"
    return datetime.fromisoformat(words)


def timed(found: Found, expected: Json) -> bool:
    """One of the values, each a stretch from the start to the end, or a point; what they leave unresolved by its code."""
    return any(_same_time(found, value) for value in expected["values"])


def _same_time(found: Found, value: Json) -> bool:
    code, kind = value.get("timex", ""), value["type"]
    if kind == "duration":
        return found.quantity is not None and close(found.quantity.min if found.quantity.min else found.quantity.max, float(value["value"]))
    if kind == "set":
        return found.value == f"R/{code.replace('P0.5Y', 'P6M')}"
    if value.get("value") == "not resolved":
        season = SEASON.get(code[-2:])
        return found.begin is None or (season is not None and (found.value or "").endswith(f"-{season}"))
    if "value" in value:
        return found.begin is not None and _round(found.begin) == moment(value["value"])
    begin, end = (moment(value[k]) if k in value else None for k in ("start", "end"))
    return found.begin == begin and (found.until == end or _last(found) == end or _seconds(found.until, end) <= 1)


def _round(time: datetime) -> datetime:
    return time.replace(microsecond=0)


def _seconds(left: datetime | None, right: datetime | None) -> float:
    return abs((left - right).total_seconds()) if left and right else float("inf")


def _last(found: Found) -> datetime | None:
    """Where the last part of a range begins: theirs leave it out of the range ("2014 to 2018" ends when 2018 begins)."""
    value = (found.value or "").rpartition("/")[2]
    for form in ("%Y-%m-%dT%H:%M", "%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return datetime.strptime(value, form)
        except ValueError:
            continue
    return None


def _amounts(*kinds: str) -> Callable[[str, datetime], Iterable[Found]]:
    """Amounts of these kinds at the places of their cores: theirs leave bounds and hedges out."""
    return lambda text, now: [replace(f, start=f.core[0], end=f.core[1]) for f in quantities(text) if f.kind in kinds]


def _ranges(text: str, now: datetime) -> Iterator[Found]:
    for found in quantities(text):
        q = found.quantity
        if q is not None and (q.min != q.max or found.text.split()[0].lower() in ("equal", "equals")):
            hedged = q.hedge is not None and found.text.lower().startswith(f"{q.hedge} ")  # theirs leave hedges out
            yield replace(found, start=found.start + len(q.hedge or "") + 1) if hedged else found


def _times_and_spans(text: str, now: datetime) -> list[Found]:
    """Times, and the spans of time that lie in none of them."""
    dates = list(times(text, now))
    spans = [f for f in quantities(text) if f.quantity is not None and f.quantity.unit == "s" and f.kind != "age"]
    return sorted([*dates, *(s for s in spans if not any(d.start < s.end and s.start < d.end for d in dates))], key=lambda f: f.start)


KINDS = {
    "Number": Kind(lambda text, now: numbers(text), plain_number),
    "Ordinal": Kind(lambda text, now: ordinals(text), rank),
    "Percent": Kind(_amounts("share"), percent),
    "NumberRange": Kind(_ranges, interval),
    "Currency": Kind(_amounts("money"), measured),
    "Age": Kind(_amounts("age"), measured),
    "Dimension": Kind(_amounts("length", "area", "volume", "weight", "speed", "information", "angle"), measured),
    "DateTime": Kind(_times_and_spans, timed),
}


def score(kind: Kind, cases: Iterable[Json]) -> Score:
    """Read each case and compare; theirs ends count the last code point in."""
    count = spans = values = 0
    misses = []
    for case in cases:
        count += 1
        now = datetime.fromisoformat(case.get("Context", {}).get("ReferenceDateTime", "2016-11-07T00:00:00")[:19])
        found = list(kind.read(case["Input"], now))
        expected = case["Results"]
        places = [(e["Start"], e["End"] + 1) for e in expected] == [(f.start, f.end) for f in found]
        right = places and all(kind.agrees(f, e["Resolution"]) for f, e in zip(found, expected, strict=True))
        spans += places
        values += right
        if not right:
            wanted = "; ".join(f"{e['Text']} = {json.dumps(e['Resolution'])}" for e in expected)
            got = "; ".join(f"{f.text} = {f.value or f.quantity} {f.begin or ''} {f.until or ''}" for f in found)
            misses.append(f"{'value' if places else 'span '} {case['Input'][:200]!r} at {now}\n    wanted {wanted}\n    found  {got}")
    return Score(count, spans, values, tuple(misses))


@click.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--misses", is_flag=True, help="List the cases that are not right.")
@click.option("--kind", "kinds", multiple=True, default=tuple(KINDS), help="Kinds to score.")
def main(shared: Path, misses: bool, kinds: tuple[str, ...]) -> None:
    """Print cases, shares of right spans and of right values, by kind."""
    print(f"{'kind':14}{'cases':>6}{'spans':>8}{'values':>8}")
    for name in kinds:
        cases = json.loads((shared / "gold" / "quantities" / f"{name}Model.json").read_text(encoding="utf-8"))
        found = score(KINDS[name], cases)
        print(f"{name:14}{found.cases:6}{found.spans / found.cases:8.3f}{found.values / found.cases:8.3f}")
        for miss in found.misses if misses else ():
            print("  " + miss)


if __name__ == "__main__":
    main()
