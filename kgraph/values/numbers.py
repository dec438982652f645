"""Numbers as English writes them: "1,200", "half a million", "two hundred and five", "one and a half", "3/4", "twenty-first".

A number keeps the scale that its last word gives ("2.5 million": 1e6), for ranges that name it once ("2 to 3 million").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kgraph.values.chart import Part, Tokens
from kgraph.values.units import SPANS

ONES = {word: value for value, word in enumerate("zero one two three four five six seven eight nine".split())} | {"naught": 0, "nought": 0}
TEENS = {
    word: value for value, word in enumerate("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), 10)
}
TENS = {
    word: value for value, word in zip(range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True)
}
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "mln": 1e6,
    "mn": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "bln": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "trn": 1e12,
    "tn": 1e12,
    "quadrillion": 1e15,
}
SUFFIXES = {"k": 1e3, "mm": 1e6, "m": 1e6, "b": 1e9, "g": 1e9, "t": 1e12}  # written close to the digits: "10k"
DOZENS = {"dozen": 12, "dozens": 12, "dzs": 12, "dz": 12, "score": 20}
SMALL = ONES | TEENS | TENS
ORDINALS = (
    dict(zip("zeroth first second third fourth fifth sixth seventh eighth ninth".split(), range(10), strict=True))
    | {"nineth": 9, "twelfth": 12}
    | {f"{word}th": value for word, value in TEENS.items() if word != "twelve"}
    | {f"{word[:-1]}ieth": value for word, value in TENS.items()}
)
BIG_ORDINALS = {f"{word}th": value for word, value in SCALES.items() if len(word) > 4}
DIVISORS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
SIGNS = {"minus": -1, "negative": -1}

NUMERAL = re.compile(
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?"
    r"|(?<!\d,)\d{1,3},\d{1,2}(?!,?\d)|\d+\.\d+|\d+)(?!\d|\.\d+\.\d)"
)
WHOLE = re.compile(r"\d+")
POWER = re.compile(r"(?:e([+-]?\d+)|\^([+-]?\d+))(?!\w)", re.I)
SLASHED = re.compile(r"(?:(\d+)[ \u00a0]{1,2})?(\d+)\s?/\s?(\d+)(?![\w/]|[.,]\d)")
VULGAR_SIGNS = "¼½¾⅓⅔⅛⅜⅝⅞⅐⅑⅒⅕⅖⅗⅘⅙⅚"
VULGAR = re.compile(r"(?:(\d+)\s?)?([¼-¾⅐-⅞])")
ORDINAL_DIGITS = re.compile(r"(\d+)(?:st|nd|rd|th)\b", re.I)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, the scale of its last word (1 without one), and how it is written."""

    value: float
    scale: float = 1.0
    digits: bool = False
    fraction: bool = False
    places: int = 0  # digits in a plain whole numeral, 0 otherwise
    loose: bool = False  # stands for one only before a unit or scale: "a", "an"


def read_numbers(tokens: Tokens, at: int) -> Iterator[Part]:
    """The numbers and ordinals that start at a token: kinds "number", "ordinal" and "article" ("a", "an").

    Of several readings ("one hundred and one" or "one hundred") the longest comes first.
    """
    word = tokens.words[at]
    if word[0].isdecimal():
        yield from _from_digits(tokens, at)
    elif word in SIGNS or word in "-−.":
        yield from _signed(tokens, at)
    elif word in VULGAR_SIGNS:
        yield Part("number", at, at + 1, Number(_vulgar(word), fraction=True))
    else:
        yield from _from_words(tokens, at)


READS = {*SMALL, *ORDINALS, *BIG_ORDINALS, *SCALES, *DIVISORS, *SIGNS, "a", "an", "dozen", "-", "−", "."} | set(VULGAR_SIGNS)


def _vulgar(sign: str) -> float:
    return unicodedata.numeric(sign)


def _part(tokens: Tokens, at: int, offset: int, value: Number, kind: str = "number") -> Iterator[Part]:
    end = tokens.index(offset)
    if end is not None:
        yield Part(kind, at, end, value)


def _from_digits(tokens: Tokens, at: int) -> Iterator[Part]:
    """Numerals with separators, fractions, powers, suffixes and scale words."""
    text, start = tokens.text, tokens.starts[at]
    if match := ORDINAL_DIGITS.match(text, start):
        yield from _part(tokens, at, match.end(), Number(float(match[1]), digits=True), "ordinal")
        return
    match = SLASHED.match(text, start)
    if match and int(match[3]) and not (start and text[start - 1] in "/.,"):
        yield from _part(tokens, at, match.end(), Number(int(match[1] or 0) + int(match[2]) / int(match[3]), digits=True, fraction=True))
        if not match[1]:
            return
    match = VULGAR.match(text, start)
    if match:
        yield from _part(tokens, at, match.end(), Number(int(match[1] or 0) + _vulgar(match[2]), digits=True, fraction=True))
        return
    numeral = NUMERAL.match(text, start)
    if numeral is None or start >= 2 and text[start - 1] == "." and text[start - 2].isdecimal():
        numeral = WHOLE.match(text, start)
    assert numeral is not None
    value = _numeral(numeral.group())
    end = numeral.end()
    if power := POWER.match(text, end):
        value, end = (value * 10.0 ** _exponent(power[1]) if power[1] else value ** _exponent(power[2])), power.end()
    index = tokens.index(end)
    if index is None:
        return
    written = numeral.group()
    number = Number(value, digits=True, places=len(written) if written.isdecimal() and not power else 0)
    yield from _grown(tokens, at, index, number)


def _exponent(digits: str) -> int:
    return max(-300, min(int(digits), 40))


def _numeral(written: str) -> float:
    """The value of digits with their separators: a comma before one or two last digits is the decimal mark."""
    plain = re.sub(r"\s", "", written)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", plain):
        return float(plain.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3},\d{1,2}", plain):
        return float(plain.replace(",", "."))
    return float(plain.replace(",", "")[:300])


def _grown(tokens: Tokens, at: int, end: int, number: Number) -> Iterator[Part]:
    """A numeral with the words that follow it: "10k", "4 thousand 3 hundred and 21", "2.5 million", "1 in 20"."""
    if (suffix := SUFFIXES.get(tokens.word(end))) and tokens.joined(end) and not tokens.joined(end + 1):
        if tokens.words[end] != "m" or counts_after(tokens, end + 1) or tokens.word(at - 1) in CURRENCY_SIGNS:
            yield Part("number", at, end + 1, Number(number.value * suffix, suffix, True))
        if tokens.words[end] != "m":
            return
    yield from _with_fraction(tokens, at, end, number)
    after = end + 1 if tokens.word(end) == "-" and tokens.joined(end) else end
    if tokens.word(after) in SCALES or tokens.word(after) in DOZENS:
        yield from _in_words(tokens, at, end, number)
    yield from _shares(tokens, at, end, number)
    yield Part("number", at, end, number)


CURRENCY_SIGNS = frozenset("$£€¥₹")


def counts_after(tokens: Tokens, at: int) -> bool:
    """Whether a counted plural follows, so that "5m" is no length: "5m voters"."""
    word = tokens.word(at)
    return word in ("people", "men", "women", "children") or word.endswith("s") and len(word) > 3 and word not in ("across", "sports")


def _signed(tokens: Tokens, at: int) -> Iterator[Part]:
    """ "-5", "minus five", ".25"."""
    word, following = tokens.words[at], tokens.word(at + 1)
    if word not in SIGNS:
        stands = not tokens.joined(at) or tokens.word(at - 1) in "<>=(~$£€¥₹"
        if not (stands and tokens.joined(at + 1) and following[0].isdecimal()):
            return
        if word == ".":
            match = WHOLE.match(tokens.text, tokens.starts[at + 1])
            assert match is not None
            yield from _part(tokens, at, match.end(), Number(float(f"0.{match.group()}"), digits=True))
            return
    for part in read_numbers(tokens, at + 1) if following and following not in SIGNS else ():
        if part.kind == "number":
            yield part._replace(start=at, value=replace(part.value, value=-part.value.value, places=0))


def _shares(tokens: Tokens, at: int, end: int, number: Number) -> Iterator[Part]:
    """One number out of another: "1 in 20", "one out of three", "2000 over 3"."""
    over = end + (2 if (tokens.word(end), tokens.word(end + 1)) == ("out", "of") else 1)
    word = tokens.word(end)
    if word not in ("out", "in", "over") or over == end + 1 and word == "out" or number.value != int(number.value):
        return
    following = tokens.word(over)
    if not following or not (following[0].isdecimal() or following in SMALL):
        return
    for part in _whole(tokens, over):
        whole = part.value.value
        year = part.value.places >= 4 and 1000 <= whole <= 2100 and word == "in"
        if year or not whole or whole <= number.value and word != "over" or tokens.word(part.end) in SPANS:  # "two in three days"
            continue
        yield Part("number", at, part.end, Number(number.value / whole, fraction=True))
        return


def _whole(tokens: Tokens, at: int) -> Iterator[Part]:
    """The plain number at a token, without a share behind it."""
    if tokens.words[at][0].isdecimal():
        match = NUMERAL.match(tokens.text, tokens.starts[at])
        if match:
            yield from _part(tokens, at, match.end(), Number(_numeral(match.group()), places=len(match.group())))
    else:
        yield from (Part("number", at, end, Number(value)) for end, value, _ in list(_cardinals(tokens, at, None))[:1])


def _from_words(tokens: Tokens, at: int) -> Iterator[Part]:
    word = tokens.words[at]
    if word in ("a", "an"):
        yield Part("article", at, at + 1, Number(1.0, loose=True))
    if word in ("half", "quarter"):
        yield from _half(tokens, at)
        return
    yield from _in_words(tokens, at, at, None)


def _half(tokens: Tokens, at: int) -> Iterator[Part]:
    """ "half", "half a million", "quarter million"; "quarter" alone is three months or a coin."""
    share = 1 / DIVISORS[tokens.words[at]]
    next_ = at + 1 + (tokens.word(at + 1) in ("a", "an", "-"))
    scale = SCALES.get(tokens.word(next_)) or DOZENS.get(tokens.word(next_))
    if scale:
        yield Part("number", at, next_ + 1, Number(share * scale, float(scale), fraction=True))
    elif share == 0.5:
        if tokens.word(at + 1) in ("a", "an"):
            yield Part("number", at, at + 2, Number(share, loose=True, fraction=True))
        yield Part("number", at, at + 1, Number(share, fraction=True))


def _in_words(tokens: Tokens, at: int, end: int, begun: Number | None) -> Iterator[Part]:
    """Numbers out of words, or of a numeral and the scale words behind it; then ordinals and fractions."""
    article = begun is None and tokens.words[at] in ("a", "an")
    if article:
        following = tokens.word(at + 1)
        if following not in SCALES and following not in DOZENS and following not in DIVISORS and not _ordinal(tokens, at + 1):
            return
        begun, end = Number(1.0, loose=True), at + 1
    cardinals = list(_cardinals(tokens, end, begun))
    for stop, value, scale in [] if article and (cardinals and cardinals[0][0] == end) else cardinals:
        number = Number(value, scale)
        yield from _point(tokens, at, stop, number)
        yield from _with_fraction(tokens, at, stop, number)
        yield from _shares(tokens, at, stop, number)
        yield Part("number", at, stop, number)
    yield from _ordinals_and_fractions(tokens, at, end, begun, cardinals)


@dataclass
class _Sum:
    """A number under way: what is complete down to its last scale word, and the group since then."""

    total: float = 0.0
    group: float = 0.0
    last: float = 0.0  # the last word's part of the group, for "three hundred and two dozen"
    limit: float = float("inf")  # the last scale word, which the next must stay below
    scale: float = 1.0
    empty: bool = True
    most_hundreds: int = 100

    @property
    def value(self) -> float:
        return self.total + self.group

    def add(self, value: float) -> bool:
        """Take a number below a thousand; False where it cannot follow."""
        if not self.empty and not (_fits(self.group, value) and value < self.limit):
            return False
        self.group, self.last, self.empty = self.group + value, value, False
        return True

    def multiply(self, size: float) -> bool:
        """Take a scale word; False where it cannot follow."""
        if size == 100 and self.group < self.most_hundreds and size < self.limit:
            self.group = (self.group or 1) * 100
        elif size > 100 and size < self.limit and (self.group or self.empty):
            self.total, self.group, self.limit = self.total + (self.group or 1) * size, 0.0, size
        elif size > 100 and self.total and not self.group:  # "thousand million"
            self.total *= size
        else:
            return False
        self.last, self.scale, self.empty = 0.0, size, False
        return True

    def dozens(self, size: int) -> None:
        self.group += (self.last or 1) * size - self.last
        self.scale, self.empty = float(size), False


def _cardinals(tokens: Tokens, end: int, begun: Number | None) -> Iterator[tuple[int, float, float]]:
    """(end, value, scale) of the number words from a token on: the longest first, then those cut off before an "and"."""
    under_way = _Sum() if begun is None else _Sum(group=begun.value, last=begun.value, empty=False, most_hundreds=1000)
    stops = [] if begun is None else [(end, begun.value, 1.0)]
    at = end
    while True:
        joint = at + (tokens.word(at) in ("and", "-") and not under_way.empty)
        cut = (at, under_way.value, under_way.scale)
        if not _take(tokens, joint, under_way, joint == at or tokens.word(at) == "-"):
            break
        if tokens.word(at) == "and":
            stops.append(cut)
        at = joint + 1
        stops = [stop for stop in stops if tokens.word(stop[0]) == "and"]
        stops.append((at, under_way.value, under_way.scale))
        if tokens.words[joint] in DOZENS:
            break
    yield from sorted(set(stops), reverse=True)


def _take(tokens: Tokens, at: int, under_way: _Sum, close: bool) -> bool:
    """Add the word at a token to a number; False where it does not go on there. Scale words follow without an "and"."""
    word = tokens.word(at)
    if word in SMALL:
        return under_way.add(float(SMALL[word]))
    if word.isdecimal() and word[0] != "0" and len(word) <= 3 and under_way.scale > 1 and tokens.word(at + 1) not in (",", ".", "/"):
        return under_way.add(float(word))
    if word in DOZENS and not (under_way.empty and word == "dozens"):
        under_way.dozens(DOZENS[word])
        return True
    return close and word in SCALES and under_way.multiply(SCALES[word])


def _fits(group: float, value: float) -> bool:
    """Whether a small number may follow what stands before it in its group: "hundred five", "twenty five", not "five six"."""
    if value >= 100 or group != int(group):
        return False
    if value >= 10:
        return group % 100 == 0
    return group % 10 == 0 and group % 100 != 10


def _point(tokens: Tokens, at: int, end: int, number: Number) -> Iterator[Part]:
    """ "two hundred point zero three", "six point five million"."""
    if tokens.word(end) != "point" or tokens.word(end + 1) not in SMALL:
        return
    digits, i = "", end + 1
    while tokens.word(i) in SMALL:
        value = SMALL[tokens.words[i]]
        if value >= 20 and tokens.word(i + 1) == "-" and ONES.get(tokens.word(i + 2), 0) > 0:
            value, i = value + ONES[tokens.words[i + 2]], i + 2
        digits, i = digits + str(value), i + 1
    scale = SCALES.get(tokens.word(i), 1.0)
    yield Part("number", at, i + (scale > 1), Number((number.value + float(f"0.{digits}")) * scale, scale))


def _with_fraction(tokens: Tokens, at: int, end: int, number: Number) -> Iterator[Part]:
    """ "one and a half", "five and a half million", "six million and two thirds" (of a million), "forty two and a third"."""
    i = end + (tokens.word(end) == "-")
    if tokens.word(i) != "and" or number.fraction:
        return
    i += 1
    i += tokens.word(i) == "-"
    count = 1.0
    if tokens.word(i) in ("a", "an", "one") or tokens.word(i) in ONES:
        count = float(ONES.get(tokens.word(i), 1))
        i += 1
        i += tokens.word(i) == "-"
    elif tokens.word(i) != "half":
        return
    divisor = _divisor(tokens, i)
    if divisor is None or not count:
        return
    stop, parts = divisor
    share = count / parts
    scale = SCALES.get(tokens.word(stop), 0.0)
    if scale:
        own = number.scale if number.scale > 1 else scale
        whole = number.value if number.scale > 1 else number.value * scale
        yield Part("number", at, stop + 1, Number(whole + share * min(own, scale), scale, fraction=True))
    big = number.scale if number.scale >= 1e6 and not number.value % number.scale else 1.0
    yield Part("number", at, stop, Number(number.value + share * big, number.scale, fraction=True))


def _divisor(tokens: Tokens, at: int) -> tuple[int, float] | None:
    """(end, divisor) of the word that names parts: "half", "quarters", "fifths", "twenty-firsts", "hundredths"."""
    word = tokens.word(at)
    if word in DIVISORS:
        return at + 1, DIVISORS[word]
    found = _ordinal(tokens, at)
    return found if found and found[1] > 2 else None


def _ordinal(tokens: Tokens, at: int) -> tuple[int, float] | None:
    """(end, value) of an ordinal word or its plural at a token: "fifth", "twenty-firsts", "hundredths"."""
    word = tokens.word(at)
    if word in TENS and tokens.word(at + 1) == "-" and 1 <= ORDINALS.get(tokens.word(at + 2).removesuffix("s"), 0) <= 9:
        return at + 3, TENS[word] + ORDINALS[tokens.word(at + 2).removesuffix("s")]
    single = word.removesuffix("s")
    if single in ORDINALS and (word == single or ORDINALS[single] > 2):
        return at + 1, ORDINALS[single]
    return (at + 1, BIG_ORDINALS[single]) if single in BIG_ORDINALS else None


def _ordinals_and_fractions(
    tokens: Tokens, at: int, end: int, begun: Number | None, cardinals: list[tuple[int, float, float]]
) -> Iterator[Part]:
    """What an ordinal word makes of the number before it: "twenty-first", "two hundredth", "three fifths", "one twenty-fifth"."""
    alone = _ordinal(tokens, at) if begun is None else None
    if alone and not tokens.words[at].endswith("hs"):
        yield Part("ordinal", at, alone[0], Number(float(alone[1])))
    for stop, value, _ in cardinals:
        dashed = tokens.word(stop) == "-"
        i = stop + (dashed or tokens.word(stop) == "and")
        word = tokens.word(i)
        if word in ("half", "halves", "quarter", "quarters"):
            if stop == i or dashed:
                if value < 10 and not (word == "quarter" and value != 1):
                    yield Part("number", at, i + 1, Number(value / DIVISORS[word], fraction=True))
            continue
        if word in BIG_ORDINALS and not dashed and i == stop:
            if begun is not None and begun.loose and value == 1:
                yield Part("number", at, i + 1, Number(1 / BIG_ORDINALS[word], fraction=True))
            else:
                yield Part("ordinal", at, i + 1, Number(value * BIG_ORDINALS[word]))
        elif word in ORDINALS and (_fits(value, ORDINALS[word]) and (begun is None or not begun.loose)) and value:
            yield Part("ordinal", at, i + 1, Number(value + ORDINALS[word]))
        yield from _fractions(tokens, at, stop, i, value, dashed)


def _fractions(tokens: Tokens, at: int, stop: int, i: int, value: float, dashed: bool) -> Iterator[Part]:
    """ "three fifths", "two-thirds", "a fifth", "one twenty-fifth", "one hundred thirty-fifths" (100/35)."""
    divisor = _divisor(tokens, i)
    if divisor is None or not value or tokens.word(stop) == "and":
        return
    end, parts = divisor
    word = tokens.words[end - 1]
    plural = word.endswith("s")
    if plural or value == 1:
        if not (tokens.word(stop) == "-" and value >= 20 and value % 10 == 0 and parts < 10):  # "twenty-fifths" divides
            yield Part("number", at, end, Number(value / parts, fraction=True))
