"""Makes `python -m kgraph` the same as `kgraph`."""
from kgraph.cli import main

if __name__ == "__main__":
    main()
