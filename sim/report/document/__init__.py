"""The report of a comparison: one content, written as a page, a PDF, slides or a table."""
