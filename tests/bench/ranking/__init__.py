"""``make bench-ranking``: how well intervals of ranks cover on simulated boards, and what a large board costs."""
