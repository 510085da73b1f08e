"""A model as bytes and back: arrays and words, never code. Who writes into the database can run nothing by it."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict
from typing import Any
from zipfile import BadZipFile

import numpy as np

from nasvyazi.domain.understanding.calibration import Calibration
from nasvyazi.domain.understanding.learning.features import Features
from nasvyazi.domain.understanding.learning.model import Model
from nasvyazi.domain.understanding.learning.untaught import Untaught
from nasvyazi.domain.understanding.lexicon import Entry, WordUnreadable
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_FORMAT = 2


class Damaged(Refusal):
    """Stored bytes are no model of this version, or not the ones that were stored."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop("The stored model is damaged or of another version of the program: train it again.")
        )


def dumps(model: Model) -> tuple[bytes, str]:
    """The model as bytes, and their sha256."""
    features = model.features
    words = {
        "format": _FORMAT,
        "labels": model.labels,
        "terms": features.terms,
        "lexicon": [[entry.code, entry.group, list(entry.words)] for entry in features.entries],
        "calibration": [
            model.calibration.lead, model.calibration.best, model.calibration.bias, model.calibration.sharpness,
        ],
        "untaught": asdict(model.untaught),
    }  # fmt: skip
    arrays: dict[str, Any] = {f"rarity_{kind}": weights for kind, weights in features.weights.items()}
    written = io.BytesIO()
    np.savez_compressed(
        written,
        words=np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), np.uint8),
        weights=model.weights,
        bias=model.bias,
        **arrays,
    )
    body = written.getvalue()
    return body, hashlib.sha256(body).hexdigest()


def loads(body: bytes, digest: str) -> Model:
    """The model that `dumps` wrote. Raises Damaged: when the bytes are others, or no model."""
    if hashlib.sha256(body).hexdigest() != digest:
        raise Damaged
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as stored:
            words = json.loads(stored["words"].tobytes())
            if words["format"] != _FORMAT:
                raise Damaged
            rarity = {kind: stored[f"rarity_{kind}"] for kind in words["terms"]}
            entries = [Entry(code, group, said) for code, group, said in words["lexicon"]]
            features = Features(words["terms"], rarity, entries)
            labels, weights, bias = tuple(words["labels"]), stored["weights"], stored["bias"]
            if (weights.shape, bias.shape) != ((features.size, len(labels)), (len(labels),)):
                raise Damaged
            return Model(
                labels,
                features,
                weights,
                bias,
                Calibration(*words["calibration"]),
                Untaught(**words["untaught"]),
            )
    except (BadZipFile, KeyError, ValueError, TypeError, EOFError, WordUnreadable) as error:
        raise Damaged from error
