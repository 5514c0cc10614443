"""What is put into a case's file: filings, documents, and what is set down beside them."""
