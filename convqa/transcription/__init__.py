"""Transcripts of recordings as files: what `convqa transcribe` writes, and how a run goes on where one was stopped.

`convqa.ingest` reads the files back (`ingest/formats/transcribed.py`), so that a folder is heard once and scored often.
"""

from convqa.transcription.folder import Folder
from convqa.transcription.forms import Form, render
from convqa.transcription.job import Job, split
from convqa.transcription.origin import Origin, origin_of

__all__ = ["Folder", "Form", "Job", "Origin", "origin_of", "render", "split"]
