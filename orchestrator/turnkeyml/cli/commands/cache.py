"""`turnkey cache`: inspect a cache, and clean it."""

from __future__ import annotations

import click

from turnkeyml.cli.shared_options import cache_option, json_option


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

    click.echo(paths.find_cache(cache_dir).absolute())


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


@command.command("delete")
@click.argument("builds", nargs=-1, required=True)
@cache_option
def delete(builds: tuple[str, ...], cache_dir: str) -> None:
    """Delete builds and their results.

    \b
    turnkey cache delete linear_selftest_1a2b3c4d
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.system import paths

    store = Store.open(paths.find_cache(cache_dir))
    for build in builds:
        store.delete_build(build)
        click.echo(f"deleted {build}", err=True)


@command.command("clean")
@cache_option
def clean(cache_dir: str) -> None:
    """Remove exported models that no build uses.

    \b
    turnkey cache clean -d mycache
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.output.text import format_count
    from turnkeyml.system import paths

    removed, freed_bytes = Store.open(paths.find_cache(cache_dir)).clean()
    click.echo(f"removed {format_count(removed, 'artifact')}, {freed_bytes / 1e6:.1f} MB", err=True)


@command.command("verify")
@cache_option
def verify(cache_dir: str) -> int:
    """Check that all files of a cache are intact.

    \b
    turnkey cache verify -d mycache
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.cache.verify import find_damage
    from turnkeyml.cli.output.text import format_count
    from turnkeyml.system import paths

    damage = list(find_damage(Store.open(paths.find_cache(cache_dir))))
    for line in damage:
        click.echo(line)
    click.echo(format_count(len(damage), "problem") if damage else "all files intact", err=True)
    return 1 if damage else 0
