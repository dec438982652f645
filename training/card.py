"""Write a pipeline's model card from its meta.json: python -m training.card PIPELINE [--licensed OTHER]."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

CARD = "MODEL_CARD.md"
NOTICE = "NOTICE.md"
LICENSED = "performance_without_newswire"
TREES = {
    "ewt_test": "UD English EWT, test",
    "gum_test": "UD English GUM, test",
    "pud_test": "UD English PUD",
    "pud_test_title_case": "UD English PUD in title case, a sentence a text",
}
FIGURES = ("sentences", "words", "upos", "xpos", "lemmas", "uas", "las")
OVERALL = {"p": "precision", "r": "recall", "f": "F1"}
METHOD = """\
Raw text goes in; gold tokens and sentences are not given. Trees: F1 by the metric of the CoNLL 2018 shared task (Zeman et al.
2018), universal relations, punctuation counted. Entities: exact span and kind. Test sets were neither trained nor tuned on; the
choice of passes was made on dev sets. `python -m training.evaluate PIPELINE TREEBANKS` measures again, `python -m
training.card PIPELINE` writes this card anew."""
LIMITS = """\
- English news and kindred prose. Chat, poetry, code and tables are read badly.
- Facilities and products are rare in the training data and mostly missed. Dates and sums are found by the recogniser; times,
  percentages, quantities and plain numbers by kgraph's grammar, not by this pipeline.
- The newswire's spaces were guessed from its tokens, in training and in the test; capitals in headlines cost accuracy (see the
  table).
- It was trained on what newspapers and web pages wrote, and may know names of some countries better than those of others.
- Scores are means over texts: a single article can fare worse."""


def row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def short(score: float) -> str:
    """Write a share with three decimals, as the README does.

    >>> short(0.8312), short(1.0)
    ('.831', '1.000')
    """
    return f"{score:.3f}".removeprefix("0")


def lines(meta: Mapping[str, Any], size: int) -> Iterator[str]:
    """Yield the card's lines; `size` is the pipeline's in bytes."""
    scores, licensed = meta["performance"], meta.get(LICENSED)
    yield from (f"# Model card: `{meta['lang']}_{meta['name']}` {meta['version']}", "", meta["description"], "")
    speed = scores["speed"]["words_per_cpu_second_numpy"]
    yield f"{size / 1e6:.0f} MB; about {speed:,.0f} words a CPU second on one core (PUD). Licence of the weights: {meta['license']}."
    yield from ("", "## Trained from", "")
    yield from table(meta)
    yield from ("", "Train, dev and test are the treebanks' own splits; the newswire is split by article.", "", "## Scores", "", METHOD)
    yield from ("", row("trees", *FIGURES), row(*["---"] * (len(FIGURES) + 1)))
    for test, name in TREES.items():
        yield row(name, *(short(scores[test][figure]) for figure in FIGURES))
    kinds = [kind for kind in scores["newswire_test"] if kind not in OVERALL]
    yield from ("", row("entities: Worldwide Newswire, test", *OVERALL.values(), *kinds), row(*["---"] * (len(OVERALL) + len(kinds) + 1)))
    yield row("as shipped", *(short(scores["newswire_test"][figure]) for figure in (*OVERALL, *kinds)))
    if licensed is not None:
        yield row("`--without-newswire`", *(short(licensed["newswire_test"].get(figure, 0.0)) for figure in (*OVERALL, *kinds)))
        yield from ("", "The repository of the newswire states no licence. Trained with `--without-newswire`, entities come from GUM's")
        yield "entity layer and CrossNER (politics) alone, whose kinds are cut differently; `training/README.md` tells how long that run"
        yield "was."
    yield from ("", "## Limits", "", LIMITS)


def table(meta: Mapping[str, Any]) -> Iterator[str]:
    """Yield the sources as a table."""
    yield from (row("source", "used for", "licence", "authors"), row("---", "---", "---", "---"))
    for source in meta["sources"]:
        yield row(f"[{source['name']}]({source['url']})", source["use"], source["license"], source["author"])


def notice(meta: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the notice that the weights carry."""
    yield from (f"# Notice for the pipeline `{meta['lang']}_{meta['name']}`", "")
    yield "The weights in this folder were made from what is named below. The folder holds no sentence of it, only weights, label names,"
    yield from ("patterns of lemmas, and words or word pieces.", "")
    yield from table(meta)
    yield from ("", "The pipeline is offered under [CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/), the licence of EWT.")
    yield from ("The encoder was changed; its licence is the Apache License 2.0, whose text stands in kgraph's `LICENSE`.", "")
    yield from (f"- {source['cite']}" for source in meta["sources"])
    yield from ("", "`MODEL_CARD.md` gives the scores. They were measured on test sets no part of the training or tuning saw, among them")
    yield "[UD English PUD](https://github.com/UniversalDependencies/UD_English-PUD) (CC BY-SA 3.0)."


def write_card(pipeline: Path) -> None:
    """Write MODEL_CARD.md and NOTICE.md into the pipeline's folder."""
    meta = json.loads((pipeline / "meta.json").read_text(encoding="utf-8"))
    size = sum(path.stat().st_size for path in pipeline.rglob("*") if path.is_file() and path.name not in (CARD, NOTICE))
    for name, content in ((CARD, lines(meta, size)), (NOTICE, notice(meta))):
        (pipeline / name).write_text("".join(line + "\n" for line in content), encoding="utf-8")


@click.command()
@click.argument("pipeline", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--licensed", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The same trained --without-newswire, for its scores."
)
def main(pipeline: Path, licensed: Path | None) -> None:
    """Write the model card of PIPELINE from the scores in its meta.json."""
    if licensed is not None:
        path = pipeline / "meta.json"
        meta = json.loads(path.read_text(encoding="utf-8"))
        meta[LICENSED] = json.loads((licensed / "meta.json").read_text(encoding="utf-8"))["performance"]
        path.write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    write_card(pipeline)


if __name__ == "__main__":
    main()
