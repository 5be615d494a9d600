"""Words typed on the command line, resolved to scripts, .onnx files and sweeps."""
