"""Counts the multiply-accumulates of one inference: in an ONNX graph, and in a call of PyTorch."""
