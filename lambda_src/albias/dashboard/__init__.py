"""The dashboard's table of names: what is asked, what the zones say, and its HTML. It reads, and changes nothing."""
