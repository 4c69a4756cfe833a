"""Language ID: detectors one by one, their vote, a fastText model of our own, the bare bounds."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.calibrate import calibrate, open_reference
from polyglot_synth.errors import Mendable
from polyglot_synth.gates.detectors import TellTales, detector
from polyglot_synth.gates.language_id import CLASSES, LanguageID, detectors_of, length_class
from polyglot_synth.language import PackFile, load_pack
from polyglot_synth.measured import Neighbour, Trust
from polyglot_synth.sample import SPOKEN
from tests.common import INPUTS, pack, rows, scored
from tests.reference import DOCUMENTS, LANGUAGES, one_line, reference

# Made for these tests.
SAYS = {
    "sw": "Mkulima huyo alisema kwamba mvua ya jana iliharibu mahindi yake yote shambani.",
    "mr": "त्या शेतकऱ्याने सांगितले की कालच्या पावसामुळे त्याच्या शेतातील सर्व मका खराब झाला.",
    "hi": "उस किसान ने कहा कि कल की बारिश से उसके खेत की सारी मक्का खराब हो गई।",
    "en": "The farmer said that the rain of yesterday spoilt all the maize in his field.",
}


@pytest.mark.parametrize("name", ["py3langid", "pycld2", "langdetect"])
@pytest.mark.parametrize("label", SAYS)
def test_each_detector_names_what_is_said(name: str, label: str) -> None:
    one = detector(name)
    assert label in one.labels
    for other, text in SAYS.items():
        opinion = one.opinion(text, label)
        assert opinion is not None
        assert opinion.label == other
        assert (opinion.margin >= 0) == (other == label)


@pytest.mark.parametrize("name", ["py3langid", "pycld2", "langdetect"])
@pytest.mark.parametrize("text", ["", " ", "12345 67", "\n\n", "🙂🙂🙂", "…!?", "<b>", "\u200d"])
def test_a_text_without_letters_is_borne(name: str, text: str) -> None:
    opinion = detector(name).opinion(text, "sw")
    assert opinion is None or opinion.margin < 0 or opinion.label


def test_langdetect_answers_the_same_twice() -> None:
    text = "Habari za leo, rafiki yangu mpendwa"
    assert len({detector("langdetect").opinion(text, "sw") for _ in range(5)}) == 1


def test_lengths_have_classes() -> None:
    sizes = (0, 14, 15, 30, 59, 60, 10_000)
    assert [length_class(size) for size in sizes] == [None, None, 15, 30, 30, 60, 240]


def batch(prompt: str | None, response: str | None = None) -> pl.DataFrame:
    texts = {"prompt": [prompt], "response": [response]}
    return pl.DataFrame(texts, schema={"prompt": pl.String, "response": pl.String})


def judged(prompt: str | None, response: str | None, tag: str) -> tuple[float | None, str | None]:
    found = LanguageID()(batch(prompt, response), pack(tag))
    assert found.reasons is not None
    return found.values[0], found.reasons[0]


def test_prompt_and_response_are_judged_apart() -> None:
    assert judged(SAYS["sw"], None, "swh_Latn") == (1.0, None)
    assert judged(SAYS["sw"], SAYS["sw"], "swh_Latn") == (1.0, None)
    assert judged(SAYS["sw"], SAYS["en"], "swh_Latn") == (
        0.0,
        "the response: en to py3langid, en to pycld2",
    )
    assert judged(SAYS["en"], SAYS["sw"], "swh_Latn")[1] == (
        "the prompt: en to py3langid, en to pycld2"
    )


@pytest.mark.parametrize("text", ["Ndiyo.", "Ni sahihi.", "9 + 4 = 13", "", None])
def test_what_is_too_short_is_not_judged(text: str | None) -> None:
    assert judged(text, None, "swh_Latn") == (None, None)


def test_a_short_text_of_ours_is_not_judged() -> None:
    short = batch("The farmer said it again.")
    assert LanguageID()(short, pack("swh_Latn")).values[0] < 1
    ours = short.with_columns(spoken=pl.lit([], dtype=SPOKEN))
    assert LanguageID()(ours, pack("swh_Latn")).values[0] is None


def test_code_is_no_language() -> None:
    code = "```python\ndef farmers(rain, maize):\n    return [farmer for farmer in rain]\n```"
    assert judged(f"{SAYS['sw']}\n{code}", code, "swh_Latn") == (1.0, None)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_rows_of_ours_pass(tag: str) -> None:
    for name in INPUTS.sayable(tag):
        shares = scored(rows(tag, name), "language_id", tag).values.drop_nulls()
        assert (shares < 1).mean() in (None, 0) or (shares < 1).mean() <= 0.03, name


@pytest.mark.parametrize("tag", LANGUAGES)
def test_rows_of_other_languages_do_not(tag: str) -> None:
    for other in LANGUAGES:
        if other != tag:
            made = rows(other, "fallacies/affirming_the_consequent")
            shares = scored(made, "language_id", tag).values
            assert (shares < 1).all()


def test_a_detector_that_may_not_judge_is_not_asked() -> None:
    nobody: dict[int, float | None] = dict.fromkeys(CLASSES)
    one = Trust(label="sw", margins=dict.fromkeys(CLASSES, 0.0))
    trusts = {"py3langid": one, "pycld2": Trust(label="sw", margins=nobody)}
    judge = LanguageID()
    alone = pack("swh_Latn").model_copy(update={"detectors": trusts})
    assert judge(batch(SAYS["en"]), alone).values[0] == 0
    silent = pack("swh_Latn").model_copy(update={"detectors": {"pycld2": trusts["pycld2"]}})
    assert judge(batch(SAYS["en"]), silent).values[0] is None


TALES = TellTales("ind_Latn", {"zsm_Latn": Neighbour(ours=["karena"], theirs=["kerana", "wang"])})


@pytest.mark.parametrize(
    ("text", "label", "margin"),
    [
        ("Dia datang karena hujan.", "ind_Latn", 1),
        ("Dia datang KERANA hujan.", "zsm_Latn", -1),
        ("karena kerana", "ind_Latn", 0),
        ("Wang itu hilang kerana hujan, karena", "zsm_Latn", -1),
    ],
)
def test_tell_tale_words(text: str, label: str, margin: float) -> None:
    assert TALES.opinion(text, "ind_Latn") == (label, margin)


def test_no_tell_tale_word_says_nothing() -> None:
    assert TALES.opinion("Dia datang.", "ind_Latn") is None


letters = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=300)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(letters, letters | st.none()), max_size=4))
def test_any_text_is_borne(texts: list[tuple[str, str | None]]) -> None:
    made = pl.DataFrame(texts, schema={"prompt": pl.String, "response": pl.String}, orient="row")
    found = LanguageID()(made, pack("swh_Latn"))
    assert found.reasons is not None
    assert len(found.values) == len(found.reasons) == len(texts)
    for share, reason in zip(found.values, found.reasons, strict=True):
        assert share is None or 0 <= share <= 1
        assert (reason is not None) == (share is not None and share < 1)


@pytest.fixture(scope="module")
def lid_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fastText model of three languages, trained on rows of ours."""
    import fasttext  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("lid")
    lines = [
        f"__label__{tag} {one_line(text)}"
        for tag in LANGUAGES
        for name in DOCUMENTS[:5]
        for text in rows(tag, name)["prompt"]
    ]
    (folder / "train.txt").write_text("\n".join(lines), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = fasttext.train_supervised(
            str(folder / "train.txt"),
            dim=8,
            minn=2,
            maxn=4,
            bucket=5000,
            epoch=30,
            lr=1.0,
            verbose=0,
            thread=1,
        )
    model.save_model(str(folder / "tiny.bin"))
    return folder / "tiny.bin"


def test_a_fasttext_model_is_measured_then_asked(lid_model: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(INPUTS.packs["swh_Latn"].file, tmp_path))
    with pytest.raises(Mendable, match="calibrated with none; measure tiny"):
        detectors_of(load_pack(file).model, str(lid_model))

    calibrate(
        load_pack(file), open_reference(reference(tmp_path / "ref")), lid_model=str(lid_model)
    )
    fitted: PackFile = load_pack(file).model
    assert str(fitted.detectors["fasttext"].model).startswith("tiny.bin@")
    assert fitted.detectors["fasttext"].label == "swh_Latn"
    assert set(detectors_of(fitted)) == {"py3langid", "pycld2"}

    judge = LanguageID(str(lid_model))
    swahili = rows("swh_Latn", "reading/who_brought")
    assert (judge(swahili, fitted).values == 1).mean() > 0.9
    reasons = judge(rows("eng_Latn", "reading/who_brought"), fitted).reasons
    assert reasons is not None
    assert "eng_Latn to fasttext" in str(reasons[0])


def test_another_file_than_the_one_measured_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Mendable, match="cannot be read: No such file"):
        detectors_of(pack("swh_Latn"), str(tmp_path / "gone.bin"))
    text = tmp_path / "text.bin"
    text.write_text("no model", encoding="utf-8")
    model = pack("swh_Latn").model_copy(
        update={"detectors": {"fasttext": Trust(label="sw", margins={}, model="tiny.bin@1")}}
    )
    with pytest.raises(Mendable, match="calibrated with another, tiny"):
        detectors_of(model, str(text))
    with pytest.raises(Mendable, match="is no fastText model"):
        calibrate(
            load_pack(Path(INPUTS.packs["swh_Latn"].file)),
            open_reference(reference(tmp_path / "ref")),
            lid_model=str(text),
        )


def test_a_label_of_the_group_passes() -> None:
    """What could not judge alone turns away all that is neither the language nor its group."""
    zero = dict[int, float | None](dict.fromkeys(CLASSES, 0.0))
    trust = Trust(label="hi", group={start: ["mr"] for start in CLASSES}, margins=zero)
    grouped = pack("mar_Deva").model_copy(update={"detectors": {"pycld2": trust}})
    judge = LanguageID()
    assert judge(batch(SAYS["hi"]), grouped).values[0] == 1
    assert judge(batch(SAYS["mr"]), grouped).values[0] == 1
    assert judge(batch(SAYS["sw"]), grouped).values[0] == 0
