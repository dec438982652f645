"""The report as JSON: all that it can tell, nothing cut.

{"kgraph_report": 1, "stories": [STORY, …]}, the stories by id. A STORY has the fields of `StoryReport`, a list of objects for
each of `articles` (`Article`), `shared` (`Statement`), `differences` (`Point`) and `utterances` (`Speech`); `only_in` has
{"outlet", "statements"} for each outlet, `not_read` and `not_known` have {"file", "message"}. A quote has `outlet`, `document`,
`start`, `end`, `words`, `claim`: words == text[start:end], in code points, end excluded, as everywhere in kgraph. Ids are those of
claims.jsonl, facts.jsonl, differences.jsonl and utterances.jsonl. Fields may be added; the number changes when one goes or changes its
meaning.
"""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from kgraph.model import ClaimGraph
from kgraph.report.selection import StoryReport, story_report

VERSION = 1


def report_json(stories: Iterable[ClaimGraph]) -> Iterator[str]:
    """Yield the report on graphs of one story each as JSON, in pieces; the same graphs give the same text."""
    yield f'{{"kgraph_report": {VERSION}, "stories": ['
    for n, graph in enumerate(stories):
        yield ("," if n else "") + "\n" + json.dumps(story_data(story_report(graph)), ensure_ascii=False, indent=1)
    yield "\n]}\n"


def story_data(report: StoryReport) -> dict[str, Any]:
    """Return a report as JSON values."""
    data = asdict(report)
    data["only_in"] = [{"outlet": outlet, "statements": statements} for outlet, statements in data["only_in"]]
    for name in ("not_read", "not_known"):
        data[name] = [{"file": file, "message": message} for file, message in data[name]]
    for speech in data["utterances"]:
        for wording in speech["wordings"]:
            wording["pieces"] = [{"words": words, "otherwise": otherwise} for words, otherwise in wording["pieces"]]
    return data
