"""Articles in which the names are marked by hand, for tests of linking that need no spaCy.

"[Anna Ombasi] left [Orvex:ORG]." marks a person and an organisation, "[mr.|Ombasi]" a name with a title before it,
"[spokesman of the court=Anna Ombasi]" a name in apposition to a description, "<the spokesman:spokesman>" a description with its head
and, behind a slash, its modifiers ("<the incumbent president:president/incumbent>").
"""

from __future__ import annotations

import re

from kgraph.extract.reader import Extraction, MentionDraft, Setting
from kgraph.model import Document, Entity, LabelledSpan, MentionKind, Section
from kgraph.resolve import resolve

MARK = re.compile(r"\[(?:([^]|=:]+)\|)?(?:([^]|=:]+)=)?([^]|=]+?)(?::([A-Z]+))?\]|<([^>:]+):([^>/]+)(?:/([^>]*))?>")


def read(name: str, marked: str) -> Extraction:
    """An article with a headline, if its text has a first line of its own; what it states is left out."""
    text = ""
    at = 0
    mentions = []
    cut = marked.find("\n")
    for found in MARK.finditer(marked):
        text += marked[at : found.start()]
        at = found.end()
        headline = found.start() < cut
        title, description, bearer, type_, phrase, head, modifiers = found.groups()
        if phrase:
            place = len(text)
            text += phrase
            mentions.append(_description(place, phrase, head, tuple((modifiers or "").split()), headline))
            continue
        text += f"{title[0].upper()}{title[1:]} " if title else ""
        same = ()
        if description:
            same = ((len(text), len(text) + len(description)),)
            text += f"{description}, "
        place = len(text)
        text += bearer
        setting = Setting(place + bearer.rfind(" ") + 1, (0, headline is False), (0,), "nsubj", "say", 1, "name", False, None)
        mentions.append(
            MentionDraft(place, len(text), bearer, MentionKind.NAME, type_ or "PERSON", bearer.split()[-1].casefold(), setting, 0, headline,
                         None, titles=tuple(title.casefold().split()) if title else (), same_as=same)
        )  # fmt: skip
    text += marked[at:]
    end = text.find("\n") if "\n" in text else 0
    spans = (LabelledSpan(0, end, Section.HEADLINE, "first line"), LabelledSpan(end, len(text), Section.BODY, "rest"))
    return Extraction(Document(name, text, spans), (), tuple(mentions), {})


def _description(place: int, phrase: str, head: str, modifiers: tuple[str, ...], headline: bool) -> MentionDraft:
    setting = Setting(place + phrase.rfind(head), (0, 1), (0,), "nsubj", "say", 1, "definite", False, None)
    return MentionDraft(
        place, place + len(phrase), phrase, MentionKind.DESCRIPTION, "PERSON", head, setting, 0, headline, None, modifiers=modifiers
    )


def entities_of(*marked: str) -> tuple[Entity, ...]:
    """The entities of some articles, named "a", "b" …"""
    return resolve([read(chr(ord("a") + n), text) for n, text in enumerate(marked)])[0]


def joined(*marked: str) -> set[frozenset[str]]:
    """Which mentions are one, in whatever order the articles come: for each entity its mentions, each as "article: words"."""
    return {frozenset(f"{m.document}: {m.text}" for m in e.mentions) for e in entities_of(*marked)}


def are_one(left: str, right: str) -> bool:
    """Whether two articles of one name each name one entity."""
    return len(entities_of(left, right)) == 1
