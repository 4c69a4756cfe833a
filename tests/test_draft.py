"""Drafting: frames, skeletons, whole packs by a reversible translator, and by real pairs."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth.draft.finding import Filler, found_in
from polyglot_synth.draft.frames import frame_of, frames, in_frames
from polyglot_synth.draft.places import NotLiftable
from polyglot_synth.draft.skeleton import skeleton
from polyglot_synth.draft.wordings import begins
from polyglot_synth.language import PackFile, load_pack
from polyglot_synth.translators.apertium import Apertium
from polyglot_synth.translators.pseudo import Pseudo
from tests.common import pack

COMMAND = Path(sys.executable).with_name("polyglot-synth")
ENG, EPO, GLG = "eng_Latn", "epo_Latn", "glg_Latn"
PLAIN = {
    f"{concept}/{wording.id}"
    for concept, wordings in pack(ENG).wording.items()
    for wording in wordings
    if wording.plain
}
SOME = "maths/shares,maths/take_away,maths/two_step,maths/change"
BOTH = ["--languages", "epo_Latn,glg_Latn", "--concepts", SOME, "--rows", "24", "--workers", "1"]
BOTH += ["--translator", "apertium"]
real = pytest.mark.skipif(
    not all(Apertium().supports(ENG, tag) for tag in (EPO, GLG)),
    reason="Apertium's pairs en-eo and en-gl are not installed",
)
WORDS = st.text("abcdeĝŝ", min_size=1, max_size=6)


@given(st.lists(WORDS, min_size=8, max_size=20, unique=True), WORDS, WORDS)
def test_a_filler_is_read_out_of_its_frame(fillers: list[str], before: str, after: str) -> None:
    texts = [f"{before} XX {filler} YY {after}." for filler in fillers]
    frame = frame_of(texts)
    assert frame is not None
    held = [frame.filler(text) for text in texts]
    assert all(own and filler in own for own, filler in zip(held, fillers, strict=True))
    assert (
        len({len(own or "") - len(filler) for own, filler in zip(held, fillers, strict=True)}) == 1
    )


def test_each_way_of_agreeing_is_a_frame() -> None:
    texts = [
        f"{'Esta' if noun.endswith('a') else 'Este'} {noun} é nov{noun[-1]}."
        for noun in ("mesa", "libro", "vaca", "gato", "pera", "carro", "cama", "forno")
    ]
    found = frames(texts)
    assert [in_frames(text, found) for text in texts[:2]] == [(0, "mesa"), (1, "libro")] or [
        in_frames(text, found) for text in texts[:2]
    ] == [(1, "mesa"), (0, "libro")]


def noun(word: str, *others: str) -> Filler:
    return Filler((word, 0), {form: frozenset({form}) for form in (word, *others)})


def test_a_filler_stands_as_often_as_in_the_source() -> None:
    cat, dog = noun("kato", "katoj"), noun("hundo")
    items = found_in("Katoj vidas hundo kaj kato.", [cat, dog, cat])
    assert [(item.place, item.capital) for item in items if item.place is not None] == [
        (0, True),
        (1, False),
        (2, False),
    ]
    for text in ("Katoj vidas hundo.", "Katoj vidas hundo kaj kato kaj kato.", "Nenio."):
        with pytest.raises(NotLiftable, match="times"):
            found_in(text, [cat, dog, cat])


def test_the_longer_filler_is_found_first() -> None:
    oil = Filler(("oil", 0), {"oleo": frozenset({"sg"})})
    lamp = Filler(("lamp", 0), {"lampo de oleo": frozenset({"sg"})})
    items = found_in("Jen lampo de oleo.", [lamp])
    assert sum(item.place is not None for item in items) == 1
    with pytest.raises(NotLiftable):
        found_in("Jen lampo de oleo.", [oil, lamp])


@pytest.mark.parametrize("verdict", ["No.", "No", "No, it is not.", "No: 4."])
def test_a_verdict_begins_with_a_word(verdict: str) -> None:
    assert begins(verdict, "No")


@pytest.mark.parametrize("verdict", ["Now Ann has 4 pears.", "Nobody.", "There is No.", ""])
def test_the_letters_of_a_word_are_not_the_word(verdict: str) -> None:
    assert not begins(verdict, "No")


def test_what_agrees_becomes_a_table_and_what_does_not_is_counted() -> None:
    def seen(article: str, word: str, kind: str) -> tuple[list, dict[int, tuple[str, str]]]:
        filler = Filler((word, 0), {word: frozenset({"sg"})})
        return found_in(f"{article} {word} caeu.", [filler]), {0: (kind, "sg")}

    women = [seen("A", word, "c2") for word in ("mesa", "vaca", "pera", "cama")]
    men = [seen("O", word, "c1") for word in ("libro", "gato", "carro", "forno")]
    odd = [seen("Un", "rato", "c1")]
    found = skeleton([*women, *men, *odd], 10)
    assert found.parts[0].agreeing is not None
    assert dict(found.parts[0].agreeing.cells) == {"c1": "O", "c2": "A"}
    assert [part.word for part in found.parts[2:]] == ["caeu", "."]
    assert (found.agree, found.of) == (8, 10)


def run(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    result = subprocess.run(
        [COMMAND, *map(str, words)], capture_output=True, text=True, check=False
    )
    assert result.returncode == code, result.stderr
    return result


def identity(folder: Path, tag: str = "kin_Latn") -> Path:
    """Copy a pack that only gates."""
    shipped = Path(__file__).parent.parent / "languages" / f"{tag}.yaml"
    folder.mkdir(exist_ok=True)
    return Path(shutil.copy(shipped, folder))


@pytest.fixture(scope="module")
def pretended(tmp_path_factory: pytest.TempPathFactory) -> PackFile:
    """Draft a whole language by the translator that moves vowels."""
    folder = tmp_path_factory.mktemp("pretended")
    run("languages", "draft", "kin_Latn", "--translator", "pseudo", "--out", folder, "--cache",
        folder / "cache.sqlite")  # fmt: skip
    return load_pack(folder / "kin_Latn.yaml").model


def pseudo(text: str) -> str:
    return Pseudo().translate([text], ENG, "kin_Latn")[0].text


def test_a_reversible_translator_keeps_nearly_all(pretended: PackFile) -> None:
    assert pretended.draft is not None
    kept = set(pretended.draft.wordings)
    assert len(kept) >= 0.8 * len(PLAIN), pretended.draft.left_out
    nouns = pretended.words["noun"]
    assert len(nouns) >= 0.9 * len(pack(ENG).words["noun"])
    for name, forms in nouns.items():
        assert forms["pl"] == pseudo(pack(ENG).words["noun"][name]["pl"])


def test_what_is_kept_and_what_is_left_out_are_all(pretended: PackFile) -> None:
    assert pretended.draft is not None
    kept = set(pretended.draft.wordings) | {
        f"{lexicon}/{name}" for lexicon, entries in pretended.words.items() for name in entries
    }
    left = {each.what for each in pretended.draft.left_out}
    assert not kept & left
    assert kept | left >= PLAIN
    for lexicon in pretended.words:
        assert {f"{lexicon}/{name}" for name in pack(ENG).words[lexicon]} <= kept | left
    assert all(each.why for each in pretended.draft.left_out)


def test_a_drafted_wording_is_the_source_with_other_words(pretended: PackFile) -> None:
    english = {c: {w.id: w.prompt for w in each} for c, each in pack(ENG).wording.items()}
    said = [(english[c][w.id], w.prompt) for c, each in pretended.wording.items() for w in each]
    alike = [text.replace(" | cap", "") == pseudo_outside(source) for source, text in said]
    assert sum(alike) >= len(said) / 2
    assert pretended.verdicts == {"yes": "Yes", "no": "No"}
    assert pretended.draft is not None
    assert not pretended.draft.independent


def pseudo_outside(text: str) -> str:
    """Move the vowels of what stands outside {{ }}."""
    parts = text.split("{{")
    return pseudo(parts[0]) + "".join(
        "{{" + part.split("}}")[0] + "}}" + pseudo(part.split("}}")[1]) for part in parts[1:]
    )


def generate(out: Path, *more: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    words = [
        "--languages",
        "epo_Latn,glg_Latn",
        "--concepts",
        SOME,
        "--rows",
        "24",
        "--workers",
        "1",
    ]
    return run("generate", *words, "--translator", "apertium", "--out", out, *more, code=code)


def contents(out: Path) -> dict[str, bytes]:
    """Read all files of a run but the seconds and calls that it took."""
    return {
        str(file.relative_to(out)): file.read_bytes()
        for file in sorted(out.rglob("*"))
        if file.is_file() and file.name != "run.json" and ".work" not in file.parts
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draft both languages for real, and make rows."""
    folder = tmp_path_factory.mktemp("made")
    generate(folder / "out", "--cache", folder / "cache.sqlite")
    return folder


@real
def test_rows_are_made_of_drafts(made: Path) -> None:
    for tag in (EPO, GLG):
        rows = pl.read_parquet(made / "out" / "data" / tag / "*.parquet")
        assert rows.height == 24
        assert set(rows["made_by"].str.split(" ").list.first()) == {"draft:"}
        assert set(rows["reviewed"]) == {False}
        assert set(rows["depth"]) == {2}
        draft = load_pack(made / "out" / "drafts" / f"{tag}.yaml").model.draft
        assert draft is not None
        assert draft.by.startswith("apertium en-")
        for row in rows.iter_rows(named=True):
            english = {w.id for w in pack(ENG).wording[row["concept"]] if w.plain}
            assert row["wording"] in english
            assert row["pivot_prompt"].split()[0][0].isupper()


@real
def test_a_second_run_translates_nothing_and_makes_the_same(made: Path, tmp_path: Path) -> None:
    generate(tmp_path / "again", "--cache", made / "cache.sqlite")
    record = json.loads((tmp_path / "again" / "run.json").read_text(encoding="utf-8"))
    assert record["translated"]["called"] == 0
    assert record["translated"]["asked"] > 1_000
    assert contents(tmp_path / "again") == contents(made / "out")


@real
@pytest.mark.parametrize("seconds", [1.5, 3.0, 5.0])
def test_killed_while_it_drafts_and_resumed(made: Path, tmp_path: Path, seconds: float) -> None:
    words = [
        "--languages",
        "epo_Latn,glg_Latn",
        "--concepts",
        SOME,
        "--rows",
        "24",
        "--workers",
        "1",
    ]
    out, cache = tmp_path / "out", tmp_path / "cache.sqlite"
    command = [
        COMMAND,
        "generate",
        *words,
        "--translator",
        "apertium",
        "--out",
        out,
        "--cache",
        cache,
    ]
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    generate(out, "--cache", cache, "--resume")
    assert contents(out) == contents(made / "out")


@real
def test_a_language_that_cannot_be_drafted_is_left_out_and_the_others_go_on(
    made: Path, tmp_path: Path
) -> None:
    words = ["--concepts", SOME, "--rows", "8", "--workers", "1", "--translator", "apertium"]
    cache = ["--cache", made / "cache.sqlite"]
    both = run(
        "generate", "--languages", "kin_Latn,glg_Latn", *words, *cache, "--out", tmp_path / "both",
        code=3,
    )  # fmt: skip
    said = (
        "kin_Latn is left out: Apertium's pair en-rw is not installed (on Debian or Ubuntu: "
        "apt-get install apertium-en-rw)\n"
    )
    assert both.stderr.endswith(said)
    assert (tmp_path / "both" / "data" / GLG).is_dir()
    alone = run(
        "generate", "--languages", "kin_Latn", *words, *cache, "--out", tmp_path / "one", code=2
    )
    assert alone.stderr == said
    assert not (tmp_path / "one").exists()


@real
def test_a_language_without_a_translator_says_what_to_name(tmp_path: Path) -> None:
    result = run("generate", "--languages", "glg_Latn", "--out", tmp_path / "out", code=2)
    assert result.stderr == (
        "glg_Latn has no wording for any of these concepts; draft them with --translator, such as "
        "--translator apertium\n"
    )


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ("sh -c exit", "Apertium's pair en-rw failed twice: "),
        ("sed -u s/.*//", ""),
    ],
    ids=["it dies", "it gives nothing"],
)
def test_a_translator_that_fails_in_a_draft_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, sentence: str
) -> None:
    (tmp_path / "en-rw.mode").write_text(stage, encoding="utf-8")
    monkeypatch.setenv("POLYGLOT_SYNTH_MODES", str(tmp_path))
    words = ["languages", "draft", "kin_Latn", "--translator", "apertium", "--concepts", SOME]
    out = ["--out", tmp_path / "drafts", "--cache", tmp_path / "cache.sqlite"]
    if sentence:
        result = run(*words, *out, code=2)
        assert result.stderr.startswith(sentence)
        assert result.stderr.endswith(
            "what was translated is kept: mend it and go on with --resume\n"
        )
        assert not (tmp_path / "drafts").exists()
        return
    run(*words, *out)
    draft = load_pack(tmp_path / "drafts" / "kin_Latn.yaml").model
    assert not draft.words
    assert not draft.wording
