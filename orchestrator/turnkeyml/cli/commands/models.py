"""`turnkey models`: the collection that comes with turnkey."""

from __future__ import annotations

import click

from turnkeyml.cli.options import VariadicOptionCommand, is_label, json_option


@click.group("models")
def command() -> None:
    """The collection of model scripts.

    \b
    turnkey run timm/resnet50
    turnkey models list --search vit
    turnkey run selftest 'timm/*vit*'
    """


@command.command("location")
def location() -> None:
    """Print the folder of the collection.

    \b
    turnkey models location
    """
    from turnkeyml.system import paths

    click.echo(paths.models_folder())


class _List(VariadicOptionCommand):
    many = {"--labels": is_label, "--corpus": lambda word: True}


@command.command("list", cls=_List)
@click.option("--corpus", "chosen", multiple=True, metavar="CORPUS...", help="Only these corpora.  [default: all]")
@click.option("--labels", "words", multiple=True, metavar="KEY::VALUE...", help="Only scripts with these labels.")
@click.option("--search", metavar="WORD", help="Only scripts with this word in their name, title or labels.")
@json_option
def list_models(chosen: tuple[str, ...], words: tuple[str, ...], search: str | None, as_json: bool) -> None:
    """List the scripts; `turnkey run` takes their names.

    \b
    turnkey models list --search bert
    turnkey models list --corpus timm torchvision --labels task::Image_Classification
    """
    from turnkeyml import labels
    from turnkeyml.cli.output.tables import print_json, print_streaming
    from turnkeyml.collection import scripts
    from turnkeyml.system import paths

    known = scripts.corpora()
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise click.UsageError(f"no corpus {', '.join(unknown)}; choose from: {', '.join(known)}")
    wanted = labels.parse_labels(words)
    found = [
        one
        for one in scripts.read_scripts(dict.fromkeys(chosen) or known)
        if labels.satisfies(one.labels, wanted) and (not search or scripts.is_about(one, search))
    ]
    if as_json:
        print_json(
            {"name": one.name, "title": one.title, "labels": one.labels, "script": str(one.path)} for one in found
        )
        return
    print_streaming(
        ("name", "task", "what it is"), ((one.name, ",".join(one.labels.get("task", [])), one.title) for one in found)
    )
    click.echo(f"{len(found)} scripts in {paths.models_folder()}", err=True)
