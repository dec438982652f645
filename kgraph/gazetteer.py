"""Countries with their demonyms and seats of government, for annotation and resolution."""

from __future__ import annotations

# Country names to their demonym and the words that stand for their government ("Moscow said").
DEMONYMS = {
    line.split(":")[0]: tuple(line.split(":")[1].split(","))
    for line in """Russia:russian,moscow,kremlin
United States:american,u.s.,us,usa,washington,america,united states of america
United Kingdom:british,uk,u.k.,britain,london,great britain
Germany:german,berlin
France:french,paris
China:chinese,beijing
Japan:japanese,tokyo
India:indian,new delhi
Italy:italian,rome
Spain:spanish,madrid
Poland:polish,warsaw
Ukraine:ukrainian,kyiv,kiev
Turkey:turkish,ankara,türkiye
Israel:israeli
Iran:iranian,tehran
Iraq:iraqi,baghdad
Syria:syrian,damascus
Saudi Arabia:saudi,riyadh
Egypt:egyptian,cairo
Mexico:mexican,mexico city
Canada:canadian,ottawa
Brazil:brazilian
Argentina:argentine,argentinian
Venezuela:venezuelan,caracas
Cuba:cuban,havana
North Korea:north korean,pyongyang
South Korea:south korean,seoul
Australia:australian,canberra
Pakistan:pakistani,islamabad
Afghanistan:afghan,kabul
Belarus:belarusian,minsk
Hungary:hungarian,budapest
Slovenia:slovenian,slovene,ljubljana
Greece:greek,athens
Sweden:swedish,stockholm
Norway:norwegian,oslo
Finland:finnish,helsinki
Denmark:danish,copenhagen
Netherlands:dutch,the hague
Belgium:belgian
Switzerland:swiss
Austria:austrian,vienna
Portugal:portuguese,lisbon
Ireland:irish,dublin
Czech Republic:czech,prague,czechia
Romania:romanian,bucharest
Bulgaria:bulgarian,sofia
Serbia:serbian,belgrade
Croatia:croatian,zagreb
Nigeria:nigerian,abuja
Kenya:kenyan,nairobi
Ethiopia:ethiopian,addis ababa
South Africa:south african,pretoria
Libya:libyan,tripoli
Tunisia:tunisian,tunis
Algeria:algerian,algiers
Morocco:moroccan,rabat
Lebanon:lebanese,beirut
Jordan:jordanian,amman
Qatar:qatari,doha
United Arab Emirates:emirati,uae,abu dhabi
Yemen:yemeni,sanaa
Philippines:philippine,filipino,manila
Indonesia:indonesian,jakarta
Malaysia:malaysian,kuala lumpur
Thailand:thai,bangkok
Vietnam:vietnamese,hanoi
Myanmar:burmese,burma
Bangladesh:bangladeshi,dhaka
Sri Lanka:sri lankan,colombo
Nepal:nepali,nepalese,kathmandu
Colombia:colombian,bogota
Peru:peruvian,lima
Chile:chilean,santiago
European Union:eu,e.u.,brussels
United Nations:un,u.n.""".splitlines()
}
COUNTRY_OF = {word: country for country, words in DEMONYMS.items() for word in (country.lower(), *words)}
# Seats that stand for a government without being the country: linked to it in resolve, never melted into it.
SEATS = frozenset(
    words[place]
    for words in DEMONYMS.values()
    for place in range(1, len(words))
    if words[place]
    not in {
        "u.s.",
        "us",
        "usa",
        "america",
        "uk",
        "u.k.",
        "britain",
        "great britain",
        "eu",
        "e.u.",
        "un",
        "u.n.",
        "uae",
        "türkiye",
        "czechia",
        "burma",
        "united states of america",
        "filipino",
        "slovene",
        "argentinian",
        "nepalese",
    }
)
