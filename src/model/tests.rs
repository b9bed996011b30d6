//! Contract checks that every estimator passes.
