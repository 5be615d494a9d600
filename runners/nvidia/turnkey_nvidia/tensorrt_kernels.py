"""Saves the kernels that TensorRT for RTX compiles on the GPU for the later processes of a job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from turnkey_nvidia.compiled import save

KERNELS = "kernels.cache"


class Kernels:
    """Creates contexts of an engine with a kernel cache. TensorRT compiles nothing at run time and has no such cache.

    TensorRT for RTX checks whether saved kernels fit GPU, driver and version, and compiles them again if not.
    """

    def __init__(self, engine: Any, compiled: Path | None) -> None:
        config = engine.create_runtime_config() if hasattr(engine, "create_runtime_config") else None
        self._engine, self._config = engine, config if hasattr(config, "create_runtime_cache") else None
        self._path = compiled / KERNELS if compiled is not None else None
        self._is_saved = False
        if self._config is not None:
            self._cache = self._config.create_runtime_cache()  # must live as long as the contexts
            if self._path is not None and self._path.exists():
                self._is_saved = bool(self._cache.deserialize(self._path.read_bytes()))
            self._config.set_runtime_cache(self._cache)

    def make_context(self) -> Any:
        """Return a context, or None if TensorRT cannot create one."""
        if self._config is None:
            return self._engine.create_execution_context()
        return self._engine.create_execution_context(self._config)

    def save(self) -> None:
        """Save the kernels, once an inference has compiled those that are needed."""
        if self._config is not None and self._path is not None and not self._is_saved:
            save(self._path, bytes(self._cache.serialize()))
            self._is_saved = True
