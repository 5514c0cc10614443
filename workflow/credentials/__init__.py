"""What somebody proves by who they are: kept, checked, and forgotten when it is over."""
