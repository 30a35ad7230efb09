"""What people see: figures, pages in HTML, where an answer reverses."""
