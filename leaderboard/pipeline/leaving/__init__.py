"""What people take along and leave behind: copies of their data, and the end of their account (decision 0044)."""
