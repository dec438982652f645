"""Which reports are thrown out for their language."""
from __future__ import annotations

import pytest

from kgraph.ingest.language import other_language

GERMAN = ("Der Senator trat am Freitag zurück, wie sein Büro mitteilte. Er war seit Wochen unter Druck geraten, nachdem mehrere Zeitungen über "
          "seine Geschäfte berichtet hatten, und wollte sich dazu nicht mehr äußern, sagte er den Journalisten.")
FRENCH = ("Le sénateur a démissionné vendredi, a annoncé son bureau. Il était depuis des semaines sous pression après la publication de plusieurs "
          "articles sur ses affaires et ne voulait plus répondre aux questions des journalistes.")
ENGLISH = "The senator resigned on Friday, his office said. He had been under fire for weeks, and it was not known who would follow him."


@pytest.mark.parametrize(("text", "language"), [
    (GERMAN, "German"), (FRENCH, "French"), ("Президент заявил о своей отставке.", "Russian"), ("東京の首相は月曜日に辞任を発表した。", "Japanese"),
    ("Ο πρόεδρος παραιτήθηκε.", "Greek"),
])
def test_a_report_in_another_language_is_named(text: str, language: str) -> None:
    assert other_language(text) == language


@pytest.mark.parametrize("text", [
    "", "1 2 3", ENGLISH, "Senator resigns", "Der Senator trat zurück.", "Putin, Xi meet in Москва",
    ENGLISH + f" “{FRENCH}” he wrote, and the others read it with the same surprise as the ministers who had been told of it before.",
    "Győr 2, Újpest 1. Ferencváros 3, Debrecen 0. Paks 1, Kisvárda 1. " * 12,
    "Anna Weber, Grigory Petrov, Nguyen Van An, Jose Maria da Silva, Bjorn Aasen and Ursula von der Heide. " * 5,
])
def test_english_names_headlines_and_quotations_are_kept(text: str) -> None:
    assert other_language(text) is None
