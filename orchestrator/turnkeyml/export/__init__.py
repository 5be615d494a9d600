"""Turns an invocation into an artifact: exports a model, or takes an .onnx file as it is."""
