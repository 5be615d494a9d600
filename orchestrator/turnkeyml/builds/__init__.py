"""Builds of an input: found in the cache, or made by analysis and export."""
