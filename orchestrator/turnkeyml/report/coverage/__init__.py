"""COVERAGE.md: what became of each script of the collection."""
