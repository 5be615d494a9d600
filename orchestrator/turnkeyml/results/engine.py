"""The software that a result was measured with: several packages, of several versions, have an engine of one name."""

from __future__ import annotations

from turnkeyml.records import StoredResult


def engine_name(stored: StoredResult) -> str | None:
    """The package of the engine that ran, or the engine's own name; None where none did."""
    ran = stored.result.runtime_info
    return ran.package or ran.engine if ran else None


def engine_version(stored: StoredResult) -> str | None:
    """Its version, as the engine reports it; None where none ran or it is not known."""
    ran = stored.result.runtime_info
    return ran.engine_version or None if ran else None


def format_engine(stored: StoredResult) -> str:
    """Name and version for a table, without what follows the version; empty where no engine ran."""
    version = (engine_version(stored) or "").partition("-")[0]
    return " ".join(filter(None, (engine_name(stored), version)))
