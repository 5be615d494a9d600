"""Runs a script and finds the invocations in it."""
