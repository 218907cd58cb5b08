"""Taking names over from an external-dns, and giving them back: finds and remembers; the engine does it."""
