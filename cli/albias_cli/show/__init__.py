"""How things are printed: texts and tables are built here, and written by screen.py. Nothing here asks or decides."""
