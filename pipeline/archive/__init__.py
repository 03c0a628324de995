"""Where documents land: objects, ledger, checkpoints."""
