"""The one error of the training code that a user can mend."""


class TreebankError(Exception):
    """A treebank file is missing or unreadable; the message names it and says what was expected."""


class WordNetError(Exception):
    """A file of WordNet's database is missing."""
