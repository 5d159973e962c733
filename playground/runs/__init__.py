"""What a user asked and pays for: runs, their ledger and the work in the background."""
