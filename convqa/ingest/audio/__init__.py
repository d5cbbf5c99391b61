"""Recordings of calls to transcripts: sound to samples, samples to words, words to who said them. See docs/audio.md.

Nothing heard is kept: no sound is written to disk, and of a voice nothing is read but what it says and, in a recording
of one channel, which of the speakers it is.
"""
