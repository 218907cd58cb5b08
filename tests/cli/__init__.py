"""The command line over the fakes: every command, without AWS."""
