"""Rules for quantities: a number with its unit, its bounds and its hedge.

The parts: "measure" is an exact amount ("46 months", "$2 billion"), "interval" one of two ends ("46 to 57 months"),
"bounded" one with a bound ("less than 12 hours"), "hedged" one with a hedge ("roughly an hour"); "count" is any of them
without a unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kgraph.model import Quantity
from kgraph.values.chart import Grammar, Part, Tokens
from kgraph.values.numbers import READS, SCALES, Number, read_numbers
from kgraph.values.units import BEHIND, CLOSE_SIGNS, SECONDS, Unit, currency_units, measure_units, money_signs, span_units

COUNT = Unit("1")
PERCENTS = "%|percent|per cent|percents|per cents|pct|percentage point|percentage points|％"
PERCENT = Unit("%", measures="share")
POUND = Unit("kg", 0.45359237, "weight")
YEAR = Unit("s", SECONDS["year"], "year")


@dataclass(frozen=True, slots=True)
class Amount:
    """An interval of numbers with the unit they are given in; None is no bound."""

    low: float | None
    high: float | None
    unit: Unit
    low_open: bool = False
    high_open: bool = False
    hedge: str | None = None
    scale: float = 1.0  # of the last number, for "2 to 3 million"
    article: bool = False  # "a", "an" for one
    places: int = 0  # digits of a plain whole numeral
    digits: bool = False  # written in digits
    finest: float = 0.0  # factor of the last unit, for "5 feet 2 inches"
    age: bool = False
    fraction: bool = False
    last: bool = False  # stands only before punctuation

    def quantity(self) -> Quantity:
        """The interval in the base unit."""
        low, high = (None if n is None else round(n * self.unit.factor + self.unit.offset, 9) for n in (self.low, self.high))
        if self.unit.factor == 1 and not self.unit.offset:
            low, high = self.low, self.high
        return Quantity(low, high, self.low_open, self.high_open, self.unit.base, self.hedge)


@dataclass(frozen=True, slots=True)
class Bound:
    """One side of an interval: upper or lower, open ("less than") or closed ("at most")."""

    upper: bool
    open: bool


UPPER_OPEN = (
    "less than|fewer than|under|below|smaller than|lower than|shorter than|younger than|short of|shy of|beneath|cheaper than|lighter than|<"
)
UPPER = (
    "no more than|not more than|no greater than|not greater than|no higher than|no larger than|no bigger than|no longer than|not over|"
    "not above|up to|at most|within|as many as|as much as|as high as|as long as|as far as|a maximum of|maximum of|a maximum|a max of|"
    "max of|inside|inside of|not exceeding|no older than|at the most|less than or equal to|smaller than or equal to|"
    "lower than or equal to|equal to or less than|less or equal than|smaller or equal than|a ceiling of|an upper limit of|capped at|"
    "limited to|< =|<=|=<|= <|≤|no taller than|not to exceed"
)
LOWER_OPEN = (
    "more than|over|above|greater than|larger than|higher than|bigger than|longer than|older than|taller than|heavier than|in excess of|"
    "upwards of|upward of|north of|exceeding|exceeds|exceed|exceeded|beyond|better than|topping|surpassing|greater then|>"
)
LOWER = (
    "at least|no less than|no fewer than|not less than|not fewer than|no lower than|not under|not below|a minimum of|minimum of|"
    "a minimum|a min of|no smaller than|no younger than|as few as|as little as|at the least|at the very least|at minimum|"
    "greater than or equal to|larger than or equal to|bigger than or equal to|higher than or equal to|more than or equal to|"
    "equal to or more than|equal to or greater than|bigger or equal than|greater or equal than|larger or equal than|"
    "more or equal than|no shorter than|> =|>=|≥|a floor of"
)
HEDGES = (
    "roughly|about|around|approximately|approx|approx.|circa|some|nearly|almost|virtually|practically|close to|an estimated|estimated|"
    "slightly|just|somewhere around|in the region of|in the neighborhood of|in the neighbourhood of|on the order of|in the order of|"
    "more or less|perhaps|maybe|nearer to|closer to|a reported|around about|an approximate|near|~|≈|barely|possibly|probably|"
    "not quite|just about|just shy of|just short of|as close to|somewhere between|anywhere between|anywhere from"
)
DEGREES = (  # of a bound
    "well|far|way|a little|little|a bit|much|easily|considerably|significantly|substantially|comfortably|only|not much|a fraction|"
    "fractionally"
)
LOWER_BEHIND = (
    "or more|or greater|or over|or above|or higher|or longer|or older|and more|and over|and above|and up|and older|or better|or up|"
    "or larger|or bigger|plus|- plus|+|at least|minimum|at minimum"
)
UPPER_BEHIND = (
    "or less|or fewer|or under|or below|or lower|and under|and below|or shorter|or younger|at most|at the most|or smaller|maximum|"
    "and less|tops|max|and younger"
)
HEDGED_BEHIND = ("or so", "or thereabouts", "- odd", "odd", "- ish", "ish", "give or take", "or thereabout", "more or less", "or about")
VAGUE = {  # least number that plural words of order stand for
    "dozens": 24.0, "scores": 40.0, "hundreds": 200.0, "thousands": 2e3, "millions": 2e6, "billions": 2e9, "trillions": 2e12,
    "tens of thousands": 2e4, "hundreds of thousands": 2e5, "tens of millions": 2e7, "hundreds of millions": 2e8, "tens of billions": 2e10,
    "hundreds of billions": 2e11, "tens": 20.0, "dozens and dozens": 24.0, "scores of thousands": 4e4,
    "thousands and thousands": 2e3, "hundreds and hundreds": 2e2, "thousands upon thousands": 2e3,
}  # fmt: skip
INDEFINITE = "several|a few|few|a number of|a handful of|a handful|many|some|multiple|various|countless|a good few|quite a few"
PAIRS = ("a couple of", "a couple", "a pair of", "couple of", "pair of")
TENS_OF = {"several": 2.0, "a few": 2.0, "many": 2.0, "a couple": 2.0, "a couple of": 2.0}

GRAMMAR = Grammar()
GRAMMAR.readers.append(read_numbers)
GRAMMAR.reads.update(READS)


def read_close_signs(tokens: Tokens, at: int) -> Iterator[Part]:
    """ "A$5": a letter close to a sign of money."""
    sign = tokens.text[tokens.starts[at] : tokens.ends[at] + 1]
    if sign in CLOSE_SIGNS and not tokens.joined(at):
        yield Part("sign", at, at + 2, Unit(CLOSE_SIGNS[sign], measures="money"))


GRAMMAR.readers.append(read_close_signs)
GRAMMAR.reads.update(sign[0].lower() for sign in CLOSE_SIGNS)
GRAMMAR.add("span", span_units())
GRAMMAR.add("money", currency_units())
GRAMMAR.add("sign", money_signs())
GRAMMAR.add("sign behind", [(sign, unit) for sign, unit in money_signs() if sign in BEHIND])
GRAMMAR.add("dimension", measure_units())
GRAMMAR.add("percent", [(name, PERCENT) for name in PERCENTS.split("|")])
for _words, _bound in (
    (UPPER_OPEN, Bound(True, True)),
    (UPPER, Bound(True, False)),
    (LOWER_OPEN, Bound(False, True)),
    (LOWER, Bound(False, False)),
):
    GRAMMAR.add("bound", [(words, _bound) for words in _words.split("|")])
GRAMMAR.add("after", [(words, Bound(False, False)) for words in LOWER_BEHIND.split("|")])
GRAMMAR.add("after", [(words, Bound(True, False)) for words in UPPER_BEHIND.split("|")])
GRAMMAR.add("hedge", [(word, word) for word in HEDGES.split("|")])
GRAMMAR.add("about", [(word, word.removeprefix("- ")) for word in HEDGED_BEHIND])
GRAMMAR.add("vague", VAGUE.items())
GRAMMAR.add("indefinite", [(word, word) for word in INDEFINITE.split("|")])
GRAMMAR.add("pair", [(word, Number(2.0)) for word in PAIRS])
GRAMMAR.add("several", TENS_OF.items())
_TENS = "twenties thirties forties fifties sixties seventies eighties nineties".split()
GRAMMAR.add("tenfold", [(f"{n}0s", Number(10.0 * n, digits=True)) for n in range(1, 10)])
GRAMMAR.add("tenfold", [(word, Number(10.0 * n)) for n, word in enumerate(_TENS, 2)])
rule = GRAMMAR.rule


@rule("count", "<number>")
def count(number: Number) -> Amount:
    value, scale, loose, places = number.value, number.scale, number.loose, number.places
    return Amount(value, value, COUNT, scale=scale, article=loose, places=places, digits=number.digits, fraction=number.fraction)


@rule("count", "<pair>")
def pair(number: Number) -> Amount:
    return Amount(number.value, number.value, COUNT)


@rule("count", "<vague>")
def vague(least: float) -> Amount:
    return Amount(least, None, COUNT)


def _several(words: str, scale: float) -> None:
    @rule("count", f"<several> {words}")
    def several(least: float) -> Amount:
        return Amount(least * scale, None, COUNT, scale=scale)


for _word, _scale in (("hundred", 1e2), ("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("dozen", 12.0), ("trillion", 1e12)):
    _several(_word, _scale)


GRAMMAR.add("scale", [(w, v) for w, v in SCALES.items() if v > 100])
GRAMMAR.add("degree", [(word, word) for word in DEGREES.split("|")])
NAMED = "span|money|dimension|percent"
EXACT = "measure|count"
ANY = "measure|count|interval"


@rule("measure", f"<count> <{NAMED}>", f"<count> - <{NAMED}>", f"<count> (|[ <{NAMED}> )|]")
def measure(amount: Amount, unit: Unit) -> Amount | None:
    if unit.short and not amount.digits:
        return None
    return replace(amount, unit=unit, finest=unit.factor, places=0)


@rule("measure", f"<article> <{NAMED}>")
def one(number: Number, unit: Unit) -> Amount | None:
    return None if unit.short or unit.base == "%" else Amount(1.0, 1.0, unit, article=True, finest=unit.factor)


@rule("measure", "<article> <count> <dimension>")
def a_round_number(_: Number, amount: Amount, unit: Unit) -> Amount | None:
    return measure(amount, unit)


@rule("measure", "<vague> of <money|dimension|span>")
def vague_measure(least: float, unit: Unit) -> Amount:
    return Amount(least, None, unit)


@rule("measure", "<indefinite> <span>", "<indefinite> <money|dimension>")
def unknown(_: str, unit: Unit) -> Amount | None:
    return None if unit.short else Amount(None, None, unit)


@rule("measure", "<sign> <count>", "<sign> - <count>")
def money(unit: Unit, amount: Amount) -> Amount:
    return replace(amount, unit=unit, finest=1.0, places=0)


@rule("measure", "<count> <sign behind>")
def money_behind(amount: Amount, unit: Unit) -> Amount:
    return money(unit, amount)


@rule("measure", "percent of <count>", "per cent of <count>")
def percent_of(amount: Amount) -> Amount:
    return replace(amount, unit=PERCENT, places=0)


@rule("measure", "<measure> and? <number>")
def bare_cents(amount: Amount, number: Number) -> Amount | None:
    """ "15 dollars 50", which may stand only where nothing is counted behind it."""
    money = amount.unit.measures == "money" and amount.unit.factor == amount.finest == amount.scale == 1 and not amount.article
    if not money or amount.low is None or amount.low != amount.high or not 0 < number.value < 100 or number.fraction:
        return None
    total = amount.low + number.value / 100
    return replace(amount, low=total, high=total, finest=0.01, last=True)


@rule("measure", "<measure> <scale>")
def scaled_behind(amount: Amount, scale: float) -> Amount | None:
    """ "75 USD million"."""
    if amount.unit.measures != "money" or amount.unit.factor != 1 or amount.scale != 1 or amount.low is None or amount.high is None:
        return None
    return replace(amount, low=amount.low * scale, high=amount.high * scale, scale=scale)


@rule("measure", "<measure> and a half", "<measure> and one half")
def and_a_half(amount: Amount) -> Amount | None:
    if amount.unit.measures == "money" or amount.low is None or amount.low != amount.high or amount.low != int(amount.low):
        return None
    return replace(amount, low=amount.low + 0.5, high=amount.low + 0.5)


@rule("measure", "<measure> <measure>", "<measure> and|, <measure>")
def compound(amount: Amount, rest: Amount) -> Amount | None:
    """ "5 feet 2 inches", "3 dollars and 50 cents", "one hour and 30 minutes": each unit smaller than the one before it."""
    first, second = amount.unit, rest.unit
    if first.base != second.base or first.offset or not 0 < second.factor < amount.finest:
        return None
    if amount.low is None or rest.low is None or amount.low != amount.high or rest.low != rest.high:
        return None
    if rest.low * second.factor >= amount.finest:
        return None
    total = amount.low + rest.low * second.factor / first.factor
    return replace(amount, low=total, high=total, finest=second.factor)


@rule("measure", "<count> ft|feet|foot|' <number> in|inches|inch", "<count> ' <number> \"", "<count> ft|feet|foot|' <number>")
def feet_and_inches(amount: Amount, inches: Number) -> Amount | None:
    if amount.low is None or inches.value >= 12 or not inches.digits:
        return None
    total = amount.low + inches.value / 12
    return replace(amount, low=total, high=total, unit=Unit("m", 0.3048, "length"), places=0)


@rule("measure", "<measure> old", "<measure> - old", "<measure> of age", "<measure> - olds")
def age(amount: Amount) -> Amount | None:
    return replace(amount, age=True) if amount.unit.base == "s" and not amount.age else None


@rule("measure", "<number> yo", "<number> y / o")
def years_old(number: Number) -> Amount:
    return Amount(number.value, number.value, YEAR, age=True)


@rule("interval", "his|her|their|my|your|our <tenfold>")
def decade_of_age(number: Number) -> Amount | None:
    return Amount(number.value, number.value + 10, YEAR, high_open=True, age=True) if number.value >= 20 else None


@rule(
    "interval",
    f"<{EXACT}> to|through|or|-|–|—|~ <{EXACT}>",
    f"between <{EXACT}> and|to|-|– <{EXACT}>",
    f"from <{EXACT}> to|through <{EXACT}>",
)
def interval(first: Amount, second: Amount) -> Amount | None:
    """ "46 to 57 months", "between $2 and $3 billion": the first number takes the unit and the scale of the second."""
    if first.low is None or second.high is None or first.low != first.high or second.low != second.high or first.article or first.age:
        return None
    if second.unit is COUNT and first.unit.measures == "money":
        second = replace(second, unit=first.unit)
    assert second.high is not None
    if first.unit is not COUNT and first.unit.base != second.unit.base:
        return None
    low = first.low * (first.unit.factor / second.unit.factor if first.unit is not COUNT else 1.0)
    if first.scale == 1 < second.scale and low * second.scale < second.high:
        low *= second.scale
    years = first.places == second.places == 4 and 1400 < low < 2101 > second.high
    telephone = first.places == 3 and second.places == 4
    if low >= second.high or years or telephone:
        return None
    return replace(second, low=low, age=first.age or second.age)


@rule("hedged", f"between <hedge> <{EXACT}> and <{EXACT}>", f"from <hedge> <{EXACT}> to <{EXACT}>")
def hedged_interval(words: str, first: Amount, second: Amount) -> Amount | None:
    found = interval(first, second)
    return None if found is None else replace(found, hedge=words)


@rule("interval", "between the <ordinal> and the? <ordinal>")
def ranks(first: Number, last: Number) -> Amount | None:
    return Amount(first.value, last.value, COUNT) if first.value < last.value else None


@rule("score", "<number> -|–|to <number>")
def score(first: Number, second: Number) -> Amount | None:
    """The result of a vote or game: "348-77"; its numbers are no interval."""
    plain = first.digits and second.digits and not first.fraction and not second.fraction and first.scale == second.scale == 1
    return Amount(None, None, COUNT) if plain and first.value > second.value >= 0 and first.value < 1000 else None


def _within(amount: Amount, bound: Bound) -> Amount | None:
    """The amount with one side bounded; an amount whose side is open already stays as it is."""
    if amount.low is None and amount.high is None:
        return None
    if bound.upper:
        return replace(amount, low=None if amount.high is not None and amount.high < 0 else 0.0, high=amount.high, high_open=bound.open)
    return replace(amount, high=None, low_open=bound.open)


@rule("bounded", f"<bound> <{ANY}|hedged>", f"<bound> the|an|a <{ANY}|hedged>")
def bounded(bound: Bound, amount: Amount) -> Amount | None:
    return _within(amount, bound)


@rule("bounded", f"<{ANY}|hedged> <after>")
def bounded_behind(amount: Amount, bound: Bound) -> Amount | None:
    return None if amount.article and amount.unit is COUNT else _within(amount, bound)


@rule("bounded", f"exactly|precisely <{EXACT}>", f"equal|equals to <{EXACT}>")
def exact(amount: Amount) -> Amount:
    return amount


@rule("bounded", "<bounded> and|but <bounded>")
def two_bounds(first: Amount, second: Amount) -> Amount | None:
    """ "at most 100 and at least 20": one bound from each."""
    if first.high is None and second.high is not None:
        first, second = second, first
    if first.high is None or first.low or second.low is None or second.high is not None or first.unit.base != second.unit.base:
        return None
    if second.low * second.unit.factor >= first.high * first.unit.factor:
        return None
    return replace(first, low=second.low * second.unit.factor / first.unit.factor, low_open=second.low_open, places=0)


@rule("hedged", f"<hedge> <{ANY}|bounded|hedged>", f"<hedge> the|a|an <{ANY}>")
def hedged(words: str, amount: Amount) -> Amount | None:
    if (
        amount.low is None
        and amount.high is None
        or words in ("some", "near", "maybe")
        and (amount.low or 0) < 2
        and amount.unit.base in "1s"
    ):
        return None
    return replace(amount, hedge=words)


@rule("hedged", f"<{ANY}> <about>")
def hedged_behind(amount: Amount, words: str) -> Amount | None:
    return None if amount.article and amount.unit is COUNT else replace(amount, hedge=words)


@rule("bounded", "<degree> <bounded>")
def by_degree(_: str, amount: Amount) -> Amount:
    return amount


RANKS = {  # places from the end, or from here
    "end+0": "last|last one",
    "end-1": "penultimate|the penultimate|last but one|the last but one|next to last|the next to last|the one before the last one|"
    "the one before the last|second to last|the second to last|second last|the second last",
    "end-2": "antepenultimate|third to last|the third to last|last but two|the last but two",
    "current-1": "previous|previous one",
    "current+0": "current|current one",
    "current+1": "next|next one|following",
    "current+2": "the one after the next",
}
GRAMMAR.add("rank", [(words, place) for place, names in RANKS.items() for words in names.split("|")])
