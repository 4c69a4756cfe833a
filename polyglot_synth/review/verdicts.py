"""What readers agree on, and what follows: a wording is read, or out, or stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from polyglot_synth.language import PackFile
from polyglot_synth.review.judgeable import judgeable
from polyglot_synth.review.reading import Judged, Sheet

OK, MEND, NEVER = "ok", "mend", "never"
ENOUGH = 2  # readers who call a wording fine


class Agreement(NamedTuple):
    """Lines that two readers both judged, the share judged alike, and Cohen's kappa.

    Kappa (Cohen, 1960) is null where both use one word throughout, for then chance explains all.
    """

    lines: int
    alike: float
    kappa: float | None


class Move(NamedTuple):
    """What a wording gets: `reviewed_by` these readers, or `out` for this reason.

    Of a frame `concept` is ``arguments``, and `wording` the frame's id.
    """

    concept: str
    wording: str
    reviewed_by: tuple[str, ...] = ()
    out: str | None = None

    @property
    def name(self) -> str:
        """The name of what it moves, as on a sheet."""
        return f"{self.concept}/{self.wording}"


def agreement(first: Sheet, second: Sheet) -> Agreement | None:
    """Compare two readers on the lines that both judged; null where there is none.

    >>> def sheet(name, *words):
    ...     return Sheet(name, {str(n): Judged("a/b", w, "") for n, w in enumerate(words)}, {})
    >>> agreement(sheet("A", "ok", "ok", "ok", "mend"), sheet("B", "ok", "ok", "mend", "mend"))
    Agreement(lines=4, alike=0.75, kappa=0.5)
    """
    both = sorted(first.judged.keys() & second.judged.keys())
    if not both:
        return None
    pairs = [(first.judged[mark].verdict, second.judged[mark].verdict) for mark in both]
    alike = sum(one == two for one, two in pairs) / len(pairs)
    words = {word for pair in pairs for word in pair}
    shares = [
        [pair[side] for pair in pairs].count(word) / len(pairs)
        for side in (0, 1)
        for word in sorted(words)
    ]
    half = len(words)
    chance = sum(one * two for one, two in zip(shares[:half], shares[half:], strict=True))
    return Agreement(len(both), alike, (alike - chance) / (1 - chance) if len(words) > 1 else None)


def by_wording(sheets: Sequence[Sheet]) -> dict[str, dict[str, list[Judged]]]:
    """Gather verdicts by wording and reader, in name order."""
    found: dict[str, dict[str, list[Judged]]] = defaultdict(lambda: defaultdict(list))
    for sheet in sheets:
        for mark in sorted(sheet.judged):
            found[sheet.judged[mark].wording][sheet.reader].append(sheet.judged[mark])
    return dict(sorted(found.items()))


def moves(pack: PackFile, sheets: Sequence[Sheet]) -> Iterator[Move]:
    """Say which wordings are read, since all readers call every line of them fine, and which out.

    One reader who would never say it is enough to put a wording out; to call it read takes two, who
    have both judged every line of it that stood on a sheet.
    """
    lines: dict[str, set[str]] = defaultdict(set)
    for sheet in sheets:
        for mark, judged in sheet.judged.items():
            lines[judged.wording].add(mark)
        for mark, name in sheet.empty.items():
            lines[name].add(mark)
    wordings = judgeable(pack)
    for name, readers in by_wording(sheets).items():
        wording, concept = wordings[name].said, name.rpartition("/")[0]
        if wording.out is not None:
            continue
        if reason := _never(readers):
            yield Move(concept, wording.id, out=reason)
        elif len(readers) >= ENOUGH and all(
            len(each) == len(lines[name]) and all(judged.verdict == OK for judged in each)
            for each in readers.values()
        ):
            names = tuple(dict.fromkeys([*(wording.reviewed_by or []), *readers]))
            if names != tuple(wording.reviewed_by or []):
                yield Move(concept, wording.id, reviewed_by=names)


def _never(readers: dict[str, list[Judged]]) -> str:
    """Say who would never say it, and what instead; nothing where nobody minds."""
    against = {
        name: next((judged.should_say for judged in never if judged.should_say), "")
        for name, each in readers.items()
        if (never := [judged for judged in each if judged.verdict == NEVER])
    }
    return "; ".join(
        f"{name} would say: {instead}" if instead else f"{name} would never say it"
        for name, instead in against.items()
    )


def told(pack: PackFile, sheets: Sequence[Sheet]) -> Iterator[str]:
    """Tell, a line each, what the readers said: agreement, where they differ, what to mend."""
    for sheet in sheets:
        left = f", {len(sheet.empty):,} left empty" if sheet.empty else ""
        yield f"{sheet.reader}: {len(sheet.judged):,} texts judged{left}"
    for first, second in combinations(sheets, 2):
        yield f"{first.reader} and {second.reader}: {_told(agreement(first, second))}"
    for name, readers in by_wording(sheets).items():
        words = {reader: _worst(each) for reader, each in readers.items()}
        if len(set(words.values())) > 1:
            yield f"they differ on {name}: {', '.join(f'{r} {w}' for r, w in words.items())}"
        for reader, each in readers.items():
            for judged in each:
                if judged.verdict != OK:
                    instead = judged.should_say or "does not say how"
                    yield f"{judged.verdict} {name}, {reader}: {instead}"
    said = [move for move in moves(pack, sheets) if move.reviewed_by]
    yield f"read and fine: {len(said)} wordings"
    for move in moves(pack, sheets):
        if move.out:
            yield f"out: {move.name} ({move.out})"


def _worst(each: list[Judged]) -> str:
    order = [OK, MEND, NEVER]
    return max((judged.verdict for judged in each), key=order.index)


def _told(found: Agreement | None) -> str:
    if found is None:
        return "no text was judged by both"
    kappa = (
        "is not defined, they say one word throughout"
        if found.kappa is None
        else f"{found.kappa:.2f}"
    )
    return f"{found.lines:,} texts judged by both, {found.alike:.1%} alike, Cohen's kappa {kappa}"
