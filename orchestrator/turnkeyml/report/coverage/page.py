"""Renders the record of coverage as Markdown: COVERAGE.md has one line per script, whatever became of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from turnkeyml.collection.scripts import Script
from turnkeyml.devices import find_device
from turnkeyml.report.coverage.builds import DEVICE
from turnkeyml.report.coverage.record import OK, Coverage, KnownBuild, KnownScript, shorten
from turnkeyml.system.markdown import escape_markdown

PAGE = "COVERAGE.md"
_HEADINGS = ("script", "hash", "parameters", "plain python", "analysis", "exporter", "MiB", "export")


def describe_coverage(scripts: Sequence[Script], known: Coverage) -> str:
    """The page of a record that is up to date with the scripts."""
    run = {name: script for name, script in known.scripts.items() if script.builds}
    runtimes = _runtimes_of(run.values())
    lines = [
        *_head(len(scripts), run, known),
        *_summary(scripts, run, runtimes),
        *_failures(run),
        *_scripts(scripts, run, runtimes),
    ]
    return "\n".join(lines) + "\n"


def _runtimes_of(run: Iterable[KnownScript]) -> tuple[str, ...]:
    """The runtimes that builds were sent to, in the order of the device's table; the default one if there are none."""
    device = find_device(DEVICE)
    used = {runtime for script in run for build in script.builds for runtime in build.results}
    return tuple(runtime for runtime in device.runtimes if runtime in used) or (device.default_runtime,)


def _head(count: int, run: Mapping[str, KnownScript], known: Coverage) -> list[str]:
    times = [item for script in run.values() for build in script.builds for item in build.made.items()]
    environments = [known.environments[key] for key in {key for key, _ in times}]
    versions = _union(one.versions for one in environments)
    runner = _union(one.runner for one in environments)
    dates = sorted(_escape(time[:10]) for _, time in times if time)
    return [
        "# What became of each script",
        "",
        "Written by `turnkey report --coverage` from real runs; not to be edited. A script of the collection that was",
        "not run yet, or not as it is now, says so. `ok` under a runtime: it loaded, ran, and its outputs match",
        "PyTorch's; `parity skipped` where PyTorch's own differ from run to run. A runtime's share is of the scripts",
        "that were sent to it or could not be exported.",
        "",
        f"- {len(run)} of {count} scripts were run" + (f", from {dates[0]} to {dates[-1]}." if dates else "."),
        *([f"- Host: {_union(one.host for one in environments)}."] if environments else []),
        *([f"- Made with {versions}."] if versions else []),
        *([f"- Runner: {runner}."] if runner else []),
        "",
    ]


def _summary(scripts: Sequence[Script], run: Mapping[str, KnownScript], runtimes: Sequence[str]) -> list[str]:
    """One line per corpus. Shares are of the scripts that were run."""
    headings = ("corpus", "scripts", "run", "plain python", "export", *runtimes)
    lines = [_row(headings), "|" + "---|" * len(headings)]
    for corpus in (*sorted({one.corpus for one in scripts}), None):
        names = [one.name for one in scripts if corpus in (None, one.corpus)]
        of_corpus = [run[name] for name in names if name in run]
        cells = [
            corpus or "all",
            str(len(names)),
            str(len(of_corpus)),
            _share([script.plain == OK for script in of_corpus if script.plain is not None]),
            _share([all(map(_is_exported, script.builds)) for script in of_corpus]),
            *(_share_of_runtime(of_corpus, runtime) for runtime in runtimes),
        ]
        lines.append(_row(cells))
    return [*lines, ""]


def _failures(run: Mapping[str, KnownScript]) -> list[str]:
    """Each cause, the most frequent first, with its scripts and their messages."""
    causes: dict[str, dict[str, str]] = defaultdict(dict)
    for name, script in run.items():
        for reason in (reason for build in script.builds for reason in build.failures.values()):
            causes[reason.cause][name] = reason.words
        if script.plain not in (None, OK):
            causes["plain python"][name] = str(script.plain)
    lines = ["## Failures by cause", ""]
    for cause, names in sorted(causes.items(), key=lambda item: (-len(item[1]), item[0])):
        lines += [f"- **{_escape(cause)}** ({len(names)})"]
        lines += [f"  - {_escape(name)}: {_escape(message)}" for name, message in sorted(names.items())]
    return [*lines, *([] if causes else ["None."]), ""]


def _scripts(scripts: Sequence[Script], run: Mapping[str, KnownScript], runtimes: Sequence[str]) -> list[str]:
    headings = (*_HEADINGS, *runtimes)
    lines = []
    for corpus, count in sorted(Counter(one.corpus for one in scripts).items()):
        lines += [f"## {_escape(corpus)} ({count})", "", _row(headings), "|---" * len(headings) + "|"]
        for one in scripts:
            if one.corpus == corpus:
                lines += _lines_of(one, run.get(one.name), runtimes)
        lines.append("")
    return lines


def _lines_of(script: Script, known: KnownScript | None, runtimes: Sequence[str]) -> list[str]:
    """One line per invocation of a script."""
    large = " (size::large)" if "large" in script.labels.get("size", ()) else ""
    if known is None:
        return [f"| {_escape(script.path.stem)}{large} | not run yet{' |' * (len(_HEADINGS) + len(runtimes) - 1)}"]
    plain = "" if known.plain is None else OK if known.plain == OK else "failed"
    return [_row([f"{script.path.stem}{large}", *_cells(build, plain, runtimes)]) for build in known.builds]


def _cells(build: KnownBuild, plain: str, runtimes: Sequence[str]) -> list[str]:
    return [
        build.hash or "",
        "" if build.parameters is None else str(build.parameters),
        plain,
        build.analysis,
        build.exporter or "",
        "" if build.model_mib is None else f"{build.model_mib:.1f}",
        build.export,
        *(build.results.get(runtime, "") for runtime in runtimes),
    ]


def _is_exported(build: KnownBuild) -> bool:
    return build.export == OK


def _runs_on(runtime: str) -> Callable[[KnownBuild], bool]:
    return lambda build: build.results.get(runtime) in (OK, "parity skipped")


def _sent(scripts: Iterable[KnownScript], runtime: str) -> list[KnownScript]:
    """The scripts that were sent to a runtime, or could not be exported."""
    return [one for one in scripts if any(runtime in build.results or not _is_exported(build) for build in one.builds)]


def _share_of_runtime(scripts: Iterable[KnownScript], runtime: str) -> str:
    return _share([all(map(_runs_on(runtime), script.builds)) for script in _sent(scripts, runtime)])


def _share(successes: Sequence[bool]) -> str:
    return f"{sum(successes)} ({sum(successes) / len(successes):.1%})" if successes else ""


def _union(texts: Iterable[str | None]) -> str:
    """Each `key=value` of the texts once."""
    return "; ".join(map(_escape, sorted({part for text in texts if text for part in text.split("; ")})))


def _row(cells: Iterable[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(map(_escape, cells))} |"


def _escape(text: str) -> str:
    """The start of a text, for Markdown. It is shortened first: half of an escape would act on what follows."""
    return escape_markdown(shorten(text))
