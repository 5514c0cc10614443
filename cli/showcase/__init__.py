"""Cases of the awards and of the event programme for the demonstration: one at least in every state."""
