"""Existential import: what a wording says of existence is what its concept assumes."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from polyglot_synth.concept import Concept
from polyglot_synth.language import PackFile
from polyglot_synth.logic import is_valid


def existence_problems(concept: Concept, pack: PackFile, prompt: str) -> Iterator[str]:
    """Say where a prompt adds existence that would change a verdict, or lacks what is assumed.

    A universal statement says of nothing that it exists. Where a form's verdict hangs on that, its
    wordings may not say that there is such a thing, unless the concept assumes it: then they must.
    """
    if not (pack.existence and _hangs_on_it(concept)):
        return
    found = (regex.search(each.pattern, prompt) for each in pack.existence)
    said = next((match.group() for match in found if match), None)
    assumed = concept.file.existential_import
    if said and not assumed:
        yield (
            f"'{said}' says that there is something, which would make the form valid; "
            "the concept has existential_import: false"
        )
    elif assumed and not said:
        yield (
            "says of nothing that it exists, and the form is valid only if it does; "
            "say so, as the concept has existential_import: true"
        )


def _hangs_on_it(concept: Concept) -> bool:
    """Tell whether a verdict is another where all terms are inhabited."""
    forms = [face.form for face in concept.file.faces.values() if face.form]
    return any(is_valid(form) != is_valid(form, existential_import=True) for form in forms)
