"""The pool of reviewers, and who of it suits a case."""
