"""`turnkey cache`: inspect a cache, and clean it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from turnkeyml.cli.output.terminal import write_line, write_note
from turnkeyml.cli.shared_options import cache_option, json_option

if TYPE_CHECKING:
    from turnkeyml.cache.store import Store


@click.group("cache")
def command() -> None:
    """Inspect a cache, and clean it.

    \b
    turnkey cache list -d mycache
    """


@command.command("location")
@cache_option
def location(cache_dir: str) -> None:
    """Print the folder of a cache.

    \b
    turnkey cache location
    """
    from turnkeyml.system import paths

    write_line(paths.find_cache(cache_dir).absolute())


@command.command("list")
@cache_option
@json_option
def list_builds(cache_dir: str, as_json: bool) -> None:
    """List the builds of a cache and the status of their stages.

    \b
    turnkey cache list -d mycache
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.output.tables import print_json, print_streaming
    from turnkeyml.report.rows import rows_of
    from turnkeyml.system import paths

    rows = rows_of([Store.open(paths.find_cache(cache_dir))])
    if as_json:
        print_json(rows)
        return
    columns = ("build", "model_class", "analysis_status", "export_status", "device", "runtime", "status")
    headings = [column.replace("_", " ") for column in columns]
    print_streaming(headings, ([row[column] for column in columns] for row in rows))


@command.command("show")
@click.argument("build")
@cache_option
@json_option
def show(build: str, cache_dir: str, as_json: bool) -> None:
    """Show all data of a build, and the warnings of its results.

    \b
    turnkey cache show linear_selftest_1a2b3c4d
    """
    from turnkeyml.cache.result_files import DamagedFile
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.output.tables import print_json, print_table
    from turnkeyml.cli.output.text import format_target
    from turnkeyml.report.build_rows import rows_of_build
    from turnkeyml.results.evaluate import evaluate
    from turnkeyml.system import paths

    store = Store.open(paths.find_cache(cache_dir))
    rows = list(rows_of_build(store, build))
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print_table(("", ""), ((name, value) for name, value in row.items() if value is not None))
    warned = [
        (format_target(stored), stored.job.settings.mode, warning.code, warning.sentence)
        for stored in store.read_results(build)
        if not isinstance(stored, DamagedFile)
        for warning in evaluate(stored).warnings
    ]
    if warned:
        print_table(("result", "mode", "warning", ""), warned)


def _chosen(store: Store, builds: tuple[str, ...], *, all_builds: bool) -> list[str]:
    """The builds that were named, or all. Raises `click.UsageError` where it is neither, or both."""
    if all_builds == bool(builds):
        raise click.UsageError("name builds, or give --all")
    return sorted(store.build_names()) if all_builds else list(builds)


@command.command("delete")
@click.argument("builds", nargs=-1)
@click.option("--all", "all_builds", is_flag=True, help="Delete every build of the cache.")
@cache_option
def delete(builds: tuple[str, ...], all_builds: bool, cache_dir: str) -> None:
    """Delete builds and their results.

    \b
    turnkey cache delete linear_selftest_1a2b3c4d
    turnkey cache delete --all -d mycache
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.system import paths

    store = Store.open(paths.find_cache(cache_dir))
    for build in _chosen(store, builds, all_builds=all_builds):
        store.delete_build(build)
        write_note(f"deleted {build}")


@command.command("clean")
@click.argument("builds", nargs=-1)
@click.option("--all", "all_builds", is_flag=True, help="Remove the exported models of every build.")
@cache_option
def clean(builds: tuple[str, ...], all_builds: bool, cache_dir: str) -> None:
    """Remove exported models: those of some builds, or without BUILDS, those that no build uses.

    The builds and their results stay. A run that needs a model again exports it from its script.

    \b
    turnkey cache clean -d mycache
    turnkey cache clean linear_selftest_1a2b3c4d
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.output.text import format_count
    from turnkeyml.system import paths

    store = Store.open(paths.find_cache(cache_dir))
    if not builds and not all_builds:
        removed, freed_bytes = store.clean()
        write_note(f"removed {format_count(removed, 'artifact')}, {freed_bytes / 1e6:.1f} MB")
        return
    for build in _chosen(store, builds, all_builds=all_builds):
        dropped = [store.drop_artifact(artifact) for artifact in store.load_build(build).artifacts]
        is_kept = not all(dropped)
        write_note(f"{build}: a run uses the cache, and may need its model" if is_kept else f"cleaned {build}")


@command.command("verify")
@cache_option
@click.option("--repair", "is_repairing", is_flag=True, help="Mend what is damaged, or move it aside.")
def verify(cache_dir: str, is_repairing: bool) -> int:
    """Check that all files of a cache are intact.

    With --repair, a damaged file is replaced by a copy of the same bytes where the cache has one. Otherwise it is moved
    to the folder `damaged` of the cache, and the next run makes it again. Nothing of the cache is executed.

    \b
    turnkey cache verify -d mycache
    turnkey cache verify --repair -d mycache
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.cache.verify import find_damage
    from turnkeyml.cli.output.text import format_count
    from turnkeyml.system import paths

    store = Store.open(paths.find_cache(cache_dir))
    if is_repairing:
        return _repair(store)
    damage = list(find_damage(store))
    for line in damage:
        write_line(line)
    write_note(format_count(len(damage), "problem") if damage else "all files intact")
    return 1 if damage else 0


def _repair(store: Store) -> int:
    """Repair a cache; the exit status is 1 where a run has to make something again."""
    from turnkeyml.cache.repair import repair

    mended = moved = 0
    for done in repair(store):
        write_line(done.text)
        mended += done.is_mended
        moved += not done.is_mended
    write_note(f"{mended} mended, {moved} not mended" if mended or moved else "all files intact")
    return 1 if moved else 0
