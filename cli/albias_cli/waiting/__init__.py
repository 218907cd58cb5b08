"""How far a name is: accepted, in sync, answered. Reads only, and prints nothing."""
