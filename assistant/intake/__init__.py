"""Reading what units send: one reader per format gives grids of cells, one recogniser reads them."""
