"""The agreement tables of a draft, each made once, by what stands in it."""

from __future__ import annotations

from polyglot_synth.draft.skeleton import Agreeing


class Tables:
    """Names tables as they come: a1, a2, ..."""

    def __init__(self) -> None:
        self._names: dict[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], str] = {}

    def name(self, agreeing: Agreeing) -> str:
        """Name the table of a word that agrees."""
        return self._names.setdefault((agreeing.over, agreeing.cells), f"a{len(self._names) + 1}")

    def written(self) -> dict[str, dict[str, object]]:
        """Give all tables in the shape of a pack's section `agreement`."""
        return {
            name: {"over": list(over), **dict(cells)} for (over, cells), name in self._names.items()
        }
