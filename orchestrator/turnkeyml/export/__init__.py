"""From an invocation to an artifact: exporting, or taking an .onnx file as it is."""
