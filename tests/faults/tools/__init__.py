"""What the fault suite injects faults with: one kind of tool per module."""
