"""What interrupted and corrected uploads cost, in bytes on the wire."""
