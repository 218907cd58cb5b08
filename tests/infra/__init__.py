"""Tests of the synthesised templates. Nothing here bundles, deploys or needs an account."""
