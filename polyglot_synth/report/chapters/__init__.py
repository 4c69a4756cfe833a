"""The chapters of the page, one module each: from figures to what is shown."""
