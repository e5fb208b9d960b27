"""Programs of the user's that engines drive: found, looked over, and given to the engine as a checkout."""
