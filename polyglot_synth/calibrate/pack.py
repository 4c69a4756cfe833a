"""Writing what was fitted into a pack: from ``bounds:`` to the end of the file, the rest stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import regex

from polyglot_synth import write
from polyglot_synth.calibrate.bounds import Fit
from polyglot_synth.calibrate.detection import Detection
from polyglot_synth.errors import Mendable
from polyglot_synth.language import BOUNDS
from polyglot_synth.measured import Bound, Trust

_OURS = ("bounds", "detectors", "confusable")
_HEAD = (
    "# Fitted on human translations by `polyglot-synth languages calibrate`; from here to the end\n"
    "# this file is rewritten. {together}\n"
)


def rewrite(file: Path, fit: Fit, detection: Detection) -> None:
    """Replace what stands from ``bounds:`` on.

    Raises `Mendable` where anything else stands below it, and where the file cannot be written.
    """
    text = file.read_text(encoding="utf-8")
    kept = _above(text, file)
    lines = "\n".join(_lines(fit, detection))
    try:
        write.atomically(file, f"{kept}{_HEAD.format(together=fit.sentence())}{lines}\n".encode())
    except OSError as error:
        raise Mendable.saying(
            f"{file} cannot be rewritten: {error.strerror}; copy it to a folder of your own and "
            "name that with --languages-dir"
        ) from None


def _above(text: str, file: Path) -> str:
    """Give what stands above ``bounds:`` and its comment."""
    start = BOUNDS.search(text)
    kept = text.rstrip("\n") + "\n\n" if start is None else text[: start.start()]
    if other := regex.search(r"(?m)^(detectors|confusable):", kept):
        sentence = f"{other[1]}: stands above bounds:, and is measured anew; take it out"
        raise Mendable.saying(sentence, file=file)
    if start is None:
        return kept
    below = regex.findall(r"(?m)^([a-z_]+):", text[start.start() :])
    if others := [key for key in below if key not in _OURS]:
        raise Mendable.saying(
            f"{others[0]}: stands below bounds:, and from bounds: on the file is rewritten; move "
            "it up",
            file=file,
        )
    return kept


def _lines(fit: Fit, detection: Detection) -> Iterator[str]:
    yield "bounds:"
    for name, bound in fit.bounds.items():
        yield f"  {name}: {_bound(bound)}"
    yield "detectors:   # by letters from which on: how far behind another language each may put it"
    for name, trust in detection.trusts.items():
        yield f"  {name}: {_trust(trust)}"
    if detection.confusable:
        shares = ", ".join(f"{tag}: {share}" for tag, share in detection.confusable.items())
        yield f"confusable: {{{shares}}}   # human text of these passes too, this share of it"


def _bound(bound: Bound) -> str:
    sides = [
        f"{side}: {value:g}"
        for side, value in (("low", bound.low), ("high", bound.high))
        if value is not None
    ]
    return "{" + ", ".join([*sides, f"fitted_on: {json.dumps(bound.fitted_on)}"]) + "}"


def _trust(trust: Trust) -> str:
    margins = {start: "null" if it is None else f"{it:g}" for start, it in trust.margins.items()}
    named = {start: f"{share:g}" for start, share in trust.named.items()}
    parts = [f"label: {trust.label}", f"margins: {_flow(margins)}", f"named: {_flow(named)}"]
    if trust.group:
        groups = {start: f"[{', '.join(map(json.dumps, it))}]" for start, it in trust.group.items()}
        parts.append(f"group: {_flow(groups)}")
    if trust.mistaken:
        mistaken = {json.dumps(name): f"{share:g}" for name, share in trust.mistaken.items()}
        parts.append(f"mistaken: {_flow(mistaken)}")
    if trust.model:
        parts.append(f"model: {json.dumps(trust.model)}")
    return "{" + ", ".join(parts) + "}"


def _flow(values: dict[int, str] | dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"
