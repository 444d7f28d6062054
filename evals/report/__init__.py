"""One run as people read it: a page that stands alone, and the tables of the README."""
