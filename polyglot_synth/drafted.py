"""What a draft tells of itself: who translated it from what, what stayed, and what was left out."""

from __future__ import annotations

from polyglot_synth.yamlfile import Model


class LeftOut(Model):
    """A word or wording that is not in the draft, such as ``noun/mango``, and the reason."""

    what: str
    why: str


class Draft(Model):
    """How a pack's words and wordings were drafted.

    `by`: the translator, its pair and revision. `source`: the pack that was translated. `back`: the
    way back that wordings were compared by, and whether it is `independent` of the way there.
    `wordings`: by ``concept/wording`` what speaks for it. `left_out`: what did not come through.
    """

    by: str
    licence: str
    source: str
    back: str | None = None
    independent: bool = False
    speller: str | None = None
    wordings: dict[str, str] = {}
    left_out: list[LeftOut] = []
