"""Mutation testing of the pure core: is each line of it held by a unit test? Run with `python -m tests.mutation`."""
