"""Gates ask whether a text is this language, and this meaning."""
