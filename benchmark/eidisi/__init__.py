"""Eidisi: gold entities, quotes with speakers, and events in Greek news, and the scorer for them."""

__version__ = "0.1.0"
