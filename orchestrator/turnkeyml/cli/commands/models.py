"""`turnkey models`: the collection of scripts that comes with turnkey."""

from __future__ import annotations

import click

from turnkeyml.cli.output.terminal import write_line, write_note
from turnkeyml.cli.shared_options import VariadicOptionCommand, is_label, json_option


@click.group("models")
def command() -> None:
    """List the model scripts that come with turnkey.

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

    write_line(paths.models_folder())


class _List(VariadicOptionCommand):
    many = {"--labels": is_label, "--corpus": lambda word: True}


@command.command("list", cls=_List)
@click.option("--corpus", "chosen", multiple=True, metavar="CORPUS...", help="List only these corpora. [default: all]")
@click.option(
    "--labels",
    "label_words",
    multiple=True,
    metavar="KEY::VALUE...",
    help="List only scripts with all of these labels.",
)
@click.option("--search", metavar="WORD", help="List only scripts with this word in their name, title or labels.")
@json_option
def list_models(chosen: tuple[str, ...], label_words: tuple[str, ...], search: str | None, as_json: bool) -> None:
    """List the scripts and their names for `turnkey run`.

    \b
    turnkey models list --search bert
    turnkey models list --corpus timm torchvision --labels task::Image_Classification
    """
    from turnkeyml import labels
    from turnkeyml.cli.output.tables import print_json, print_streaming
    from turnkeyml.cli.output.text import format_count
    from turnkeyml.collection import scripts
    from turnkeyml.system import paths

    corpora = scripts.corpora()
    unknown = [name for name in chosen if name not in corpora]
    if unknown:
        raise click.UsageError(f"no corpus {', '.join(unknown)}; choose from: {', '.join(corpora)}")
    required = labels.parse_labels(label_words)
    found = [
        script
        for script in scripts.read_scripts(dict.fromkeys(chosen) or corpora)
        if labels.satisfies(script.labels, required) and (not search or scripts.is_about(script, search))
    ]
    if as_json:
        print_json(
            {"name": script.name, "title": script.title, "labels": script.labels, "script": str(script.path)}
            for script in found
        )
        return
    rows = ((script.name, ",".join(script.labels.get("task", [])), script.title) for script in found)
    print_streaming(("name", "task", "title"), rows)
    write_note(f"{format_count(len(found), 'script')} in {paths.models_folder()}")
