"""Other shapes of a text: headline, capitals, small letters, no final period, curly quotes, British spelling, dateline, foreign names.

All functions are pure: the caller draws what to apply, or hands over the generator to draw names from. `forms` and `spaces`
describe one text: its tokens and whether a space follows each. The lists of names are our own; their pairs are made by chance.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from training.read import Passage, Sentence, Token, Word

SMALL_WORDS = frozenset(
    "a an the and but or nor for as at by from in into of off on onto out over per to up upon via vs with is be".split()
)
ARTICLES = frozenset({"a", "an", "the"})
DROPPED_AUXILIARIES = frozenset({"am", "is", "are", "was", "were"})

BRITISH = (  # the beginning of an American word, and how it is spelled in Britain
    (r"(arm|behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rum|sav|splend|vap|vig)or(?!at|ar|i[fozu]|ous)", r"\1our"),
    (r"(cent|fib|lust|meag|spect|theat|lit|met|kilomet)er(?=s?$)", r"\1re"),
    (r"(def|off|pret)ense(?=s?$)", r"\1ence"),
    (r"(anal|paral)yz(?=e|ing)", r"\1ys"),
    (r"(cancel|travel|label|level|model|signal|total|fuel|counsel|quarrel)(?=ed|ing|er)", r"\1l"),
    (r"(?!capsiz|downsiz|oversiz|outsiz|resiz)([a-z]{3,})iz(?=e[ds]?$|ing$|ations?$|ers?$)", r"\1is"),
    (r"(catal|dial)og(?=s?$)", r"\1ogue"),
    (r"(progra)m(?=s?$)", r"\1mme"),
    (r"(gr)ay(?=s?$|er|est|ish)", r"\1ey"),
)
SPELLINGS = [(re.compile(rf"\b{american}", re.IGNORECASE), british) for american, british in BRITISH]

DATELINE_CITIES = """
AMMAN, ANKARA, ATHENS, BAGHDAD, BEIJING, BEIRUT, BERLIN, BOGOTA, BRUSSELS, BUENOS AIRES, CAIRO, CANBERRA, CAPE TOWN, COLOMBO,
DAKAR, DHAKA, DUBLIN, GENEVA, HANOI, HARARE, ISLAMABAD, JAKARTA, KABUL, KAMPALA, KHARTOUM, KYIV, LAGOS, LIMA, LISBON, LONDON,
MADRID, MANILA, MEXICO CITY, MOSCOW, NAIROBI, NEW DELHI, NEW YORK, OSLO, OTTAWA, PARIS, RIYADH, ROME, SANTIAGO, SEOUL, STOCKHOLM,
SYDNEY, TBILISI, TEHRAN, TOKYO, TUNIS, VIENNA, WARSAW, WASHINGTON, YANGON
"""
AGENCIES = "Reuters,AP,AFP,Xinhua,TASS,dpa,ANSA,EFE,Kyodo,PTI,AAP,Interfax,Yonhap,Anadolu"
MONTHS = "Jan.,Feb.,March,April,May,June,July,Aug.,Sept.,Oct.,Nov.,Dec."
GIVEN_NAMES = """
Adaeze Agnieszka Ahmet Aiko Akinyi Alejandra Amara Anaïs Aneta Arash Arjun Aroha Asel Ayşe Babajide Bilal Bjørn Boris Camila Chidi
Chiara Dmytro Doğan Eero Efua Elif Emeka Enrique Fatoumata Farida Femi Giulia Goran Haruto Hiroshi Ifeoma Ilse Imran Ingrid Inés
Ivo Jelena Jiří João Jorge Kavita Keiko Khalid Kofi Kwame Lakshmi Lejla Leila Linh Lucía Łukasz Magda Malika Maarten Mehmet Mirela
Moana Nadia Ngozi Niamh Nomvula Nurul Oksana Olga Oluwaseun Omar Paulo Petra Priya Radek Rana Rashid Ravi Renata Rui Sadia Samira
Siddharth Sione Sofía Søren Suda Sunil Svetlana Tadeusz Tariq Tamar Thabo Thị Tomás Ulrike Václav Vusi Wanjiru Wei Xiaoming Yaw
Yusuf Zeynep Zoltán
""".split()
FAMILY_NAMES = """
Abubakar Adeyemi Afolabi Aguilar Ahmadov Amoako Andersson Arslan Asante Bajrami Banerjee Bangura Baptiste Barzani Bianchi
Bondarenko Boateng Botha Castañeda Çelik Chanda Chaudhry Chukwu Coulibaly Dąbrowski Danso Das Demir Diallo Dlamini Dvořák Eriksen
Espinoza Fernandes Ferreira Fofana Gashi Ghosh Gonçalves Haddad Halonen Hashimoto Henriksen Herrera Hossain Horvat Ibarra Ismailov
Iyer Jokinen Juárez Kamau Karimov Kaya Keita Khalil Kim Kovács Kowalczyk Kruger Kumar Lindqvist Lungu Machado Makoni Mbeki Mehta
Melnyk Mensah Moreau Moyo Mukherjee Mwangi Nakamura Ndiaye Nguyen Nkosi Novák Núñez Nyambura Obi Ochieng Okafor Okonkwo Oliveira
Omondi Owusu Öztürk Papadakis Paredes Petrović Phiri Popescu Quispe Rahman Rakoto Ramaswamy Rossi Saito Sánchez Sesay Shevchenko
Silva Singh Sithole Suleiman Szabó Tagoe Takahashi Tembo Traoré Tshabalala Usman Vargas Virtanen Wanjiku Watanabe Yamamoto Yılmaz
Zhao Zulu
""".split()
PLACES = """
Abeokuta Adana Arequipa Arusha Asmara Bamenda Banjul Bishkek Blantyre Bukavu Bulawayo Calabar Chisinau Cochabamba Cuenca Dili
Durban Faisalabad Gaborone Gdańsk Gondar Gwangju Iquitos Izmir Jaffna Jinja Kaduna Kazan Khulna Kigali Košice Kumasi Lahore Luanda
Lusaka Maputo Maseru Medan Mombasa Multan Mysuru Nakuru Ndola Niamey Oaxaca Odesa Osh Padang Pristina Puebla Quetta Rosario
Sapporo Shymkent Sibiu Sylhet Tampere Tirana Tromsø Ulsan Valparaíso Vilnius Yaoundé Zagreb Zinder
""".split()
PARTS = {"root": "LOC", "flat": "LOC", "nmod:unmarked": "DATE", "nummod": "DATE", "list": "ORG"}  # of a dateline, by relation


def shape(text: Sequence[Word | Token]) -> tuple[list[str], list[bool]]:
    """Return the forms of a text, and whether a space follows each."""
    return [token.form for token in text], [token.space_after for token in text]


def title_case(forms: Sequence[str], spaces: Sequence[bool]) -> list[str]:
    """Write a text as most news headlines are: all but small words capitalised.

    >>> title_case(["the", "Kremlin", "wo", "n't", "say", "if", "it", "is", "near"], [True, True, False] + [True] * 6)
    ['The', 'Kremlin', 'Wo', "n't", 'Say', 'If', 'It', 'is', 'Near']
    """
    result: list[str] = []
    for position, form in enumerate(forms):
        begins_word = position == 0 or spaces[position - 1] or forms[position - 1] in {"-", '"', "'", "("}
        small = form in SMALL_WORDS and 0 < position < len(forms) - 1
        result.append(form[:1].upper() + form[1:] if begins_word and not small else form)
    return result


def curly_quotes(forms: Sequence[str], spaces: Sequence[bool]) -> list[str]:
    """Put the printer's quotes back.

    >>> curly_quotes(['"', "We", "do", "n't", '"'], [False, True, False, False, True])
    ['“', 'We', 'do', 'n’t', '”']
    """
    result: list[str] = []
    for position, form in enumerate(forms):
        opens = (position == 0 or spaces[position - 1]) and not spaces[position]
        if form == '"':
            form = "“" if opens else "”"
        elif form == "'":
            form = "‘" if opens else "’"
        result.append(form.replace("'", "’"))
    return result


def reform(sentence: Sentence, forms: Sequence[str], keep_lemmas: bool) -> Sentence:
    """Give a sentence other forms; where `keep_lemmas` is false, a word whose form changed loses its lemma."""
    return tuple(
        word if word.form == form else replace(word, form=form, lemma=word.lemma if keep_lemmas else "")
        for word, form in zip(sentence, forms, strict=True)
    )


def without_words(sentence: Sentence, dropped: frozenset[int]) -> Sentence:
    """Return the sentence less the words at these positions. Nothing may depend on them (see `leaves`)."""
    kept = [position for position in range(len(sentence)) if position not in dropped]
    moved = {old: new for new, old in enumerate(kept)}
    words = [replace(sentence[old], head=moved[sentence[old].head]) for old in kept]
    if words:
        words[-1] = replace(words[-1], space_after=True)
    return tuple(words)


def leaves(sentence: Sentence) -> frozenset[int]:
    """Return the positions of the words nothing depends on and that are not the root."""
    heads = {word.head for word in sentence}
    return frozenset(position for position in range(len(sentence)) if position not in heads)


def final_period(sentence: Sentence) -> frozenset[int]:
    """Return the position of the sentence's final period, if it has one and can lose it."""
    last = len(sentence) - 1
    return frozenset({last}) & leaves(sentence) if last > 0 and sentence[last].form == "." else frozenset()


def headline_gaps(sentence: Sentence, articles: bool, auxiliaries: bool) -> frozenset[int]:
    """Return the positions of the words headlines leave out: the final period, articles and forms of "be" as asked."""
    free = leaves(sentence)
    gaps = set(final_period(sentence))
    for position in free:
        word = sentence[position]
        form = word.form.lower()
        own_space = word.space_after and (position == 0 or sentence[position - 1].space_after)
        if own_space and (
            (articles and word.relation == "det" and form in ARTICLES)
            or (auxiliaries and word.relation in {"aux:pass", "aux", "cop"} and form in DROPPED_AUXILIARIES)
        ):
            gaps.add(position)
    return frozenset(gaps)


def british(form: str) -> str:
    """Spell an American word as in Britain.

    >>> [british(word) for word in ("Colored", "organizing", "center", "size", "laboratory", "traveler", "neighborhood", "meter")]
    ['Coloured', 'organising', 'centre', 'size', 'laboratory', 'traveller', 'neighbourhood', 'metre']
    """
    for american, spelling in SPELLINGS if not form.isupper() else ():
        form = american.sub(spelling, form)
    return form


def in_british_spelling(sentence: Sentence) -> Sentence:
    """Respell the words and lemmas of a sentence but for its names."""
    return tuple(
        word if word.upos == "PROPN" else replace(word, form=british(word.form), lemma=british(word.lemma)) for word in sentence
    )


def dateline(rng: random.Random) -> Sentence:
    """Draw a dateline: "MOSCOW (Reuters) -", "NEW DELHI, June 3 —". As in EWT it is a sentence of its own."""
    city = rng.choice(DATELINE_CITIES.split(",")).split()
    parts = [(word, "PROPN", "NNP", 0, "flat" if place else "root") for place, word in enumerate(city)]
    if rng.random() < 0.4:
        month, day = rng.choice(MONTHS.split(",")), str(rng.randint(1, 28))
        at = len(parts) + 1
        parts += [(",", "PUNCT", ",", at, "punct"), (month, "PROPN", "NNP", 0, "nmod:unmarked"), (day, "NUM", "CD", at, "nummod")]
    if rng.random() < 0.6:
        at = len(parts) + 1
        parts += [
            ("(", "PUNCT", "-LRB-", at, "punct"),
            (rng.choice(AGENCIES.split(",")), "PROPN", "NNP", 0, "list"),
            (")", "PUNCT", "-RRB-", at, "punct"),
        ]
    parts.append((rng.choice("-–—"), "PUNCT", ":", 0, "punct"))
    feats = {"PROPN": "Number=Sing", "NUM": "NumForm=Digit|NumType=Card", "PUNCT": ""}
    following = [*(form for form, *_ in parts[1:]), ""]
    return tuple(
        Word(form, "", upos, xpos, feats[upos], head, relation, place, form != "(" and after not in {",", ")"}, "")
        for place, ((form, upos, xpos, head, relation), after) in enumerate(zip(parts, following, strict=True))
    )


def dateline_tokens(sentence: Sentence) -> Passage:
    """Return a dateline with its entities: place, date and agency."""
    tokens: list[Token] = []
    previous = ""
    for word in sentence:
        label = PARTS.get(word.relation, "")
        tokens.append(Token(word.form, f"{'I' if label == previous else 'B'}-{label}" if label else "O", word.space_after))
        previous = label
    return tuple(tokens)


def with_foreign_names(sentence: Sentence, rng: random.Random) -> Sentence:
    """Give the people of a sentence, proper nouns with one flat part behind them, other names."""
    words = list(sentence)
    for place in range(len(sentence) - 1):
        parts = [at for at, other in enumerate(sentence) if other.head == place and other.relation == "flat"]
        if parts == [place + 1] and all(_is_name(w.form) and w.upos == "PROPN" for w in sentence[place : place + 2]):
            for at, name in ((place, rng.choice(GIVEN_NAMES)), (place + 1, rng.choice(FAMILY_NAMES))):
                words[at] = replace(sentence[at], form=name, lemma=name)
    return tuple(words)


def passage_with_foreign_names(passage: Passage, rng: random.Random) -> Passage:
    """Give the people, of one or two names, and the places, of one, of a passage other names."""
    tokens = list(passage)
    start = 0
    while start < len(passage):
        end = start + 1
        while end < len(passage) and passage[end].tag.startswith("I-"):
            end += 1
        tag = passage[start].tag
        if all(_is_name(token.form) for token in passage[start:end]):
            if tag == "B-PERSON" and end - start <= 2:
                names = [rng.choice(GIVEN_NAMES), rng.choice(FAMILY_NAMES)][-(end - start) :]
            elif tag == "B-LOC" and end - start == 1:
                names = [rng.choice(PLACES)]
            else:
                names = []
            for at, name in enumerate(names, start):
                tokens[at] = replace(passage[at], form=name)
        start = end
    return tuple(tokens)


def _is_name(form: str) -> bool:
    """Whether a word is one of letters, spelled with a capital and not in capitals."""
    return form.isalpha() and form.istitle()
