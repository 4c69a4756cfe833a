"""Drafting wordings: every text of a wording is lifted, or the wording is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import regex

from polyglot_synth.concept import Concept, Response
from polyglot_synth.draft.lifting import Desk, Lifted, Lifter
from polyglot_synth.draft.places import NotLiftable
from polyglot_synth.drafted import LeftOut
from polyglot_synth.grammar import Speaker
from polyglot_synth.language import PackFile, Wording


@dataclass
class Wordings:
    """The wordings that lifted, what speaks for each, and what was left out."""

    kept: dict[str, list[Wording]] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    def drop(self, concept: str, index: int, why: str) -> None:
        """Leave out a wording after all."""
        wording = self.kept[concept].pop(index)
        name = f"{concept}/{wording.id}"
        self.evidence.pop(name, None)
        self.left_out.append(LeftOut(what=name, why=why))
        if not self.kept[concept]:
            del self.kept[concept]


def draft_wordings(
    concepts: Mapping[str, Concept], source: PackFile, speaker: Speaker, desk: Desk
) -> Wordings:
    """Lift the wordings of all concepts that the source says plainly."""
    found = Wordings()
    for name, concept in concepts.items():
        said = [wording for wording in source.said(name) if wording.plain]
        if not said:
            continue
        try:
            lifter = Lifter(concept, source, speaker, desk)
        except NotLiftable as error:
            found.left_out += [LeftOut(what=f"{name}/{w.id}", why=str(error)) for w in said]
            continue
        for wording in said:
            _add(found, lifter, name, wording)
    return found


def _add(found: Wordings, lifter: Lifter, concept: str, wording: Wording) -> None:
    name = f"{concept}/{wording.id}"
    try:
        texts = {place: lifter.text(text) for place, text in _texts(wording)}
        _verdicts_begin_alike(wording, texts, lifter.target.verdicts, lifter.verdicts)
    except NotLiftable as error:
        found.left_out.append(LeftOut(what=name, why=str(error)))
        return
    found.kept.setdefault(concept, []).append(_wording(wording, texts))
    found.evidence[name] = _evidence(texts)


def _texts(wording: Wording) -> Iterator[tuple[str, str]]:
    yield "prompt", wording.prompt
    if wording.quote:
        yield "quote", wording.quote
    for face, response in wording.responses.items():
        yield f"{face} verdict", response.verdict
        if response.reason:
            yield f"{face} reason", response.reason


def _wording(wording: Wording, texts: Mapping[str, Lifted]) -> Wording:
    return Wording(
        id=wording.id,
        task=wording.task,
        prompt=texts["prompt"].text,
        quote=texts["quote"].text if wording.quote else None,
        responses={
            face: Response(
                verdict=texts[f"{face} verdict"].text,
                reason=texts[f"{face} reason"].text if response.reason else "",
            )
            for face, response in wording.responses.items()
        },
    )


def _verdicts_begin_alike(
    wording: Wording,
    texts: Mapping[str, Lifted],
    verdicts: Mapping[str, str],
    of_source: Mapping[str, str],
) -> None:
    """Hold responses that say yes or no to the new language's own words for it."""
    for face, response in wording.responses.items():
        for word, said in of_source.items():
            if begins(response.verdict, said):
                wanted, text = verdicts.get(word), texts[f"{face} verdict"].text
                if not wanted or not begins(text, wanted):
                    raise NotLiftable(f"its verdict '{text}' does not begin with '{wanted}'")


def begins(text: str, word: str) -> bool:
    """Say whether a text begins with this word and not merely with its letters: No of Now."""
    return regex.match(rf"{regex.escape(word)}(?![\p{{L}}\p{{M}}])", text) is not None


def _evidence(texts: Mapping[str, Lifted]) -> str:
    filled = [each for each in texts.values() if each.of > 1]
    weakest = min(filled, key=lambda each: each.agree / each.of, default=None)
    agree = f"{weakest.agree} of {weakest.of} translations agree" if weakest else "no fillers"
    backs = [each.back for each in texts.values() if each.back is not None]
    return agree + (f"; {min(backs):.0%} of the words come back" if backs else "; no way back")
