"""Every change to the tables, in order; they run when the store is opened."""
