"""Detectors of languages, each behind one question: what is this text taken for, and how surely.

Libraries are imported when a detector is made. A detector answers with the label it takes the text
for and with the margin by which the label asked about is ahead of the best other, in units of its
own: negative, it is behind; zero may stand for all that is not. None where it cannot tell.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, Protocol

import regex

from polyglot_synth.errors import Mendable
from polyglot_synth.measured import Neighbour


class Opinion(NamedTuple):
    """What a detector takes a text for, and by how much the label asked about is ahead."""

    label: str
    margin: float


class Detector(Protocol):
    """Anything that names languages.

    `slack`: how far beyond what human text shows to bear it. `against`: the languages that it is
    meant to tell from its own; None: all.
    """

    labels: frozenset[str]
    slack: float
    against: frozenset[str] | None

    def opinion(self, text: str, label: str) -> Opinion | None:
        """Judge one text; None where it cannot tell."""


class Py3langid:
    """py3langid: naive Bayes on byte n-grams. Margin: log-odds by the root of the bytes.

    So its own probabilities are tempered too.
    """

    slack: float = 0.1
    against: frozenset[str] | None = None

    def __init__(self) -> None:
        from py3langid.langid import (  # noqa: PLC0415 - 0.3 s
            MODEL_FILE,
            RAW_FLOOR,
            LanguageIdentifier,
        )

        self._identifier, self._nothing = LanguageIdentifier.from_model_file(MODEL_FILE), RAW_FLOOR
        self.labels = frozenset(self._identifier.labels)

    def opinion(self, text: str, label: str) -> Opinion | None:
        """Classify; rank all languages only where another is first. No known n-gram: no opinion."""
        first, best = self._identifier.classify(text)
        if best == self._nothing:
            return None
        if first == label:
            return Opinion(first, 0.0)
        own = dict(self._identifier.rank(text)).get(label, -math.inf)
        return Opinion(first, (own - best) / math.sqrt(len(text.encode())))


class Pycld2:
    """CLD2: 4-grams of letters. Margin: percent of the text that it gives to either."""

    slack: float = 3.0
    against: frozenset[str] | None = None

    def __init__(self) -> None:
        import pycld2  # noqa: PLC0415

        self._detect, self._error = pycld2.detect, pycld2.error
        codes = dict(pycld2.LANGUAGES)
        self.labels = frozenset(codes[name] for name in pycld2.DETECTED_LANGUAGES)

    def opinion(self, text: str, label: str) -> Opinion | None:
        """Detect up to three languages; ``un`` is none."""
        try:
            _, _, found = self._detect(text, isPlainText=True, bestEffort=True)
        except self._error:  # bytes that it does not take for text
            return None
        shares = {code: percent for _, code, percent, _ in found if code != "un"}
        return _by_share(shares, label, whole=100)


class Langdetect:
    """langdetect: naive Bayes by sampling, so it is seeded; slow. Margin: of its probabilities."""

    slack: float = 0.03
    against: frozenset[str] | None = None

    def __init__(self) -> None:
        from langdetect import DetectorFactory, detector_factory  # noqa: PLC0415

        DetectorFactory.seed = 0  # it answers differently without
        detector_factory.init_factory()
        self._factory = detector_factory._factory  # noqa: SLF001 - its own functions read it so
        self.labels = frozenset(self._factory.get_lang_list())

    def opinion(self, text: str, label: str) -> Opinion | None:
        """Detect; a text without known letters is no evidence."""
        from langdetect import LangDetectException  # noqa: PLC0415

        detector = self._factory.create()
        detector.append(text)
        try:
            shares = {found.lang: found.prob for found in detector.get_probabilities()}
        except LangDetectException:
            return None
        return _by_share(shares, label, whole=1)


class Fasttext:
    """A fastText model such as GlotLID or lid.176, from a file. Margin: of its probabilities."""

    slack: float = 0.03
    against: frozenset[str] | None = None

    def __init__(self, file: str) -> None:
        self._model = _fasttext(file)
        self.labels = frozenset(name.removeprefix(_PREFIX) for name in self._model.get_labels())

    def opinion(self, text: str, label: str) -> Opinion | None:
        """Predict; its probabilities over all labels sum to one."""
        # Of fasttext 0.9.2 `predict` fails under numpy 2 for a text, and for a list it gives every
        # label the probability of the first; below it is the call that does neither.
        line = " ".join(text.split()) + "\n"
        shares = self._model.f.predict(line, _LABELS_ASKED, 0.0, "strict")
        found = {name.removeprefix(_PREFIX): share for share, name in shares}
        return _by_share(found, label, whole=1)


class TellTales:
    """Words that one of two neighbours says and the other never does, as the pack lists them.

    Margin: words of ours less words of the neighbour that shows most.
    """

    slack: float = 1.0

    def __init__(self, tag: str, neighbours: Mapping[str, Neighbour]) -> None:
        self.labels = frozenset({tag})
        self.against: frozenset[str] | None = frozenset(neighbours)
        self._neighbours = {
            other: (frozenset(words.ours), frozenset(words.theirs))
            for other, words in neighbours.items()
        }

    def opinion(self, text: str, label: str) -> Opinion | None:
        """Count; a text without any such word is no evidence."""
        said = [word.casefold() for word in _WORD.findall(text)]
        counts = {
            other: (sum(word in ours for word in said), sum(word in theirs for word in said))
            for other, (ours, theirs) in self._neighbours.items()
        }
        if not any(map(sum, counts.values())):
            return None
        worst, (ours, theirs) = min(counts.items(), key=lambda item: item[1][0] - item[1][1])
        return Opinion(label if ours >= theirs else worst, ours - theirs)


TELL_TALES = "words"
FASTTEXT = "fasttext"
CHEAP: dict[str, Callable[[], Detector]] = {"py3langid": Py3langid, "pycld2": Pycld2}
DEAR: dict[str, Callable[[], Detector]] = {
    "langdetect": Langdetect
}  # 250 texts a second where the others do thousands
_PREFIX = "__label__"
_LABELS_ASKED = 20
_WORD = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}'\u2019\u200c\u200d-]*")


def _by_share(shares: Mapping[str, float], label: str, *, whole: float) -> Opinion | None:
    if not shares:
        return None
    first = max(shares, key=lambda name: shares[name])
    others = max((share for name, share in shares.items() if name != label), default=0)
    own = shares.get(label)
    return Opinion(first, -whole - 1 if own is None else own - others)


@cache
def detector(name: str) -> Detector:
    """Give a detector that comes with its weights; made once a process."""
    return {**CHEAP, **DEAR}[name]()


def versions(lid_model: str | None = None) -> dict[str, str]:
    """Name the version of each detector that may be asked: another may judge otherwise."""
    found = {name: version(name) for name in (*CHEAP, *DEAR)}
    return found | ({FASTTEXT: model_name(lid_model)} if lid_model else {})


@cache
def lid_model(file: str) -> Fasttext:
    """Load a fastText model of languages; raises `Mendable` for what is none."""
    return Fasttext(file)


@cache
def model_name(file: str) -> str:
    """Name a model by its file and what is in it, such as ``lid.176.bin@8ded5749a2ad``."""
    try:
        with Path(file).open("rb") as content:
            return f"{Path(file).name}@{hashlib.file_digest(content, 'sha256').hexdigest()[:12]}"
    except OSError as error:
        raise Mendable.saying(f"--lid-model {file} cannot be read: {error.strerror}") from None


def _fasttext(file: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - fasttext has no types
    try:
        import fasttext  # noqa: PLC0415 - an extra
    except ImportError:
        raise Mendable.saying(
            "--lid-model needs fasttext: pip install 'polyglot-synth[lid]'"
        ) from None
    model_name(file)
    try:
        return fasttext.load_model(file)
    except ValueError as error:
        raise Mendable.saying(f"--lid-model {file} is no fastText model: {error}") from None
