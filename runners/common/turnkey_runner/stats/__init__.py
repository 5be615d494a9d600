"""Statistics and verdicts, computed from raw samples."""
