"""The commands. No logic here: options are read, one function is called, its result is said."""

from __future__ import annotations

import sys

from polyglot_synth.cli.commands import Commands, root

__all__ = ["Commands", "main"]


def main() -> None:
    """Run the command line; exit codes: 0 done, 2 mend it, 3 quotas not filled, 1 our fault."""
    sys.exit(root(standalone_mode=True))
