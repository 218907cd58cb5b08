"""What a command looks up: at AWS, in the registry, in DNS, in the log. Reads only, and prints nothing."""
