"""What a person can mend: where it is, and one sentence that says what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_LISTED = 12  # of many names only the first are listed


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend, printed as ``file:line:column: path: sentence``.

    Lines and columns count from 1; 0 means that the place is unknown. In a table the line is its
    row. Parts that are empty are left out.
    """

    file: str
    line: int
    column: int
    path: str
    sentence: str

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        return ": ".join(part for part in (place, self.path, self.sentence) if part)


class Mendable(Exception):  # noqa: N818 - it is no error of ours
    """Something that the person at the keyboard can mend; the commands exit with 2.

    >>> print(Mendable.saying("the folder is not empty"))
    the folder is not empty
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(sorted(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def saying(cls, sentence: str, *, file: Path | str = "") -> Mendable:
        """Make one from a sentence that belongs to no line of a file."""
        return cls([Problem(str(file), 0, 0, "", sentence)])

    def __reduce__(self) -> tuple[type[Mendable], tuple[tuple[Problem, ...]]]:
        """Travel between processes with all problems."""
        return type(self), (self.problems,)


def nearest(name: str, known: Iterable[str], also: Iterable[str] = ()) -> str:
    """Say which known names are like this one, as the end of a sentence.

    `also` are further names that may be meant; they are not listed where none is like it.

    >>> nearest("swh_Latin", ["swh_Latn", "mar_Deva"])
    'did you mean swh_Latn?'
    >>> nearest("xyz", ["swh_Latn", "mar_Deva"])
    'known are: mar_Deva, swh_Latn'
    >>> nearest("swahilli", ["swh_Latn", "mar_Deva"], also=["swahili"])
    'did you mean swahili?'
    """
    names = sorted(set(known))
    folded = {other.casefold(): other for other in (*also, *reversed(names))}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(folded[match] for match in close)}?"
    listed = ", ".join(names[:_LISTED]) + (f" ... ({len(names)} in all)" if names[_LISTED:] else "")
    return f"known are: {listed}" if names else "none is known"
