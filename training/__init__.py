"""Train, assemble and measure kgraph's own spaCy pipelines from open treebanks."""
