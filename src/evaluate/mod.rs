//! evaluate: given truth and predictions, gives scores; and splits without leakage.
