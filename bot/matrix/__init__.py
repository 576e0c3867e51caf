"""The Matrix adapter: questions from plain and encrypted rooms, answered in the same place.

`adapter.MatrixAdapter` is what the rest of `bot` uses; `settings.MatrixSettings` is what it is
told. Everything rests on the Matrix client-server specification, version 1.11 and later
(https://spec.matrix.org/latest/client-server-api/).
"""
