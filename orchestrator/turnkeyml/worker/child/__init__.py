"""Everything that runs in the processes with torch."""
