"""Translators: pipes of real processes that die, hang and lose texts; a cache; ways and routes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth.errors import Mendable
from polyglot_synth.translators import (
    Cached,
    Route,
    Translation,
    Translator,
    TranslatorError,
    load_translator,
    other_ways,
    routes,
    ways_back,
)
from polyglot_synth.translators.apertium import Apertium
from polyglot_synth.translators.codes import codes
from polyglot_synth.translators.pseudo import Pseudo
from polyglot_synth.translators.stream import read, written

ENG, EPO, GLG, POR = "eng_Latn", "epo_Latn", "glg_Latn", "por_Latn"
TEXTS = ["A cat sleeps.", "Two cats sleep.", "3 [big] cats @ home / \\ $5 ^up {x} <y> *z*"]
real = pytest.mark.skipif(
    not Apertium().supports(ENG, EPO), reason="Apertium's pair en-eo is not installed"
)


def pair(folder: Path, mode: str, *stages: str, patience: float = 5.0) -> Apertium:
    """Make a pair out of tools that end their texts on NUL too."""
    (folder / f"{mode}.mode").write_text(" | ".join(stages), encoding="utf-8")
    return Apertium(folder, patience=patience)


def test_a_pipe_answers_every_text_in_order(tmp_path: Path) -> None:
    made = pair(tmp_path, "en-eo", "sed -u s/cat/kato/g", "sed -u s/sleep/dorm/g")
    texts = [f"{n} cats sleep" for n in range(5_000)]
    found = made.translate(texts, ENG, EPO)
    assert [each.text for each in found] == [f"{n} katos dorm" for n in range(5_000)]
    assert made.translate(TEXTS[2:], ENG, EPO)[0].text == TEXTS[2].replace("cat", "kato")
    made.close()


def test_a_killed_pipe_is_started_again(tmp_path: Path) -> None:
    made = pair(tmp_path, "en-eo", "sed -u s/cat/kato/g", "sed -u s/sleep/dorm/g")
    assert made.translate(TEXTS[:1], ENG, EPO)[0].text == "A kato dorms."
    for which in (0, -1):
        os.kill(children()[which], signal.SIGKILL)
        assert made.translate(TEXTS[:1], ENG, EPO)[0].text == "A kato dorms."
    made.close()
    assert children() == []


def children() -> list[int]:
    """List the processes named sed that this one has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        name, _, fields = stat.read_text(encoding="utf-8").partition("(")[2].rpartition(")")
        if name == "sed" and int(fields.split()[1]) == os.getpid():
            found.append(int(stat.parent.name))
    return sorted(found)


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ("sh -c exit", "failed twice: "),
        ("tail -f /dev/null", "failed twice: no answer in 1 seconds"),
        ("sed -u 2d", "failed twice: no answer in 1 seconds"),
        ("no-such-program x", "failed twice: no-such-program cannot be started: No such file"),
    ],
    ids=["it dies", "it hangs", "it loses a text", "it is not there"],
)
def test_a_pipe_that_fails_twice_says_so(tmp_path: Path, stage: str, sentence: str) -> None:
    made = pair(tmp_path, "en-eo", stage, patience=1.0)
    with pytest.raises(TranslatorError, match=sentence):
        made.translate(TEXTS, ENG, EPO)
    made.close()


def test_what_a_pair_lacks_is_said(tmp_path: Path) -> None:
    assert Apertium(tmp_path).missing(ENG, EPO) == (
        "Apertium's pair en-eo is not installed (on Debian or Ubuntu: apt-get install "
        "apertium-eo-en)"
    )
    half = pair(tmp_path, "en-eo", "sed -u /no/such/file.bin")
    assert half.missing(ENG, EPO) == (
        "Apertium's pair en-eo is not whole: /no/such/file.bin is not there; install it anew"
    )
    unknown = pair(tmp_path, "eng-spa", "no-such-program -u x")
    assert unknown.missing(ENG, "spa_Latn") == (
        "no-such-program is not installed (apt-get install apertium)"
    )
    with pytest.raises(TranslatorError, match="pair en-gl is not installed"):
        half.translate(TEXTS, ENG, GLG)
    with pytest.raises(Mendable, match="no translator apertum; did you mean apertium"):
        load_translator("apertum")


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
def test_what_is_written_to_the_stream_is_read_back(text: str) -> None:
    assert read(written(text)) == (text, ())


@real
def test_the_real_pair_marks_what_it_does_not_know_and_names_what_it_says() -> None:
    made = Apertium()
    known, unknown, empty = made.translate(
        ["The river flooded.", "Rebecca had 15 mangoes.", ""], ENG, EPO
    )
    assert known.text == "La rivero inundis."
    assert known.units is not None
    assert {("rivero", "n"), ("inundi", "vblex")} <= set(known.units)
    assert (unknown.text, unknown.marks) == ("Rebecca havis 15 mangoes.", ("mangoes",))
    assert empty.text == ""
    assert [each.text for each in made.translate(TEXTS, ENG, EPO)] == [
        made.translate([text], ENG, EPO)[0].text for text in TEXTS
    ]
    made.close()


@given(st.text())
def test_pseudo_is_reversible(text: str) -> None:
    there = Pseudo().translate([text], ENG, EPO)[0].text
    assert Pseudo().translate([there], EPO, ENG)[0].text == text


def test_a_text_is_translated_once(tmp_path: Path) -> None:
    first = Cached(Pseudo(), tmp_path / "deep" / "cache.sqlite")
    found = first.translate([*TEXTS, *TEXTS], ENG, EPO)
    assert found == Pseudo().translate([*TEXTS, *TEXTS], ENG, EPO)
    assert (first.asked, first.called) == (6, 3)
    first.close()
    again = Cached(Pseudo(), tmp_path / "deep" / "cache.sqlite")
    assert again.translate(TEXTS, ENG, EPO) == found[:3]
    assert again.translate(TEXTS, EPO, ENG) != found[:3]  # another pair is another question
    assert (again.asked, again.called) == (6, 3)
    again.close()


@real
def test_marks_and_units_are_kept(tmp_path: Path) -> None:
    texts = ["The river flooded 15 mangoes."]
    made = Cached(Apertium(), tmp_path / "cache.sqlite")
    assert made.translate(texts, ENG, EPO) == made.translate(texts, ENG, EPO)
    assert (made.asked, made.called) == (2, 1)
    made.close()


_WRITES = """
import sys
from pathlib import Path
from polyglot_synth.translators import Cached
from polyglot_synth.translators.pseudo import Pseudo
made = Cached(Pseudo(), Path(sys.argv[1]))
for n in range(60):
    made.translate([f"text {n} {m}" for m in range(20)], "eng_Latn", "epo_Latn")
made.close()
"""


def test_several_processes_share_a_cache(tmp_path: Path) -> None:
    file = tmp_path / "cache.sqlite"
    writers = [subprocess.Popen([sys.executable, "-c", _WRITES, str(file)]) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    with closing(sqlite3.connect(file)) as store:
        assert store.execute("SELECT count(*) FROM answers").fetchone() == (1_200,)


def test_a_cache_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no database, but text of some length" * 9, encoding="utf-8")
    for file in (tmp_path / "file", tmp_path / "file" / "cache.sqlite"):
        with pytest.raises(TranslatorError, match=r"cannot be used .*; name another"):
            Cached(Pseudo(), file)


class Forgetful(Pseudo):
    """Loses its last text."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """Lose the last text."""
        return super().translate(texts[:-1], source, target)


def test_a_translator_that_gives_fewer_texts_is_no_answer(tmp_path: Path) -> None:
    made = Cached(Forgetful(), tmp_path / "cache.sqlite")
    with pytest.raises(TranslatorError, match="pseudo gave 2 texts for 3"):
        made.translate(TEXTS, ENG, EPO)
    assert made.called == 3
    made.close()


class Between(Pseudo):
    """Knows some pairs."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self.pairs = pairs

    def supports(self, source: str, target: str) -> bool:
        """Tell whether it is one of the pairs."""
        return (source, target) in self.pairs


def test_ways_are_found_straight_and_by_a_third_language() -> None:
    both: list[Translator] = [
        Between((ENG, GLG), (GLG, ENG), (GLG, POR)),
        Between((POR, ENG), (ENG, POR), (POR, GLG)),
    ]
    straight, by_portuguese = routes(both, ENG, GLG, most=2)
    assert [leg[1:] for leg in straight.legs] == [(ENG, GLG)]
    assert [leg[1:] for leg in by_portuguese.legs] == [(ENG, POR), (POR, GLG)]
    forth = straight.engines(ENG, GLG)
    back, independent = ways_back(both, GLG, ENG, forth)
    assert independent
    assert [leg[1:] for leg in back[0].legs] == [(GLG, POR), (POR, ENG)]
    assert ways_back(both[:1], GLG, ENG, forth) == ([Route(((both[0], GLG, ENG),))], False)
    assert other_ways(both, ENG, GLG, forth) == [by_portuguese]
    assert ways_back(both, GLG, "spa_Latn", forth) == ([], False)


def test_a_route_keeps_the_marks_of_every_leg_and_the_least_free_licence() -> None:
    class Marking(Pseudo):
        licence = "unclear"

        def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
            del target
            return [Translation(text, (source,)) for text in texts]

    route = Route(((Marking(), ENG, POR), (Pseudo(), POR, ENG), (Marking(), ENG, GLG)))
    assert route.translate(["x"], ENG, GLG)[0].marks == (ENG, ENG)
    assert route.licence == "unclear"


def test_codes_are_those_that_pairs_are_named_by() -> None:
    assert codes("epo_Latn") == ("eo", "epo")
    assert codes("ast_Latn") == ("ast",)
    assert codes("plt_Latn") == ("mg", "plt", "mlg")
