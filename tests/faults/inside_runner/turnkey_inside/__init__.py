"""A runtime that attacks."""
