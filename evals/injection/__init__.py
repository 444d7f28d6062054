"""Plants known defects in clean tables; what it meant is the label, whatever the rules say."""
