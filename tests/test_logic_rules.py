"""The rules of the syllogism against the model search: all 256 moods."""

from collections import Counter

import pytest

from polyglot_synth.logic import MOODS, FormError, is_valid
from polyglot_synth.logic.rules import RULES, as_mood, broken_rules, edits, twins

ONE_FALLACY = [mood for mood in MOODS if len(broken_rules(mood)) == 1]

TEXTBOOK = {  # mood: what textbooks say is wrong with it
    "AAA-2": ["undistributed_middle"],
    "IAI-1": ["undistributed_middle"],
    "AEE-1": ["illicit_major"],
    "AAA-3": ["illicit_minor"],
    "AAA-4": ["illicit_minor"],
    "EEE-1": ["exclusive_premises"],
    "EOO-1": ["exclusive_premises"],
    "AEA-2": ["affirmative_conclusion_from_negative_premise"],
    "AAE-1": ["illicit_major", "negative_conclusion_from_affirmative_premises"],
    "AAI-1": ["existential_fallacy"],
    "EAO-4": ["existential_fallacy"],
    "EEO-1": ["exclusive_premises", "existential_fallacy"],
    "III-1": ["undistributed_middle"],
}
COUNTS = {
    "undistributed_middle": 17,
    "illicit_major": 20,
    "illicit_minor": 14,
    "exclusive_premises": 15,
    "affirmative_conclusion_from_negative_premise": 30,
    "existential_fallacy": 9,
}


@pytest.mark.parametrize(("mood", "broken"), TEXTBOOK.items())
def test_a_mood_breaks_what_textbooks_say(mood: str, broken: list[str]) -> None:
    assert list(broken_rules(mood)) == broken


@pytest.mark.parametrize("mood", MOODS)
def test_a_mood_is_valid_where_it_breaks_no_rule(mood: str) -> None:
    assert is_valid(mood) is (not broken_rules(mood))
    assert set(broken_rules(mood)) <= set(RULES)


@pytest.mark.parametrize(
    ("form", "mood"),
    [
        ("EIO-2", "EIO-2"),
        ("PeM, SiM |- SoP", "EIO-2"),
        (" SiM ,PeM |- SoP", "EIO-2"),
        ("PiS, MeS |- PoM", "EIO-2"),
        ("PeM, SiM, SiM |- SoP", None),
        ("PeM, SiS |- SoP", None),
        ("SiM, pem |- SoP", None),
        ("PeM, SiM |- SoS", None),
        ("SaP |- PaS", None),
        ("p>q, q |- p", None),
        ("a<b |- b<a", None),
    ],
)
def test_a_mood_is_known_when_it_is_written_out(form: str, mood: str | None) -> None:
    assert as_mood(form) == mood


def test_moods_are_counted() -> None:
    counted = Counter(len(broken_rules(mood)) for mood in MOODS)
    assert counted == {0: 15, 1: 105, 2: 101, 3: 31, 4: 4}
    assert Counter(broken_rules(mood)[0] for mood in ONE_FALLACY) == COUNTS


def test_copis_six_rules_tell_the_same_moods_valid_and_count_otherwise() -> None:
    hurley_alone = {"negative_conclusion_from_affirmative_premises"}
    counted = Counter(len({*broken_rules(mood)} - hurley_alone) for mood in MOODS)
    assert (counted[0], counted[1]) == (15, 115)


def test_existential_import_makes_nine_of_the_existential_fallacies_valid() -> None:
    with_import = {mood for mood in MOODS if is_valid(mood, existential_import=True)}
    existential = {mood for mood in MOODS if broken_rules(mood) == ("existential_fallacy",)}
    assert with_import == existential | {mood for mood in MOODS if is_valid(mood)}
    assert len(with_import) == 24


def test_seventy_one_fallacies_have_a_valid_twin() -> None:
    assert sum(bool(twins(mood)) for mood in ONE_FALLACY) == 71


@pytest.mark.parametrize("mood", MOODS)
def test_an_edit_can_be_undone(mood: str) -> None:
    near = edits(mood)
    assert len({*near, mood}) == 12
    assert all(mood in edits(each) for each in near)
    assert all(is_valid(twin) for twin in twins(mood))


def test_what_is_no_mood_is_refused() -> None:
    for ask in (as_mood, broken_rules, edits, twins):
        with pytest.raises(FormError, match="a figure"):
            ask("AAA-5")
