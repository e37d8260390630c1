"""The same decision tables in several rule engines, measured side by side."""
