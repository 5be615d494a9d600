"""`turnkey models`: the collection that comes with turnkey."""

from __future__ import annotations

import click

from turnkeyml.cli.options import ManyWords, is_label, json_option


@click.group("models")
def command() -> None:
    """The collection of model scripts.

    \b
    turnkey run $(turnkey models location)/selftest
    """


@command.command("location")
def location() -> None:
    """Print the folder of the collection.

    \b
    turnkey models location
    """
    from turnkeyml import places

    click.echo(places.models_folder())


class _List(ManyWords):
    many = {"--labels": is_label}


@command.command("list", cls=_List)
@click.option("--labels", "words", multiple=True, metavar="KEY::VALUE...", help="Only scripts with these labels.")
@json_option
def list_models(words: tuple[str, ...], as_json: bool) -> None:
    """List the scripts with their labels.

    \b
    turnkey models list --labels test_group::selftest
    """
    from turnkeyml import labels, places
    from turnkeyml.cli.tables import print_json, print_table
    from turnkeyml.sources import find_inputs

    folder = places.models_folder()
    found = find_inputs([str(folder)], labels.parse_labels(words))
    if as_json:
        print_json({"script": str(one.path), "labels": one.labels} for one in found)
        return
    rows = (
        (one.path.relative_to(folder), *(",".join(one.labels.get(k, [])) for k in ("author", "task"))) for one in found
    )
    print_table(("script", "author", "task"), rows)
    click.echo(f"{len(found)} scripts in {folder}", err=True)
