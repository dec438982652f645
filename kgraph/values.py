"""Quantities as intervals in one base unit, and times as ISO 8601 dates or intervals, read from English phrases.

Bounds, hedges and units are our own grammar. A hedge ("roughly") never widens the numbers; "less than", "within",
"at least" set bounds. Times are anchored on the date of publication, and left unresolved where that is unknown.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kgraph.model import Quantity

NUMBERS = (
    {
        word: value
        for value, word in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen".split()
        )
    }
    | {"a": 1, "an": 1, "a couple of": 2, "a pair of": 2, "half a": 0.5, "half an": 0.5}
    | {word: 10 * (place + 2) for place, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
)
SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "m": 1e6,
    "bn": 1e9,
    "k": 1e3,
    "mn": 1e6,
    "tn": 1e12,
}
SECONDS = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "week": 604800.0,
    "fortnight": 1209600.0,
    "month": 2629746.0,
    "year": 31556952.0,
    "decade": 315569520.0,
    "century": 3155695200.0,
}
MONEY = {
    "$": "usd",
    "us$": "usd",
    "£": "gbp",
    "€": "eur",
    "¥": "jpy",
    "₹": "inr",
    "dollar": "usd",
    "pound": "gbp",
    "euro": "eur",
    "rupee": "inr",
    "yen": "jpy",
    "ruble": "rub",
    "rouble": "rub",
    "yuan": "cny",
    "cent": "usd-cent",
}
MEASURES = {
    "mile": ("m", 1609.344),
    "kilometer": ("m", 1000.0),
    "kilometre": ("m", 1000.0),
    "km": ("m", 1000.0),
    "meter": ("m", 1.0),
    "metre": ("m", 1.0),
    "foot": ("m", 0.3048),
    "feet": ("m", 0.3048),
    "inch": ("m", 0.0254),
    "ton": ("kg", 907.18474),
    "tonne": ("kg", 1000.0),
    "pound-weight": ("kg", 0.45359237),
    "kilogram": ("kg", 1.0),
    "kg": ("kg", 1.0),
    "acre": ("m2", 4046.8564224),
    "hectare": ("m2", 10000.0),
    "square mile": ("m2", 2589988.110336),
    "square kilometer": ("m2", 1e6),
    "square kilometre": ("m2", 1e6),
    "square meter": ("m2", 1.0),
    "square metre": ("m2", 1.0),
    "square feet": ("m2", 0.09290304),
    "barrel": ("m3", 0.158987294928),
    "gallon": ("m3", 0.003785411784),
    "liter": ("m3", 0.001),
    "litre": ("m3", 0.001),
}

UPPER_OPEN = (
    "less than",
    "fewer than",
    "under",
    "below",
    "no more than",
    "not more than",
    "up to",
    "at most",
    "within",
    "as many as",
    "as much as",
    "a maximum of",
    "inside",
)
STRICT = {"less than", "fewer than", "under", "below", "more than", "over", "above", "greater than", "in excess of", "upwards of"}
LOWER = (
    "more than",
    "over",
    "above",
    "greater than",
    "at least",
    "no less than",
    "no fewer than",
    "not less than",
    "in excess of",
    "upwards of",
    "a minimum of",
    "as few as",
)
HEDGES = (
    "roughly",
    "about",
    "around",
    "approximately",
    "some",
    "nearly",
    "almost",
    "close to",
    "an estimated",
    "slightly",
    "just",
    "or so",
    "or more",
)

_WORDS = "|".join(sorted((re.escape(w) for w in NUMBERS if w not in ("a", "an")), key=len, reverse=True))
_SCALE = r"(?:dozen|hundred|thousand|million|billion|trillion|bn|mn|tn|[mk](?=\b))"
NUMBER = (
    rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<words>(?:{_WORDS})(?:[- ](?:{_WORDS}))?|an?|dozens|"
    rf"hundreds|thousands|millions|billions|several|a few)\b)"
)
_UNIT = "|".join(sorted([*SECONDS, *(u for u in MONEY if u.isalpha()), *MEASURES], key=len, reverse=True))
BOUND = "|".join(sorted((*UPPER_OPEN, *LOWER), key=len, reverse=True))
HEDGE = "|".join(sorted((h for h in HEDGES if not h.startswith("or ")), key=len, reverse=True))

QUANTITY = re.compile(
    rf"(?P<between>(?<=between\s))?(?P<lead>(?:\b(?:{BOUND}|{HEDGE})\s+(?:the\s+)?)*)(?<![\w.])"
    rf"(?P<sign>us\$|[$£€¥₹])?\s?{NUMBER}(?:[\s-]?(?P<scale>(?:{_SCALE}\b\s?)+))?"
    rf"(?:\s?(?:-|–|or|(?(between)and|to))\s?(?:us\$|[$£€¥₹])?(?P<second>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)(?:[\s-]?(?P<scale2>{_SCALE})\b)?)?"
    rf"(?:\s?(?P<percent>%|percent\b|per cent\b|percentage points?\b)|(?:\s|-)?(?:of\s)?"
    rf"(?:(?P<of>thousands|millions|billions|trillions)\sof\s)?"
    rf"(?P<unit>{_UNIT})(?P<plural>e?s)?\b)?(?P<more>\s+or (?:more|so|less|fewer))?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity or time found in a phrase: its place there and its reading."""

    start: int
    end: int
    text: str
    quantity: Quantity | None = None
    value: str | None = None


def _number(digits: str | None, words: str | None) -> float | None:
    if digits:
        return float(digits.replace(",", ""))
    word = (words or "").lower()
    if word in NUMBERS:
        return float(NUMBERS[word])
    parts = re.split(r"[- ]", word)
    if len(parts) == 2 and all(p in NUMBERS for p in parts):
        return float(NUMBERS[parts[0]] + NUMBERS[parts[1]])
    return None


def _scale(words: str | None) -> float:
    factor = 1.0
    for word in (words or "").lower().split():
        factor *= SCALES.get(word, 1.0)
    return factor


def quantities(text: str) -> Iterator[Found]:
    """Yield the quantities of a phrase in order; plural words of order ("hundreds of") give a lower bound alone.

    >>> [(f.text, f.quantity.min, f.quantity.max, f.quantity.unit) for f in quantities("less than 12 hours, 46 to 57 months")]
    [('less than 12 hours', 0.0, 43200.0, 's'), ('46 to 57 months', 120968316.0, 149895522.0, 's')]
    >>> [(f.quantity.min, f.quantity.max, f.quantity.hedge) for f in quantities("within roughly an hour")]
    [(0.0, 3600.0, 'roughly')]
    """
    for match in QUANTITY.finditer(text):
        words, unit_word = match["words"], (match["unit"] or "").lower()
        if not match["digits"] and not unit_word and not match["sign"] and not match["percent"]:
            if (words or "").lower() in ("a", "an", "a few", "several") or not match["words"]:
                continue
        lead = match["lead"].lower()
        number = _number(match["digits"], words)
        order = {"dozens": 24.0, "hundreds": 200.0, "thousands": 2000.0, "millions": 2e6, "billions": 2e9}.get((words or "").lower())
        low: float | None
        high: float | None
        if number is None and order is None:
            low = high = None
            if not unit_word:
                continue
        else:
            factor = _scale(match["scale"]) * {"thousands": 1e3, "millions": 1e6, "billions": 1e9, "trillions": 1e12}.get(
                (match["of"] or "").lower(), 1.0
            )
            low = (number if number is not None else order or 0.0) * factor
            high = None if number is None else low
            if match["second"]:
                second_scale = _scale(match["scale2"])
                high = float(match["second"].replace(",", "")) * (second_scale if match["scale2"] else factor)
                if match["scale2"] and not match["scale"]:
                    low *= second_scale
                if high < low:  # a result, such as 348-77
                    yield Found(match.start(), match.end(), match.group(), value=match.group().strip())
                    continue
        base, unit = 1.0, "1"
        if match["percent"]:
            unit = "%"
        elif match["sign"]:
            unit = MONEY[match["sign"].lower()]
        elif unit_word in SECONDS:
            base, unit = SECONDS[unit_word], "s"
        elif unit_word in MONEY:
            unit = MONEY[unit_word]
        elif unit_word in MEASURES:
            unit, base = MEASURES[unit_word]
        if unit == "1" and match["digits"] and re.fullmatch(r"(1[5-9]|20)\d\d", match["digits"]) and not lead and not match["scale"]:
            continue  # a year
        upper = next((b for b in UPPER_OPEN if re.search(rf"\b{b}\b", lead)), None)
        lower = next((b for b in LOWER if re.search(rf"\b{b}\b", lead)), None)
        if lower and upper and f"{upper}" in ("no more than", "not more than"):
            lower = None
        more = (match["more"] or "").strip().lower()
        hedge = next((h for h in HEDGES if re.search(rf"\b{h}\b", lead) or more == h), None)
        min_open = max_open = False
        if lower or more == "or more":
            high, min_open = None, lower in STRICT
        elif upper or more in ("or less", "or fewer"):
            low, high, max_open = 0.0, high, upper in STRICT
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = match.start() + len(match.group().rstrip())
        yield Found(
            start,
            end,
            text[start:end],
            Quantity(None if low is None else low * base, None if high is None else high * base, min_open, max_open, unit, hedge),
        )


MONTHS = (
    {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
    | {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = "|".join(WEEKDAYS)
PART = r"(?:early|late|mid-?)?\s?(?:morning|afternoon|evening|night)"
_ZONE = r"\s(?:eastern|central|pacific|mountain|local)?\s?(?:standard |daylight )?time|\s(?:e[sd]?t|gmt|utc|bst|p[sd]?t|c[sd]?t)"
CLOCK = rf"\d{{1,2}}(?::\d\d)?\s?(?:a\.?m\.?|p\.?m\.?)(?:{_ZONE})?|noon|midnight"

TIME = re.compile(
    rf"\b(?:(?:(?P<phase>early|late|mid|the end of|the beginning of|the start of)[\s-])?"
    rf"(?:(?P<month>{_MONTH})\b\.?(?:\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:))?(?:,?\s(?P<year>(?:1[5-9]|20)\d\d))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month2>{_MONTH})\b\.?(?:,?\s(?P<year2>(?:1[5-9]|20)\d\d))?"
    rf"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    rf"|(?:(?P<which>last|next|this|late|early)\s)?(?P<weekday>{_DAY})\b"
    rf"|(?P<relative>(?:last|next|this|earlier this|later this|the previous|the following|the same)\s(?:week|month|year|decade|"
    rf"spring|summer|fall|autumn|winter|weekend|morning|afternoon|evening|night))"
    rf"|(?P<deictic>today|yesterday|tomorrow|tonight)"
    rf"|(?P<ago>(?:{_WORDS}|\d+|an?|several|a few)\s(?:day|week|month|year|decade)s?\s(?:ago|earlier|later))"
    rf"|(?P<bare>(?:1[5-9]|20)\d\d)(?![\d%-]|[.,]\d))"
    rf"(?:'s)?(?:\s(?P<part>{PART}))?(?:,?\s(?:at\s)?(?P<clock>{CLOCK}))?"
    rf"|\b(?P<clock2>{CLOCK})(?!\w)(?:\s(?:on\s)?(?P<weekday2>{_DAY})\b)?)",
    re.I,
)


def times(text: str, published: date | None) -> Iterator[Found]:
    """Yield the points and periods of time that a phrase names.

    `value` is an ISO 8601 date, month or year, a week (2018-W14) or an interval ("2018-04-06T17"); None where the phrase
    needs a date of publication that is unknown. A weekday or month without year is the last one before publication, or
    the next one after "next".

    >>> [(f.text, f.value) for f in times("on Sunday and in 2016, next month", date(2020, 11, 9))]
    [('Sunday', '2020-11-08'), ('2016', '2016'), ('next month', '2020-12')]
    """
    for match in TIME.finditer(text):
        if (match["month"] or "").lower() in ("may", "march", "mar") and not (match["month"] or "")[0].isupper():
            continue
        if match["month"] and match["month"].lower() in ("may", "march") and not (match["day"] or match["year"]):
            before = text[: match.start()].rstrip().rsplit(" ", 1)[-1].lower()
            if before not in ("in", "since", "until", "by", "last", "next", "during", "of", "through", "this", "to", "late", "early"):
                continue
        yield Found(match.start(), match.end(), match.group(), value=_iso(match, published))


def _iso(match: re.Match[str], published: date | None) -> str | None:
    if match["iso"]:
        return match["iso"]
    if match["bare"]:
        return match["bare"]
    month_name, day, year = match["month"] or match["month2"], match["day"] or match["day2"], match["year"] or match["year2"]
    if month_name:
        month = MONTHS[month_name.lower()]
        if not year:
            if published is None:
                return None
            past = (month, int(day or 1)) <= (published.month, published.day)
            near_future = not past and day and (date(published.year, month, min(int(day), 28)) - published).days <= 190
            year = str(published.year if past or near_future else published.year - 1)
        return f"{year}-{month:02}-{int(day):02}" if day and 1 <= int(day) <= 31 else f"{year}-{month:02}"
    if published is None:
        return None
    weekday = match["weekday"] or match["weekday2"]
    if weekday:
        back = (published.weekday() - WEEKDAYS[weekday.lower()]) % 7
        if (match["which"] or "").lower() == "next":
            found = published + timedelta(days=7 - back if back else 7)
        elif (match["which"] or "").lower() == "last":
            found = published - timedelta(days=back or 7)
        else:
            found = published - timedelta(days=back)
        return found.isoformat()
    if match["deictic"]:
        shift = {"yesterday": -1, "tomorrow": 1}.get(match["deictic"].lower(), 0)
        return (published + timedelta(days=shift)).isoformat()
    if match["relative"]:
        return _relative(match["relative"].lower(), published)
    if match["ago"]:
        return _ago(match["ago"].lower(), published)
    return None


def _relative(phrase: str, published: date) -> str | None:
    which, unit = phrase.rsplit(" ", 1)
    if which in ("the previous", "the following", "the same"):
        return None
    shift = {"last": -1, "next": 1}.get(which, 0)
    if unit == "year":
        return str(published.year + shift)
    if unit == "month":
        months = published.year * 12 + published.month - 1 + shift
        return f"{months // 12}-{months % 12 + 1:02}"
    if unit in ("week", "weekend"):
        year, week, _ = (published + timedelta(weeks=shift)).isocalendar()
        return f"{year}-W{week:02}"
    if unit in ("morning", "afternoon", "evening", "night"):
        return (published + timedelta(days=shift)).isoformat()
    return str(published.year + shift)


def _ago(phrase: str, published: date) -> str | None:
    match = re.match(r"(.+?)\s(day|week|month|year|decade)s?\s(ago|earlier|later)", phrase)
    if not match or match[3] != "ago":
        return None
    number = _number(match[1], None) if match[1].isdigit() else _number(None, match[1])
    if number is None:
        return None
    if match[2] in ("year", "decade"):
        return str(published.year - int(number * (10 if match[2] == "decade" else 1)))
    if match[2] == "month":
        months = published.year * 12 + published.month - 1 - int(number)
        return f"{months // 12}-{months % 12 + 1:02}"
    return (published - timedelta(days=int(number * (7 if match[2] == "week" else 1)))).isoformat()
