"""A local AWS for the demo and the end-to-end tests: MiniStack, the pinned CDK, and CloudTrail's events.

Here belongs what stands in for AWS and for a developer's shell. Nothing of albias itself: this package knows
neither its settings nor its stack, and nothing in the Lambda bundle imports it.
"""
