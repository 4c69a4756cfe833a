"""The dataset card: what stands in the folder, for people and for the Hugging Face hub."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from polyglot_synth.language import PackFile

_BODY = """\
# Synthetic rows in {names}

**Wordings read by a speaker: {read} of {wordings}.** No row here was written by a person; what is
not read by a speaker may sound wrong to one. Report what does, or ask for removal, where this
dataset is published.

| language | variety | accepted | removed | wordings read |
|---|---|---|---|---|
{table}

## What it is
Rows made by polyglot-synth from concepts (what is said, with an answer that is checked) and
language packs (how it is said). Labels: arguments are *proved* by a search for a counter-model,
sums are *computed* anew from the numbers read out of the prompt, reading answers are *quoted*
spans, programs are *executed* against their unit tests. No text was translated by a machine.

## What is checked
{checks}
Meaning is unchecked by machine; nobody has compared the rows with their English but by the pack.

## Files
`data/<language>/train-*.parquet` holds accepted rows, `removed/<language>/*.parquet` all others
with `rejected_by` and `reason`, `report.json` the counts, `run.json` how it was made.

Signature: `{signature}`

## Licence
Rows: CC0-1.0, as the language data they are made of.

<!-- {canary} -->
"""


def card(
    packs: Mapping[str, PackFile],
    figures: Mapping[str, Any],
    checks: Mapping[str, str],
    signature: str,
    canary: str,
) -> str:
    """Write README.md: the hub's YAML header, then the data statement."""
    used = {tag: figures[tag]["rows_per_wording"] for tag in packs}
    read = {tag: _read(pack, used[tag]) for tag, pack in packs.items()}
    body = _BODY.format(
        names=", ".join(pack.name for pack in packs.values()),
        read=sum(read.values()),
        wordings=sum(map(len, used.values())),
        table="\n".join(_line(pack, figures[tag], read[tag]) for tag, pack in packs.items()),
        checks="\n".join(f"* `{name}`: {measures}" for name, measures in checks.items()),
        signature=signature,
        canary=canary,
    )
    return f"---\n{_header(packs, figures)}---\n\n{body}"


def _header(packs: Mapping[str, PackFile], figures: Mapping[str, Any]) -> str:
    configs = [
        {"config_name": tag, "data_files": f"data/{tag}/*.parquet", "default": index == 0}
        for index, tag in enumerate(tag for tag in packs if figures[tag]["accepted"])
    ]
    removed = [
        {"config_name": f"removed_{tag}", "data_files": f"removed/{tag}/*.parquet"}
        for tag in packs
        if figures[tag]["rejected"]
    ]
    header = {
        "language": [pack.bcp47 for pack in packs.values()],
        "license": "cc0-1.0",
        "tags": ["synthetic"],
        "configs": configs + removed,
    }
    return yaml.safe_dump(header, allow_unicode=True, sort_keys=False)


def _read(pack: PackFile, used: Mapping[str, int]) -> int:
    reviewed = {
        f"{concept}/{wording.id}"
        for concept, wordings in pack.wording.items()
        for wording in wordings
        if wording.reviewed_by
    }
    return len(reviewed & set(used))


def _line(pack: PackFile, figures: Mapping[str, Any], read: int) -> str:
    counts = f"{figures['accepted']:,} | {figures['rejected']:,}"
    share = f"{read} of {len(figures['rows_per_wording'])}"
    return f"| {pack.name} ({pack.autonym}) | {pack.variety or '-'} | {counts} | {share} |"
