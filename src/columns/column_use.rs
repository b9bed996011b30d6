//! What a column is used for: its role among the complaints, a number, or how complaints were handled.

use super::ReportColumns;
use super::role::{Role, ServiceRole};
use super::service_roles::Reading;

/// One use of a column; a column may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnUse {
    /// A role among the complaints.
    Role(Role),
    /// Its mean is counted.
    Number,
    /// It says how complaints were handled.
    Service(ServiceRole),
}

const ROLES: [(&str, Role); 6] = [
    ("text", Role::Text),
    ("id", Role::Id),
    ("time", Role::Time),
    ("received", Role::Received),
    ("type", Role::Label),
    ("by", Role::Dimension),
];

impl ColumnUse {
    /// Its name in a description of columns.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Role(role) => ROLES.iter().find(|r| r.1 == role).map_or("", |r| r.0),
            Self::Number => "number",
            Self::Service(role) => role.name(),
        }
    }

    /// The use called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let role = ROLES.iter().find(|r| r.0 == name).map(|r| Self::Role(r.1));
        let number = (name == "number").then_some(Self::Number);
        role.or(number)
            .or_else(|| ServiceRole::named(name).map(Self::Service))
    }

    /// All names.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        let roles = ROLES.iter().map(|r| r.0);
        let service = super::headers::SERVICE.iter().map(|r| r.0.name());
        roles.chain(["number"]).chain(service).collect()
    }
}

impl ReportColumns {
    /// What the column at `place` is used for.
    #[must_use]
    pub fn uses(&self, place: usize) -> Vec<ColumnUse> {
        let one = |is: bool, role| is.then_some(ColumnUse::Role(role));
        let here = Some(place);
        let sliced = self.by.iter().any(|d| d.columns == [place]);
        let roles = [
            one(self.text.contains(&place), Role::Text),
            one(self.id == here, Role::Id),
            one(self.time == here, Role::Time),
            one(self.received == here, Role::Received),
            one(self.label == here, Role::Label),
            one(sliced, Role::Dimension),
        ];
        let mut uses: Vec<ColumnUse> = roles.into_iter().flatten().collect();
        let of_service = self.service.columns.iter();
        let of_service = of_service.filter(|c| c.column == place && c.reading != Reading::Filled);
        uses.extend(of_service.map(|c| ColumnUse::Service(c.role)));
        let complainant = self.service.complainant.as_ref();
        if complainant.is_some_and(|(at, _)| *at == place) {
            uses.push(ColumnUse::Service(ServiceRole::Complainant));
        }
        let outcome = self.service.outcome.as_ref();
        if outcome.is_some_and(|(at, _)| *at == place) {
            uses.push(ColumnUse::Service(ServiceRole::Outcome));
        }
        // a service column of numbers is counted as one anyway
        let counted = self.numbers.contains(&place)
            && !uses.iter().any(|u| matches!(u, ColumnUse::Service(_)));
        uses.extend(counted.then_some(ColumnUse::Number));
        uses
    }
}
