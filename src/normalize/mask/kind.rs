//! Kinds of personal data, and where one was found.

use std::ops::Range;

/// The first of the characters that stand for a kind.
const KINDS: u32 = 0xe010;

/// What a mask stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MaskKind {
    /// Identity number: Chinese (18 digits with region and date of birth, whatever the check digit, or 15), of Hong Kong or Taiwan,
    /// US social security, ИИН, ИНН, СНИЛС.
    Identity,
    /// A run of 15 to 18 digits; only in indexes and models of earlier versions.
    LongNumber,
    /// Mobile telephone number.
    Mobile,
    /// Fixed-line telephone number.
    Landline,
    /// Bank card number that passes Luhn's test.
    BankCard,
    /// Vehicle registration.
    Plate,
    /// E-mail address.
    Email,
    /// Passport or travel permit.
    Passport,
    /// A person's name.
    Name,
    /// Order or courier number; only where asked for.
    Order,
    /// Account of a messenger: WeChat, QQ.
    Account,
}

const ALL: [(MaskKind, &str, &str); 11] = [
    (MaskKind::Identity, "身份证号", "ID number"),
    (MaskKind::LongNumber, "长号码", "long number"),
    (MaskKind::Mobile, "手机号", "mobile"),
    (MaskKind::Landline, "座机号", "telephone"),
    (MaskKind::BankCard, "银行卡号", "bank card"),
    (MaskKind::Plate, "车牌号", "plate"),
    (MaskKind::Email, "邮箱", "e-mail"),
    (MaskKind::Passport, "护照号", "passport"),
    (MaskKind::Name, "姓名", "name"),
    (MaskKind::Order, "单号", "order number"),
    (MaskKind::Account, "账号", "account"),
];

impl MaskKind {
    /// The kind in Chinese, as [`render`] writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        ALL[self as usize].1
    }

    /// The kind in English.
    #[must_use]
    pub fn english(self) -> &'static str {
        ALL[self as usize].2
    }

    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.into_iter().map(|(kind, _, _)| kind)
    }

    pub(super) fn of(c: char) -> Option<Self> {
        let at = (c as u32).checked_sub(KINDS)?;
        Some(ALL.get(usize::try_from(at).ok()?)?.0)
    }

    pub(super) fn char(self) -> char {
        char::from_u32(KINDS + self as u32).unwrap_or_default()
    }
}

/// Personal data found: where, and of what kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the text searched.
    pub range: Range<usize>,
    /// What it is.
    pub kind: MaskKind,
}
