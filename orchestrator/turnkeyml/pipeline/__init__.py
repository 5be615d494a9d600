"""A run from inputs to stored results; read run.py first."""
