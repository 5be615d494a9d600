"""Artifacts converted to another precision."""
