"""ClaimGraph -> RDF text, rows for JSON Lines, and networkx graphs: pure functions, text and iterators out."""
from kgraph.export.network import to_graphml, to_networkx
from kgraph.export.rdf import to_jsonld, to_ntriples, to_rdflib, to_turtle
from kgraph.export.rows import claim_rows, difference_rows, document_rows, entity_rows, fact_rows, statement, utterance_rows
from kgraph.export.terms import BASE, VOCABULARY

__all__ = ["BASE", "VOCABULARY", "claim_rows", "difference_rows", "document_rows", "entity_rows", "fact_rows",
           "statement", "to_graphml", "to_jsonld", "to_networkx", "to_ntriples", "to_rdflib", "to_turtle", "utterance_rows"]
