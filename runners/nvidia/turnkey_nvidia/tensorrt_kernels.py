"""The kernels that TensorRT for RTX compiles on the GPU, kept for the later processes of a job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from turnkey_nvidia.compiled import keep

KERNELS = "kernels.cache"


class Kernels:
    """What contexts of an engine are made with. TensorRT itself compiles nothing then, and has no such cache.

    TensorRT for RTX looks itself whether what was kept is for this GPU, driver and version, and compiles where not.
    """

    def __init__(self, engine: Any, compiled: Path | None) -> None:
        config = engine.create_runtime_config() if hasattr(engine, "create_runtime_config") else None
        self._engine, self._config = engine, config if hasattr(config, "create_runtime_cache") else None
        self._kept = compiled / KERNELS if compiled is not None else None
        self._is_kept = False
        if self._config is not None:
            self._cache = self._config.create_runtime_cache()  # has to live as long as the contexts
            if self._kept is not None and self._kept.exists():
                self._is_kept = bool(self._cache.deserialize(self._kept.read_bytes()))
            self._config.set_runtime_cache(self._cache)

    def make_context(self) -> Any:
        """A context, or None where TensorRT has made none."""
        if self._config is None:
            return self._engine.create_execution_context()
        return self._engine.create_execution_context(self._config)

    def keep(self) -> None:
        """Write them down, once an inference has shown which are needed."""
        if self._config is not None and self._kept is not None and not self._is_kept:
            keep(self._kept, bytes(self._cache.serialize()))
            self._is_kept = True
