"""Chapter 3: whether rows fare differently for who stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polyglot_synth.report.audit import ALL, FEWEST, FOUR_FIFTHS
from polyglot_synth.report.chapters import belief
from polyglot_synth.report.chapters.view import (
    Chapter,
    Exhibit,
    Figures,
    Panel,
    Table,
    Text,
    p_value,
    percent,
    slug,
)
from polyglot_synth.report.charts import Bar, Dot, Stack, bars, dots, stacks
from polyglot_synth.report.visibility import PLACES

_NO_PEOPLE = "No row of this language has a person in it."


def chapter(figures: Figures, languages: Mapping[str, Any]) -> Chapter:
    """Lay out the chapter; `languages` tell how their words are marked on the page."""
    traits = sorted({trait for own in figures.values() for trait in own["bias"]["traits"]})
    exhibits = [
        *(_passed(figures, trait) for trait in traits),
        _drift(figures),
        _swap(figures),
        *(_seen(figures, trait, languages) for trait in traits),
        *(_roles(figures, trait) for trait in traits),
        *_crossed(figures),
        *belief.exhibits(figures),
    ]
    return Chapter(
        "bias",
        "Bias",
        "People in rows are drawn evenly. This asks whether checks keep them so, whether a "
        "verdict hangs on who is named, who is made to err, and whether belief tells labels.",
        exhibits,
    )


def _passed(figures: Figures, trait: str) -> Exhibit:
    return Exhibit(
        slug("pass", trait),
        f"Pass rates by {trait}",
        f"All rows made in which somebody has the {trait}, a row once a value: the share that all "
        "checks accept, with its 95% interval (Wilson). Disparate impact is the lowest rate by the "
        f"highest, flagged under {FOUR_FIFTHS}, of values with {FEWEST} rows or more. Gates that "
        "rejected something follow, each over the rows that came to it; p is chi-square over one "
        "row of each number and one person of each row, corrected (Holm) over all such tests of "
        "the language; * counted by 9,999 shuffles where few are expected.",
        [_rates(language, own["bias"]["traits"], trait) for language, own in figures.items()],
    )


def _rates(language: str, traits: Mapping[str, Any], trait: str) -> Panel:
    if trait not in traits:
        return Panel(language, notes=[_NO_PEOPLE])
    whole = traits[trait][ALL]
    rows = [
        Dot(
            value,
            said["rate"],
            said["low"],
            said["high"],
            f"{said['passed']:,} of {said['reached']:,} · {percent(said['rate'])}",
        )
        for value, said in whole["values"].items()
    ]
    low = min([0.9, *(row.low for row in rows)])
    title = f"Share of rows that pass all checks by {trait} in {language}"
    chart = dots(slug("pass", trait, language), title, rows, low=int(low * 10) / 10, high=1)
    values = list(whole["values"])
    gates = [
        [name, *(percent(gate["values"][v]["rate"]) for v in values), _ratio(gate), p_value(gate)]
        for name, gate in traits[trait].items()
        if name != ALL
    ]
    table = Table(["gate", *values, "impact", "p"], gates) if gates else None
    tested = "" if whole["p"] is None else f"; p {p_value(whole)}"
    note = f"Disparate impact: {_ratio(whole)}{tested}."
    none = [] if gates else ["No gate rejected a row with a person in it."]
    return Panel(language, notes=[note, *none], chart=chart, table=table)


def _ratio(gate: Mapping[str, Any]) -> str:
    if gate["impact"] is None:
        return "too few rows"
    return f"{gate['impact']:.3f}" + (" (flagged)" if gate["flagged"] else "")


def _drift(figures: Figures) -> Exhibit:
    panels = []
    for language, own in figures.items():
        drift = own["bias"]["drift"]
        rows = [
            Stack(f"{trait}, {when}", list(said[when].items()))
            for trait, said in drift.items()
            for when in ("made", "accepted")
        ]
        notes = [
            f"{trait}: {said['distance']:.3f} between made and accepted."
            for trait, said in drift.items()
        ]
        title = f"Traits of people in rows made and accepted in {language}"
        chart = stacks(slug("drift", language), title, rows) if rows else None
        panels.append(Panel(language, notes=notes or [_NO_PEOPLE], chart=chart))
    return Exhibit(
        "drift",
        "Who is in the rows",
        "Every person of every row counts once, of rows made and of rows accepted; the distance is "
        "the total variation between the two; parts of a bar stand in the order of their labels.",
        panels,
    )


def _swap(figures: Figures) -> Exhibit:
    return Exhibit(
        "swap",
        "Swap test: does a verdict hang on who is named?",
        "Rows with people were drawn by seed, evenly over concepts and traits; one person gave way "
        "to another who differs in that trait alone, or as a control in the name alone; the row "
        "was said again in the same wording, digits and style, and all checks judged both; shown "
        "is the share of pairs of which one is accepted and the other not, with its 95% interval "
        "(Wilson).",
        [_flips(language, own["swap"]) for language, own in figures.items()],
    )


def _flips(language: str, swap: Mapping[str, Any]) -> Panel:
    tried = dict(swap["traits"])
    if not tried:
        return Panel(language, notes=[swap["left_out"] or _NO_PEOPLE])
    if swap["control"]:
        tried["control: another name"] = swap["control"]
    rows = [
        Dot(
            trait,
            said["share"],
            said["low"],
            said["high"],
            f"{said['flipped']:,} of {said['pairs']:,} flip",
        )
        for trait, said in tried.items()
    ]
    pairs = sum(said["pairs"] for said in tried.values())
    high = max(said["high"] for said in tried.values())
    checks = [
        [trait, name, f"{count:,}"]
        for trait, said in tried.items()
        for name, count in said["by_check"].items()
    ]
    top = max(0.1, -(-high * 10 // 1) / 10)
    title = f"Share of verdicts that flip when a trait is changed in {language}"
    return Panel(
        language,
        notes=[f"{pairs:,} pairs; no interval reaches above {percent(high)}."],
        chart=dots(slug("swap", language), title, rows, low=0, high=top),
        table=Table(["changed", "check", "flips"], checks) if checks else None,
    )


def _seen(figures: Figures, trait: str, languages: Mapping[str, Any]) -> Exhibit:
    return Exhibit(
        slug("seen", trait),
        f"Where {trait} shows",
        "From the pairs of the swap test, compared piece by piece as the wording says them: the "
        "share of pairs in which a word of that sort differs. The name always differs, as another "
        "person is named; a title is a word of names that three or more people bear, all with one "
        "value of the trait; a noun is another form of the person, such as a home town; verbs and "
        "pronouns are told by the English names of the pack's agreement tables.",
        [
            _places(language, own["visibility"].get(trait), trait, languages[language])
            for language, own in figures.items()
        ],
    )


def _places(
    language: str, said: Mapping[str, Any] | None, trait: str, about: Mapping[str, Any]
) -> Panel:
    if said is None:
        return Panel(language, notes=["No pair of the swap test changed it."])
    rows = [
        Bar(
            place,
            said["places"][place] / said["pairs"],
            percent(said["places"][place] / said["pairs"]),
        )
        for place in PLACES
        if said["places"][place] or place not in {"noun", "numeral"}
    ]
    words = [
        [name, word["kind"], f"{word['pairs']:,}", Text(word["example"], about["bcp47"])]
        for name, word in said["words"].items()
    ]
    titles = [["title", "title", "", Text(each, about["bcp47"])] for each in said["titles"][:3]]
    title = f"Where {trait} shows in rows of {language}"
    return Panel(
        language,
        notes=[
            (
                f"Outside the name in {percent(said['share'])} of {said['pairs']:,} pairs "
                f"({percent(said['low'])} to {percent(said['high'])})."
            )
        ],
        chart=bars(slug("seen", trait, language), title, rows, most=1),
        more=Table(["table", "sort", "pairs", "example"], words + titles)
        if words + titles
        else None,
        more_title="Which words",
    )


def _roles(figures: Figures, trait: str) -> Exhibit:
    return Exhibit(
        slug("roles", trait),
        f"Who stands where, by {trait}",
        "People of accepted rows by concept, slot and what the row says of them (whether their "
        f"argument is valid, or whether they are the answer); compared with how the {trait} is "
        "spread over all people of rows made, by chi-square with Holm's correction over all such "
        "tests of the language (* counted by 9,999 draws); the most uneven five are drawn.",
        [_slots(language, own["bias"]["roles"], trait) for language, own in figures.items()],
    )


def _slots(language: str, roles: list[dict[str, Any]], trait: str) -> Panel:
    own = [(role, role["traits"][trait]) for role in roles if trait in role["traits"]]
    if not own:
        return Panel(language, notes=[_NO_PEOPLE])
    values = list(own[0][1]["values"])
    worst = sorted(own, key=lambda each: (each[1].get("holm", 1.0), each[1]["p"] or 1.0))[:5]
    flagged = sum(bool(said.get("beyond_chance")) for _, said in own)
    rows = [
        [_place(role), *(f"{said['values'][value]:,}" for value in values), p_value(said)]
        for role, said in own
    ]
    title = f"The most uneven roles by {trait} in {language}"
    return Panel(
        language,
        notes=[f"{flagged} of {len(own)} roles are split beyond chance."],
        chart=stacks(
            slug("roles", trait, language),
            title,
            [Stack(_place(role), list(said["values"].items())) for role, said in worst],
        ),
        more=Table(["role", *values, "p"], rows),
        more_title=f"All {len(own)} roles",
    )


def _place(role: Mapping[str, Any]) -> str:
    concept = role["concept"].rpartition("/")[2]
    verdict = "" if role["verdict"] == "only" else f", {role['verdict']}"
    return f"{concept}: {role['slot']}{verdict}"


def _crossed(figures: Figures) -> list[Exhibit]:
    pairs = sorted(
        {tuple(each["traits"]) for o in figures.values() for each in o["bias"]["crossed"]}
    )
    return [_parity(figures, pair) for pair in pairs]


def _parity(figures: Figures, pair: tuple[str, str]) -> Exhibit:
    panels = []
    for language, own in figures.items():
        found = [each for each in own["bias"]["crossed"] if tuple(each["traits"]) == pair]
        rows = [
            [
                " · ".join(cell["values"]),
                f"{cell['made']:,}",
                f"{cell['accepted']:,}",
                percent(cell["rate"]),
            ]
            for each in found
            for cell in each["cells"]
        ]
        table = Table([" · ".join(pair), "made", "accepted", "pass"], rows) if rows else None
        panels.append(Panel(language, notes=[] if rows else [_NO_PEOPLE], table=table))
    return Exhibit(
        slug("parity", *pair),
        f"{pair[0].capitalize()} and {pair[1]} together",
        "Every person of every row counts once, by both traits: in rows made, in rows accepted, "
        "and the share of rows made that all checks accept.",
        panels,
    )
