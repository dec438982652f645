"""Units in their base units: spans of time in seconds, money by ISO 4217 code, measures in SI units.

Factors follow NIST Special Publication 811 (2008); a month and a year are the Gregorian means. Codes follow ISO 4217.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's base unit, its factor (base = number * factor + offset), and what it measures."""

    base: str
    factor: float = 1.0
    measures: str = ""
    offset: float = 0.0
    short: bool = False  # a letter or two, which stand for a unit only after a number


SECONDS = {
    "millisecond": 1e-3,
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "night": 86400.0,
    "weekend": 172800.0,
    "week": 604800.0,
    "fortnight": 1209600.0,
    "month": 2629746.0,
    "quarter": 7889238.0,
    "year": 31556952.0,
    "decade": 315569520.0,
    "century": 3155695200.0,
    "millennium": 31556952000.0,
}
SPANS = {  # the spans' other names
    **{name: name for name in SECONDS if name not in ("night", "quarter", "weekend")},
    **{f"{name}s": name for name in SECONDS if name not in ("century", "millennium", "quarter")},
    "centuries": "century",
    "millennia": "millennium",
    "sec": "second",
    "secs": "second",
    "min": "minute",
    "mins": "minute",
    "hr": "hour",
    "hrs": "hour",
    "h": "hour",
    "wk": "week",
    "wks": "week",
    "mo": "month",
    "mos": "month",
    "yr": "year",
    "yrs": "year",
    "w": "week",
    "night": "night",
    "weekend": "weekend",
    "business day": "day",
    "business days": "day",
    "working day": "day",
    "working days": "day",
    "calendar year": "year",
    "calendar years": "year",
    "academic year": "year",
    "fiscal year": "year",
    "quarters": "quarter",
}

# codes that are words or names too
WORDS = frozenset("all top mad try cup pen ron bob sos amd mop bam gel rub dem sar eth ats pab".split())

CURRENCIES = """
usd us dollar|american dollar|united states dollar|dollar|buck|greenback
aud australian dollar|aussie dollar
cad canadian dollar
nzd new zealand dollar
hkd hong kong dollar
sgd singapore dollar|singaporean dollar
twd taiwan dollar|new taiwan dollar|taiwanese dollar
jmd jamaican dollar
bbd barbados dollar|barbadian dollar
bsd bahamian dollar
bzd belize dollar
bmd bermudian dollar|bermuda dollar
bnd brunei dollar
fjd fiji dollar|fijian dollar
gyd guyanese dollar
kyd cayman islands dollar
lrd liberian dollar
nad namibian dollar|namibia dollar
sbd solomon islands dollar
srd surinamese dollar
ttd trinidad and tobago dollar
xcd east caribbean dollar
zwl zimbabwean dollar
eur euro
gbp british pound|british pound sterling|pound sterling|pound|quid|sterling
egp egyptian pound
lbp lebanese pound
syp syrian pound
sdg sudanese pound
ssp south sudanese pound
shp saint helena pound
gip gibraltar pound
fkp falkland islands pound
jpy japanese yen|yen
cny chinese yuan|chinese renminbi|yuan|renminbi|rmb|元
inr indian rupee|rupee
pkr pakistani rupee|pakistan rupee
lkr sri lankan rupee|ரூ
npr nepalese rupee
mur mauritian rupee
scr seychelles rupee|seychellois rupee
mvr maldivian rufiyaa|rufiyaa
idr indonesian rupiah|rupiah
rub russian ruble|russian rouble|ruble|rouble
byn belarusian ruble|belarusian rouble
chf swiss franc|franc
xof west african cfa franc|cfa franc
xaf central african cfa franc
xpf cfp franc
bif burundian franc
cdf congolese franc
djf djiboutian franc
gnf guinean franc
kmf comorian franc
rwf rwandan franc
frf french franc
bef belgian franc
luf luxembourg franc
sek swedish krona|swedish crown
nok norwegian krone|norwegian crown
dkk danish krone|danish crown
isk icelandic krona|icelandic króna
czk czech koruna|czech crown|koruna
pln polish zloty|zloty|polish złoty|złoty
huf hungarian forint|forint
ron romanian leu
bgn bulgarian lev
rsd serbian dinar
all albanian lek
mkd macedonian denar
bam bosnian convertible mark
mdl moldovan leu
uah ukrainian hryvnia|hryvnia|hryvnya
try turkish lira|lira
kzt kazakhstani tenge|tenge
uzs uzbekistani som|uzbek som
kgs kyrgyzstani som
tjs tajikistani somoni
tmt turkmenistan manat
azn azerbaijani manat
amd armenian dram
gel georgian lari|lari
ils israeli shekel|israeli new shekel|new shekel|shekel
jod jordanian dinar
iqd iraqi dinar
kwd kuwaiti dinar
bhd bahraini dinar
lyd libyan dinar
tnd tunisian dinar
dzd algerian dinar
mad moroccan dirham
aed uae dirham|emirati dirham|united arab emirates dirham|dirham
sar saudi riyal|saudi arabian riyal
qar qatari riyal
omr omani rial
yer yemeni rial
irr iranian rial
afn afghani
bdt bangladeshi taka|taka
btn bhutanese ngultrum
mmk burmese kyat|myanmar kyat|kyat
thb thai baht|baht
khr cambodian riel|riel
lak lao kip|laotian kip
vnd vietnamese dong|dong
php philippine peso
myr malaysian ringgit|ringgit
krw south korean won|korean won
kpw north korean won
mnt mongolian tugrik|tugrik
mop macanese pataca
pgk papua new guinea kina
top tongan paanga
wst samoan tala
vuv vanuatu vatu
zar south african rand|rand
ngn nigerian naira|naira
ghs ghanaian cedi|cedi
kes kenyan shilling
tzs tanzanian shilling
ugx ugandan shilling
sos somali shilling
etb ethiopian birr|birr
ern eritrean nakfa
gmd gambian dalasi
sll sierra leonean leone
lsl lesotho loti
szl swazi lilangeni
mwk malawian kwacha
zmw zambian kwacha
mzn mozambican metical
aoa angolan kwanza
bwp botswana pula
mga malagasy ariary
mru mauritanian ouguiya
cve cape verdean escudo
stn sao tome dobra
mxn mexican peso
ars argentine peso
clp chilean peso
cop colombian peso
cup cuban peso
dop dominican peso
uyu uruguayan peso
brl brazilian real|reais
pen peruvian sol|peruvian nuevo sol
bob bolivian boliviano|boliviano
pyg paraguayan guarani
ves venezuelan bolivar|bolivar|bolívar
hnl honduran lempira|lempira
nio nicaraguan cordoba|nicaraguan córdoba
gtq guatemalan quetzal|quetzal
crc costa rican colon|costa rican colón
pab panamanian balboa
htg haitian gourde
dem german mark|deutsche mark|deutschmark|d-mark|german deutsche mark
nlg dutch guilder|netherlands guilder|guilder
ats austrian schilling
itl italian lira
esp spanish peseta|peseta
pte portuguese escudo
grd greek drachma|drachma
fim finnish markka|markka|finnish mark
iep irish pound|punt
btc bitcoin|bitcoins
eth ether
xau gold ounce
""".strip()
UNCLEAR_MONEY = "peso mark krona krone dinar riyal rial shilling escudo crown".split()  # of several countries: the word is the unit
SIGNS = """
usd $|us$|u.s.$|us $|usd$
gbp £|₤
eur €
jpy ¥
inr ₹|rs|rs.
aud au$|aud$
cad c$|ca$|cad$|can$|cdn$
nzd nz$
hkd hk$
twd nt$
mxn mex$|mx$
btc ₿
krw ₩
rub ₽
try ₺
uah ₴
ngn ₦
php ₱
thb ฿
vnd ₫
ils ₪
gel ₾
lak ₭
kzt ₸
crc ₡
pyg ₲
ghs ₵
mnt ₮
azn ₼
amd ֏
cny 元|cn¥
myr rm
bzd bz$
ttd tt$
ars ar$
khr ៛
bdt ৳
pln zł
czk kč
""".strip()
CLOSE_SIGNS = {"A$": "aud", "S$": "sgd", "R$": "brl", "J$": "jmd", "Z$": "zwl"}  # the letter must stand close: "a $5 coin"
BEHIND = frozenset("€₿₩₽₺₴₦₱฿₫₪₾₭₸₡₲₵₮₼֏元") | {"zł", "kč", "rs"}  # signs that may stand behind the amount
SUBUNITS = """
usd cent|cents|us cents|¢
gbp pence|penny|pennies|p
eur euro cents|eurocents
rub kopeck|kopecks|kopek|kopeks
inr paise
mxn centavos
""".strip()  # hundredths of a currency
NO_PLURAL = {"yen", "yuan", "renminbi", "rmb", "baht", "won", "rand", "元", "ரூ", "reais", "quid", "sterling"}

MEASURES = """
m length 1 m|meter|metre
m length 1000 km|kms|kilometer|kilometre
m length 0.1 dm|decimeter|decimetre
m length 0.01 cm|centimeter|centimetre
m length 0.001 mm|millimeter|millimetre
m length 1e-6 µm|μm|micrometer|micrometre|micron
m length 1e-9 nm|nanometer|nanometre
m length 1609.344 mi|mile
m length 1852 nautical mile
m length 0.9144 yd|yard
m length 0.3048 ft|foot
m length 0.0254 inch|"|″|”
m length 201.168 furlong
m length 1.8288 fathom
m length 9.4607304725808e15 light year|light-year|lightyear
m length 149597870700 astronomical unit
m2 area 1 m2|m²|sqm|sq m|sq. m|square meter|square metre
m2 area 1e6 km2|km²|sq km|sq. km|sqkm|square kilometer|square kilometre
m2 area 1e-4 cm2|cm²|sq cm|square centimeter|square centimetre
m2 area 1e-6 mm2|mm²|square millimeter|square millimetre
m2 area 2589988.110336 sq mi|sq. mi|square mile|mi2
m2 area 0.83612736 square yard|sq yd
m2 area 0.09290304 sq ft|sq. ft|square foot|ft2
m2 area 6.4516e-4 square inch|sq in
m2 area 4046.8564224 acre
m2 area 10000 ha|hectare
m3 volume 1 m3|m³|cubic meter|cubic metre
m3 volume 1e9 km3|km³|cubic kilometer|cubic kilometre
m3 volume 1e-6 cm3|cc|cubic centimeter|cubic centimetre
m3 volume 0.028316846592 cubic foot|cu ft|ft3
m3 volume 0.764554857984 cubic yard
m3 volume 1.6387064e-5 cubic inch
m3 volume 4168181825.440579584 cubic mile
m3 volume 0.001 l|liter|litre
m3 volume 1e-6 ml|milliliter|millilitre
m3 volume 1e-5 cl|centiliter|centilitre
m3 volume 1e-4 dl|deciliter|decilitre
m3 volume 0.1 hl|hectoliter|hectolitre
m3 volume 0.158987294928 barrel|bbl
m3 volume 0.003785411784 gallon|gal
m3 volume 0.000946352946 quart|qt
m3 volume 0.000473176473 pint|pt
m3 volume 2.365882365e-4 cup
m3 volume 1.478676478125e-5 tablespoon|tbsp
m3 volume 4.92892159375e-6 teaspoon|tsp
m3 volume 2.95735295625e-5 fluid ounce|fl oz
m3 volume 0.03523907016688 bushel
m3 volume 1233.48183754752 acre foot|acre-foot
kg weight 1 kg|kgs|kilo|kilogram|kilogramme
kg weight 0.001 g|gram|gramme|gm
kg weight 1e-6 mg|milligram|milligramme
kg weight 1e-9 mcg|µg|μg|microgram|microgramme
kg weight 1000 tonne|metric ton|metric tonne|mt
kg weight 907.18474 ton|short ton
kg weight 1016.0469088 long ton
kg weight 1e6 kiloton|kilotonne
kg weight 1e9 megaton|megatonne
kg weight 0.45359237 lb|lbs
kg weight 0.028349523125 oz|ounce
kg weight 6.35029318 stone
kg weight 0.0002 carat
m/s speed 0.44704 mph|mile per hour|mile an hour|mile/hour
m/s speed 0.2777777777777778 kph|kmph|kmh|km/h|km/hr|kilometer per hour|kilometre per hour|kilometer an hour|kilometre an hour
m/s speed 0.2777777777777778 kilometer/hour|kilometers/hour
m/s speed 1 m/s|meter per second|metre per second|meter a second|metre a second
m/s speed 1000 km/s|kilometer per second|kilometre per second|meter per millisecond|metre per millisecond
m/s speed 1e6 km/ms|kilometer per millisecond|kilometre per millisecond
m/s speed 10 centimeter per millisecond|centimeter/millisecond|centimeters/millisecond|cm/ms
m/s speed 0.01 cm/s|centimeter per second|centimetre per second
m/s speed 0.3048 ft/s|foot per second|foot a second
m/s speed 0.0051 foot per minute
m/s speed 0.5144444444444445 knot
byte information 0.125 bit
byte information 125 kilobit|kb/s
byte information 125000 megabit|mbit
byte information 1.25e8 gigabit|gbit
byte information 1 byte
byte information 1e3 kb|kilobyte
byte information 1e6 mb|megabyte
byte information 1e9 gb|gigabyte
byte information 1e12 tb|terabyte
byte information 1e15 pb|petabyte
byte/s information 125000 mbps|megabit per second
byte/s information 1.25e8 gbps|gigabit per second
° angle 1 degree|°
° angle 57.29577951308232 rad|radian
W power 1 watt
W power 1e3 kw|kilowatt
W power 1e6 mw|megawatt
W power 1e9 gw|gigawatt
W power 745.6998715822702 hp|horsepower
J energy 1 joule
J energy 3.6e6 kwh|kilowatt hour|kilowatt-hour
J energy 3.6e9 mwh|megawatt hour|megawatt-hour
J energy 3.6e12 gwh|gigawatt hour|gigawatt-hour
J energy 3.6e15 twh|terawatt hour|terawatt-hour
J energy 4.184 calorie|cal
J energy 4184 kcal|kilocalorie
V voltage 1 volt
V voltage 1e3 kv|kilovolt
Hz frequency 1 hz|hertz
Hz frequency 1e3 khz|kilohertz
Hz frequency 1e6 mhz|megahertz
Hz frequency 1e9 ghz|gigahertz
Pa pressure 1 pascal
Pa pressure 1e3 kpa|kilopascal
Pa pressure 100 millibar|hectopascal|hpa
Pa pressure 6894.757293168 psi
pixel information 1e6 megapixel
bps share 1 basis point
""".strip()
IRREGULAR = {"foot": "feet", "inch": "inches"}
TEMPERATURES = (
    (1.0, 0.0, "c|celsius|centigrade"),
    (5 / 9, -160 / 9, "f|fahrenheit"),
    (1.0, -273.15, "k|kelvin"),
)


def _forms(name: str, plural: bool) -> Iterator[str]:
    """A name as it is written in the singular and the plural, with spaces or hyphens between its words."""
    first, *rest = name.split()
    yield name
    if not plural or name.endswith("s") or not name[-1].isalpha():
        return
    if rest and rest[0] in ("per", "an", "a", "hour"):
        yield from (" ".join((head, *rest)) for head in _forms(first, True) if head != first)
        return
    *lead, last = name.split()
    yield " ".join((*lead, IRREGULAR.get(last, f"{last}s")))


def span_units() -> Iterator[tuple[str, Unit]]:
    """Names of spans of time, base unit "s"."""
    for name, kind in SPANS.items():
        yield name, Unit("s", SECONDS[kind], kind, short=len(name) < 2)


def currency_units() -> Iterator[tuple[str, Unit]]:
    """Names and codes of currencies; the base unit is the ISO 4217 code in lower case."""
    for line in CURRENCIES.splitlines():
        code, names = line.split(" ", 1)
        if code not in WORDS:
            yield code, Unit(code, measures="money")
        for name in names.split("|"):
            yield from ((form, Unit(code, measures="money")) for form in dict.fromkeys(_forms(name, name.split()[-1] not in NO_PLURAL)))
    for name in UNCLEAR_MONEY:
        yield from ((form, Unit(name, measures="money")) for form in _forms(name, True))
    for line in SUBUNITS.splitlines():
        code, names = line.split(" ", 1)
        yield from ((name, Unit(code, 0.01, "money", short=name == "p")) for name in names.split("|"))
    yield from _thousands()


def money_signs() -> Iterator[tuple[str, Unit]]:
    """Signs and codes that stand before an amount."""
    for line in SIGNS.splitlines():
        code, signs = line.split(" ", 1)
        yield from ((sign, Unit(code, measures="money")) for sign in signs.split("|"))
    for line in CURRENCIES.splitlines():
        code = line.split(" ", 1)[0]
        if code not in WORDS:
            yield code, Unit(code, measures="money")
    yield from _thousands()


def _thousands() -> Iterator[tuple[str, Unit]]:
    """Codes with a letter for millions, thousands or billions: "MUSD"."""
    for letter, factor in (("m", 1e6), ("k", 1e3), ("b", 1e9)):
        yield from ((letter + code, Unit(code, factor, "money")) for code in "usd eur gbp aud cad chf sek nok dkk jpy nzd".split())


def measure_units() -> Iterator[tuple[str, Unit]]:
    """Names and signs of measures."""
    for line in MEASURES.splitlines():
        base, measures, size, names = line.split(" ", 3)
        for name in names.split("|"):
            unit = Unit(base, float(size), measures, short=len(name) < 3)
            yield from ((form, unit) for form in dict.fromkeys(_forms(name, len(name) > 3 or name in ("ton", "cup"))))
    for factor, offset, names in TEMPERATURES:
        for name in names.split("|"):
            for degrees in ("°", "degrees", "degree", *(("",) if len(name) > 1 else ())):
                yield f"{degrees} {name}".strip(), Unit("°C", factor, "temperature", offset)
