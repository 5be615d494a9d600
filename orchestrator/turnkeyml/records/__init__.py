"""The frozen dataclasses that flow through the pipeline and are stored in caches. Names of fields end with units."""

from turnkeyml.records.build import (
    INPUTS_FILE,
    MODEL_FILE,
    PRECISIONS,
    RANDOM_INPUTS_FILE,
    RANDOM_REFERENCES_FILE,
    REFERENCES_FILE,
    UNCONVERTED,
    WEIGHTS_FILE,
    AnalysisOptions,
    Artifact,
    Build,
    Conversion,
    Invocation,
    Source,
    SourceFile,
    StageRecord,
)
from turnkeyml.records.result import LIVE_MODEL_LAUNCHER, Evaluation, StoredResult

__all__ = [
    "INPUTS_FILE",
    "LIVE_MODEL_LAUNCHER",
    "MODEL_FILE",
    "PRECISIONS",
    "RANDOM_INPUTS_FILE",
    "RANDOM_REFERENCES_FILE",
    "REFERENCES_FILE",
    "UNCONVERTED",
    "WEIGHTS_FILE",
    "AnalysisOptions",
    "Artifact",
    "Build",
    "Conversion",
    "Evaluation",
    "Invocation",
    "Source",
    "SourceFile",
    "StageRecord",
    "StoredResult",
]
