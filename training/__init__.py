"""From the labelled corpus to a released model; see README.md. Imports convqa, never the other way."""
