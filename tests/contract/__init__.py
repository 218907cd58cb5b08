"""What AWS does, as far as albias rests on it: one suite, asked of the fakes and of a local AWS."""
