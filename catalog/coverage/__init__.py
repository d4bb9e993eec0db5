"""Medicare's coverage articles: read from the Medicare Coverage Database download, looked up."""
