"""Findings: what to look at first, from the figures; each a sentence and where to read on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from polyglot_synth.gates.probed import unchecked
from polyglot_synth.report.audit import ALL, FOUR_FIFTHS
from polyglot_synth.report.balance import MANY

_APART = 0.1  # total variation from declared: one row in ten would have to be another
_DRIFT = 0.05
_OFTEN = 0.05  # share of rows made that one check may reject before it is worth a look

Finding = dict[str, str]


def findings(own: Mapping[str, Any]) -> list[Finding]:
    """List what stands out in a language's figures, gravest first: `sentence`, and `at` what."""
    found = [*_short(own), *_impact(own), *_swapped(own), *_roles(own), *_belief(own)]
    return [*found, *_gates(own), *_rows(own), *_meaning(own)]


def _at(place: str, sentence: str) -> Finding:
    return {"at": place, "sentence": sentence}


def _short(own: Mapping[str, Any]) -> Iterator[Finding]:
    if own["accepted"] < own["asked"]:
        yield _at(
            "short",
            f"{own['accepted']:,} rows are accepted of {own['asked']:,} that were asked for.",
        )


def _impact(own: Mapping[str, Any]) -> Iterator[Finding]:
    for trait, gates in own["bias"]["traits"].items():
        for name, gate in gates.items():
            where = "all checks together" if name == ALL else f"the gate {name}"
            rates = {
                v: said["rate"] for v, said in gate["values"].items() if said["rate"] is not None
            }
            least = min(rates, key=lambda value: (rates[value], value)) if rates else ""
            if gate["flagged"]:
                yield _at(
                    f"pass-{trait}",
                    f"Disparate impact of {where} by {trait} is {gate['impact']:.2f}, under "
                    f"{FOUR_FIFTHS}: {least} passes least.",
                )
            elif gate.get("beyond_chance"):
                yield _at(
                    f"pass-{trait}",
                    f"Pass rates of {where} by {trait} differ beyond chance "
                    f"(p {gate['holm']:.3f}): {least} passes least.",
                )
    for trait, said in own["bias"]["drift"].items():
        if said["distance"] > _DRIFT:
            yield _at(
                "drift",
                f"{trait.capitalize()} among accepted rows is {said['distance']:.2f} away from "
                "what was made.",
            )


def _swapped(own: Mapping[str, Any]) -> Iterator[Finding]:
    if own["swap"]["left_out"]:
        yield _at("swap", own["swap"]["left_out"])
    control = own["swap"]["control"]
    beside = f"; {control['flipped']:,} of {control['pairs']:,} for another name" if control else ""
    for trait, said in own["swap"]["traits"].items():
        if said["flipped"]:
            checks = ", ".join(said["by_check"])
            yield _at(
                "swap",
                f"{said['flipped']:,} of {said['pairs']:,} verdicts flip when {trait} alone is "
                f"changed (by {checks}){beside}.",
            )


def _roles(own: Mapping[str, Any]) -> Iterator[Finding]:
    flagged: dict[str, list[tuple[float, str]]] = {}
    for role in own["bias"]["roles"]:
        for trait, said in role["traits"].items():
            if said.get("beyond_chance"):
                split = ", ".join(f"{value} {rows:,}" for value, rows in said["values"].items())
                verdict = "" if role["verdict"] == "only" else f" ({role['verdict']})"
                sentence = f"the {role['slot']} of {role['concept']}{verdict}: {split}"
                flagged.setdefault(trait, []).append((said["holm"], sentence))
    for trait, some in sorted(flagged.items()):
        roles = "1 role is" if len(some) == 1 else f"{len(some)} roles are"
        most = "" if len(some) == 1 else "most of all "
        yield _at(
            f"roles-{trait}",
            f"{roles} split by {trait} beyond chance, {most}{min(some)[1]}.",
        )


def _belief(own: Mapping[str, Any]) -> Iterator[Finding]:
    said = own["belief"]
    if not said:
        return
    forbidden = sum(cell["valid"] for cell in said["cells"] if cell["never_valid"])
    if forbidden:
        yield _at(
            "belief",
            "Valid arguments with true premises and a false conclusion, which logic forbids: "
            f"{forbidden:,}; what the lexicons say of the world is wrong, or lacks something.",
        )
    told = said["told"]["either"]
    if told["flagged"]:
        cells = [cell for cell in said["cells"] if cell["valid"] + cell["invalid"]]
        most = max(cells, key=_uneven)
        yield _at(
            "belief",
            "Belief tells labels: a guess by what is true in the world alone is right of "
            f"{told['accuracy']:.1%} of {told['rows']:,} arguments where logic leaves both labels "
            f"open (a coin: 50%); most uneven are premises {most['premises']} with conclusion "
            f"{most['conclusion']}: {most['valid']:,} valid, {most['invalid']:,} invalid.",
        )


def _uneven(cell: Mapping[str, Any]) -> int:
    """Count the rows of a cell by which one label outweighs the other, if logic allows both."""
    return 0 if cell["never_valid"] else abs(cell["valid"] - cell["invalid"])


def _gates(own: Mapping[str, Any]) -> Iterator[Finding]:
    for name, rows in own["rejected_by"].items():
        if name not in {"surplus", "twin"} and rows > _OFTEN * own["made"]:
            yield _at("why", f"{name} rejected {rows / own['made']:.0%} of the rows made.")


def _meaning(own: Mapping[str, Any]) -> Iterator[Finding]:
    probe = own.get("probe")
    if probe and not probe["evidence"]:
        yield _at("why", unchecked(probe))


def _rows(own: Mapping[str, Any]) -> Iterator[Finding]:
    said = own["wordings"]
    if said["read"] < said["used"]:
        yield _at(
            "rows-per-wording",
            f"Wordings read by a speaker: {said['read']} of {said['used']}.",
        )
    if said["above"]:
        name, rows = next(iter(said["above"].items()))
        yield _at(
            "rows-per-wording",
            f"{len(said['above'])} wordings have more than {MANY:,} rows each; most has {name}, "
            f"{rows:,}.",
        )
    far = {
        name: spread["distance"]
        for name, spread in own["balance"].items()
        if spread["distance"] > _APART
    }
    if far:
        listed = ", ".join(f"{name} {distance:.2f}" for name, distance in far.items())
        yield _at(f"by-{next(iter(far))}", f"Rows are away from what was declared: {listed}.")
