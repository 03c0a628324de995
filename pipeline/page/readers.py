"""What reads pages: versions and digests of code, engine and models."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from pipeline.recognition.codes import codes_reader
from pipeline.recognition.digits import digits_model_sha256
from pipeline.recognition.ink_net import ink_model_sha256
from pipeline.recognition.language import language_sha256
from pipeline.recognition.session import runtime_version
from pipeline.recognition.tesseract import describe_engine, model_sha256
from pipeline.recognition.trust import trust_sha256
from pipeline.record.trust import fields_sha256
from pipeline.values.document import Event

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["engine_events", "reading_key"]

# Raise when a change of code makes pages read differently: checkpoints made before are then
# read again.
_READING_VERSION = 9


def reading_key(settings: Settings) -> str:
    """What decides how a page reads, as 16 hex digits: settings, engine, model, our own version."""
    decides = {
        "settings": settings.reading_identity(),
        "engine": describe_engine(settings.recognition),
        "model": model_sha256(settings.recognition),
        "ink_model": ink_model_sha256(),
        "digits_model": digits_model_sha256(),
        "language_model": language_sha256(),
        "trust": trust_sha256(),
        "version": _READING_VERSION,
    }
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[:16]


def engine_events(settings: Settings) -> tuple[Event, ...]:
    """What reads pages with these settings, for the record's history."""
    return (
        Event("read_pages", f"sohoa reading {_READING_VERSION}"),
        Event(
            "recognise_print",
            describe_engine(settings.recognition),
            model_sha256(settings.recognition),
        ),
        Event("weigh_phrases", "syllable trigrams", language_sha256()),
        Event("calibrate_confidence", "gradient-boosted trees", trust_sha256()),
        Event("tell_print_from_ink", runtime_version(), ink_model_sha256()),
        Event("read_pen_figures", runtime_version(), digits_model_sha256()),
        Event("read_codes", codes_reader()),
        Event("weigh_fields", "logistic, no doubt raises", fields_sha256()),
    )
