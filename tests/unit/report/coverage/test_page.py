"""COVERAGE.md: a line for each script, whatever became of it, and the causes of failures."""

import pytest
from markdown_it import MarkdownIt

from turnkeyml.collection.scripts import read_scripts
from turnkeyml.report.coverage.page import describe_coverage
from turnkeyml.report.coverage.record import Coverage, Environment, KnownBuild, KnownScript, Reason

SCRIPTS = list(read_scripts(["selftest"]))
PLACE = Environment(host="cpu=x", runner="ort=1", versions="torch=1; timm=2")


def build(**known):
    """A build that went well in ort: fields that are not given are those of success."""
    usual = {"hash": "0123abcd", "parameters": 7, "model_mib": 2.0, "results": {"ort": "ok"}}
    return KnownBuild(**usual | {"made": {PLACE.key: "2026-11-24T10:00"}} | known)


def page_of(**scripts):
    """The page of what is known of scripts of selftest: builds of each, or all that is known of it."""
    known = {
        f"selftest/{name}": one if isinstance(one, KnownScript) else KnownScript(sha256="0" * 16, builds=one)
        for name, one in scripts.items()
    }
    return describe_coverage(SCRIPTS, Coverage(environments={PLACE.key: PLACE}, scripts=known))


def test_each_script_has_a_line():
    """With its statuses where it was run; the others say so."""
    one = build(results={"ort": "ok", "openvino": "benchmark crashed"})
    page = page_of(linear=KnownScript(sha256="", plain="ok", builds=(one,)))
    assert "| linear | 0123abcd | 7 | ok | ok | torch.onnx-dynamo | 2.0 | ok | ok | benchmark crashed |" in page
    assert page.count("not run yet |") == len(SCRIPTS) - 1


def test_the_head_tells_when_and_where():
    """Of all that is known, each word once."""
    page = page_of(linear=(build(),), conv=(build(made={PLACE.key: "2026-12-02"}),))
    assert f"- 2 of {len(SCRIPTS)} scripts were run, from 2026-11-24 to 2026-12-02." in page
    assert "- Host: cpu=x.\n- Made with timm=2; torch=1.\n- Runner: ort=1.\n" in page


def test_without_runs_there_is_a_page():
    """Each script of it was not run yet; how one ended under plain python is no run."""
    page = page_of(linear=KnownScript(sha256="", plain="ok"))
    assert f"- 0 of {len(SCRIPTS)} scripts were run.\n\n| corpus" in page
    assert page.count("not run yet |") == len(SCRIPTS)


def test_shares_are_of_the_scripts_that_were_run():
    """A script whose export failed counts as failed in the runtimes, too."""
    failed = build(exporter=None, model_mib=None, export="failed", results={})
    wrong = build(results={"ort": "ok", "openvino": "parity failed"})
    page = page_of(linear=(wrong,), conv=(failed,))
    assert f"| selftest | {len(SCRIPTS)} | 2 |  | 1 (50.0%) | 1 (50.0%) | 0 (0.0%) |" in page


def test_what_was_not_sent_to_a_runtime_is_not_held_against_it():
    """The default is one runtime."""
    both = build(results={"ort": "ok", "openvino": "ok"})
    page = page_of(linear=(build(),), conv=(both,))
    assert f"| selftest | {len(SCRIPTS)} | 2 |  | 2 (100.0%) | 2 (100.0%) | 1 (100.0%) |" in page


@pytest.mark.parametrize(
    ("results", "columns"),
    [
        ({}, "ort"),
        ({"openvino": "ok"}, "openvino"),
        ({"ort-openvino": "ok", "torch-eager": "ok", "ort": "ok"}, "ort | ort-openvino"),
    ],
)
def test_the_columns_are_the_runtimes_that_builds_were_sent_to(results, columns):
    """In the order of the device's table; before the first result, the device's default."""
    page = page_of(linear=(build(results=results),))
    assert f"| corpus | scripts | run | plain python | export | {columns} |\n" in page
    assert f"| exporter | MiB | export | {columns} |\n" in page


def test_failures_of_one_cause_stand_together():
    """Each script's message is below it, escaped for Markdown."""
    why = [Reason(cause="export: export_error: no …_x", words=f"no {name}_x") for name in ("conv", "linear")]
    failed = [build(export="failed", results={}, failures={"export": one}) for one in why]
    page = page_of(conv=KnownScript(sha256="", plain="ValueError: it", builds=(failed[0],)), linear=(failed[1],))
    assert "- **export: export_error: no …\\_x** (2)\n  - selftest/conv: no conv_x\n" in page
    assert "- **plain python** (1)\n  - selftest/conv: ValueError: it\n" in page
    assert "| conv | 0123abcd | 7 | failed | ok | torch.onnx-dynamo | 2.0 | failed |  |" in page


HOSTILE = "\\<img src=x onerror=alert(1)> ![i](http://evil) [l](javascript:1) `c` | d\n<b>\x1b[31m" + "\\" * 400


def test_no_text_of_a_record_is_html_or_a_link():
    """A32: a record's messages, versions, hardware, statuses and hashes are text, in as many cells as any other's."""
    hostile = Environment(host=HOSTILE, runner=f"a; {HOSTILE}", versions=HOSTILE)
    reason = Reason(cause=HOSTILE, words=HOSTILE)
    one = build(
        hash=HOSTILE,
        exporter=HOSTILE,
        export=HOSTILE,
        analysis=HOSTILE,
        results={"ort": HOSTILE},
        failures={"ort": reason},
        made={hostile.key: HOSTILE},
    )
    scripts = {"selftest/linear": KnownScript(sha256="", plain=HOSTILE, builds=(one,))}
    page = describe_coverage(SCRIPTS, Coverage(environments={hostile.key: hostile}, scripts=scripts))
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(page)
    kinds = {child.type for token in tokens for child in (token, *(token.children or ()))}
    assert not [kind for kind in kinds if kind.startswith(("html", "link", "image"))]
    assert "\x1b" not in page
    (line,) = (line for line in page.splitlines() if line.startswith("| linear"))
    usual = next(line for line in page.splitlines() if line.startswith("| conv"))
    assert len(MarkdownIt().enable("table").parse(f"{'| a ' * 9}|\n{'|---' * 9}|\n{line}\n")) == len(
        MarkdownIt().enable("table").parse(f"{'| a ' * 9}|\n{'|---' * 9}|\n{usual}\n")
    )
