"""The documents against the code: tables, examples, commands, links."""
