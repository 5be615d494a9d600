"""How far inputs are prepared ahead of the measurements."""

from types import SimpleNamespace

from turnkeyml.pipeline.run import _has_room, _Prepared


def test_what_waits_to_be_measured_is_bounded():
    """Thousands of scripts in a row are not all held in memory; hundreds are no matter."""
    waiting = _Prepared(name="one", builds=())
    for lean, most in ((False, 256), (True, 4)):
        options = SimpleNamespace(lean_cache=lean)
        assert _has_room(options, [waiting] * (most - 1))
        assert not _has_room(options, [waiting] * most)
