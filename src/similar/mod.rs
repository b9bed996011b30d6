//! similar: given normalised texts, gives near-duplicate groups: the one definition everybody uses.
