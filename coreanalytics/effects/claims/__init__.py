"""The article's claims, one at a time: what the logs say of each, and what they cannot say."""
