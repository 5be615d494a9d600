"""Formats the output of commands: tables, the live view, and the JSON events of a run."""
