"""Countries, states and regions with their other names, and the places that stand for governments."""

from __future__ import annotations

import unicodedata

import pycountry

# A country: its other names and the words for what is of it: its capital and other seats of its government ("Moscow said").
COUNTRIES = """Russia:russian,russian federation:moscow,kremlin
United States:american,u.s.,us,usa,u.s.a.,america:washington,white house
United Kingdom:british,uk,u.k.,britain,great britain:london,downing street,10 downing street,no. 10,number 10,whitehall
Germany:german:berlin
France:french:paris,elysee,elysee palace,matignon,quai d'orsay
China:chinese,prc,mainland china:beijing,zhongnanhai
Japan:japanese:tokyo
India:indian:new delhi
Italy:italian:rome,palazzo chigi
Spain:spanish:madrid,moncloa
Poland:polish:warsaw
Ukraine:ukrainian:kyiv,kiev
Turkey:turkish,türkiye:ankara
Israel:israeli:
Iran:iranian:tehran
Iraq:iraqi:baghdad
Syria:syrian:damascus
Saudi Arabia:saudi,saudi arabian:riyadh
Egypt:egyptian:cairo
Mexico:mexican:mexico city
Canada:canadian:ottawa
Brazil:brazilian:brasilia,planalto
Argentina:argentine,argentinian,argentinean:buenos aires,casa rosada
Venezuela:venezuelan:caracas,miraflores
Cuba:cuban:havana
North Korea:north korean,dprk:pyongyang
South Korea:south korean:seoul,blue house
Australia:australian:canberra
New Zealand::
Pakistan:pakistani:islamabad
Afghanistan:afghan:kabul
Belarus:belarusian,belarussian:minsk
Hungary:hungarian:budapest
Slovenia:slovenian,slovene:ljubljana
Slovakia:slovak,slovakian:bratislava
Greece:greek:athens
Cyprus:cypriot:nicosia
Sweden:swedish:stockholm
Norway:norwegian:oslo
Finland:finnish:helsinki
Denmark:danish:copenhagen
Iceland:icelandic:reykjavik
Estonia:estonian:tallinn
Latvia:latvian:riga
Lithuania:lithuanian:vilnius
Netherlands:dutch,holland:the hague
Belgium:belgian:
Luxembourg::
Switzerland:swiss:bern
Austria:austrian:vienna
Portugal:portuguese:lisbon
Ireland:irish,republic of ireland:dublin
Malta:maltese:valletta
Czech Republic:czech,czechia:prague
Romania:romanian:bucharest
Moldova:moldovan:chisinau
Bulgaria:bulgarian:sofia
Serbia:serbian:belgrade
Croatia:croatian:zagreb
Bosnia and Herzegovina:bosnian,bosnia,bosnia-herzegovina:sarajevo
Montenegro:montenegrin:podgorica
Kosovo:kosovar,kosovan:pristina
Albania:albanian:tirana
North Macedonia:macedonian,macedonia:skopje
Georgia::tbilisi
Armenia:armenian:yerevan
Azerbaijan:azerbaijani,azeri:baku
Kazakhstan:kazakh,kazakhstani:astana,nur-sultan
Uzbekistan:uzbek:tashkent
Turkmenistan:turkmen:ashgabat
Kyrgyzstan:kyrgyz:bishkek
Tajikistan:tajik:dushanbe
Mongolia:mongolian:ulaanbaatar,ulan bator
Taiwan:taiwanese:taipei
Hong Kong::
Singapore:singaporean:
Philippines:philippine,filipino:manila,malacañang
Indonesia:indonesian:jakarta
Malaysia:malaysian:kuala lumpur,putrajaya
Thailand:thai:bangkok
Vietnam:vietnamese:hanoi
Cambodia:cambodian:phnom penh
Laos:laotian,lao:vientiane
Myanmar:burmese,burma:naypyidaw
Brunei:bruneian,brunei darussalam:
Bangladesh:bangladeshi:dhaka
Sri Lanka:sri lankan:colombo
Nepal:nepali,nepalese:kathmandu
Bhutan:bhutanese:thimphu
Maldives:maldivian:
Papua New Guinea:papua new guinean:port moresby
Fiji:fijian:suva
Colombia:colombian:bogota
Peru:peruvian:lima
Chile:chilean:santiago,la moneda
Ecuador:ecuadorian,ecuadorean:quito
Bolivia:bolivian:la paz
Paraguay:paraguayan:asuncion
Uruguay:uruguayan:montevideo
Guyana:guyanese:
Suriname:surinamese:paramaribo
Panama:panamanian:panama city
Costa Rica:costa rican:
Nicaragua:nicaraguan:managua
Honduras:honduran:tegucigalpa
El Salvador:salvadoran,salvadorean:san salvador
Guatemala:guatemalan:guatemala city
Belize:belizean:
Haiti:haitian:port-au-prince
Dominican Republic:dominican:santo domingo
Jamaica:jamaican:
Bahamas:bahamian:
Trinidad and Tobago:trinidadian:port of spain
Nigeria:nigerian:abuja
Kenya:kenyan:nairobi
Ethiopia:ethiopian:addis ababa
Eritrea:eritrean:asmara
Somalia:somali:mogadishu
Djibouti:djiboutian:
Sudan:sudanese:khartoum
South Sudan:south sudanese:juba
Uganda:ugandan:kampala
Rwanda:rwandan:kigali
Burundi:burundian:
Tanzania:tanzanian:dodoma
Zambia:zambian:lusaka
Zimbabwe:zimbabwean:harare
Malawi:malawian:lilongwe
Mozambique:mozambican:maputo
Angola:angolan:luanda
Namibia:namibian:windhoek
Botswana:batswana:gaborone
South Africa:south african:pretoria
Lesotho:basotho:maseru
Eswatini:swazi,swaziland:mbabane
Madagascar:malagasy:antananarivo
Mauritius:mauritian:
Ghana:ghanaian:accra
Ivory Coast:ivorian,cote d'ivoire:yamoussoukro
Senegal:senegalese:dakar
Mali:malian:bamako
Burkina Faso:burkinabe:ouagadougou
Niger:nigerien:niamey
Chad:chadian:n'djamena
Cameroon:cameroonian:yaounde
Gabon:gabonese:libreville
Central African Republic::bangui
Democratic Republic of the Congo:dr congo,drc,democratic republic of congo,the democratic republic of the congo:kinshasa
Republic of the Congo:congo republic,congo-brazzaville:brazzaville
Guinea:guinean:conakry
Sierra Leone:sierra leonean:freetown
Liberia:liberian:monrovia
Togo:togolese:lome
Benin:beninese:porto-novo
Gambia:gambian:banjul
Mauritania:mauritanian:nouakchott
Cape Verde:cape verdean,cabo verde:
Libya:libyan:tripoli
Tunisia:tunisian:tunis
Algeria:algerian:algiers
Morocco:moroccan:rabat
Lebanon:lebanese:beirut
Jordan:jordanian:amman
Palestine:palestinian,state of palestine:ramallah
Qatar:qatari:doha
United Arab Emirates:emirati,uae,u.a.e.:abu dhabi
Kuwait:kuwaiti:
Bahrain:bahraini:manama
Oman:omani:muscat
Yemen:yemeni:sanaa
Vatican City:vatican,holy see,holy see (vatican city state):
East Timor:timorese,timor-leste:dili
European Union:eu,e.u.:brussels
United Nations:un,u.n.:"""
# What is no country: what is of it, and short forms in newspapers.
REGIONS = """Europe:european
Asia:asian
Africa:african
North America:north american
South America:south american
Latin America:latin american
Middle East:middle eastern,mideast
Scandinavia:scandinavian
Scotland:scottish
Wales:welsh
Northern Ireland:northern irish
Catalonia:catalan
Bavaria:bavarian
Chechnya:chechen
Crimea:crimean
Tibet:tibetan
Quebec:quebecois
Washington:d.c.,washington d.c.,district of columbia
Los Angeles:l.a.
Alabama:ala,alabamian
Arizona:ariz,arizonan
Arkansas:ark
California:calif,californian
Colorado:colo,coloradan
Connecticut:conn
Florida:fla,floridian
Illinois:ill
Kansas:kan,kansan
Louisiana:louisianan
Massachusetts:mass
Michigan:mich
Minnesota:minn,minnesotan
Mississippi:miss
Montana:mont
Nebraska:neb
Nevada:nev
New Hampshire:n.h.
New Jersey:n.j.
New Mexico:n.m.
New York:n.y.
North Carolina:n.c.
North Dakota:n.d.
Ohio:ohioan
Oklahoma:okla
Oregon:ore
Pennsylvania:penn
Rhode Island:r.i.
South Carolina:s.c.
South Dakota:s.d.
Tennessee:tenn
Texas:tex,texan
Virginia:virginian
West Virginia:w.va
Wisconsin:wis
Wyoming:wyo"""
ALSO_OTHERS = frozenset({"chad", "congo", "georgia", "jersey", "reunion"})  # people too, another place or no name at all


def plain(text: str) -> str:
    """Text in small letters without diacritics, quotation marks straight.

    >>> plain("Élysée"), plain("Malacañang’s"), plain("Erdoğan"), plain("Łódź")
    ('elysee', "malacanang's", 'erdogan', 'lodz')
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


UNDECOMPOSED = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE", "’": "'"})


def _read(table: str) -> tuple[dict[str, str], dict[str, str]]:
    """The names in a table, and the seats in it, to what they are names and seats of; with and without diacritics."""
    names: dict[str, str] = {}
    seats: dict[str, str] = {}
    for line in table.splitlines():
        name, others, *capital = line.split(":")
        names |= {form: name for other in (name.lower(), *others.split(",")) for form in (other, plain(other)) if form}
        seats |= {form: name for other in "".join(capital).split(",") for form in (other, plain(other)) if form}
    return names, seats


def _official(names: dict[str, str]) -> dict[str, str]:
    """The names that ISO 3166 gives countries ("Syrian Arab Republic", "Republic of Slovenia") to the name of ours."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        printed = [form for key in ("common_name", "name", "official_name") if (form := getattr(country, key, ""))]
        forms = sorted({plain(form).removeprefix("the ") for form in printed})
        ours = next((names[form] for form in forms if form in names), min(printed, key=lambda form: ("," in form or "(" in form)))
        found |= {form: ours for form in forms if form not in names}
    return found


_NAMES, SEAT_OF = _read(COUNTRIES)  # SEAT_OF: places that stand for a government, without being the country, to the country
SEATS = frozenset(SEAT_OF)
COUNTRY_OF = {**_official(_NAMES), **_NAMES, **SEAT_OF}  # a name, an adjective or a seat to its country
for _name in ALSO_OTHERS:
    COUNTRY_OF.pop(_name, None)
REGION_OF, _ = _read(REGIONS)
