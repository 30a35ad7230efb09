"""The room: server, workers, levers, pictures, and its pages in Chromium."""
