"""Licences: what a licence's name lets others do with a row, as far as a name can tell."""

from __future__ import annotations

import re

CLEAN, NONCOMMERCIAL, RESTRICTED, UNCLEAR = "clean", "noncommercial", "restricted", "unclear"
_PARTS = {  # what is said anywhere in a name, the strictest first
    RESTRICTED: r"nd|no ?deriv\w*|research|academic use|evaluation|proprietary|all rights reserved",
    NONCOMMERCIAL: r"nc|non ?commercial\w*",
}
_CLEAN = (  # whole names, SPDX ids among them
    r"(cc )?public domain( mark)?( 1 0)?|pddl( 1 0)?|unlicense|wtfpl",
    r"(cc|creative commons) ?(0|zero)( 1 0)?( universal)?",
    r"(cc|creative commons) (by|attribution)( sa| share ?alike)?( \d \d)?( igo| international)?",
    r"(odc|open data commons) (by|attribution)( 1 0)?|odbl( 1 0)?",
    r"mit( license)?|apache( license)?( version)?( 2( 0)?)?|bsd \d clause( license)?|isc",
)


def licence_class(name: str) -> str:
    """Class a licence by its SPDX id or its name.

    Clean: use, change and sell, at most with the author's name and under the same licence.
    Restricted: no changed copies, or research only. What is not known, and a choice of several,
    is unclear.

    >>> [licence_class(n) for n in ("CC-BY-4.0", "cc-by-nc-sa-4.0", "CC BY-NC-ND", "my own")]
    ['clean', 'noncommercial', 'restricted', 'unclear']
    """
    said = " ".join(re.findall(r"[a-z]+|\d", name.casefold()))
    for found, pattern in _PARTS.items():
        if re.search(rf"\b({pattern})\b", said):
            return found
    return CLEAN if any(re.fullmatch(pattern, said) for pattern in _CLEAN) else UNCLEAR
