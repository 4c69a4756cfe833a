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


# ---- agreeing with another slot

FACT = {"m": "cheka", "f": "chekea"}


def pack_with_facts(forms: dict[str, str | None]) -> Speaker:
    """A speaker of Marathi whose remarks have a form for each gender of a person."""
    whole = pack("mar_Deva")
    paradigm = {name: {"gender": name} for name in ("m", "f")}
    changed = whole.model_copy(
        update={
            "paradigms": {**whole.paradigms, "remark": paradigm},
            "words": {**whole.words, "remark": {"early_bus": forms}},
        }
    )
    return Speaker(changed, LEXICONS, "Latn")


@pytest.mark.parametrize(("person", "said"), [("man_1", "cheka"), ("woman_1", "chekea")])
def test_a_fact_takes_the_form_of_its_person(person: str, said: str) -> None:
    made = pack_with_facts(dict(FACT))
    assert made.agree(made.entry("remark", "early_bus"), made.entry("person", person)) == said


def test_a_form_that_no_person_agrees_with_is_a_gap() -> None:
    made = pack_with_facts({"m": "cheka", "f": None})
    with pytest.raises(Unsayable, match="has no form f"):
        made.agree(made.entry("remark", "early_bus"), made.entry("person", "woman_1"))
    with pytest.raises(Unsayable, match="no form of a remark agrees with village village_1"):
        made.agree(made.entry("remark", "early_bus"), made.entry("village", "village_1"))
