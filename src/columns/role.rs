//! What columns are for.

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The complaint.
    Text,
    /// What tells complaints apart.
    Id,
    /// When it was made.
    Time,
    /// When it came in, where that is later than when it was made.
    Received,
    /// Its type, where a person gave one.
    Label,
    /// What complaints are sliced by.
    Dimension,
}

const ROLES: [Role; 6] = [
    Role::Text,
    Role::Id,
    Role::Time,
    Role::Received,
    Role::Label,
    Role::Dimension,
];
impl Role {
    /// The flag that names the column.
    #[must_use]
    pub fn flag(self) -> &'static str {
        match self {
            Self::Text => "--text",
            Self::Id => "--id",
            Self::Time => "--time",
            Self::Received => "--received",
            Self::Label => "--label",
            Self::Dimension => "--by",
        }
    }

    /// The role of the columns that a flag names.
    pub(super) fn of_flag(flag: &str) -> Option<Self> {
        match flag {
            "--type" => Some(Self::Label),
            "--split-by-time" => Some(Self::Time),
            _ => ROLES.into_iter().find(|r| r.flag() == flag),
        }
    }
}

/// What a service column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceRole {
    /// Solved at the first contact: yes or no.
    FirstContact,
    /// Handled in time: yes or no.
    OnTime,
    /// Would recommend, 0..=10.
    Nps,
    /// A mark of satisfaction.
    Satisfaction,
    /// Satisfied: yes or no; a satisfaction in words.
    Satisfied,
    /// Until the first answer: a duration, or a time.
    Response,
    /// Until it was solved: a duration, or a time.
    Resolution,
    /// Answered: yes or no.
    Answered,
    /// Closed (办结): yes or no.
    Closed,
    /// Solved (解决): yes or no; a complaint may be closed unsolved.
    Resolved,
    /// Who complained.
    Complainant,
    /// What was done, or answered, in words.
    Outcome,
}

impl ServiceRole {
    /// Its name in `ROLE=COLUMN`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FirstContact => "first-contact",
            Self::OnTime => "on-time",
            Self::Nps => "nps",
            Self::Satisfaction | Self::Satisfied => "satisfaction",
            Self::Response => "response",
            Self::Resolution => "resolution",
            Self::Answered => "answered",
            Self::Closed => "closed",
            Self::Resolved => "resolved",
            Self::Complainant => "complainant",
            Self::Outcome => "outcome",
        }
    }

    /// The role called `name`; `satisfaction` is [`ServiceRole::Satisfaction`], whatever its cells are.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut roles = super::headers::SERVICE.iter().map(|r| r.0);
        roles.find(|r| r.name() == name)
    }

    /// What the cells of a column have to be.
    pub(super) fn wanted(self) -> &'static str {
        match self {
            Self::Response | Self::Resolution => "numbers (a duration) or times",
            Self::Nps => "whole numbers from 0 to 10",
            Self::Satisfaction | Self::Satisfied => "numbers, or answers such as 满意/不满意",
            _ => "yes and no: 是/否, yes/no, 1/0",
        }
    }
}
