"""The stand-in judge and endpoint with further faults, as servers of their own."""
