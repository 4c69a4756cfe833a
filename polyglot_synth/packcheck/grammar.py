"""A pack's identity and grammar: script, digits, plural rule, tables without holes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import get_args

import regex

from polyglot_synth import digits
from polyglot_synth.concept import ConceptFile
from polyglot_synth.errors import Problem, nearest
from polyglot_synth.grammar import Speaker, plural_categories, spell_all
from polyglot_synth.language import LanguagePack
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.sample import STYLES
from polyglot_synth.text import is_script
from polyglot_synth.wording import WordingError, parse


def grammar_problems(pack: LanguagePack) -> Iterator[Problem]:
    """Find what is wrong with the pack apart from its words."""
    yield from _identity(pack)
    yield from _plurals(pack)
    yield from _paradigms(pack)
    yield from _opposites(pack)
    for name in pack.model.agreement:
        yield from _table(pack, name)
    yield from _numerals(pack)
    yield from _clock(pack)
    yield from _styles(pack)
    yield from _never(pack)


def _identity(pack: LanguagePack) -> Iterator[Problem]:
    file = pack.model
    if not is_script(file.script):
        yield pack.problem(("script",), f"{file.script} is no ISO 15924 script; write such as Latn")
    elif not file.tag.endswith(file.script):
        yield pack.problem(("script",), f"the tag {file.tag} says another script, {file.tag[4:]}")
    for script in file.digits:
        if script not in digits.ZEROS:
            sentence = f"no digits of {script} are known; {nearest(script, digits.ZEROS)}"
            yield pack.problem(("digits", script), sentence)


def _opposites(pack: LanguagePack) -> Iterator[Problem]:
    paradigms = pack.model.paradigms
    for lexicon, pairs in pack.model.opposites.items():
        if (forms := paradigms.get(lexicon)) is None:
            sentence = f"no paradigm {lexicon}; {nearest(lexicon, paradigms)}"
            yield pack.problem(("opposites", lexicon), sentence)
            continue
        for said, denied in pairs.items():
            for form in sorted({said, denied} - set(forms)):
                sentence = f"a {lexicon} has no form {form}; {nearest(form, forms)}"
                yield pack.problem(("opposites", lexicon, said), sentence)


def _plurals(pack: LanguagePack) -> Iterator[Problem]:
    file = pack.model
    if file.counts is None:
        return
    categories = plural_categories(file.cldr)
    if categories is None:
        yield pack.problem(("cldr",), f"CLDR knows no locale {file.cldr}")
        return
    for category in sorted(categories ^ set(file.counts.forms())):
        sentence = (
            f"CLDR's plural rule of {file.cldr} has {', '.join(sorted(categories))}; "
            f"{category} is {'missing' if category in categories else 'too many'}"
        )
        yield pack.problem(("counts",), sentence)
    known = {form for forms in file.paradigms.values() for form in forms}
    for category, form in file.counts.forms().items():
        if form not in known:
            sentence = f"no lexicon has a form {form}; {nearest(form, known)}"
            yield pack.problem(("counts", category), sentence)


def _paradigms(pack: LanguagePack) -> Iterator[Problem]:
    known = pack.model.features
    for lexicon, forms in pack.model.paradigms.items():
        for form, features in forms.items():
            path = ("paradigms", lexicon, form)
            for feature, value in features.items():
                if feature not in known:
                    yield pack.problem(path, f"no feature {feature}; {nearest(feature, known)}")
                elif value not in known[feature]:
                    sentence = f"no {feature} {value}; {nearest(str(value), known[feature])}"
                    yield pack.problem((*path, feature), sentence)


def _table(pack: LanguagePack, name: str) -> Iterator[Problem]:
    file, table, path = pack.model, pack.model.agreement[name], ("agreement", name)
    over = table.get("over")
    if not isinstance(over, list) or not over or not all(isinstance(each, str) for each in over):
        yield pack.problem(path, "say over which features this table runs: over: [class]")
        return
    if unknown := [feature for feature in over if feature not in file.features]:
        yield pack.problem(path, f"no feature {unknown[0]}; {nearest(unknown[0], file.features)}")
        return
    wanted = {".".join(cell) for cell in product(*(file.features[feature] for feature in over))}
    given = {key for key in table if key != "over"}
    for cell in sorted(wanted - given):
        yield pack.problem(path, f"no form for {cell}; write null if the language has none")
    for cell in sorted(given - wanted, key=str):
        yield pack.problem((*path, cell), f"no cell {cell}; {nearest(str(cell), wanted)}")
    for cell in sorted(given & wanted):
        if table[cell] is not None and not isinstance(table[cell], str):
            yield pack.problem((*path, cell), "a form is text, or null")


def _numerals(pack: LanguagePack) -> Iterator[Problem]:
    """Two numbers in the same word cannot be told apart."""
    if pack.model.numerals is None:
        return
    for feature in pack.model.numerals.over:
        if feature not in pack.model.features:
            sentence = f"no feature {feature}; {nearest(feature, pack.model.features)}"
            yield pack.problem(("numerals", "over"), sentence)
    seen: dict[tuple[str, str], int] = {}
    for (number, features), word in spell_all(pack.model).items():
        if seen.setdefault((word, features), number) != number:
            sentence = f"{seen[word, features]} and {number} are both '{word}'"
            yield pack.problem(("numerals",), sentence)


def _clock(pack: LanguagePack) -> Iterator[Problem]:
    """Two times of day in the same words cannot be told apart; the first such pair is told."""
    clock = pack.model.clock
    if clock is None or clock.whole is None or not set(pack.model.digits) <= set(digits.ZEROS):
        return
    seen: dict[str, int] = {}
    speaker = Speaker(pack.model, Lexicons(), next(iter(pack.model.digits)))
    for minute in range(0, 24 * 60, 30):
        said = speaker.clock(minute)
        if said in seen:
            times = [f"{m // 60:02}:{m % 60:02}" for m in (seen[said], minute)]
            yield pack.problem(("clock",), f"{times[0]} and {times[1]} are both '{said}'")
            return
        seen[said] = minute


def _styles(pack: LanguagePack) -> Iterator[Problem]:
    if not pack.model.wording:
        return
    if "default" not in pack.model.styles:
        yield pack.problem(("styles",), "the styles of default are missing")
    kinds = ["default", *get_args(ConceptFile.model_fields["kind"].annotation)]
    for kind, styles in pack.model.styles.items():
        if kind not in kinds:
            yield pack.problem(("styles", kind), f"no kind {kind}; {nearest(kind, kinds)}")
        for missing in sorted(set(STYLES) - set(styles)):
            yield pack.problem(("styles", kind), f"the style {missing} is missing")
        for style, frame in styles.items():
            if sentence := _odd_style(style, frame):
                yield pack.problem(("styles", kind, style), sentence)
    yield from _verdicts(pack)


def _odd_style(style: str, frame: str) -> str | None:
    if style not in STYLES:
        return f"no style {style}; {nearest(style, STYLES)}"
    try:
        slots = {slot for piece in parse(frame) for slot in piece.slots}
    except WordingError as error:
        return str(error)
    if unknown := sorted(slots - {"verdict", "reason"}):
        known = "write {{ verdict }} or {{ reason }}"
        return f"{{{{ {unknown[0]} }}}} means nothing here; {known}"
    return None if "verdict" in slots else "a style says {{ verdict }}"


def _verdicts(pack: LanguagePack) -> Iterator[Problem]:
    verdicts, known = pack.model.verdicts, {"yes", "no"}
    for missing in sorted(known - set(verdicts)):
        yield pack.problem(("verdicts",), f"the word for {missing} is missing")
    for name in sorted(set(verdicts) - known):
        yield pack.problem(("verdicts", name), f"no verdict {name}; {nearest(name, known)}")
    if known <= set(verdicts) and verdicts["yes"].casefold() == verdicts["no"].casefold():
        yield pack.problem(("verdicts",), f"yes and no are both '{verdicts['no']}'")


def _never(pack: LanguagePack) -> Iterator[Problem]:
    said = [("never", pack.model.never), ("existence", pack.model.existence)]
    for key, index, never in ((k, i, each) for k, found in said for i, each in enumerate(found)):
        path = (key, index)
        try:
            pattern = regex.compile(never.pattern)
        except regex.error as error:
            yield pack.problem((*path, "pattern"), f"is no regular expression: {error}")
            continue
        if not pattern.search(never.catches):
            sentence = f"this pattern misses the sentence that it must catch: {never.catches}"
            yield pack.problem((*path, "pattern"), sentence)
