//! All cells of a column, its header and its use → what it is understood as.

use super::headers;
use super::kind::Kind;
use super::role::{Role, ServiceRole};
use super::service_roles::Reading;
use super::survey::Survey;

/// What a column is used for, as far as its kind follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UsedAs {
    Role(Role),
    Service(ServiceRole, Reading),
    Nothing,
}

/// From all cells of a column, its header and its use.
pub(super) fn kind_of(survey: &Survey, used: UsedAs) -> Kind {
    let p = &survey.profile;
    if p.filled == 0 {
        return Kind::Empty;
    }
    match used {
        UsedAs::Role(Role::Id) => return Kind::Id,
        UsedAs::Role(Role::Text) => return Kind::Text,
        UsedAs::Role(Role::Time | Role::Received) => return Kind::Time,
        UsedAs::Service(_, Reading::YesNo) => return Kind::YesNo,
        UsedAs::Service(_, Reading::Duration) => return Kind::Duration,
        UsedAs::Service(ServiceRole::Response | ServiceRole::Resolution, Reading::Number) => {
            return Kind::Duration;
        }
        UsedAs::Service(ServiceRole::Nps | ServiceRole::Satisfaction, _) => return Kind::Rating,
        UsedAs::Service(ServiceRole::Complainant, _) => return Kind::Code,
        _ => {}
    }
    if p.most(p.times, 9) {
        return Kind::Time;
    }
    if p.most(p.numbers, 9) {
        return of_numbers(survey);
    }
    if p.most(p.durations, 9) {
        return Kind::Duration;
    }
    of_words(
        survey,
        used == UsedAs::Role(Role::Dimension) || used == UsedAs::Role(Role::Label),
    )
}

fn of_numbers(survey: &Survey) -> Kind {
    let p = &survey.profile;
    let unit = survey.unit();
    let is_share = headers::is_share(&p.header);
    if headers::names_things(&p.header) {
        Kind::Code
    } else if p.most(survey.times(), 9) && headers::strength(Role::Time, &p.header) > 0 {
        Kind::Time
    } else if ["%", "‰"].contains(&unit) || (is_share && survey.is_within(100.0)) {
        Kind::Share
    } else if headers::is_rating(&p.header) && survey.is_within(10.0) {
        Kind::Rating
    } else if p.is_code {
        Kind::Code
    } else if (p.distinct == 2 && survey.is_within(1.0))
        && p.answers.iter().all(|(a, _)| a == "0" || a == "1")
    {
        Kind::YesNo
    } else {
        Kind::Number
    }
}

fn of_words(survey: &Survey, is_sliced_by: bool) -> Kind {
    let p = &survey.profile;
    let all = |is: &dyn Fn(&str) -> bool| p.answers.iter().all(|(a, _)| is(a));
    let bare = match p.answers.len() {
        1 => all(&|a| ["true", "false"].contains(&a)),
        2 => all(&super::answers::is_bare),
        _ => false,
    };
    // a few long values, each in many rows, were chosen from a list, too
    let repeats = (p.distinct * 3 <= p.compared && p.longest <= 60)
        || (p.distinct * 20 <= p.compared && p.longest <= 300);
    let named = headers::names_things(&p.header);
    if bare {
        Kind::YesNo
    } else if is_sliced_by || (repeats && !named && !p.answers.is_empty()) {
        Kind::Category
    } else if named || survey.looks_like_codes() {
        Kind::Code
    } else if repeats {
        Kind::Category
    } else {
        Kind::Text
    }
}
