"""Language ID: the share of the detectors a pack trusts that name the language.

Which detectors those are, at which length, and by what margin they may put another language first
is measured on human text by `calibrate` and stands in the pack under `detectors`. Below 15 letters
no detector is asked; of rows of ours, which are no human text, below 30.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from polyglot_synth.check import Scores
from polyglot_synth.errors import Mendable
from polyglot_synth.gates import detectors
from polyglot_synth.gates.detectors import FASTTEXT, TELL_TALES, Detector
from polyglot_synth.gates.surface import prose
from polyglot_synth.language import PackFile
from polyglot_synth.measured import Trust

CLASSES = (15, 30, 60, 120, 240)  # letters from which on a text is judged by the next margins
_OURS = 30  # letters from which on a text of ours is judged: what is shorter is names and numbers
_NO_TEXT = r"[\p{Cc}\p{Co}\p{Cn}]+"  # detectors read these as they like
_NOTHING = ""  # what a detector calls a text that it cannot tell
Counted = tuple[str, int | None]  # a text and its length class
Verdict = tuple[float | None, str | None]  # the share that names the language; who does not
Votes = dict[str, str | None]  # by detector: None for the language, else what it takes it for


def length_class(letters: int) -> int | None:
    """Give the class of a text by its letters and marks; None where it is too short to judge.

    >>> length_class(14), length_class(60), length_class(1000)
    (None, 60, 240)
    """
    return max((start for start in CLASSES if start <= letters), default=None)


def counted(texts: pl.Series) -> list[Counted]:
    """Give texts as detectors shall see them, each with its length class."""
    plain = texts.str.replace_all(_NO_TEXT, " ").str.strip_chars()
    letters = plain.str.count_matches(r"[\p{L}\p{M}]")
    return [(text, length_class(size)) for text, size in zip(plain, letters, strict=True)]


def detectors_of(pack: PackFile, lid_model: str | None = None) -> dict[str, Detector]:
    """Make the detectors that a pack trusts.

    A fastText model is asked only where it is given. Raises `Mendable` where another one is given
    than the pack was calibrated with, or one that it was never calibrated with.
    """
    if lid_model is not None:
        _same_model(pack, lid_model)
    found: dict[str, Detector] = {}
    for name in [name for name, trust in pack.detectors.items() if trust.has_a_say]:
        if name == TELL_TALES:
            found[name] = detectors.TellTales(pack.tag, pack.neighbours)
        elif name != FASTTEXT:
            found[name] = detectors.detector(name)
        elif lid_model is not None:
            found[name] = detectors.lid_model(lid_model)
    if not found and any(trust.has_a_say for trust in pack.detectors.values()):
        raise Mendable.saying(f"{pack.tag} is told by {FASTTEXT} alone; give its --lid-model FILE")
    return found


def _same_model(pack: PackFile, file: str) -> None:
    trust, name = pack.detectors.get(FASTTEXT), detectors.model_name(file)
    if trust is None or trust.model != name:
        known = f"another, {trust.model}" if trust else "none"
        raise Mendable.saying(
            f"{pack.tag} was calibrated with {known}; measure {name} first: "
            f"polyglot-synth languages calibrate {pack.tag} --reference DIR --lid-model {file}"
        )


class LanguageID:
    """The scorer; `lid_model` is the file of a fastText model to ask beside the others."""

    def __init__(self, lid_model: str | None = None) -> None:
        self._lid_model = lid_model

    def __call__(self, batch: pl.DataFrame, pack: PackFile) -> Scores:
        """Judge prompt and response apart, each where it is long enough; the lower share counts.

        What an instruction asks for (a list of four nouns) is no text that a detector could judge.
        """
        asked = detectors_of(pack, self._lid_model)
        free = _free(batch)
        texts = batch.select(
            prose("prompt").alias("prompt"),
            pl.when(free).then(prose("response")).otherwise(pl.lit("")).alias("response"),
        )
        found = [
            _judged(_long_enough(counted(texts[column]), batch), pack.detectors, asked)
            for column in texts.columns
        ]
        worst = [_worse(*pair) for pair in zip(*found, strict=True)]
        return Scores(
            pl.Series([share for share, _ in worst], dtype=pl.Float64),
            pl.Series([reason for _, reason in worst], dtype=pl.String),
        )


def _free(batch: pl.DataFrame) -> pl.Expr:
    """Tell which rows answer in sentences; in anybody's file all do."""
    if "kind" not in batch.columns:
        return pl.lit(value=True)
    return pl.col("kind").ne_missing("instruction")


def _long_enough(texts: list[Counted], batch: pl.DataFrame) -> list[Counted]:
    """Leave out the shortest of the rows of ours; they have `spoken`."""
    if "spoken" not in batch.columns:
        return texts
    return [
        (text, None if ours and start is not None and start < _OURS else start)
        for (text, start), ours in zip(texts, batch["spoken"].is_not_null(), strict=True)
    ]


def _worse(prompt: Verdict, response: Verdict) -> Verdict:
    if response[0] is None or (prompt[0] is not None and prompt[0] <= response[0]):
        return prompt[0], prompt[1] and f"the prompt: {prompt[1]}"
    return response[0], response[1] and f"the response: {response[1]}"


def _judged(
    texts: Sequence[Counted],
    trusts: Mapping[str, Trust],
    asked: Mapping[str, Detector],
) -> list[Verdict]:
    """Ask one detector after the other about all texts: each has big tables to keep at hand."""
    votes: list[Votes] = [{} for _ in texts]
    for name, one in asked.items():
        label, groups, margins = trusts[name].label, trusts[name].group, trusts[name].margins
        for (text, start), vote in zip(texts, votes, strict=True):
            if start is None or (allowed := margins.get(start)) is None:
                continue
            opinion = one.opinion(text, label)
            if opinion is not None:
                named = opinion.margin >= allowed or opinion.label in groups.get(start, ())
                vote[name] = None if named else opinion.label
            elif name != TELL_TALES:  # no tell-tale word says nothing; no known n-gram says much
                vote[name] = _NOTHING
    return [_verdict(vote) for vote in votes]


def _verdict(votes: Votes) -> Verdict:
    """Give the share of the detectors with an opinion that name the language, and who does not."""
    if not votes:
        return None, None
    against = {name: label for name, label in votes.items() if label is not None}
    if not against:
        return 1.0, None
    named = {name: label for name, label in against.items() if label != _NOTHING}
    voting = len(votes) - len(against) + len(named)
    if not voting:
        return 0.0, f"no language to {' or '.join(against)}"
    if not named:
        return 1.0, None
    return 1 - len(named) / voting, ", ".join(f"{label} to {name}" for name, label in named.items())


def labels_of(pack: PackFile) -> Sequence[str]:
    """List what detectors may call a language, the most exact first.

    Data sets differ: GlotLID says swh_Latn, py3langid sw.
    """
    return tuple(dict.fromkeys((pack.tag, pack.tag[:3], pack.bcp47, *pack.labels)))
