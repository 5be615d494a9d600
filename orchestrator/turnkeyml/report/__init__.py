"""From what caches hold to tables and files."""
