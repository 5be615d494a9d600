"""Refuses .onnx files that declare more than they contain, name files outside their folder, or never end."""
