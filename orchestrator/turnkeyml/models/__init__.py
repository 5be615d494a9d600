"""The collection of model scripts: its catalogue, and the scripts that are written from it."""
