"""FaceFusion, in a checkout of the user's, as an engine."""
