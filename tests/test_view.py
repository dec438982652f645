"""The page, opened in a browser: what a reader sees, and what an article must not be able to do."""
from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Modality,
    Polarity,
    Qualifier,
    Relation,
    Role,
    Variant,
    digest,
    evidence_of,
)
from tests.builders import entity_id, make_document, make_graph

SEEDS = Path(__file__).parent.parent / "seeds"
OUTLETS = ("The Epoch Times", None, "Press TV", "The Moscow Times", "Firstpost")
NAMES = {
    "Vladimir Putin": "PERSON", "Donald Trump": "PERSON", "Joe Biden": "PERSON", "Dmitry Peskov": "PERSON", "Kremlin": "ORG",
    "Russia": "GPE", "Hillary Clinton": "PERSON", "Ella Pamfilova": "PERSON", "Central Election Commission": "ORG",
    "Andrzej Duda": "PERSON", "Poland": "GPE", "Alexei Navalny": "PERSON", "Germany": "GPE", "Kamala Harris": "PERSON",
    "Angela Merkel": "PERSON", "Emmanuel Macron": "PERSON", "Boris Johnson": "PERSON", "Narendra Modi": "PERSON",
    "Benjamin Netanyahu": "PERSON", "Alexander Lukashenko": "PERSON", "Andrés Manuel López Obrador": "PERSON",
    "The Epoch Times": "ORG", "Blazej Spychalski": "PERSON", "Tass": "ORG", "Interfax": "ORG"}


def told(document: Document, quote: str, subject: str, relation: str, object_: str | None = None,
         details: Mapping[str, Role] | None = None, *, by: Sequence[str] = (), polarity: Polarity = Polarity.AFFIRMED,
         modality: Modality = Modality.ASSERTED, implied: bool = False, quoted: bool = False, origin: str = "") -> Claim:
    """A claim with its words in place. "he=Vladimir Putin" reads the word as the name; a word that is no name is a phrase."""
    def find(words: str, since: int = 0) -> tuple[int, int]:
        """Where words stand, whatever blanks are printed between them; before `since` only where they do not come after."""
        pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
        found = pattern.search(document.text, since) or pattern.search(document.text)
        assert found, f"{words!r} is not in {document.id}"
        return found.span()

    at, end = find(quote)

    def argument(given: str) -> Argument:
        words, _, name = given.partition("=")
        name = name or next((n for n in NAMES if n == words or n.split()[-1] == words), words)
        kind = ArgumentKind.ENTITY if name in NAMES else ArgumentKind.PHRASE
        return Argument(words, *find(words, at), kind, name, NAMES.get(name), entity_id(name) if name in NAMES else None)

    words, _, label = relation.partition("=")
    evidence = evidence_of(document, [(at, end)], document.section_at(at))
    return Claim("c-" + digest(document.sha256, evidence.spans, subject, relation, object_, polarity), argument(subject),
                 Relation(label or words, words, *find(words, at)), argument(object_) if object_ else None, evidence,
                 tuple(Qualifier(role, text, *find(text, at)) for text, role in (details or {}).items()), polarity, modality,
                 tuple(map(argument, by)), quoted=quoted, implied=implied, confidence=0.9, origin=origin or document.id)


def seed_documents() -> list[Document]:
    made = []
    for path, outlet in zip(sorted(SEEDS.glob("*.txt")), OUTLETS, strict=True):
        url = "https://www.themoscowtimes.com/2020/11/09/a71990" if outlet == "The Moscow Times" else None
        made.append(make_document(path.name, path.read_text("utf-8").lstrip(), outlet, date(2020, 11, 9), url))
    return made


def story() -> ClaimGraph:
    """The five seed articles with claims as a reader would write them down."""
    epoch, agencies, press, moscow, first = documents = seed_documents()
    negated, planned, peskov = Polarity.NEGATED, Modality.PLANNED, "Dmitry Peskov"
    soon = [
        told(epoch, "he was quick to congratulate Trump on his 2016 victory", "he=Vladimir Putin", "was quick to congratulate", "Trump",
             {"on his 2016 victory": Role.REASON}),
        told(agencies, "the Russian leader swiftly sent good wishes to Trump after his victory over Hillary Clinton",
             "the Russian leader=Vladimir Putin", "sent good wishes to", "Trump", {"swiftly": Role.DELAY}, by=[peskov]),
        told(press, "Putin had swiftly congratulated Trump's victory over rival Hillary Clinton", "Putin", "congratulated", "Trump",
             {"swiftly": Role.DELAY}),
        told(moscow, "Putin congratulated U.S. President Donald Trump less than 12 hours after he was declared winner in 2016",
             "Putin", "congratulated", "U.S. President Donald Trump=Donald Trump",
             {"less than 12 hours after he was declared winner in 2016": Role.DELAY}),
        told(first, "Putin congratulated him within roughly an hour", "Putin", "congratulated", "him=Donald Trump",
             {"within roughly an hour": Role.DELAY})]
    soon = [soon[3], *soon[:3], soon[4]]
    wait = [
        told(agencies, "Russian President Vladimir Putin will not congratulate Joe Biden until the U.S. election results are finalized",
             "Vladimir Putin", "will not congratulate", "Joe Biden", {"until the U.S. election results are finalized": Role.CONDITION},
             by=[peskov], polarity=negated, modality=planned),
        told(epoch, "Putin will wait to congratulate the president-elect after legal challenges are settled and the election results "
             "become official", "Putin", "will wait to congratulate", "the president-elect=Joe Biden",
             {"after legal challenges are settled and the election results become official": Role.CONDITION}, by=[peskov],
             polarity=negated, modality=planned),
        told(moscow, "Russia Won't Congratulate Biden on U.S. Election Victory Before Official Results", "Russia=Vladimir Putin",
             "Won't Congratulate", "Biden", {"Before Official Results": Role.CONDITION}, by=["Kremlin"], polarity=negated,
             modality=planned)]
    correct = [
        told(epoch, "we consider it correct to wait for the official results of the elections to be announced", "we=Kremlin",
             "consider it correct to wait for", "the official results of the elections to be announced",
             by=[peskov, "Tass"], quoted=True, origin="o-1"),
        told(agencies, "we consider it correct to wait for the official summing up of the results of the elections", "we=Kremlin",
             "consider it correct to wait for", "the official summing up of the results", by=[peskov, "Interfax"], quoted=True, origin="o-1"),
        told(press, "We think it appropriate to wait for the official vote count", "We=Kremlin", "think it appropriate to wait for",
             "the official vote count", by=["he=Dmitry Peskov"], quoted=True, origin="o-1"),
        told(moscow, "We believe it's correct to wait for the official results of the elections to be announced", "We=Kremlin",
             "believe it's correct to wait for", "the official results of the elections to be announced", by=[peskov, "TASS=Tass"],
             quoted=True, origin="o-1"),
        told(first, "We consider it correct to wait for the official results to be finalised", "We=Kremlin",
             "consider it correct to wait for", "the official results to be finalised", by=[peskov], quoted=True, origin="o-1")]
    launched = told(press, "Trump has launched a number of lawsuits in several US states", "Trump", "has launched",
                    "a number of lawsuits", {"in several US states": Role.PLACE})
    planning = told(first, "the legal challenges that Trump, who has refused to concede defeat, is planning to mount over the vote",
                    "Trump", "is planning to mount", "the legal challenges", by=[peskov], modality=planned)
    announced = told(epoch, "his campaign announcing a raft of legal challenges", "his campaign=Donald Trump", "announcing",
                     "a raft of legal challenges")
    lost = told(press, "Trump lost the 2020 presidential election to Biden by a huge margin", "Trump", "lost", "the 2020 presidential election",
                {"to Biden": Role.OTHER, "by a huge margin": Role.QUANTITY})
    over = told(epoch, "this election is far from over", "this election", "is far from over", by=["Trump"], quoted=True)
    projection = told(moscow, "Biden's win remains a projection", "Biden's win", "remains", "a projection")
    respect = [
        told(agencies, "he will show respect for any choice of the American people", "he=Vladimir Putin", "will show respect for",
             "any choice of the American people", by=[peskov], modality=planned, quoted=True, origin="o-2"),
        told(press, "he will show respect for whatever choice the American people makes", "he=Vladimir Putin", "will show respect for",
             "whatever choice the American people makes", by=[peskov], modality=planned, quoted=True, origin="o-2"),
        told(first, "he will respect the choice of the American people", "he=Vladimir Putin", "will respect",
             "the choice of the American people", by=[peskov], modality=planned, quoted=True, origin="o-2")]
    spokesman = [
        told(epoch, "Russian presidential spokesman Dmitry Peskov", peskov, "spokesman=be spokesman for", "Kremlin", implied=True),
        told(press, "The Kremlin spokesman Dmitry Peskov", peskov, "spokesman=be spokesman for", "Kremlin", implied=True),
        told(moscow, "Kremlin spokesman Dmitry Peskov", peskov, "spokesman=be spokesman for", "Kremlin", implied=True)]
    accused = [
        told(moscow, "Russia has been accused of interfering in the 2016 U.S. election to help get Trump elected", "Russia",
             "has been accused of", "interfering in the 2016 U.S. election", {"to help get Trump elected": Role.PURPOSE}, origin="o-3"),
        told(first, "Russia was accused of interfering in the 2016 election to help get Trump elected", "Russia", "was accused of",
             "interfering in the 2016 election", {"to help get Trump elected": Role.PURPOSE}, origin="o-3")]
    slammed = [told(d, "slammed Trump for having", "Biden", "slammed", "Trump",
                    {'for having "embraced so many autocrats around the world': Role.REASON}, origin="o-3") for d in (moscow, first)]
    beat = [told(first, "Trump won the 2016 presidential election over Hillary Clinton", "Trump", "won", "the 2016 presidential election",
                 {"over Hillary Clinton": Role.OTHER})]
    over_clinton = [
        told(agencies, "his victory over Hillary Clinton", "his=Donald Trump", "victory over=defeat", "Hillary Clinton", implied=True),
        told(press, "Trump's victory over rival Hillary Clinton", "Trump", "victory over=defeat", "Hillary Clinton", implied=True)]
    fraud = [told(epoch, "President Donald Trump alleged voter fraud", "Donald Trump", "alleged", "voter fraud"),
             told(press, "alleging massive voter fraud", "Trump", "alleging", "massive voter fraud")]
    leaders = [[told(moscow, "German Chancellor Angela Merkel, French President Emmanuel Macron and British Prime Minister Boris Johnson "
                     "congratulated Biden", name, "congratulated", "Biden")] for name in ("Angela Merkel", "Emmanuel Macron", "Boris Johnson")]
    guests = [[told(first, "including Narendra Modi and Benjamin Netanyahu, congratulated Joe Biden", name, "congratulated", "Joe Biden")]
              for name in ("Narendra Modi", "Benjamin Netanyahu")]
    alone = [
        told(epoch, 'Andrzej Duda congratulated Biden on his "successful presidential campaign"', "Andrzej Duda", "congratulated", "Biden",
             {'on his "successful presidential campaign"': Role.REASON}),
        told(epoch, "Poland's head of state and Trump ally Andrzej Duda", "Andrzej Duda", "head of state=be head of state of", "Poland",
             implied=True),
        told(epoch, "Presidential spokesperson Blazej Spychalski on Sunday clarified Duda's statement", "Blazej Spychalski", "clarified",
             "Duda's statement", {"on Sunday": Role.TIME}),
        told(epoch, "Mexico's President Andrés Manuel López Obrador said on Saturday he would wait to congratulate the victor after legal "
             "challenges are settled", "Andrés Manuel López Obrador", "would wait to congratulate", "the victor",
             {"after legal challenges are settled": Role.CONDITION}, by=["Andrés Manuel López Obrador"], modality=planned),
        told(epoch, "Joe Biden has not been certified as the winner of any states", "Joe Biden", "has not been certified as",
             "the winner of any states", by=["Trump"], polarity=negated, quoted=True),
        told(epoch, "The Epoch Times is not calling the race until all legal challenges are resolved", "The Epoch Times", "is not calling",
             "the race", {"until all legal challenges are resolved": Role.CONDITION}, polarity=negated),
        told(agencies, "the head of Russia’s Central Election Commission, Ella Pamfilova", "Ella Pamfilova", "head=be head of",
             "Central Election Commission", implied=True),
        told(agencies, "she has prohibited all voting by mail because of the risks of cheating", "she=Ella Pamfilova", "has prohibited",
             "all voting by mail", {"because of the risks of cheating": Role.REASON}, by=["Ella Pamfilova"]),
        told(agencies, "issued congratulations to Alexander Lukashenko", "Putin", "issued congratulations to", "Alexander Lukashenko"),
        told(press, "The Kremlin rejected all allegations of interfering in the race for White House", "Kremlin", "rejected",
             "all allegations of interfering in the race"),
        told(moscow, "Russian opposition leader Alexei Navalny congratulated Biden on his victory Sunday", "Alexei Navalny", "congratulated",
             "Biden", {"on his victory": Role.REASON, "Sunday": Role.TIME}),
        told(moscow, "Navalny in a tweet congratulated Biden, running mate Kamala Harris", "Navalny", "congratulated", "Kamala Harris",
             {"in a tweet": Role.INSTRUMENT}),
        told(moscow, "Navalny, who is recovering in Germany from a suspected poisoning", "Navalny", "is recovering in", "Germany",
             {"from a suspected poisoning": Role.REASON})]

    def variant(value: str, *made: Claim) -> Variant:
        return Variant(value, tuple(sorted({c.evidence.outlet for c in made})), tuple(c.id for c in made))

    conflicts, refines, differs = DifferenceRelation.CONFLICTS, DifferenceRelation.REFINES, DifferenceRelation.DIFFERS
    differences = [
        Difference("d-1", DifferenceKind.DURATION, refines, "how soon Vladimir Putin congratulated Donald Trump (2016)",
                   (variant("less than 12 hours", soon[0]), variant("within roughly an hour", soon[4])), "within roughly an hour"),
        Difference("d-2", DifferenceKind.MODALITY, differs, "how far Donald Trump’s legal challenges have got",
                   (variant("announcing", announced), variant("has launched", launched), variant("is planning to mount", planning))),
        Difference("d-3", DifferenceKind.POLARITY, conflicts, "whether the 2020 election is decided",
                   (variant("lost", lost), variant("is far from over", over), variant("remains a projection", projection))),
        Difference("d-4", DifferenceKind.CONDITION, differs, "until when Vladimir Putin will not congratulate Joe Biden",
                   (variant("the U.S. election results are finalized", wait[0]), variant("legal challenges are settled", wait[1]))),
        Difference("d-5", DifferenceKind.WORDING, differs, "what Dmitry Peskov called correct",
                   (variant("official results of the elections to be announced", correct[0], correct[3]),
                    variant("official summing up", correct[1]), variant("official vote count", correct[2])))]
    facts = [soon, wait, correct, [launched], [planning], [announced], [lost], [over], [projection], respect, spokesman, accused, slammed,
             beat, over_clinton, fraud, *leaders, *guests, *([c] for c in alone)]
    graph = make_graph(documents, facts, differences)
    return dataclasses.replace(graph, entities=tuple(dataclasses.replace(e, type=NAMES.get(e.label)) for e in graph.entities))
