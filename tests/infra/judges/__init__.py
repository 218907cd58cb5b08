"""Judges that are not ours: AWS's own matcher of event patterns, and an evaluator of IAM policies.

They are programs of their own, fetched by locks/judges, for tests only: nothing of them is deployed or distributed.
"""
