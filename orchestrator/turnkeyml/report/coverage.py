"""Caches into COVERAGE.md: what became of each script of the collection, and why, as far as it was run."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from turnkey_runner import codec
from turnkeyml import collection
from turnkeyml.cache.files import write_atomically
from turnkeyml.cache.store import Store
from turnkeyml.collection import Script
from turnkeyml.errors import CacheError, TurnkeyError
from turnkeyml.report.rows import Row, rows_of

PAGE = "COVERAGE.md"
RUNTIMES = ("ort", "openvino")
_IN_RUNNER = ("load", "benchmark", "parity")
_ALIKE, _HUGE = 0.9999, 1000
_HEADINGS = ("script", "hash", "parameters", "plain python", "analysis", "exporter", "MiB", "export", *RUNTIMES)


@dataclass(frozen=True, kw_only=True)
class PlainRun:
    """How a script ended that was run under plain `python`, without turnkey."""

    script: str
    """`corpus/name`."""
    failure: str | None = None
    """Its last line, where it did not end well."""


def write_coverage(stores: Iterable[Store], folder: Path, plain_runs: Path | None) -> Path:
    """Write COVERAGE.md from what caches hold; return its path.

    `plain_runs` is a file of JSON lines, a `PlainRun` each. Raises `TurnkeyError` where the page cannot
    be written or the file cannot be read.
    """
    scripts = list(collection.read_scripts(collection.corpora()))
    page = describe_coverage(scripts, rows_of(stores), _read_plain_runs(plain_runs) if plain_runs else [])
    try:
        write_atomically(folder / PAGE, page.encode())
    except CacheError as error:
        raise TurnkeyError(f"cannot write {folder / PAGE}", remedy="choose another -r") from error
    return folder / PAGE


def describe_coverage(scripts: Sequence[Script], rows: Iterable[Row], plain: Iterable[PlainRun]) -> str:
    """The page, as Markdown. Of rows, those of the scripts as they are now, on x86, in fp32, each build's latest."""
    digests = {one.name: hashlib.sha256(one.path.read_bytes()).hexdigest() for one in scripts}
    latest: dict[tuple[str, ...], Row] = {}
    for row in sorted(rows, key=lambda row: (row["built_at"] or "", row["measured_at"] or "")):
        name = script_of(row)
        ours = row["device"] in (None, "x86") and row["precision"] in (None, "fp32")
        if ours and name in digests and row["script_sha256"] == digests[name]:
            latest[name, row["hash"] or "", row["runtime"] or ""] = row
    found: dict[str, list[Row]] = defaultdict(list)
    for (name, *_), row in sorted(latest.items()):
        found[name].append(row)
    ended = {one.script: one for one in plain}
    lines = [
        *_head(len(scripts), found),
        *_summary(scripts, found, ended),
        *_failures(found, ended),
        *_scripts(scripts, found, ended),
    ]
    return "\n".join(lines) + "\n"


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


def _read_plain_runs(path: Path) -> list[PlainRun]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise TurnkeyError(f"cannot read {path}: {error}", remedy="see tests/corpus/plain.py") from error
    return [_read_plain_run(line, f"{path}, line {number}") for number, line in enumerate(lines, start=1)]


def _read_plain_run(line: bytes, where: str) -> PlainRun:
    try:
        return codec.from_plain(PlainRun, json.loads(line))
    except ValueError as error:
        raise TurnkeyError(f"cannot read {where}: {error}", remedy="see tests/corpus/plain.py") from error


def script_of(row: Row) -> str:
    """What a row's script is called, if it is one of the collection: `corpus/name`."""
    path = Path(row["script"] or "")
    return f"{path.parent.name}/{path.stem}"


def _head(count: int, found: Mapping[str, list[Row]]) -> list[str]:
    rows = [row for own in found.values() for row in own]
    versions = _union(row["versions"] for row in rows)
    runner = _union(row["runner"] for row in rows)
    dates = sorted(str(row["built_at"])[:10] for row in rows if row["built_at"])
    return [
        "# What became of each script",
        "",
        "Written by `turnkey report --coverage` from real runs; not to be edited. A script of the collection that was",
        "not run yet, or not as it is now, says so. `ok` under a runtime: it loaded, ran, and its outputs match",
        "PyTorch's; `parity skipped` where PyTorch's own differ from run to run. A runtime's share is of the scripts",
        "that were sent to it or could not be exported.",
        "",
        f"- {len(found)} of {count} scripts were run" + (f", from {dates[0]} to {dates[-1]}." if dates else "."),
        *([f"- Host: {_union(row['host'] for row in rows)}."] if rows else []),
        *([f"- Made with {versions}."] if versions else []),
        *([f"- Runner: {runner}."] if runner else []),
        "",
    ]


def _summary(scripts: Sequence[Script], found: Mapping[str, list[Row]], ended: Mapping[str, PlainRun]) -> list[str]:
    """A line for each corpus: shares are of the scripts that were run."""
    lines = [
        f"| {' | '.join(('corpus', 'scripts', 'run', 'plain python', 'export', *RUNTIMES))} |",
        "|---|" + "---|" * 6,
    ]
    for corpus in (*sorted({one.corpus for one in scripts}), None):
        own = [one.name for one in scripts if corpus in (None, one.corpus)]
        run = [name for name in own if name in found]
        plain = [ended[name].failure is None for name in run if name in ended]
        cells = [
            corpus or "all",
            str(len(own)),
            str(len(run)),
            _share(plain),
            _share([_all(found[name], _is_exported) for name in run]),
            *(
                _share([_all(found[name], _runs_on(one)) for name in run if _was_due(found[name], one)])
                for one in RUNTIMES
            ),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]


def _failures(found: Mapping[str, list[Row]], ended: Mapping[str, PlainRun]) -> list[str]:
    """Each cause, the most frequent first, with its scripts and their own words."""
    causes: dict[str, dict[str, str]] = defaultdict(dict)
    for name, rows in found.items():
        for row in rows:
            words = failure_of(row)
            if words is not None:
                causes[cause_of(row)][name] = words
        if name in ended and ended[name].failure is not None:
            causes["plain python"][name] = str(ended[name].failure)
    lines = ["## Failures by cause", ""]
    for cause, names in sorted(causes.items(), key=lambda item: (-len(item[1]), item[0])):
        lines += [f"- **{_plain(cause)}** ({len(names)})"]
        lines += [f"  - {name}: {_plain(words)}" for name, words in sorted(names.items())]
    return [*lines, *([] if causes else ["None."]), ""]


def _scripts(scripts: Sequence[Script], found: Mapping[str, list[Row]], ended: Mapping[str, PlainRun]) -> list[str]:
    lines = []
    for corpus, count in sorted(Counter(one.corpus for one in scripts).items()):
        lines += [f"## {corpus} ({count})", "", f"| {' | '.join(_HEADINGS)} |", "|---" * len(_HEADINGS) + "|"]
        for one in scripts:
            if one.corpus == corpus:
                lines += _rows_of(one, found.get(one.name, []), ended.get(one.name))
        lines.append("")
    return lines


def _rows_of(script: Script, rows: Sequence[Row], plain: PlainRun | None) -> list[str]:
    """A line for each invocation of a script."""
    large = " (size::large)" if "large" in script.labels.get("size", ()) else ""
    if not rows:
        return [f"| {script.path.stem}{large} | not run yet{' |' * (len(_HEADINGS) - 1)}"]
    builds: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        builds[row["build"]].append(row)
    ended = "" if plain is None else "failed" if plain.failure is not None else "ok"
    return [f"| {script.path.stem}{large} | {' | '.join(_cells(own, ended))} |" for own in builds.values()]


def _cells(rows: Sequence[Row], ended: str) -> list[str]:
    """The cells of a build, whose results are the rows."""
    first = rows[0]
    exported = next((row["model_bytes"] for row in rows if row["model_bytes"]), None)
    size = "" if exported is None else f"{exported / 2**20:.1f}"
    parameters = "" if first["parameters"] is None else str(first["parameters"])
    return [
        first["hash"] or "",
        parameters,
        ended,
        _word(first["analysis_status"]),
        first["exporter"] or "",
        size,
        _word(first["export_status"]),
        *(_in_runner(rows, runtime) for runtime in RUNTIMES),
    ]


def _in_runner(rows: Sequence[Row], runtime: str) -> str:
    for row in rows:
        if row["runtime"] == runtime:
            statuses = {stage: row[stage if stage == "parity" else f"{stage}_status"] for stage in _IN_RUNNER}
            wrong = [f"{stage} {status}" for stage, status in statuses.items() if status != "successful"]
            return wrong[0] if wrong else "ok"
    return ""


def _word(status: str) -> str:
    return "ok" if status == "successful" else "" if status == "not_started" else status


def _is_exported(rows: Sequence[Row]) -> bool:
    return bool(rows[0]["export_status"] == "successful")


def _runs_on(runtime: str) -> Callable[[Sequence[Row]], bool]:
    return lambda rows: _in_runner(rows, runtime) in ("ok", "parity skipped")


def _was_due(rows: Sequence[Row], runtime: str) -> bool:
    """Whether a script was sent to a runtime, or would have been."""
    return any(row["runtime"] == runtime or (row["runtime"] is None and row["failure"]) for row in rows)


def _all(rows: Sequence[Row], holds: Callable[[Sequence[Row]], bool]) -> bool:
    """Whether something holds for each build of a script."""
    builds: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        builds[row["build"]].append(row)
    return all(map(holds, builds.values()))


def _share(held: Sequence[bool]) -> str:
    return f"{sum(held)} ({sum(held) / len(held):.1%})" if held else ""


def _union(texts: Iterable[str | None]) -> str:
    """Every `key=value` that occurs in the texts, once."""
    return "; ".join(sorted({part for text in texts if text for part in text.split("; ")}))


def _plain(text: str) -> str:
    """Words that Markdown leaves as they are, on one line."""
    return re.sub(r"([|<>*_`\[\]])", r"\\\1", " ".join(text.split()))[:320]
