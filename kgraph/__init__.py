"""Claims that news articles make, side by side: who reports what, from whom, and where they differ."""
from kgraph.api import Graph, build
from kgraph.api import open_build as open
from kgraph.errors import InputError, KgraphError, PipelineError, QueryError, SpanError, StoreError

__all__ = ["Graph", "InputError", "KgraphError", "PipelineError", "QueryError", "SpanError", "StoreError", "build", "open"]
