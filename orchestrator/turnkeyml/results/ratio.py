"""How many times as long one result takes as another, by the method that measured both."""

from __future__ import annotations

from turnkey_runner.contract import METHOD_M1
from turnkey_runner.stats import method_m1
from turnkey_runner.stats.intervals import Ratio, ratio_of, typical_of
from turnkeyml.records import Evaluation


def ratio_between(base: Evaluation, new: Evaluation) -> Ratio | None:
    """The ratio of two headlines, new over base; None where methods differ, or either has a single process."""
    if base.method != new.method:
        return None
    if base.method == METHOD_M1:
        return method_m1.ratio_of(base.process_medians_ns, new.process_medians_ns)
    one, other = (typical_of(each.process_medians_ns) for each in (base, new))
    return None if one is None or other is None else ratio_of(one, other)
