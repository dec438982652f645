"""Makes `python -m kgraph` the same as `kgraph`."""
from kgraph.cli import main

main(prog_name="kgraph")
