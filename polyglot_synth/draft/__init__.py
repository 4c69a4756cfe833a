"""Drafting a language: words and wordings, translated once and lifted out of translations."""
