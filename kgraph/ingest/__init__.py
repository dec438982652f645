"""Articles from wherever they lie, as Documents: text unchanged, every stretch labelled for what it is."""
from kgraph.ingest.files import LARGEST, read_documents
from kgraph.ingest.labels import label

__all__ = ["LARGEST", "label", "read_documents"]
