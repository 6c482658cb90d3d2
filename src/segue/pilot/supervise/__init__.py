"""Whether assistance may be on, who is driving, and how it ends."""
