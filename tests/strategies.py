"""Hypothesis strategies: samples, campaigns of several processes, and pairs of campaigns for ratios."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from factories import Campaigns

MIN_PROCESSES, MAX_PROCESSES = 2, 10
"""Of a campaign from which an interval is computed."""

Campaign = list[list[int]]
"""The samples of each process, in ns."""


def sample_lists(*, min_size: int = 1, max_size: int = 200) -> SearchStrategy[list[int]]:
    """The samples of one process: positive whole numbers of any size, in no order."""
    return st.lists(st.integers(min_value=1, max_value=10**12), min_size=min_size, max_size=max_size)


def process_counts() -> SearchStrategy[int]:
    """How many processes a campaign has."""
    return st.integers(MIN_PROCESSES, MAX_PROCESSES)


def unequal_process_counts() -> SearchStrategy[tuple[int, int]]:
    """The process counts of two campaigns that are compared, which differ."""
    return st.tuples(process_counts(), process_counts()).filter(lambda counts: counts[0] != counts[1])


@st.composite
def campaigns(draw: st.DrawFn, processes: int, *, scale: float = 1.0) -> Campaign:
    """A simulated campaign with any noise within and between its processes, whose true median is scaled."""
    simulated = Campaigns(
        draw(st.integers(0, 2**32 - 1)),
        within=draw(st.floats(0.0, 0.4)),
        between=draw(st.floats(0.0, 0.2)),
        spikes=draw(st.floats(0.0, 0.2)),
    )
    times = simulated.processes(processes, draw(st.integers(5, 60)), scale)
    rows: Campaign = times.astype(int).tolist()
    return rows


@st.composite
def unequal_campaigns(draw: st.DrawFn) -> tuple[Campaign, Campaign]:
    """Two campaigns to compare, with different process counts."""
    first, second = draw(unequal_process_counts())
    return draw(campaigns(first)), draw(campaigns(second))
