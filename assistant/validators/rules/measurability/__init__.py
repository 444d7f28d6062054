"""M: measurability and vagueness."""
