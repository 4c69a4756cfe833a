"""Checked synthetic training data for languages the web has little of.

from polyglot_synth import RunConfig, generate
generate(RunConfig(languages=["swh_Latn"], rows=300, out="out/demo"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polyglot_synth.config import RunConfig
    from polyglot_synth.run import generate

__all__ = ["RunConfig", "generate"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is asked for
    """Import what is asked for when it is asked for: the commands start without polars."""
    if name == "generate":
        from polyglot_synth.run import generate  # noqa: PLC0415

        return generate
    if name == "RunConfig":
        from polyglot_synth.config import RunConfig  # noqa: PLC0415

        return RunConfig
    raise AttributeError(f"polyglot_synth has no {name}")
