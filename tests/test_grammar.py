"""Forms that deny: a pack's opposites are read both ways."""

from __future__ import annotations

import pytest

from polyglot_synth.grammar import Speaker, Unsayable
from tests.common import LEXICONS, SPEAKING, pack

DENIED = [(tag, lexicon) for tag in SPEAKING for lexicon in pack(tag).opposites]


def speaker(tag: str) -> Speaker:
    return Speaker(pack(tag), LEXICONS, next(iter(pack(tag).digits)))


def test_every_pack_that_speaks_can_deny_a_clause() -> None:
    assert set(DENIED) >= {(tag, "clause") for tag in SPEAKING}


@pytest.mark.parametrize(("tag", "lexicon"), DENIED)
def test_each_form_has_one_that_denies_it(tag: str, lexicon: str) -> None:
    """Else what is denied twice would not be what was said."""
    pairs = pack(tag).opposites[lexicon]
    forms = [*pairs, *pairs.values()]
    assert len(forms) == len(set(forms))
    assert set(forms) <= set(pack(tag).paradigms[lexicon])


@pytest.mark.parametrize(("tag", "lexicon"), DENIED)
def test_what_is_denied_is_said_by_the_opposite_both_ways(tag: str, lexicon: str) -> None:
    for name in pack(tag).words[lexicon]:
        said = speaker(tag).entry(lexicon, name)
        denied = speaker(tag).entry(lexicon, name, denied=True)
        for form, against in pack(tag).opposites[lexicon].items():
            assert denied.form(form) == said.form(against) != said.form(form)
            assert denied.form(against) == said.form(form)


@pytest.mark.parametrize(("tag", "lexicon"), DENIED)
def test_a_form_without_opposite_cannot_be_denied(tag: str, lexicon: str) -> None:
    pairs = pack(tag).opposites[lexicon]
    without = set(pack(tag).paradigms[lexicon]) - {*pairs, *pairs.values()}
    name = next(iter(pack(tag).words[lexicon]))
    denied = speaker(tag).entry(lexicon, name, denied=True)
    for form in [*sorted(without), "mvua"]:
        with pytest.raises(Unsayable, match=rf"opposites\.{lexicon} says nothing against"):
            denied.form(form)


def test_a_lexicon_without_opposites_cannot_be_denied() -> None:
    denied = speaker("eng_Latn").entry("noun", "mango", denied=True)
    with pytest.raises(Unsayable, match=r"opposites\.noun says nothing against the form pl"):
        denied.form("pl")
