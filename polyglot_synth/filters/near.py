"""Near duplicates: a text that an earlier row has said in almost the same words.

Sketches choose whom a row is compared with, the texts decide: what is called a repeat has been
compared. A verdict on a row depends on that row and those before it alone; not on what comes
later, nor on how rows are cut into batches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from polyglot_synth.filters.buckets import NONE, Growing, Rows
from polyglot_synth.filters.candidates import Index
from polyglot_synth.filters.duplicates import folded, hashes
from polyglot_synth.filters.minhash import sketch
from polyglot_synth.filters.shingles import jaccard

_PAIRS_AT_ONCE = 4_096  # their shingles take about 20 MB

Texts = Callable[[Rows], pl.Series]  # gives the folded texts of some rows


class Seen:
    """What earlier rows have said; fed batch after batch in order, it tells which rows repeat.

    A text that repeats one that is itself a repeat goes too: chains count. `threshold` is the
    Jaccard likeness of two sets of character 5-grams from which on two texts are near; at 1.0
    only exact repeats count. What is kept of a row: 20 bytes at 1.0; else its folded text in
    UTF-8, 28 bytes, 128 of its sketch and 12 for each band: 288 and the text at 0.9, 228 at
    0.97. Arrays double as they grow, so at worst twice that.
    """

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold
        self._index = Index(threshold)
        self._said = _Said()

    def add(self, texts: pl.Series, passed: pl.Series) -> pl.DataFrame:
        """Judge the next rows; columns ``repeats``, ``of`` and ``likeness``.

        `of` counts all rows that were ever added, from 0; it and `likeness` (1.0 = exact, or the
        same set of 5-grams) are null where nothing is repeated. Only rows that `passed` and have
        a text are judged, and count later.
        """
        good = (passed.fill_null(value=False) & texts.is_not_null()).to_numpy()
        said = folded(texts.fill_null(""))
        looks_near = self._index.looks_near
        if looks_near:
            self._said.extend(said)
        sketched = sketch(said) if looks_near else None
        exact = self._index.add(hashes(said), sketched, good)
        return verdicts(self._index, exact, good, self._said.texts)


class _Said:
    """Texts one behind the other, as UTF-8."""

    def __init__(self) -> None:
        self._bytes, self._ends = Growing(np.uint8), Growing(np.int64)

    def extend(self, texts: Sequence[str]) -> None:
        encoded = [text.encode() for text in texts]
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        self._ends.extend(ends + self._bytes.size)
        self._bytes.extend(np.frombuffer(b"".join(encoded), dtype=np.uint8))

    def texts(self, rows: Rows) -> pl.Series:
        buffer, ends = memoryview(self._bytes.rows.data), self._ends.rows
        starts = np.where(rows > 0, ends[rows - 1], 0).tolist()
        pieces = zip(starts, ends[rows].tolist(), strict=True)
        return pl.Series([str(buffer[a:b], "utf-8") for a, b in pieces], dtype=pl.String)


def verdicts(index: Index, exact: Rows, passed: NDArray[np.bool_], texts: Texts) -> pl.DataFrame:
    """Judge the last rows that an index took in: who repeats nothing exactly may be near.

    `exact` is what `Index.add` said of them. Columns as those of `Seen.add`.
    """
    start = index.size - len(exact)
    rows = (np.flatnonzero(passed & (exact == NONE)) + start).astype(np.int32)
    found = near(index.candidates(rows), texts, index.threshold)
    of, likeness = exact.astype(np.int64), np.ones(len(exact))
    place = found["row"].to_numpy() - start
    of[place], likeness[place] = found["of"].to_numpy(), found["likeness"].to_numpy()
    repeats = pl.col("of") != NONE
    return pl.DataFrame({"of": of, "likeness": likeness}).select(
        repeats.alias("repeats"), *(pl.when(repeats).then(c).alias(c) for c in ("of", "likeness"))
    )


def near(pairs: pl.DataFrame, texts: Texts, threshold: float) -> pl.DataFrame:
    """Compare rows with the earlier ones they are paired with, the likeliest first.

    Gives ``row``, ``of`` and ``likeness`` of each row that is near to one of them, the first.
    """
    found = [pairs.head(0).select("row", "of", likeness=pl.lit(0.0))]
    rows = pl.concat([pairs["row"], pairs["of"]]).unique().sort()
    said = texts(rows.to_numpy())
    for tried in (pl.col("rank") == 0, pl.col("rank") > 0):
        if pairs.is_empty():
            break
        alike = _compared(pairs.filter(tried), rows, said).filter(pl.col("likeness") >= threshold)
        found.append(alike.unique("row", keep="first", maintain_order=True))
        pairs = pairs.join(found[-1], on="row", how="anti", maintain_order="left")
    return pl.concat(found)


def _compared(pairs: pl.DataFrame, rows: pl.Series, said: pl.Series) -> pl.DataFrame:
    """Add the Jaccard likeness of pairs; `said` are the texts of `rows`, which are in order."""
    likeness = [np.empty(0)]
    for block in pairs.iter_slices(_PAIRS_AT_ONCE):
        used = pl.concat([block["row"], block["of"]]).unique().sort()
        texts = said.gather(rows.search_sorted(used)).to_list()
        sides = (used.search_sorted(block[side]).to_numpy() for side in ("row", "of"))
        likeness.append(jaccard(texts, *sides))
    return pairs.select("row", "of", likeness=np.concatenate(likeness))
