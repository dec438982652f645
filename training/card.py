"""Write a pipeline's model card from its meta.json: python -m training.card PIPELINE [--licensed OTHER]."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

CARD = "MODEL_CARD.md"
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
    yield from ("", "## Trained from", "", row("source", "licence", "authors"), row("---", "---", "---"))
    for source in meta["sources"]:
        yield row(f"[{source['name']}]({source['url']})", source["license"], source["author"])
    yield from ("", "`NOTICE.md` says what each was used for. Train, dev and test are the treebanks' own splits; the newswire is")
    yield from ("split by article.", "", "## Scores", "", METHOD, "", row("trees", *FIGURES), row(*["---"] * (len(FIGURES) + 1)))
    for test, name in TREES.items():
        yield row(name, *(short(scores[test][figure]) for figure in FIGURES))
    kinds = [kind for kind in scores["newswire_test"] if kind not in OVERALL]
    yield from ("", row("entities: Worldwide Newswire, test", *OVERALL.values(), *kinds), row(*["---"] * (len(OVERALL) + len(kinds) + 1)))
    yield row("as shipped", *(short(scores["newswire_test"][figure]) for figure in (*OVERALL, *kinds)))
    if licensed is not None:
        yield row("`--without-newswire`", *(short(licensed["newswire_test"].get(figure, 0.0)) for figure in (*OVERALL, *kinds)))
        las = ", ".join(f"{name} {short(licensed[test]['las'])}" for test, name in list(TREES.items())[:3])
        yield from ("", "The repository of the newswire states no licence. Trained with `--without-newswire`, entities come from GUM's")
        yield from ("entity layer and CrossNER (politics) alone, whose kinds are cut differently; LAS is then", f"{las}.")
    yield from ("", "## Limits", "", LIMITS)


def write_card(pipeline: Path) -> None:
    """Write MODEL_CARD.md into the pipeline's folder."""
    meta = json.loads((pipeline / "meta.json").read_text(encoding="utf-8"))
    size = sum(path.stat().st_size for path in pipeline.rglob("*") if path.is_file() and path.name != CARD)
    (pipeline / CARD).write_text("".join(line + "\n" for line in lines(meta, size)), encoding="utf-8")


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
