"""The reviewers' part: who is asked about a case, who may not be, and what they say."""
