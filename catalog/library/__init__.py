"""The user's library of official releases: recognised, added, opened by date."""
