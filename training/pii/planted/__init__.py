"""Made-up numbers and people's names planted in sentences: what of them survives redaction (`__main__.py`)."""
