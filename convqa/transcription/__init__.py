"""Transcripts as files: what `convqa transcribe` writes of recordings and `convqa redact` of everything else.

`convqa.ingest` reads the files back (`ingest/formats/transcribed.py`), so that a folder is heard once and scored often.
"""

from convqa.transcription.folder import Folder
from convqa.transcription.forms import Form, render
from convqa.transcription.job import Job, split
from convqa.transcription.origin import Origin, origin_of
from convqa.transcription.redaction_job import RedactionJob, Written

__all__ = ["Folder", "Form", "Job", "Origin", "RedactionJob", "Written", "origin_of", "render", "split"]
