"""What models call a language: the codes that stand behind our tags."""

from __future__ import annotations

from functools import cache

from babel.core import get_global


@cache
def codes(tag: str) -> tuple[str, ...]:
    """List a language's codes, the two-letter one first: what pairs and models are named by.

    >>> codes("epo_Latn"), codes("swh_Latn")
    (('eo', 'epo'), ('sw', 'swh', 'swa'))
    """
    three = tag.split("_", maxsplit=1)[0]
    wider = _WIDER.get(three, three)
    two = get_global("language_aliases").get(wider, "")
    found = [two if len(two) == 2 else "", three, wider]  # noqa: PLR2004 - two letters
    return tuple(dict.fromkeys(code for code in found if code))


# Members of macrolanguages, by the code that CLDR and most models know.
_WIDER = {"swh": "swa", "zsm": "msa", "gaz": "orm", "plt": "mlg", "npi": "nep", "fil": "tgl"}
