"""What is written through the terminal and the console."""

import io

from rich.console import Console

from turnkey_runner.contract import Failure
from turnkeyml.cli.output.console import error_console, make_table, styled, wide_console
from turnkeyml.cli.output.terminal import EscapingStream, write_line
from turnkeyml.cli.output.text import format_failure

HOSTILE = "\x1b]0;title\x07\x1b[2J\r\x9b31m\u202e\ud800\x7f"
SHOWN = r"\x1b]0;title\x07\x1b[2J\r\x9b31m\u202e\ud800\x7f"


def test_a_line_is_one_line(capsys):
    """A newline of data cannot start a line of its own."""
    write_line(f"a\nturnkey: {HOSTILE}")
    assert capsys.readouterr().out == f"a\\nturnkey: {SHOWN}\n"


def test_whatever_prints_into_the_stream_is_escaped():
    """Also what is no line of ours: a traceback, a warning."""
    stream = io.StringIO()
    print(f"a\tb\n{HOSTILE}", file=EscapingStream(stream))
    assert stream.getvalue() == f"a\tb\n{SHOWN}\n"


def test_data_is_never_markup(capsys):
    """A link, a colour, an emoji and a tag that closes nothing are shown as they are."""
    text = "[link=file:///etc/passwd]x[/link] [red]y :warning: [/nope]"
    console = error_console()
    console.print(styled(text))
    console.print(text)
    assert capsys.readouterr().err == f"{text}\n{text}\n"


def test_a_table_shows_each_cell_on_its_own_row(capsys):
    """With newlines and escape sequences in it."""
    table = make_table(["a", "b"])
    table.add_row(styled(HOSTILE), styled("x\ny"))
    wide_console().print(table)
    _, row = capsys.readouterr().out.splitlines()
    assert row.split() == [SHOWN, r"x\ny"]


def test_the_console_escapes_what_no_one_else_has(capsys):
    """A renderable that was made without `styled`."""
    wide_console().print(f"a{HOSTILE}")
    assert "\x1b" not in capsys.readouterr().out


def test_a_terminal_gets_the_consoles_own_colours():
    """Styles are sequences of the console, not of the data."""
    plain = error_console()
    console = type(plain)(file=io.StringIO(), force_terminal=True, markup=False, color_system="standard")
    console.print(styled(("red", "red"), HOSTILE))
    assert isinstance(console, Console)
    assert console.file.getvalue() == f"\x1b[31mred\x1b[0m{SHOWN}\n"


def test_a_long_message_tells_where_the_rest_is():
    """3 MB are some lines on a terminal."""
    text = format_failure(Failure(stage="load", kind="engine_error", message="m" * 3_000_000), "a_b_c").plain
    assert len(text) < 2_300
    assert text.endswith("… (2,998,000 more characters) (in full: `turnkey cache show a_b_c --json`)")
