"""Names as printed -> what the spellings of one name share: words, initials, nicknames, transliterations, legal forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from kgraph.extract.lexicon import TITLES
from kgraph.gazetteer import COUNTRY_OF, REGION_OF, SEATS, plain

GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
NATIONAL = frozenset({"the", "u.s", "gop"})
TITLES_OF_PEOPLE = TITLES - {"king"} | NATIONAL | {"president-elect"}
PARTICLES = frozenset(
    "de da do dos das del della di du des la le van von der den ten ter bin bint ibn ben al el st san santa abu zu af".split()
)
# Given names that stand for one another: short forms, and what one name is in other spellings and neighbouring languages.
SAME_GIVEN = """abigail abby
abraham abe
alan allan allen
albert al bert
alexander alex alec sasha aleksandr alexandr oleksandr aliaksandr aleksander
alexandra alex sandra sasha aleksandra oleksandra
alexei aleksei alexey aleksey oleksiy oleksii aliaksei
alfred al fred
amanda mandy
andrew andy drew
andrei andrey andriy andrii
anthony tony
arthur art
barbara barb
benjamin ben benny
bernard bernie
bradley brad
catherine katherine kathryn kate kathy katie cathy
ekaterina yekaterina kateryna katerina
charles charlie chuck
christina christine chris tina
christopher chris
clifford cliff
cynthia cindy
daniel dan danny
david dave
deborah debra debbie deb
dennis denny
dmitry dmitri dmitriy dmitrii dmytro
donald don donny
douglas doug
edward ed eddie ted ned
elizabeth liz beth betsy betty lisa eliza
eugene gene
yevgeny evgeny yevgeniy evgenii yevhen
francis frank
frances fran
frederick fred freddie
gabriel gabe
georgy georgi georgiy heorhiy
gerald gerry jerry
gregory greg
harold harry hal
henry hank harry
herbert herb
hussein husain hussain hossein
isaac ike
jacob jake
jacqueline jackie
james jim jimmy jamie
janet jan
jeffrey jeff geoffrey geoff
jennifer jen jenny
jerome jerry
jessica jess jessie
john jack johnny jon
jonathan jon
joseph joe joey
joshua josh
judith judy
kenneth ken kenny
kimberly kim
lawrence larry laurence
leonard leo lenny len
leslie les
lewis lou louis
lindsey lindsay
margaret maggie meg peggy
martin marty
matthew matt
melissa mel
michael mike mickey mick
mikhail mykhailo mikhailo mihail
mitchell mitch
mohammed muhammad mohamed mohammad muhammed mohamad
nancy nan
natalia natalya nataliya nataliia
nathan nathaniel nate nat
nicholas nick nicolas
nikolai nikolay mykola mikola
oleg oleh
osama usama
patricia pat patty trish
patrick pat
peter pete
pyotr petr petro
philip phil phillip
raymond ray
rebecca becky
richard rick dick rich ricky
robert bob rob bobby robbie bert
ronald ron ronnie
rudolph rudy rudolf
russell russ
samantha sam
samuel sam sammy
sandra sandy sandi
sergei sergey sergiy serhiy serhii siarhei
sidney sid sydney
solomon sol
stanley stan
stephen steven steve stephan
stephanie steph
susan sue susie suzanne
terence terry terrence
theodore ted teddy theo
thomas tom tommy
timothy tim
valery valeriy valeri valerii
vasily vasiliy vasyl
victor vic viktor
victoria vicky tori
vincent vince
vladimir volodymyr uladzimir wladimir vlad
walter walt
wesley wes
william bill billy will willie
yusuf youssef yousef yusef
zachary zach zack"""
_GROUPS_OF_GIVEN: dict[str, set[int]] = {}
for _number, _line in enumerate(SAME_GIVEN.splitlines()):
    for _word in _line.split():
        _GROUPS_OF_GIVEN.setdefault(_word, set()).add(_number)
OF_FATHERS = frozenset("bin bint ibn".split())  # before a father's name, by which nobody goes alone
FAMILY_NAME_FIRST = frozenset(
    "xi li wang zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang feng deng cao "
    "peng kim park lee moon yoon choi jung kang cho chung ban roh nguyen tran pham".split()
)
# What a company's name may go without, what sort of thing it is, and words that only say its trade.
LEGAL_FORMS = frozenset(
    "inc incorporated corp corporation co company cos companies ltd limited plc llc llp lp gmbh ag sa sas nv bv spa se kg kgaa ab asa oyj "
    "pty pte kk group holding holdings".split()
)
SORTS = frozenset("agency news newspaper magazine network channel index union airline airport firm website party movement".split())
TRADES = frozenset("motor motors computer computers airlines airways electronics pharmaceuticals energy oil petroleum foods stores".split())
LAST_WORDS = frozenset("post times journal guardian committee commission".split())  # "the Post"
SMALL_WORDS = frozenset("of the and for on in to at de la du des del &".split())
SPELLINGS = {"defence": "defense", "labour": "labor", "centre": "center", "programme": "program", "theatre": "theater", "harbour": "harbor"}
COMMON = LEGAL_FORMS | SORTS | TRADES
COMMON |= frozenset("general national united international first federal central new press government state".split())
OFFICES_OF_STATE = frozenset({"department", "ministry"})
NEAR = 80  # least similarity, in per cent, of two spellings of one last name
# Letters by which one foreign name is spelled in several ways, in the order in which they are made one.
TRANSLITERATIONS = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"['’`-]", ""),
        (r"sch|shch", "sh"),
        (r"tch|tsch", "ch"),
        (r"kh|gh", "h"),
        (r"zh|dzh|dj", "j"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ck|q", "k"),
        (r"tz|cz", "ts"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"(?:iy|yy|ii|ij|ey|ei|yi|ie|y|j)$", "i"),
        (r"ff?$", "v"),
        (r"ou|oo", "u"),
        (r"ee", "i"),
        (r"[yij](?=[aeou])", ""),
        (r"ae|oe", "e"),
        (r"ue", "u"),
        (r"y", "i"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=1 << 16)
def clean_name(text: str, *, person: bool = True) -> str:
    """A name as printed without possessive, article, brackets and white space runs, a person's without the title before it.

    >>> clean_name("Mr. Farenthold’s"), clean_name("the Washington Post", person=False)
    ('Farenthold', 'Washington Post')
    >>> clean_name("General Motors", person=False), clean_name("Anna] Weber"), clean_name("Central Bank (CB)", person=False)
    ('General Motors', 'Anna Weber', 'Central Bank')
    """
    cut = re.sub(r"\s+\(.*$", "", " ".join(text.split())) or text
    words = re.sub(r"['’]s?$", "", re.sub(r"[][]", "", cut)).strip(' ,.;:"“”()').split(" ")
    before = TITLES_OF_PEOPLE if person else NATIONAL
    while len(words) > 1 and words[0].lower().rstrip(".") in before:
        words.pop(0)
    name = " ".join(words)
    return name + "." if re.search(r"(?:\b\w\.\w|\b[JS]r)$", name) else name


@lru_cache(maxsize=1 << 16)
def name_words(name: str) -> tuple[str, ...]:
    """Words of a person's name in small letters without diacritics, initials and suffixes.

    >>> name_words("Roy S. Moore"), name_words("Jesse Jackson Jr."), name_words("José Ñuñez")
    (('roy', 'moore'), ('jesse', 'jackson'), ('jose', 'nunez'))
    """
    words = [plain(w).strip(".,") for w in name.split()]
    return tuple(w for w in words if w not in GENERATIONS and (len(w) > 1 or len(words) == 1))


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """What two spellings of the name of a place or organisation share: case, dots, diacritics and "the" do not count; what is of
    a country or region goes by its name, its capital and seat of government by their own.

    >>> name_key("the U.S."), name_key("TASS"), name_key("Moscow"), name_key("Texan"), name_key("Slovenia’s")
    ('united states', 'tass', 'moscow', 'texas', 'slovenia')
    """
    folded = re.sub(r"^the\s+|'s?$", "", plain(" ".join(name.split())))
    place = REGION_OF.get(folded) or (COUNTRY_OF.get(folded) if folded not in SEATS else None)
    if place is not None:
        return plain(place)
    return re.sub(r"(?<=\d)s\b", "", re.sub(r"[^\w\s&]", "", folded)) or folded  # "the X380s"


@lru_cache(maxsize=1 << 16)
def spelling(word: str) -> str:
    """What the transliterations of a foreign name share; a rough key, equal for few different names.

    >>> spelling("zelensky") == spelling("zelenskiy") == spelling("zelenskyy"), spelling("qadafi") == spelling("kadafy")
    (True, True)
    """
    for pattern, letters in TRANSLITERATIONS:
        word = pattern.sub(letters, word)
    return word


# --- people ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in small letters: given names and initials (one letter each), the last name with its particles, and "jr",
    "sr" … or nothing. A single word is a last name."""

    given: tuple[str, ...]
    last: str
    generation: str

    @property
    def is_full(self) -> bool:
        """Whether a given name is spelled out."""
        return any(len(word) > 1 for word in self.given)

    @property
    def is_of_father(self) -> bool:
        """Whether the last name is a father's name ("bin Salim")."""
        return self.last.split(" ")[0] in OF_FATHERS

    @property
    def squeezed(self) -> str:
        """All letters in a row, however the words are cut: "Kim Jong Un" and "Kim Jong-un"."""
        return re.sub(r"\W", "", "".join(self.given) + self.last)


@lru_cache(maxsize=1 << 16)
def person_name(name: str) -> PersonName:
    """Take a person's name apart.

    >>> person_name("Dr. J.K. van der Berg Jr."), person_name("Weber")
    (PersonName(given=('j', 'k'), last='van der berg', generation='jr'), PersonName(given=(), last='weber', generation=''))
    """
    printed = re.sub(r"[“”\"(),]", " ", clean_name(name)).split()
    words: list[str] = []
    for word in printed:
        pair = len(word) == 2 and word.isupper() and not name.isupper() and word != printed[-1]  # "JK Ombasi"
        initials = pair or re.fullmatch(r"(?:\w\.)+\w?\.?", word)
        words += [c for c in plain(word) if c.isalpha()] if initials else [plain(word).strip(".'")]
    words = [w for w in words if w]
    generation = words.pop() if len(words) > 1 and words[-1] in GENERATIONS else ""
    if not words:
        return PersonName((), "", generation)
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES or start == 1 and words[0] in PARTICLES:
        start -= 1
    return PersonName(tuple(words[:start]), " ".join(words[start:]), generation)


def given_fit(left: Sequence[str], right: Sequence[str]) -> float | None:
    """How well the given names of two people fit, in [0, 1], 0.5 where one has none; None where they are different names.

    >>> given_fit(("john", "k"), ("jack",)), given_fit(("j",), ("john",)), given_fit(("john", "k"), ("john", "m"))
    (0.9, 0.7, None)
    >>> given_fit(("edgar",), ("john", "edgar")), given_fit((), ("john",)), given_fit(("anna",), ("maria",))
    (0.7, 0.5, None)
    """
    if not left or not right:
        return 0.5
    short, long = sorted((left, right), key=len)
    first = _word_fit(short[0], long[0])
    if first is None:
        by_middle = len(short) == 1 and len(short[0]) > 2 and short[0] in long[1:]
        return 0.7 if by_middle else None
    if any(_word_fit(a, b) is None for a, b in zip(short[1:], long[1:], strict=False)):
        return None
    return first


def last_fit(left: PersonName, right: PersonName) -> float | None:
    """How well the last names of two people fit, in [0, 1]; None where they are different names. Near spellings need a given name
    that is the same.

    >>> last_fit(person_name("Ana Ombashenko"), person_name("Ana Ombashenka"))
    0.7
    >>> last_fit(person_name("al-Hariri"), person_name("Hariri")), last_fit(person_name("Anna Maria Weber"), person_name("Anna Maria"))
    (0.95, 0.8)
    >>> last_fit(person_name("Weber"), person_name("Huber"))
    """
    if left.last == right.last:
        return 1.0
    if left.is_of_father != right.is_of_father:
        return None
    a, b = (re.sub(r"^(?:al|el)-|[^\w]", "", name.last.split(" ")[-1]) for name in (left, right))
    if a == b:
        return 0.95
    alike = spelling(a), spelling(b)
    if alike[0] == alike[1] and len(alike[0]) > 3 or left.squeezed == right.squeezed:
        return 0.9
    short, long = sorted(((*left.given, left.last), (*right.given, right.last)), key=len)
    if 1 < len(short) < len(long) and long[: len(short)] == short:
        return 0.8
    near = min(map(len, alike)) > 5 and alike[0][0] == alike[1][0] and ratio(*alike) >= NEAR
    return 0.7 if near and left.given and left.given[:1] == right.given[:1] else None


def _word_fit(left: str, right: str) -> float | None:
    if left == right:
        return 0.8 if len(left) == 1 else 1.0
    if 1 in (len(left), len(right)):
        return 0.7 if left[0] == right[0] else None
    if spelling(left) == spelling(right) and len(spelling(left)) > 2:
        return 0.95
    return 0.9 if _GROUPS_OF_GIVEN.get(left, set()) & _GROUPS_OF_GIVEN.get(right, set()) else None


# --- places and organisations -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ThingName:
    """The name of a place or organisation: its words in small letters, and those without what may be left out: the country that it
    starts with, the region behind a comma, a legal form, a word for its sort or trade at its end; each of these "" where it has none.
    """

    words: tuple[str, ...]
    base: tuple[str, ...]
    country: str = ""
    region: str = ""
    legal_form: str = ""
    sort: str = ""
    trade: str = ""
    acronym: bool = False

    @property
    def numbers(self) -> frozenset[str]:
        """The words with a digit: "Orvex 4" is not "Orvex 5"."""
        return frozenset(re.sub(r"(?<=\d)s$", "", w) for w in self.words if any(c.isdigit() for c in w))


@lru_cache(maxsize=1 << 16)
def thing_name(name: str) -> ThingName:
    """Take the name of a place or organisation apart.

    >>> name = thing_name("Orvex Motor Corp.")
    >>> name.base, name.trade, name.legal_form
    (('orvex',), 'motor', 'corp')
    >>> [thing_name(name).base for name in ("US Department of Labour", "Celje, Slovenia", "American Airlines")]
    [('labor', 'department'), ('celje',), ('american', 'airlines')]
    """
    cleaned = clean_name(name, person=False)
    letters = re.sub(r"[^\w&]", "", cleaned)
    acronym = letters.isupper() and 2 <= len(letters) <= 7 and " " not in cleaned
    words = _words(cleaned)
    head, _, tail = cleaned.partition(", ")
    place = plain(tail)
    region = next((found[form] for found in (REGION_OF, COUNTRY_OF) for form in (place, place.rstrip(".")) if form in found), "")
    base, country = _words(head) if region else words, ""
    endings = []
    for some in (LEGAL_FORMS, SORTS, TRADES):
        ending: list[str] = []
        while len(base) > 1 and base[-1] in some and (len(base) > 2 or base[0] not in COMMON and base[0] not in COUNTRY_OF):
            ending.insert(0, base[-1].removesuffix("s"))
            base = base[:-1]
        endings.append(" ".join(ending))
    for size in (3, 2, 1):
        leading, rest = " ".join(base[:size]), base[size:]
        if COUNTRY_OF.get(leading) and leading not in SEATS and rest and not COMMON.issuperset(rest) and " ".join(rest) not in COUNTRY_OF:
            country, base = COUNTRY_OF[leading], rest
            break
    if len(base) > 2 and base[0] in OFFICES_OF_STATE and base[1] == "of":
        base = [*(w for w in base[2:] if w != "the"), base[0]]
    legal_form, sort, trade = endings
    return ThingName(tuple(words), tuple(base), country, region, legal_form, sort, trade, acronym)


def _words(name: str) -> list[str]:
    """
    >>> _words("S.p.A. Wal-Mart & Organisation")
    ['spa', 'walmart', 'and', 'organization']
    """
    words = [re.sub(r"[^\w&]", "", plain(word).removesuffix("'s")) for word in re.split(r"[\s/]+", name)]
    words = [SPELLINGS.get(w, re.sub(r"isation(s?)$", r"ization\1", w)) for w in words]
    return ["and" if w == "&" else w for w in words if w]


@lru_cache(maxsize=1 << 16)
def initials_of(name: str) -> frozenset[str]:
    """The acronyms that a name's initials make, in small letters, small words counted or not.

    >>> sorted(initials_of("Bank of Ardenia")), sorted(initials_of("US Air Force")), sorted(initials_of("Weber"))
    (['ba', 'boa'], ['uaf', 'usaf'], [])
    """
    words = [w for w in re.split(r"[\s-]+", re.sub(r"[^\w\s&-]", "", plain(clean_name(name, person=False)))) if w]
    country = next((n for n in (2, 1) if COUNTRY_OF.get(" ".join(words[:n])) == "United States"), 0)
    forms = [words, [w for w in words if w not in SMALL_WORDS]]
    forms += [["u", "s", *form[country:]] for form in forms if country]
    if words and words[-1] in OFFICES_OF_STATE:  # the Justice Department, of Justice
        forms += [[words[-1], *words[:-1]], [words[-1], "of", *words[:-1]]]
    return frozenset("".join(w[0] for w in form) for form in forms if len(form) > 1)


def abbreviates(acronym: str, name: str) -> bool:
    """Whether an acronym that a text puts in brackets behind a name may be short for it: its letters stand in the name in their
    order, the first at the start of a word (Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation
    definitions in biomedical text").

    >>> abbreviates("EADS", "European Aeronautic Defence and Space Company"), abbreviates("R", "Jean Weber"), abbreviates("AFP", "Paris")
    (True, False, False)
    """
    letters = [c for c in plain(acronym) if c.isalnum()]
    text = plain(name)
    if len(letters) < 2 or len(text) < 2 * len(letters):
        return False
    at = len(text)
    for place, letter in reversed(list(enumerate(letters))):
        at -= 1
        while at >= 0 and (text[at] != letter or place == 0 and at > 0 and text[at - 1].isalnum()):
            at -= 1
        if at < 0:
            return False
    return True
