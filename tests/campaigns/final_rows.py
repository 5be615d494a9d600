"""What the rows of a cache say, without what differs from run to run: times and measurements."""

from __future__ import annotations

from turnkeyml.cache.store import Store
from turnkeyml.report.rows import rows_of

COMPARED = (
    *("build", "hash", "model_class", "device", "runtime", "precision", "mode", "status", "failed_stage"),
    *("failure_kind", "failure", "parity", "export_status", "analysis_status", "artifact"),
)


def final_rows(store: Store) -> list[tuple[object, ...]]:
    """The compared columns of every row, in the order of the report."""
    return [tuple(row[name] for name in COMPARED) for row in rows_of([store])]
