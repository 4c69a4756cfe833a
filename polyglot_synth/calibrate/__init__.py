"""Calibrate: fit the bounds of a pack's gates on human translations, and say what they reject.

Fitted on every other document of a reference, evaluated on the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from polyglot_synth.calibrate.bounds import Fit, fit_bounds
from polyglot_synth.calibrate.detection import Detection, fit_detection
from polyglot_synth.calibrate.pack import rewrite
from polyglot_synth.calibrate.probed import OPTIONAL, fit_probed
from polyglot_synth.calibrate.reference import Reference, open_reference
from polyglot_synth.language import LanguagePack, load_pack
from polyglot_synth.measured import Bound
from polyglot_synth.translators import Translator

__all__ = ["Calibration", "calibrate", "open_reference"]


@dataclass(frozen=True)
class Calibration:
    """What was fitted for a pack: bounds, and the detectors of its language."""

    tag: str
    fit: Fit
    detection: Detection


def calibrate(
    pack: LanguagePack,
    reference: Reference,
    *,
    detectors: Sequence[str] = (),
    lid_model: str | None = None,
    translators: Sequence[Translator] = (),
) -> Calibration:
    """Fit a pack's bounds and write them into its file, from ``bounds:`` to the end.

    With `translators`, the first being the one that drafts, the bounds of what is probed by wording
    are fitted too; without, those that stand are kept. Raises `Mendable` where the reference cannot
    serve the language, where no detector knows it, or where the file cannot be rewritten.
    """
    detection = fit_detection(pack.model, reference, detectors, lid_model)
    known = pack.model.model_copy(
        update={"detectors": detection.trusts, "confusable": detection.confusable}
    )
    fit = fit_bounds(known, reference, lid_model)
    fit.bounds.update(_by_wording(pack, reference, translators))
    rewrite(Path(pack.file), fit, detection)
    load_pack(Path(pack.file))
    return Calibration(pack.model.tag, fit, detection)


def _by_wording(
    pack: LanguagePack, reference: Reference, translators: Sequence[Translator]
) -> dict[str, Bound]:
    if translators:
        return fit_probed(pack.model.tag, reference, translators)
    return {name: bound for name, bound in pack.model.bounds.items() if name in OPTIONAL}
