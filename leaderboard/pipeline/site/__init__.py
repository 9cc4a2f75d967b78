"""What tells one site from another: marks in its database and storage, which its programs compare when they start."""
