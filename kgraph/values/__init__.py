"""Quantities as intervals in one base unit, and times as ISO 8601 dates or intervals, read from English phrases.

Bounds, hedges and units are our own grammar. A hedge ("roughly") never widens the numbers; "less than", "within",
"at least" set bounds. Times are anchored on the date of publication, and left unresolved where that is unknown.
"""

from kgraph.values.reading import Found, numbers, ordinals, quantities, time_words, times

__all__ = ["Found", "numbers", "ordinals", "quantities", "time_words", "times"]
