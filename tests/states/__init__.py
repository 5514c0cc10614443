"""What a programme allows, held to its word."""
