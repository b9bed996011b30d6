//! How much is shown.

/// Settings of the search for causes. What counts as found is fixed; every threshold stands where it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct CauseParams {
    /// Findings of each kind shown at most.
    pub most: usize,
    /// Complaints of each finding that can be read, at most; 0 for none.
    pub evidence: usize,
}

impl Default for CauseParams {
    fn default() -> Self {
        Self {
            most: 20,
            evidence: 200,
        }
    }
}
