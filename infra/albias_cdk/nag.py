"""Answers to cdk-nag: rules that a construct breaks on purpose, each with its reason. cdk-nag need not be installed."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def acknowledge(construct: IConstruct, reasons: dict[str, str]) -> None:
    """Put the reasons, by the rule's id, where cdk-nag looks for them; tests/infra/test_checks.py runs it."""
    Validations.of(construct).acknowledge(*(Acknowledgment(id=rule, reason=why) for rule, why in reasons.items()))
