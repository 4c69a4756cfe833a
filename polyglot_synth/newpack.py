"""A new language: a pack to begin with, from what Unicode's CLDR knows; what is unsure says so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers

from polyglot_synth.digits import ZEROS
from polyglot_synth.errors import Mendable, nearest
from polyglot_synth.grammar import plural_categories
from polyglot_synth.language import BOUNDS
from polyglot_synth.translators.codes import codes

_TAG = re.compile(r"[a-z]{3}_[A-Z][a-z]{3}")
_ENDS = {"Deva": ".?!।", "Beng": ".?!।", "Ethi": ".?!።", "Arab": ".؟!", "Khmr": ".?!។"}
_ENDS |= {"Mymr": ".?!။", "Tibt": "།", "Hans": "。？！", "Hant": "。？！", "Jpan": "。？！"}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def skeleton(tag: str, known: Path | None = None) -> str:
    """Write the text of a new pack; it loads, gates once it is calibrated, and says nothing yet.

    Where a pack of the tag is `known` already, its identity and bounds are kept. Raises `Mendable`
    for what is no tag, for a language that CLDR does not know, and for a script that it is not
    written in.
    """
    locale = _locale(tag)
    if known is None:
        above, below = "\n".join(_identity(tag, locale)) + "\n", ""
    else:
        text = known.read_text(encoding="utf-8")
        start = BOUNDS.search(text)
        above, below = (text[: start.start()], text[start.start() :]) if start else (text, "")
    return f"{above.rstrip()}\n\n" + "\n".join(_sections(locale)) + (f"\n{below}" if below else "")


def _locale(tag: str) -> Locale:
    if not _TAG.fullmatch(tag):
        raise Mendable.saying(
            f"{tag} is no tag; write three letters of ISO 639-3, _ and four of ISO 15924, "
            "such as swh_Latn"
        )
    three, script = tag.split("_")
    code = next((code for code in codes(tag) if code in set(locale_identifiers())), None)
    if code is None:
        languages = get_global("language_aliases")
        known = sorted(key for key in languages if len(key) == len(three))
        raise Mendable.saying(
            f"CLDR knows no language {three}; {nearest(three, known)} If the code is right, copy "
            "the pack of a language like it and change its head"
        )
    scripts = _scripts(code)
    if script not in scripts:
        written = " or ".join(f"{three}_{each}" for each in scripts)
        raise Mendable.saying(f"CLDR does not write {three} in {script}; did you mean {written}?")
    try:
        return Locale.parse(f"{code}_{script}")
    except UnknownLocaleError:
        return Locale.parse(code)


def _scripts(code: str) -> list[str]:
    """List the scripts that CLDR writes a language in, the usual one first."""
    usual = get_global("likely_subtags").get(code, f"{code}_Latn_ZZ").split("_")[1]
    others = [name.split("_")[1] for name in locale_identifiers() if name.startswith(f"{code}_")]
    return list(dict.fromkeys([usual, *(each for each in others if len(each) == 4)]))  # noqa: PLR2004 - a script


def _identity(tag: str, locale: Locale) -> Iterator[str]:
    three, script = tag.split("_")
    code, english = locale.language, Locale("en")
    name = english.languages.get(code, three)
    country = get_global("likely_subtags").get(code, "").rpartition("_")[2]
    yield f"# {name}: begun from Unicode CLDR. Look at every line that says unsure."
    yield f"format: 1\ntag: {tag}\nname: {_quoted(name)}"
    yield f"names: [{_quoted(name.casefold())}]   # what else one may type on the command line"
    autonym = locale.get_language_name(code)
    yield f"autonym: {_quoted(autonym)}" if autonym else "autonym: ''   # unsure: CLDR does not say"
    yield f"bcp47: {code}\ncldr: {code}\nscript: {script}"
    yield f"direction: {'rtl' if locale.character_order.startswith('right') else 'ltr'}"
    yield f"variety: {country or 'null'}   # unsure: whose {name}? A country, or null for all"
    yield "register: standard   # unsure: formal, standard, spoken?"
    yield (
        'origin: {source: "Unicode CLDR via babel; words: who wrote them, from what", '
        "licence: CC0-1.0, reviewed_by: null}"
    )
    yield from _numbers(locale)
    ends = _ENDS.get(script, ".?!")
    yield f"ends: {_quoted(ends)}   # unsure: what does a sentence end on?"


def _numbers(locale: Locale) -> Iterator[str]:
    native = locale.default_numbering_system.capitalize()
    if native in ZEROS and native != "Latn":
        shares = f"{{Latn: 0.5, {native}: 0.5}}"
        yield f"digits: {shares}   # unsure: which digits do people write, in what share?"
    else:
        yield "digits: {Latn: 1.0}"
    symbols = locale.number_symbols.get("latn", {})
    sizes = list(dict.fromkeys(locale.decimal_formats[None].grouping)) or [3]
    sign = symbols.get("group", ",")
    yield f"group: {{size: {sizes}, sign: {_quoted(sign)}}}   # unsure: 1{sign}500?"
    yield f"decimal: {_quoted(symbols.get('decimal', '.'))}"


def _sections(locale: Locale) -> Iterator[str]:
    categories = plural_categories(locale.language) or {"other"}
    named = ", ".join(f"{name}: {'sg' if name == 'one' else 'pl'}" for name in _ordered(categories))
    days = locale.days["format"]["wide"]
    yield "# ---- To be filled, see languages/README.md: take the # away where you do."
    yield "# paradigms:                     # which forms every entry of a kind has"
    yield "#   noun: {sg: {number: sg}, pl: {number: pl}}"
    yield "#   person: [name]"
    yield "#   day: [name]"
    yield "# features: {number: [sg, pl]}   # unsure: genders or classes? gender: [m, f]"
    yield f'# counts: {{order: "{{n}} {{noun}}", {named}}}   # unsure: order and forms'
    yield '# verdicts: {"yes": "...", "no": "..."}   # the words that answers begin with'
    yield "# styles:"
    yield (
        '#   default: {verdict_first: "{{ verdict | cap }} {{ reason }}", '
        'reason_first: "{{ reason }}\\nAnswer: {{ verdict }}", label_only: "{{ verdict | cap }}"}'
        "   # say Answer: in your language"
    )
    yield "# words:"
    yield "#   day:                         # unsure: CLDR's names; a capital?"
    yield from (
        f"#     {name}: {{name: {_quoted(days[number])}}}" for number, name in enumerate(_DAYS)
    )
    yield "#   noun:                        # ids are in templates/lexicons/noun.yaml"
    yield "#     mango: {sg: ..., pl: ...}"
    yield "#   person:"
    yield "#     woman_1: {name: ...}       # ids with genders: templates/lexicons/person.yaml"
    yield "# wording:"
    yield "#   maths/take_away:"
    yield "#     - id: had_and_sold"
    yield "#       task: solve"
    yield (
        '#       prompt: "{{ owner.name }} ... {{ thing | count(n) }} ... {{ thing | count(k) }} '
        '... {{ thing.pl }} ...?"'
    )
    yield "#       responses:"
    yield (
        '#         any: {verdict: "{{ thing | count(left) }}.", '
        'reason: "{{ n | num }} − {{ k | num }} = {{ left | num }}."}'
    )
    yield ""


def _ordered(categories: set[str]) -> list[str]:
    order = ("zero", "one", "two", "few", "many", "other")
    return [name for name in order if name in categories]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
