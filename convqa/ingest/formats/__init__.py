"""Exports of contact-centre and speech systems, recognised by what is in them, one file a family."""

from convqa.ingest.formats.format import Fault, Format, Place, Reading, Skip
from convqa.ingest.formats.registry import FORMATS, match

__all__ = ["FORMATS", "Fault", "Format", "Place", "Reading", "Skip", "match"]
