"""ONNX models in this process: one thread each, nothing written, nothing sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import onnxruntime

from pipeline.errors import MissingModelError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["giving_back", "open_session", "runtime_version"]


def open_session(model: Path) -> onnxruntime.InferenceSession:
    """A model ready to run on one core.

    Raises:
        MissingModelError: The file is not there.
    """
    if not model.is_file():
        raise MissingModelError(model.name, str(model.parent))
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Pages differ in size: planned memory would be kept for the largest of each.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def giving_back() -> onnxruntime.RunOptions:
    """How to run a model on something large: its memory goes back to the system afterwards."""
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def runtime_version() -> str:
    """Name and version of what runs the models."""
    return f"onnxruntime {onnxruntime.__version__}"
