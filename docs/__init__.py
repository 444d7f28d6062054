"""Documents for people, and what generates parts of them."""
