"""Only two modules write to the terminal: they escape what came from elsewhere."""

import ast

import pytest

from conftest import REPOSITORY

PACKAGE = REPOSITORY / "orchestrator" / "turnkeyml"
WRITERS = {"cli/output/terminal.py", "cli/output/console.py"}
TOOLS = {"collection/generate.py", "collection/sample.py"}
"""Commands for developers, of text in this repository."""
SOURCES = sorted(
    name
    for path in PACKAGE.rglob("*.py")
    if not (name := str(path.relative_to(PACKAGE))).startswith("worker/child/")
    if name not in WRITERS | TOOLS
)
STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}
FORBIDDEN = {"echo", "secho", "echo_via_pager", "Console", "get_console", "from_markup", "from_ansi"}
MAKERS = {"Text", "Table"}
"""Of rich: data goes into them through `styled`."""


def writes(tree):
    """The lines that write, or make what the console would print unescaped."""
    imports = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    is_of_rich = any(module.startswith("rich") for module in imports)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="sys"), attr=name) if name in STREAMS:
                yield node.lineno, f"sys.{name}"
            case ast.Call(func=ast.Name(id="print")):
                yield node.lineno, "print"
            case ast.Attribute(attr=name) if name in FORBIDDEN:
                yield node.lineno, name
            case ast.Call(func=ast.Name(id=name)) if name in MAKERS and is_of_rich:
                yield node.lineno, name
            case ast.ImportFrom(module=str(module), names=names) if module.startswith(("rich", "click")):
                yield from ((node.lineno, name.name) for name in names if name.name in FORBIDDEN | {"escape"})


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_else_writes_to_the_terminal(name):
    """Use `write_line`, `write_note`, `write_json`, `styled`, `print_table`."""
    assert [f"{line}: {what}" for line, what in writes(ast.parse((PACKAGE / name).read_text()))] == []


@pytest.mark.parametrize(
    "line",
    [
        "print(x)",
        "click.echo(x)",
        "from click import echo",
        "sys.stderr.write(x)",
        "from rich.console import Console",
        "rich.console.Console()",
        "from rich.text import Text; Text(x)",
        "from rich.markup import escape",
    ],
)
def test_each_way_to_write_is_known(line):
    """The test above can fail."""
    assert list(writes(ast.parse(line)))
