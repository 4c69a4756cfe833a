"""Drafting a language: words and wordings, translated once and lifted out of translations."""

from __future__ import annotations

from polyglot_synth.draft.drafts import Desk, Drafting, draft_missing

__all__ = ["Desk", "Drafting", "draft_missing"]
