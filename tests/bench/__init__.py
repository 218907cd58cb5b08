"""The simulation that the figures rest on, and the budgets that do not depend on the machine."""
