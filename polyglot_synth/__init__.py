"""Checked synthetic training data for languages the web has little of."""
