"""Which detectors may judge a language, at which length, and by what margin they err on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import polars as pl

from polyglot_synth.calibrate.reference import Reference, split
from polyglot_synth.errors import Mendable, nearest
from polyglot_synth.gates import detectors as known
from polyglot_synth.gates.detectors import CHEAP, DEAR, FASTTEXT, TELL_TALES, Detector, Opinion
from polyglot_synth.gates.language_id import CLASSES, LanguageID, counted, labels_of
from polyglot_synth.language import PackFile
from polyglot_synth.measured import Trust

# Share of human text that a detector may put elsewhere by more than its margin, by length class.
LOST = {15: 0.006, 30: 0.004, 60: 0.002, 120: 0.002, 240: 0.002}
_FEWEST = 20  # texts of a class, below which nothing is measured
_USEFUL = 0.5  # of other languages' texts a detector must turn away to have a say: most do 0.99
_SEEN = 0.005  # what is rarer is not written down
_OTHERS = 30  # texts of each other language and class
_ENOUGH = 2  # detectors; slow ones are asked only where there are fewer

Sized = dict[int, list[str]]


@dataclass(frozen=True)
class Detection:
    """The detectors trusted, and the languages whose human text passes them all, by share."""

    trusts: dict[str, Trust]
    confusable: dict[str, float] = field(default_factory=dict)


def fit_detection(
    pack: PackFile, reference: Reference, names: Sequence[str], lid_model: str | None
) -> Detection:
    """Measure the detectors on human text of the language and of all others in the reference.

    Raises `Mendable` for unknown detectors and where none of those asked for knows the language.
    """
    own = _sized(_fitted(reference, pack.tag))
    others = {
        tag: _sample(_sized(_fitted(reference, tag))) for tag in reference.tags if tag != pack.tag
    }
    asked = _asked(pack, names, lid_model)
    trusts = {
        name: _trust(one, label, own, _against(one, others)).model_copy(
            update={"model": known.model_name(lid_model or "") if name == FASTTEXT else None}
        )
        for name, (one, label) in asked.items()
    }
    if not any(trust.has_a_say for trust in trusts.values()):
        raise Mendable.saying(
            f"{', '.join(trusts)} cannot tell {pack.tag} from others in {reference.folder}"
        )
    measured = pack.model_copy(update={"detectors": trusts})
    return Detection(trusts, _confusable(measured, LanguageID(lid_model), others))


def _against(one: Detector, others: dict[str, Sized]) -> list[Sized]:
    return [sized for tag, sized in others.items() if one.against is None or tag in one.against]


def _fitted(reference: Reference, tag: str) -> list[pl.Series]:
    batches = reference.passages(tag), reference.openings(tag)
    return [split(batch)[0]["prompt"] for batch in batches]


def _sized(texts: Sequence[pl.Series]) -> Sized:
    """Sort texts into length classes; those too short to judge are left out."""
    sized: Sized = {start: [] for start in CLASSES}
    for text, start in chain.from_iterable(counted(series) for series in texts):
        if start is not None:
            sized[start].append(text)
    return sized


def _sample(sized: Sized) -> Sized:
    """Take some of each class, evenly spread."""
    return {
        start: texts[:: max(1, len(texts) // _OTHERS)][:_OTHERS] for start, texts in sized.items()
    }


def _asked(
    pack: PackFile, names: Sequence[str], lid_model: str | None
) -> dict[str, tuple[Detector, str]]:
    """Choose detectors that have a label for the language: those named, or the fast ones."""
    found = dict(_labelled(pack, names or list(CHEAP), lid_model))
    if lacking := [name for name in names if name not in found]:
        found = {} if len(lacking) == len(names) else found
    if not names and len(found.keys() - {TELL_TALES}) < _ENOUGH:
        found |= dict(_labelled(pack, list(DEAR), lid_model))
    if not found:
        able = ", ".join(dict(_labelled(pack, [*CHEAP, *DEAR], lid_model))) or "none that is here"
        raise Mendable.saying(
            f"{', '.join(names) or 'no detector'} has no label for {pack.tag} (it would be "
            f"{', '.join(labels_of(pack))}), so it cannot gate it alone; able is: {able}"
        )
    return found


def _labelled(
    pack: PackFile, names: Sequence[str], lid_model: str | None
) -> Iterator[tuple[str, tuple[Detector, str]]]:
    every = [*CHEAP, *DEAR]
    for name in names:
        if name not in every:
            raise Mendable.saying(f"no detector {name}; {nearest(name, every)}")
    candidates: list[tuple[str, Detector]] = [(name, known.detector(name)) for name in names]
    if lid_model is not None:
        candidates.append((FASTTEXT, known.lid_model(lid_model)))
    if pack.neighbours:
        candidates.append((TELL_TALES, known.TellTales(pack.tag, pack.neighbours)))
    for name, one in candidates:
        label = next((label for label in labels_of(pack) if label in one.labels), None)
        if label is not None:
            yield name, (one, label)


def _trust(one: Detector, label: str, own: Sized, others: Sequence[Sized]) -> Trust:
    """Measure a detector; what may not judge by itself is tried with the group it confuses."""
    opinions = {start: [one.opinion(text, label) for text in own[start]] for start in CLASSES}
    elsewhere = {
        start: [one.opinion(text, label) for sized in others for text in sized[start]]
        for start in CLASSES
    }
    every = [opinion for found in opinions.values() for opinion in found if opinion]
    taken = Counter(opinion.label for opinion in every if opinion.label != label)
    margins = {s: _margin(one, opinions[s], elsewhere[s], s, ()) for s in CLASSES}
    groups = {s: _group(opinions[s], label) for s in CLASSES if margins[s] is None}
    grouped = {s: _margin(one, opinions[s], elsewhere[s], s, group) for s, group in groups.items()}
    return Trust(
        label=label,
        group={s: groups[s] for s, margin in grouped.items() if margin is not None},
        margins=margins | grouped,
        named={
            start: round(sum(map(_named, found)) / len(found), 3)
            for start, found in opinions.items()
            if len(found) >= _FEWEST
        },
        mistaken={
            name: round(count / len(every), 3)
            for name, count in taken.most_common()
            if count >= _SEEN * len(every)
        },
    )


def _group(said: Sequence[Opinion | None], label: str) -> list[str]:
    """List what a detector takes human text for, rare slips left out."""
    taken = Counter(opinion.label for opinion in said if opinion and opinion.label != label)
    return sorted(name for name, count in taken.items() if count >= _SEEN * len(said))


def _named(opinion: Opinion | None) -> bool:
    return opinion is not None and opinion.margin >= 0


def _margin(
    one: Detector,
    own: Sequence[Opinion | None],
    others: Sequence[Opinion | None],
    start: int,
    group: Sequence[str],
) -> float | None:
    """Give the margin below which hardly any human text falls; None where that is no use."""
    margins = [_ahead(opinion, group) for opinion in own if opinion]
    if len(margins) < _FEWEST:
        return None
    lowest = float(
        pl.Series(margins, dtype=pl.Float64, strict=False).quantile(LOST[start], "lower") or 0
    )
    allowed = round(min(0.0, lowest - one.slack), 2)
    turned = [_ahead(opinion, group) < allowed for opinion in others if opinion]
    useful = bool(turned) and sum(turned) >= _USEFUL * len(turned)
    return allowed if useful else None


def _ahead(opinion: Opinion, group: Sequence[str]) -> float:
    return 0.0 if opinion.label in group else opinion.margin


def _confusable(pack: PackFile, judge: LanguageID, others: dict[str, Sized]) -> dict[str, float]:
    """Give the share of other languages' passages that all trusted detectors let pass."""
    passed = {}
    for tag, sized in others.items():
        texts = [text for start in (60, 120, 240) for text in sized[start]]
        batch = pl.DataFrame({"prompt": texts, "response": [None] * len(texts)})
        shares = judge(batch.cast(pl.String), pack).values
        passed[tag] = round(float((shares.fill_null(1.0) == 1).sum()) / max(1, len(texts)), 3)
    seen = sorted((-share, tag) for tag, share in passed.items() if share >= _SEEN)
    return {tag: -share for share, tag in seen}
