"""What identifies a site: marks in its database and storage, which its programs compare when they start."""
