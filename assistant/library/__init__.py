"""The indicator library: what each kind of work is usually measured by, as data and retrieval.

The data are the sector files (``*.yaml``) beside this one, to be edited by people who know the
sector; an edit takes effect at the next start. No model, no network.
"""

from assistant.library.entries import LEVEL1, Basis, Entry, Family, Sector, full_level2
from assistant.library.index import FamilyMatch
from assistant.library.load import all_entries, all_families, all_sectors
from assistant.library.retrieval import (
    Match,
    because,
    entry,
    family,
    guess_sector,
    search,
    search_families,
)

__all__ = [
    "LEVEL1",
    "Basis",
    "Entry",
    "Family",
    "FamilyMatch",
    "Match",
    "Sector",
    "all_entries",
    "all_families",
    "all_sectors",
    "because",
    "entry",
    "family",
    "full_level2",
    "guess_sector",
    "search",
    "search_families",
]
