"""Filters: is it worth keeping, seen beside the rows before it?"""
