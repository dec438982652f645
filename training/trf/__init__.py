"""Training of the pipeline en_kgraph_trf; see README.md. Needs torch, onnx and safetensors; the run time does not."""
