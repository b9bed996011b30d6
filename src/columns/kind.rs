//! What the cells of a column can be.

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words of people.
    Text,
    /// What tells rows apart.
    Id,
    /// Names of things: numbers of orders, telephones, users.
    Code,
    /// One of few values.
    Category,
    /// An amount.
    Number,
    /// A part of a whole, in percent or from 0 to 1.
    Share,
    /// A span of time.
    Duration,
    /// A point in time.
    Time,
    /// An answer that is yes or no.
    YesNo,
    /// A mark that somebody gave.
    Rating,
    /// Nothing: no cell is filled.
    Empty,
}

const KINDS: [(Kind, &str); 11] = [
    (Kind::Text, "text"),
    (Kind::Id, "id"),
    (Kind::Code, "code"),
    (Kind::Category, "category"),
    (Kind::Number, "number"),
    (Kind::Share, "share"),
    (Kind::Duration, "duration"),
    (Kind::Time, "time"),
    (Kind::YesNo, "yes-no"),
    (Kind::Rating, "rating"),
    (Kind::Empty, "empty"),
];

impl Kind {
    /// Its name in a description of columns.
    #[must_use]
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|k| k.0 == self).map_or("", |k| k.1)
    }

    /// The kind called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        KINDS.iter().find(|k| k.1 == name).map(|k| k.0)
    }

    /// All names.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        KINDS.iter().map(|k| k.1).collect()
    }
}
