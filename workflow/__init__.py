"""What has happened to a case: the road of every change in files, each subject beside it in a folder (docs/shape.md)."""
