"""Overlaps: 8 words or 40 characters in a row that a text shares with listed texts.

Texts are compared bare: letters, marks and digits, without case, punctuation and line ends. A span
is looked up by its hash, and what is found is compared letter by letter before it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from polyglot_synth.digits import ZEROS
from polyglot_synth.errors import Mendable
from polyglot_synth.filters.buckets import NONE, Places
from polyglot_synth.filters.duplicates import folded

WORDS, CHARACTERS = 8, 40
MOST = 100_000_000  # characters of all lists; an index takes about 16 bytes for each
_AT_ONCE = 1_000_000  # characters that are hashed at once
_JOINED = r"[\x{200c}\x{200d}'’ʼ‘`]"  # inside a word, and written in several ways or not at all
_FACTOR = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio, odd
_INVERSE = pow(_FACTOR, -1, 2**64)
_DIGITS = {chr(ord(zero) + n): str(n) for zero in ZEROS.values() if zero != "0" for n in range(10)}
_EIGHTH = np.uint64(3)  # a byte holds 2**3 cells
_SPACE, _LINE = ord(" "), ord("\n")

Codes = NDArray[np.uint32]
Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]


class Overlap(NamedTuple):
    """What a text shares with a listed one: the words, and which of the listed texts it is."""

    said: str
    listed: int


def bare(texts: pl.Series) -> pl.Series:
    """Give texts as they are compared; null where there is none.

    >>> bare(pl.Series(["Ng'ombe 3,  NA mbuzi!", "आंबे: १२."])).to_list()
    ['ngombe 3 na mbuzi', 'आंबे 12']
    """
    there = texts.is_not_null()
    said = pl.Series(folded(texts.fill_null("")), dtype=pl.String)
    said = said.str.replace_all(_JOINED, "").str.replace_many(_DIGITS)
    said = said.str.replace_all(r"[^\p{L}\p{M}\p{N}]+", " ").str.strip_chars()
    return pl.select(pl.when(there).then(said)).to_series()


def holds_spans(texts: pl.Series) -> bool:
    """Tell whether any text is as long as either measure, so that it can be shared at all."""
    text = pl.col("text")
    long = (text.str.len_chars() >= CHARACTERS) | (text.str.count_matches(" ") >= WORDS - 1)
    return bool(bare(texts).to_frame("text").select(long.any()).item())


class Sieve:
    """Tells of most hashes, fast and in 2 to 4 bytes each, that they were never added."""

    def __init__(self, most: int) -> None:
        self._bits = max(16, (16 * most).bit_length())
        self._bytes = np.zeros(1 << (self._bits - 3), dtype=np.uint8)

    def add(self, hashes: Hashes) -> None:
        """Let hashes pass from now on."""
        cells = self._cells(hashes)
        np.bitwise_or.at(self._bytes, cells >> _EIGHTH, _bit(cells))

    def may_hold(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Tell which hashes may have been added; of the others at least 15 of 16 are told."""
        cells = self._cells(hashes)
        passes: NDArray[np.bool_] = (self._bytes[cells >> _EIGHTH] & _bit(cells)) != 0
        return passes

    def _cells(self, hashes: Hashes) -> Hashes:
        return (hashes * np.uint64(_FACTOR)) >> np.uint64(64 - self._bits)


def _bit(cells: Hashes) -> NDArray[np.uint8]:
    return np.uint8(1) << (cells & np.uint64(7)).astype(np.uint8)


class Listed:
    """Texts to keep away from, by the hashes of their spans.

    Of spans that repeat the first is known. Texts shorter than both measures hold no span. Raises
    `Mendable` where there is too much to hold.
    """

    def __init__(self, texts: pl.Series) -> None:
        said = bare(texts).fill_null("").to_list()
        self._texts = "\n".join(said)
        if len(self._texts) > MOST:
            raise Mendable.saying(
                f"the lists to keep away from hold {len(self._texts):,} characters; "
                f"more than {MOST:,} cannot be held, so leave some out"
            )
        self._ends = np.cumsum([len(text) + 1 for text in said]) - 1
        self._places, self._sieve = Places(), Sieve(len(self._texts))
        self.spans = start = 0
        for block in _blocks(said):
            self._add(_codes("\n".join(block)), start)
            start += sum(map(len, block)) + len(block)

    def _add(self, codes: Codes, start: int) -> None:
        """Take in the spans of some texts that begin at a place of all."""
        starts, ends = _spans(codes)
        keys, first = np.unique(_hashes(codes, starts, ends), return_index=True)
        new = self._places.find(keys) == NONE
        self._places.put(keys[new], (starts[first[new]] + start).astype(np.int32))
        self._sieve.add(keys[new])
        self.spans += int(new.sum())

    def overlaps(self, texts: pl.Series) -> list[Overlap | None]:
        """Say for each text what it shares with a listed one, as far as it goes; the first."""
        found: list[Overlap | None] = [None] * len(texts)
        distinct = bare(texts).to_frame("text").with_row_index("row").drop_nulls()
        groups = distinct.group_by("text", maintain_order=True).agg("row")
        start = 0
        for block in _blocks(groups["text"].to_list()):
            for place, overlap in self._of_block(block):
                for row in groups["row"][start + place]:
                    found[row] = overlap
            start += len(block)
        return found

    def _of_block(self, texts: Sequence[str]) -> Iterator[tuple[int, Overlap]]:
        """Give the first overlap of each text that has one, with the text's place."""
        codes = _codes("\n".join(texts))
        begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
        done = -1
        for start, there in self._hits(codes):
            place = int(np.searchsorted(begins, start, side="right")) - 1
            if place == done:
                continue
            overlap = self._compared(texts[place], start - int(begins[place]), there)
            if overlap is not None:
                done = place
                yield place, overlap

    def _hits(self, codes: Codes) -> list[tuple[int, int]]:
        """Give places whose spans have the hash of a listed one, in order, and its place."""
        starts, ends = _spans(codes)
        hashes = _hashes(codes, starts, ends)
        likely = np.flatnonzero(self._sieve.may_hold(hashes))
        there = self._places.find(hashes[likely])
        hit = there != NONE
        return sorted(zip(starts[likely[hit]].tolist(), there[hit].tolist(), strict=True))

    def _compared(self, text: str, start: int, there: int) -> Overlap | None:
        """Compare from two places on, onwards and back; None where it comes to less than a span."""
        number = int(np.searchsorted(self._ends, there))
        first = int(self._ends[number - 1]) + 1 if number else 0
        listed, there = self._texts[first : self._ends[number]], there - first
        after = _alike(text[start:], listed[there:])
        before = _alike(reversed(text[:start]), reversed(listed[:there]))
        said = text[start - before : start + after]
        whole = _whole_words(text, start - before, start + after)
        if len(said) < CHARACTERS and len(whole.split()) < WORDS:
            return None
        return Overlap(whole if len(said) < CHARACTERS else said, number)


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """Count the characters in which two texts are the same from their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _whole_words(text: str, start: int, end: int) -> str:
    """Leave out words that a span cuts."""
    said = text[start:end]
    if start and text[start - 1] != " ":
        said = said.partition(" ")[2]
    if end < len(text) and text[end] != " ":
        said = said.rpartition(" ")[0]
    return said.strip()


def _blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= _AT_ONCE:
            yield held
            held, size = [], 0
    if held:
        yield held


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _spans(codes: Codes) -> tuple[Numbers, Numbers]:
    """List where spans begin and end: of 40 characters, or of 8 words that have fewer."""
    lines = np.concatenate([[0], np.cumsum(codes == _LINE)])
    starts = np.arange(max(codes.size - CHARACTERS + 1, 0))
    ends = starts + CHARACTERS
    gap = np.concatenate([[True], (codes == _SPACE) | (codes == _LINE), [True]])
    firsts = np.flatnonzero(gap[:-1] & ~gap[1:])[: -WORDS + 1]
    lasts = np.flatnonzero(~gap[:-1] & gap[1:])[WORDS - 1 :]
    short = lasts - firsts < CHARACTERS
    starts, ends = np.append(starts, firsts[short]), np.append(ends, lasts[short])
    inside = lines[starts] == lines[ends]
    return starts[inside], ends[inside]


def _hashes(codes: Codes, starts: Numbers, ends: Numbers) -> Hashes:
    """Hash spans: a polynomial modulo 2**64, from sums up to each place (Karp and Rabin 1987)."""
    powers, inverses = (_powers(factor, codes.size + 1) for factor in (_FACTOR, _INVERSE))
    sums = np.zeros(codes.size + 1, dtype=np.uint64)
    np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * powers[:-1], out=sums[1:])
    hashes: Hashes = (sums[ends] - sums[starts]) * inverses[starts]
    return hashes


def _powers(factor: int, count: int) -> Hashes:
    powers = np.full(count, factor, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)
