"""A whole call in virtual time: invented people carry invented cases from opening to award by the real commands."""
