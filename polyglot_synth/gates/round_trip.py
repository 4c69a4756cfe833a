"""Round trip: what a wording is called when another translator brings it back to English.

The score is chrF (Popović 2015, as sacreBLEU computes it), from 0 to 100. A way back that shares
its data with the way there is no evidence: it forgets and restores the same things.
"""

from __future__ import annotations

from collections.abc import Sequence

from polyglot_synth.gates.probed import Probed

NAME = "round_trip"


class RoundTrip(Probed):
    """The scorer: each row has what its wording was probed to score."""

    def __init__(self, probe: str | None = None) -> None:
        super().__init__(NAME, probe)


def likeness(english: Sequence[str], back: Sequence[str], texts: Sequence[str]) -> list[float]:
    """Compare what came back with the English; a text that is English still scores nothing."""
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415 - an extra

    chrf = CHRF()
    return [
        0.0 if text.strip() == said.strip() else float(chrf.sentence_score(came, [said]).score)
        for said, came, text in zip(english, back, texts, strict=True)
    ]
