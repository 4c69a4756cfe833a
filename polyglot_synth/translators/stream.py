r"""Text in Apertium's stream format: what has a meaning there is escaped, what stands out is read.

The stream format is described at https://wiki.apertium.org/wiki/Apertium_stream_format.
"""

from __future__ import annotations

import re

_MEANS_SOMETHING = re.compile(r"([\\^$/\[\]{}<>@*#~])")
_END = "[][\n]"  # an empty and a newline superblank: the end of a text, as its own deformatter says
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNIT = re.compile(r"\^((?:[^\\$]|\\.)*)\$")
_MARKED = re.compile(r"(?<!\\)[*@#]((?:\\.|[^\s\\.,;:!?\"()])+)")
_READ = re.compile(r"\*?([^<]*)(?:<([^>]*)>)?")


def written(text: str) -> str:
    r"""Write a text of one line into the stream.

    >>> written("2 [big] cows")
    '2 \\[big\\] cows[][\n]'
    """
    return _MEANS_SOMETHING.sub(r"\\\1", text) + _END


def read(stream: str) -> tuple[str, tuple[str, ...]]:
    r"""Read a text from the stream: the text without marks, and the words that were marked.

    >>> read("Rebecca havis 15 *mangoes.[][\n]")
    ('Rebecca havis 15 mangoes.', ('mangoes',))
    """
    body = stream.removesuffix("\n]").removesuffix("[").removesuffix("[]")
    marks = tuple(_ESCAPED.sub(r"\1", word) for word in _MARKED.findall(body))
    plain = _MARKED.sub(r"\1", body)
    return _ESCAPED.sub(r"\1", plain), marks


def units(stream: str) -> tuple[tuple[str, str], ...]:
    """Read lemma and part of speech of each word, before it is inflected.

    >>> units("^La<det><def><sg>$ ^rivero<n><sg>$ ^inundi<vblex><past>$")
    (('la', 'det'), ('rivero', 'n'), ('inundi', 'vblex'))
    """
    found = []
    for unit in _UNIT.findall(stream):
        match = _READ.match(unit)
        lemma, part = match.groups() if match else (unit, None)
        found.append((_ESCAPED.sub(r"\1", lemma).casefold(), part or "unknown"))
    return tuple(found)
