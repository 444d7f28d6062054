"""The data that everything is measured on, as closed types; README.md is its data card."""
