"""What happened to a name: where AWS keeps it, and what change batches mean. Reads only, and prints nothing."""
