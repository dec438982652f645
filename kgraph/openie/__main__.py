"""python -m kgraph.openie < sentences.txt > extractions.jsonl"""

import sys

from kgraph.cli import main

main(["openie", *sys.argv[1:]], "python -m kgraph.openie")
