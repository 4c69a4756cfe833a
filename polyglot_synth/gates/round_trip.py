"""Round trip: what a wording is called when another translator brings it back to English.

The score is chrF (Popović 2015, as sacreBLEU computes it), from 0 to 100. A way back that shares
its data with the way there is no evidence: it forgets and restores the same things.
"""

from __future__ import annotations

from collections.abc import Sequence

from polyglot_synth.gates.probed import Probed

NAME, NEEDS = "round_trip", "sacrebleu"


# Of 52 languages' human translations, three lines each, none scores over 62 beside its English.
COPIED = 65.0


class RoundTrip(Probed):
    """The scorer: each row has what its wording was probed to score."""

    def __init__(self, probed: str | None = None) -> None:
        super().__init__(NAME, probed)


def likeness(english: Sequence[str], back: Sequence[str], texts: Sequence[str]) -> list[float]:
    """Compare what came back with the English; a text that is English still scores nothing.

    It is where it is as near to its English itself as no human translation is.
    """
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415 - an extra

    chrf = CHRF()
    return [
        0.0
        if chrf.sentence_score(text, [said]).score >= COPIED
        else float(chrf.sentence_score(came, [said]).score)
        for said, came, text in zip(english, back, texts, strict=True)
    ]
