"""What is known beyond any one case: agreements, authorities, organisations, laureates."""
