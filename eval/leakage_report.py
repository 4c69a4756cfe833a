"""The page of what tells validity apart from the argument: tables, and what carries it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

BOUNDS = {"words": 0.51, "premises alone": 0.55, "question and length": 0.55}
TELLS = 0.55  # from here on it is said what carries it
CARRIED = {
    "pairs of words": "prompt",
    "premises alone": "premises",
    "conclusion alone": "conclusion",
}
COLUMNS = [
    ("rows apart", "words"),
    ("rows apart", "pairs of words"),
    ("terms apart", "pairs of words"),
    ("rows apart", "premises alone"),
    ("terms apart", "premises alone"),
    ("rows apart", "conclusion alone"),
    ("terms apart", "conclusion alone"),
    ("rows apart", "question and length"),
]
HEAD = """# What tells validity apart from the argument

fastText 0.9.2 (8 dimensions, 10 epochs, rate 0.5, one thread) on 20,000 prompts, 10,000 pairs of
twins, of one form in one language; all tasks mixed; words in small letters, signs set apart. Right
answers in per cent on the lexicon rows kept for testing (about 30 in 100), and half the 95%
interval, over 3 seeds of split and learning; prompts of one lexicon row are one cluster. Chance is
50. *Rows apart*: what stands together in a test prompt stands together in no prompt of training.
*Terms apart*: no term of a test prompt stands in training; with nouns, nor anything of its kind.
Premises and conclusions alone: of wordings that were put together; words and pairs of words. In
bold what is over its bound: words 51, premises 55, question and length 55. What is without a bound
is told, not judged. *Planted*: a word more in every second valid prompt, which must be found: 75.

What is left: of affirming_a_disjunct and denying_a_conjunct a part is said as logic books say it,
`p|q, ~q |- p` beside `p|q, p |- ~q`, where one twin alone has a denial among its premises. That is
the form, not its wording. The rest says `p|~q` and `~(p&~q)`, where both twins have as many.

Made by `python eval/leakage.py`.
"""
CARRIERS = "What carries it, and how many lexicon rows say it more in valid : invalid prompts:\n"


def page(every: dict[str, Any]) -> str:
    """Write the page."""
    parts = [HEAD]
    for tag, forms in every.items():
        parts += [f"## `{tag}`\n", table(forms), ""]
        if said := list(_carriers(forms)):
            parts += [CARRIERS, *said, ""]
    return "\n".join(parts)


def table(forms: dict[str, Any]) -> str:
    """Write a line for each form, and one for what was planted."""
    head = ["form", *(f"{model}, {split}" for split, model in COLUMNS)]
    lines = [head, ["---"] * len(head)]
    for name, found in forms.items():
        cells = [_cell(found[split].get(model), BOUNDS.get(model, 1)) for split, model in COLUMNS]
        lines.append([name.removeprefix("fallacies/"), *cells])
    for name, found in forms.items():
        seen = [found[s].get("planted") for s in ("rows apart", "terms apart")]
        if all(seen):
            text = ", ".join(_cell(own, 1) for own in seen)
            lines.append([f"planted in {name.removeprefix('fallacies/')}", text, *["-"] * 7])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(own: dict[str, Any] | None, bound: float) -> str:
    if own is None:
        return "-"
    text = f"{own['share'] * 100:.1f} ± {own['half'] * 100:.1f}"
    return f"**{text}**" if own["share"] > bound else text


def _carriers(forms: dict[str, Any]) -> Iterator[str]:
    """Name the words and pairs that differ most, where what holds them tells validity."""
    for name, found in forms.items():
        for model, column in CARRIED.items():
            own = [found[way].get(model) for way in ("rows apart", "terms apart")]
            if any(each and each["share"] > TELLS for each in own):
                said = "; ".join(f"`{g}` {v}:{i}" for g, v, i in found["carriers"][column])
                yield f"- {name.removeprefix('fallacies/')}, {model}: {said}"
