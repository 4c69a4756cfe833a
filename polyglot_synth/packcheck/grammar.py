"""A pack's identity and grammar: script, digits, plural rule, tables without holes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import regex

from polyglot_synth import digits
from polyglot_synth.errors import Problem, nearest
from polyglot_synth.grammar import Speaker, plural_categories
from polyglot_synth.language import LanguagePack
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.sample import STYLES
from polyglot_synth.text import is_script


def grammar_problems(pack: LanguagePack) -> Iterator[Problem]:
    """Find what is wrong with the pack apart from its words."""
    yield from _identity(pack)
    yield from _plurals(pack)
    for name in pack.model.agreement:
        yield from _table(pack, name)
    yield from _clock(pack)
    yield from _styles(pack)
    yield from _never(pack)


def _identity(pack: LanguagePack) -> Iterator[Problem]:
    file = pack.model
    if not is_script(file.script):
        yield pack.problem(("script",), f"{file.script} is no ISO 15924 script; write such as Latn")
    elif not file.tag.endswith(file.script):
        yield pack.problem(
            ("script",), f"the tag {file.tag} says another script than {file.script}"
        )
    for script in file.digits:
        if script not in digits.ZEROS:
            sentence = f"no digits of {script} are known; {nearest(script, digits.ZEROS)}"
            yield pack.problem(("digits", script), sentence)


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


def _table(pack: LanguagePack, name: str) -> Iterator[Problem]:
    file, table, path = pack.model, pack.model.agreement[name], ("agreement", name)
    over = table.get("over")
    if not isinstance(over, list) or not over:
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


def _clock(pack: LanguagePack) -> Iterator[Problem]:
    """Two times of day in the same words cannot be told apart."""
    if pack.model.clock is None:
        return
    seen: dict[str, int] = {}
    speaker = Speaker(pack.model, Lexicons(), next(iter(pack.model.digits)))
    for minute in range(0, 24 * 60, 30):
        said = speaker.clock(minute)
        if said in seen:
            times = [f"{m // 60:02}:{m % 60:02}" for m in (seen[said], minute)]
            yield pack.problem(("clock",), f"{times[0]} and {times[1]} are both '{said}'")
        seen[said] = minute


def _styles(pack: LanguagePack) -> Iterator[Problem]:
    if not pack.model.wording:
        return
    if "default" not in pack.model.styles:
        yield pack.problem(("styles",), "the style `default` is missing")
    for kind, styles in pack.model.styles.items():
        for missing in sorted(set(STYLES) - set(styles)):
            yield pack.problem(("styles", kind), f"the style {missing} is missing")
    for missing in sorted({"yes", "no"} - set(pack.model.verdicts)):
        yield pack.problem(("verdicts",), f"the word for {missing} is missing")


def _never(pack: LanguagePack) -> Iterator[Problem]:
    for index, never in enumerate(pack.model.never):
        path = ("never", index)
        try:
            pattern = regex.compile(never.pattern)
        except regex.error as error:
            yield pack.problem((*path, "pattern"), f"is no regular expression: {error}")
            continue
        if not pattern.search(never.catches):
            sentence = f"this pattern misses the sentence that it must catch: {never.catches}"
            yield pack.problem((*path, "pattern"), sentence)
