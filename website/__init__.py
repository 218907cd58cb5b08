"""What makes the documents a site, beside mkdocs.yml."""
