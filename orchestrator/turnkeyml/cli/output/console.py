"""The only way to write styled text and tables: data is never markup, and control characters in it are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from turnkeyml.cli.output.terminal import unescaped
from turnkeyml.system.printable import escape_controls, one_line

Part = str | tuple[str, str] | Text
"""A text, a text with its style, or what `styled` has made."""
MAX_PART = 2_000
"""Characters of a text that are shown; a cache has all of them."""
_FILE_WIDTH = 240


class _SafeConsole(Console):
    """Writes escape sequences of its own only; `render` is what everything that is printed comes through."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Escape each piece of text."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield segment._replace(text=escape_controls(segment.text, keep="\n"))


def styled(*parts: Part) -> Text:
    """One line out of texts. Each is escaped and shortened, and none is read as markup."""
    line = Text()
    for part in parts:
        match part:
            case Text():
                line.append_text(part)
            case str():
                line.append(one_line(part, MAX_PART))
            case (text, style):
                line.append(one_line(text, MAX_PART), style)
    return line


def join(separator: str, parts: Iterable[Part]) -> Text:
    """Texts with a separator between them."""
    return Text(separator).join(styled(part) for part in parts)


def error_console() -> Console:
    """The console of stderr, whose lines are never folded."""
    return _console(stderr=True, soft_wrap=True)


def wide_console() -> Console:
    """A console for tables: as wide as the terminal; wide enough to fold nothing when stdout is a file or a pipe."""
    console = _console()
    return console if console.is_terminal else _console(width=max(console.width, _FILE_WIDTH))


def make_table(headings: Iterable[str], *, right: Iterable[str] = ()) -> Table:
    """A table without lines, whose wide cells are folded."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(styled(heading), justify="right" if heading in right else "left", overflow="fold")
    return table


def _console(*, stderr: bool = False, soft_wrap: bool = False, width: int | None = None) -> Console:
    return _SafeConsole(
        file=unescaped(stderr=stderr), soft_wrap=soft_wrap, width=width, highlight=False, markup=False, emoji=False
    )
