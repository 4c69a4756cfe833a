"""Where a quote stands on its own: a number is not a part of another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth import digits
from polyglot_synth.facts import span
from polyglot_synth.text import places


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("500", "1,500 and 500", [10]),
        ("500", "500,000", []),
        ("500", "500.5 or 0.500", []),
        ("500", "5000 or 2500", []),
        ("500", "Pay 500, or 500.", [4, 12]),
        ("500", "500,600", []),
        ("500", "500, 600", [0]),
        ("१००", "१,१०० आणि १००", [10]),
        ("50", "५० आणि 50", [7]),
        ("saa 2", "saa 2 au saa 20", [0]),
        ("saa 2", "saa 2.", [0]),
        ("2 वाजता", "12 वाजता, 2 वाजता", [10]),
        ("आशा", "आशाने आणले", [0]),
        ("a.b", "axb a.b", [4]),
        ("Pendo", "pendo", []),
        ("Pendo", "", []),
        ("", "Pendo", []),
    ],
)
def test_places(quote: str, text: str, found: list[int]) -> None:
    assert places(quote, text) == found


@given(
    values=st.lists(st.integers(0, 10**7), min_size=1, max_size=8),
    script=st.sampled_from(["Latn", "Deva"]),
    mark=st.sampled_from([" ", ", ", "; ", " na ", ". ", "/"]),
    data=st.data(),
)
def test_a_number_stands_where_it_is_read(
    values: list[int], script: str, mark: str, data: st.DataObject
) -> None:
    written = [digits.write(value, script=script) for value in values]
    quote, text = data.draw(st.sampled_from(written)), mark.join(written) + "."
    read = [each.start for each in digits.read(text) if text[each.start : each.end] == quote]
    assert places(quote, text) == read
    assert len(read) == written.count(quote)


TEXT = st.text(st.characters(exclude_characters="\ue000"), max_size=20)


@given(quote=TEXT.filter(bool), text=TEXT)
def test_places_hold_the_quote(quote: str, text: str) -> None:
    found = places(quote, text)
    assert all(text[place : place + len(quote)] == quote for place in found)
    assert places(quote, f"\ue000{quote}\ue000") == [1]


def test_a_span_is_the_first_place_and_minus_one_where_there_is_none() -> None:
    assert span("500", "1,500 or 500") == '{"end":12,"quote":"500","start":9}'
    assert span("500", "1,500") == '{"end":2,"quote":"500","start":-1}'
