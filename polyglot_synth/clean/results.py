"""What cleaning a file leaves: accepted and removed rows, the counts, and a note for readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from polyglot_synth import write
from polyglot_synth.language import PackFile
from polyglot_synth.sample import score_column

_REJECTED = pl.col("rejected_by").is_not_null()

_NOTE = """\
# {title}

Made by `polyglot-synth {command}` from the file `{file}` (SHA-256 begins with `{hash}`).

**Licence and origin of these rows are unknown to us**: they are those of the file. No text was
changed. What is accepted passed the checks below and nothing more: nobody has read it, and whether
a text is true or well translated was not asked.

| rows of the file | accepted | removed |
|---|---|---|
| {made:,} | {accepted:,} | {rejected:,} |

## What was read
{columns}

## What was checked
{checks}

## What was left out
{left_out}

## Files
`data/{tag}/train-*.parquet` holds accepted rows, `removed/{tag}/*.parquet` all others with
`rejected_by` and `reason`, `report.json` the counts, `run.json` how it was made. Rows keep the
columns of the file; `row` is their place in it ({place}).
{replaced}
`unreadable` are rows that could not be judged; where even their columns could not be read,
`raw_row` holds the beginning of what stands in the file.

Signature: `{signature}`
"""
_PLACES = {
    ".parquet": "the first is 1",
    ".csv": "the line on which it begins; the header is line 1",
    ".tsv": "the line on which it begins; the header is line 1",
}


class Counts:
    """Counts rows as they pass by."""

    def __init__(self) -> None:
        self.made = 0
        self._by: Counter[str] = Counter()
        self._judged: Counter[str] = Counter()

    def add(self, rows: pl.DataFrame, scores: list[str]) -> None:
        """Count rows with their verdicts."""
        self.made += rows.height
        self._by.update(rows["rejected_by"].drop_nulls())
        self._judged.update({name: rows.height - rows[name].null_count() for name in scores})

    def figures(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Give what report.json says of a language."""
        rejected = sum(self._by.values())
        counts = {
            "made": self.made,
            "accepted": self.made - rejected,
            "rejected": rejected,
            "rejected_by": dict(sorted(self._by.items())),
        }
        checks = {
            name: {
                "judged": self._judged[score_column(name)],
                "rejected": self._by[name],
                **said,
            }
            for name, said in record["checks"].items()
        }
        return {**counts, **record, "checks": checks}


def note(pack: PackFile, figures: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    """Write README.md: the hub's YAML header, then what was done and what is not known."""
    file, tag = run["fingerprint"]["file"], pack.tag
    body = _NOTE.format(
        **{name: figures[name] for name in ("made", "accepted", "rejected")},
        title=f"Rows in {pack.name} ({pack.autonym}), cleaned",
        command=run["fingerprint"]["command"],
        file=file["name"],
        hash=file["hash"],
        tag=tag,
        columns=_points({ours: f"`{theirs}`" for ours, theirs in figures["columns"].items()}),
        checks=_points({name: _check(said) for name, said in figures["checks"].items()}),
        left_out=_points(figures["left_out"]) or "Nothing.",
        place=_PLACES.get(Path(file["name"]).suffix.lower(), "the line"),
        replaced=_replaced(figures["replaced"]),
        signature=run["signature"],
    )
    return f"---\n{_header(pack, figures)}---\n\n{body}"


def _points(said: Mapping[str, str]) -> str:
    return "\n".join(f"* `{name}`: {what}" for name, what in said.items())


def _check(said: Mapping[str, Any]) -> str:
    sides = [
        f"{side} {said[side]:g}" for side in ("low", "high", "near") if said.get(side) is not None
    ]
    fitted = f" ({said['fitted_on']})" if "fitted_on" in said else ""
    return (
        f"{said['measures']}; {', '.join(sides)}{fitted}; "
        f"judged {said['judged']:,} rows, rejected {said['rejected']:,}"
    )


def _replaced(names: list[str]) -> str:
    if not names:
        return ""
    listed = ", ".join(f"`{name}`" for name in names)
    return f"The file's own columns {listed} are replaced by ours of that name.\n"


def _header(pack: PackFile, figures: Mapping[str, Any]) -> str:
    tag = pack.tag
    configs = [
        {"config_name": name, "data_files": f"{folder}/{tag}/*.parquet"}
        for name, folder, rows in (
            (tag, "data", figures["accepted"]),
            (f"removed_{tag}", "removed", figures["rejected"]),
        )
        if rows
    ]
    header = {"language": [pack.bcp47], "configs": configs}
    return yaml.safe_dump(header, allow_unicode=True, sort_keys=False)


def write_all(folder: Path, pack: PackFile, figures: dict[str, Any], run: dict[str, Any]) -> None:
    """Write report, note and record beside the rows."""
    write.json_file(folder / "report.json", {pack.tag: figures})
    write.atomically(folder / "README.md", note(pack, figures, run).encode())
    write.json_file(folder / "run.json", run)
