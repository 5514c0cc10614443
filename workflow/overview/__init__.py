"""Cases as people look at them: lists, queues and tallies of what each may see."""
