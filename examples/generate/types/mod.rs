//! The twelve types of complaint, one file each: the ways people say it.

mod attitude;
mod false_ads;
mod installation;
mod invoice;
mod logistics;
mod missing;
mod price;
mod privacy;
mod quality;
mod refund;
mod repair;
mod system;

/// One type and its fragments.
pub(crate) struct Kind {
    /// As it stands in the column 投诉类型.
    pub(crate) name: &'static str,
    /// Drawn with this weight on an ordinary day.
    pub(crate) weight: usize,
    /// The types it is told together with, and mistaken for.
    pub(crate) near: &'static [usize],
    /// The complaint itself.
    pub(crate) cores: &'static [&'static str],
    /// What people add to it.
    pub(crate) details: &'static [&'static str],
    /// The same in passing, inside a complaint about something else.
    pub(crate) mentions: &'static [&'static str],
    /// What they want.
    pub(crate) asks: &'static [&'static str],
    /// A whole complaint in a few characters.
    pub(crate) shorts: &'static [&'static str],
}

pub(crate) const QUALITY: usize = 0;
pub(crate) const LOGISTICS: usize = 1;
pub(crate) const REFUND: usize = 2;
pub(crate) const REPAIR: usize = 3;
pub(crate) const ATTITUDE: usize = 4;
pub(crate) const PRICE: usize = 5;
pub(crate) const INSTALLATION: usize = 6;
pub(crate) const SYSTEM: usize = 7;
pub(crate) const MISSING: usize = 8;
pub(crate) const FALSE_ADS: usize = 9;
pub(crate) const INVOICE: usize = 10;
pub(crate) const PRIVACY: usize = 11;

/// In the order of the constants above.
pub(crate) const KINDS: [Kind; 12] = [
    quality::KIND,
    logistics::KIND,
    refund::KIND,
    repair::KIND,
    attitude::KIND,
    price::KIND,
    installation::KIND,
    system::KIND,
    missing::KIND,
    false_ads::KIND,
    invoice::KIND,
    privacy::KIND,
];
