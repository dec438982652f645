"""A build as a SPARQL 1.1 Protocol endpoint on this machine: read-only, with a page to write queries on and the HTML view beside it."""
from kgraph.serve.server import Server, serving

__all__ = ["Server", "serving"]
