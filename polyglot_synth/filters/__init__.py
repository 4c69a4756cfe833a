"""Filters ask whether a row is worth keeping, seen beside the rows before it."""
