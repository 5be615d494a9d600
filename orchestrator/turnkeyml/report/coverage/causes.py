"""Why a row of a report failed: in its own words, and as a cause that it shares with others."""

from __future__ import annotations

import re

from turnkeyml.report.rows import Row

_ALIKE, _HUGE = 0.9999, 1000


def failure_of(row: Row) -> str | None:
    """Why a row did not end well, in its own words: its failure, or how far its outputs are from PyTorch's."""
    if row["failure"]:
        return str(row["failure"])
    if row["parity"] != "failed":
        return None
    if row["parity_max_abs_error"] is None:
        return "an output has another shape or type than PyTorch's"
    figures = {"parity_max_abs_error": "largest error", "parity_cosine_similarity": "cosine similarity"}
    told = [f"{words} {row[column]:.9g}" for column, words in figures.items() if row[column] is not None]
    return f"the outputs differ from PyTorch's: {', '.join(told)}"


def cause_of(row: Row) -> str:
    """Why a row failed, without what differs from model to model: names in quotes, numbers, addresses."""
    if not row["failure"]:
        return f"{row['runtime']} parity: {_how_outputs_differ(row)}"
    text = re.sub(r"\(\w+\.py:\d+\)$", "", str(row["failure"])).strip()
    text = re.sub(r"(?<!\w)'[^']*'|\"[^\"]*\"|`[^`]*`", "…", text)
    text = re.sub(r"[\w./:-]*/[\w./:-]+|\b0x[0-9a-f]+|(?<![\w.])-?\d[\d.,e+-]*(?!\w)", "…", text)
    text = re.sub(r"…(?:[\s,;:x×()\[\]]*…)+", "…", text)
    where = f"{row['runtime']} " if row["runtime"] else ""
    return f"{where}{row['failed_stage']}: {row['failure_kind']}: {text[:220].strip()}"


def _how_outputs_differ(row: Row) -> str:
    """In kinds that have causes of their own: dynamic shapes, rounding, random weights that let values grow."""
    error, cosine = row["parity_max_abs_error"], row["parity_cosine_similarity"]
    if error is None:
        return "an output has another shape or type than PyTorch's"
    if cosine is not None and cosine >= _ALIKE:
        return f"elements outside the tolerance, cosine similarity {_ALIKE} or more"
    if error > _HUGE:
        return f"the outputs differ from PyTorch's by more than {_HUGE:,}"
    return "the outputs differ from PyTorch's"
