"""Score builds of the gold clusters beside the baseline: python -m benchmarks.quality SHARED."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from benchmarks.clusters import built, clusters, write_rows


def pooled(shared: Path, builds: Path) -> dict[str, list[int] | int]:
    """The figures of score.py over all clusters, pooled by counts: [hits, all] or a plain count."""
    pairs = [str(path) for folder in clusters(shared) for path in (folder, builds / folder.name)]
    script = shared / "gold" / "score.py"
    printed = subprocess.run([sys.executable, str(script), *pairs, "--json"], check=True, capture_output=True, text=True).stdout
    figures: dict[str, list[int] | int] = json.loads(printed)["pooled"]
    return figures


def show(figure: list[int] | int) -> str:
    return f"{figure[0]}/{figure[1]} = {figure[0] / max(1, figure[1]):.2f}" if isinstance(figure, list) else str(figure)


@click.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pipeline", help="Name or folder of a spaCy pipeline.  [default: kgraph's own]")
def main(shared: Path, pipeline: str | None) -> None:
    """Print kgraph's figures on the clusters under SHARED, the baseline's, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "kgraph", Path(folder) / "baseline"
        for cluster, graph in built(shared, pipeline):
            write_rows(graph, ours / cluster.name)
            script = shared / "gold" / "baseline.py"
            subprocess.run([sys.executable, str(script), str(cluster), str(theirs / cluster.name)], check=True)
        mine, other = pooled(shared, ours), pooled(shared, theirs)
    print(f"{'':22}{'kgraph':>18}{'baseline':>18}{'ratio':>8}")
    for name, figure in mine.items():
        peer = other[name]
        ratio = ""
        if isinstance(figure, list) and isinstance(peer, list) and peer[0]:
            ratio = f"{figure[0] / figure[1] / (peer[0] / peer[1]):.2f}"
        print(f"{name:22}{show(figure):>18}{show(peer):>18}{ratio:>8}")


if __name__ == "__main__":
    main()
