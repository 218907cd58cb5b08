"""The engine: plan what should happen in each hosted zone, then do it."""
