"""Lines of a file, one by one and however long; and how what cannot be read is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LONGEST = 16 * 1024 * 1024  # bytes; a longer line is passed over and its row has a fault
SHOWN = 10_000  # characters
UNSEEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
"""Control characters but tab and line ends, and what turns the direction of others."""

_BOM = b"\xef\xbb\xbf"
_BYTES_A_CHARACTER = 4


class Line(NamedTuple):
    """A line with its end; of one that is too long only the beginning."""

    number: int
    content: bytes
    size: int

    @property
    def too_long(self) -> str | None:
        """Say that it is too long, if so."""
        if self.size == len(self.content):
            return None
        return f"the line has {self.size:,} bytes; above {LONGEST:,} a line is not read"


def lines(file: Path) -> Iterator[Line]:
    """Read lines, counted from 1, less a byte order mark, at most LONGEST bytes of each."""
    with file.open("rb") as stream:
        number = 0
        while content := stream.readline(LONGEST):
            number += 1
            size, rest = len(content), content
            while len(rest) == LONGEST and not rest.endswith(b"\n"):
                rest = stream.readline(LONGEST)
                size += len(rest)
            if number == 1 and content.startswith(_BOM):
                content, size = content[len(_BOM) :], size - len(_BOM)
            yield Line(number, content, size)


def shown(content: bytes, size: int) -> str:
    r"""Show bytes as a person can look at them: what is no text as ``\xff``, and cut.

    >>> print(shown("a\u202eb".encode() + b"\xff", 5))
    a\u202eb\xff
    """
    text = content[: SHOWN * _BYTES_A_CHARACTER].decode("utf-8", "backslashreplace")
    text = re.sub(UNSEEN, lambda found: ascii(found[0])[1:-1], text.rstrip("\r\n"))
    if size <= len(content) and len(text) <= SHOWN:
        return text
    return f"{text[:SHOWN]} ... (cut; {size:,} bytes in all)"


def odd_byte(error: UnicodeDecodeError) -> str:
    """Say which byte is no UTF-8, counted from 1."""
    return f"byte {error.start + 1:,} is 0x{error.object[error.start]:02x}"
