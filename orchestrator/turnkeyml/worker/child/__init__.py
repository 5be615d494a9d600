"""Everything that runs in the process with torch."""
