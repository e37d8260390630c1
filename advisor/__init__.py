"""Cited, rule-based advice for people who build neural networks."""
