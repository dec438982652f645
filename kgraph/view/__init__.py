"""ClaimGraph -> one HTML file that needs no network, and the same picture as a pyvis Network."""
from kgraph.view.network import to_pyvis
from kgraph.view.page import render_html

__all__ = ["render_html", "to_pyvis"]
