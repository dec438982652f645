"""Errors that a user can act on; each message names the file or value, what was wrong, and what to do."""


class KgraphError(Exception):
    """Base of every error that kgraph raises on purpose."""


class SpanError(KgraphError):
    """A span does not fit the text that it claims to quote."""


class InputError(KgraphError):
    """An article, manifest or folder cannot be used as it is; `reason` is its kind in one word, for counting and `kgraph retry`.

    Reasons: empty_text, binary, encoding, too_large, extract_none, language, unreadable, outside, damaged, bomb, fetch,
    refused, robots, crash, timeout, hash, columns, unusable.
    """

    def __init__(self, message: str, reason: str = "unusable") -> None:
        super().__init__(message)
        self.reason = reason


class PipelineError(KgraphError):
    """A spaCy pipeline is missing or lacks a part that kgraph needs."""


class StoreError(KgraphError):
    """A build folder cannot be read or written."""


class WriteError(StoreError):
    """A store or its files cannot be written to the end, as on a full disk; what was written before is whole."""


class PushError(WriteError):
    """A triple store cannot be reached, refuses what is sent, or does not hold it as it was sent."""


class QueryError(KgraphError):
    """A query is unknown, malformed or not allowed."""


class QueryLimitError(QueryError):
    """A query was stopped, since it took more time or memory than it may."""
