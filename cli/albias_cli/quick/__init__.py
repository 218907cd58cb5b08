"""Answers that nobody should wait for: completion, help and the version, from words that were written down before.

What belongs here: nothing that loads AWS, the engine or the typer app. `record` alone does; it writes words.json.
"""
