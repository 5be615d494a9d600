"""Converts artifacts to other precisions."""
