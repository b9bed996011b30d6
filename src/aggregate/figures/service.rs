//! The finished service figures: how complaints were handled, each with its numerator, denominator and interval.

use super::share::Share;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a service figure measures.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ServiceFigure {
    /// From the complaint to the first answer.
    ResponseTime,
    /// From the complaint to its end.
    ResolutionTime,
    /// Marks a complainant gave.
    Satisfaction,
    /// Net promoter score.
    Nps,
    /// Share that got an answer.
    Answered,
    /// Share that was closed (办结).
    Closed,
    /// Share that was solved (解决); a complaint may be closed unsolved.
    Resolved,
    /// Share that was handled in time.
    OnTime,
    /// Share resolved at the first contact.
    FirstContact,
    /// Share of complainants who were satisfied.
    Satisfied,
    /// Share that repeats an earlier complaint.
    Repeat,
}

/// All service figures; present where a column of the input gives one, or complaints repeat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Service {
    /// Times and marks, from columns of numbers.
    pub measures: Vec<Measure>,
    /// Net promoter score; absent without a column of 0 to 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps: Option<Nps>,
    /// Shares of complaints: answered, closed, in time, …
    pub shares: Vec<ServiceShare>,
    /// How the answers of every column of answers were read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<ReadAnswers>,
    /// Complaints that repeat an earlier one; absent without times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Repeats>,
    /// Importance and satisfaction of every type; absent without satisfaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quadrant: Option<Quadrant>,
    /// Shares of types against the figures above; absent where there are too few periods and values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlations: Option<Correlations>,
}

/// A column of numbers as a service figure; its quantiles stand in `numbers` under the name of the column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measure {
    /// What it measures.
    pub figure: ServiceFigure,
    /// Its column, as in `numbers`.
    pub column: String,
    /// Mean over all complaints that carry a number.
    pub all: Mean,
    /// Mean of every type, in the order of the types.
    pub types: Vec<Mean>,
}

/// A mean with its interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mean {
    /// Complaints that carry a number.
    pub count: u64,
    /// Arithmetic mean.
    pub mean: Option<f64>,
    /// Lower end of its 95 % interval (Student's t); absent for fewer than two numbers.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// Net promoter scores of a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Nps {
    /// The column of marks from 0 to 10.
    pub column: String,
    /// Over all complaints.
    pub all: NpsOf,
    /// Of every type, in the order of the types.
    pub types: Vec<NpsOf>,
}

/// A net promoter score: `nps = (promoters − detractors) ÷ count × 100`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NpsOf {
    /// Complaints with a mark.
    pub count: u64,
    /// Marks of 9 and 10.
    pub promoters: u64,
    /// Marks of 0 to 6.
    pub detractors: u64,
    /// −100..=100; absent where nobody gave a mark.
    pub nps: Option<f64>,
    /// Lower end of its 95 % interval (normal); absent below 10 marks.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// A share of complaints that were handled in some way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceShare {
    /// What it measures.
    pub figure: ServiceFigure,
    /// The column that says so.
    pub column: String,
    /// True where the column does not hold yes or no: a value counts as yes, an empty cell as no.
    pub filled: bool,
    /// Over all complaints that say yes or no.
    pub all: Share,
    /// Of every type, in the order of the types.
    pub types: Vec<Share>,
}

/// How an answer of a service column is read.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AnswerReading {
    /// What the figure counts is so.
    Yes,
    /// It is not so.
    No,
    /// The cell answers nothing, and counts in no share.
    NoAnswer,
}

/// One distinct answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The answer, masked.
    pub answer: String,
    /// How it is read; absent where it is not understood.
    pub reading: Option<AnswerReading>,
    /// Complaints that give it.
    pub count: u64,
}

/// How every answer of a column was read. With one that is not understood the figure is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReadAnswers {
    /// What the column is for.
    pub figure: ServiceFigure,
    /// The column.
    pub column: String,
    /// Its distinct answers, most frequent first.
    pub answers: Vec<Answer>,
}

impl ReadAnswers {
    /// Whether every answer is understood.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.answers.iter().all(|a| a.reading.is_some())
    }
}

/// Complaints that repeat an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Repeats {
    /// Days within which the earlier one lies.
    pub days: u32,
    /// Column that tells complainants apart; absent where there is none.
    pub complainant: Option<String>,
    /// Repeats by the same complainant; absent without that column.
    pub by_complainant: Option<u64>,
    /// Repeats of near-same text; absent without texts.
    pub by_text: Option<u64>,
    /// Repeats of either kind, of all complaints with a time and a complainant or a text.
    pub all: Share,
    /// Of every type, in the order of the types.
    pub types: Vec<Share>,
}

/// Importance (share) against satisfaction, type by type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quadrant {
    /// [`ServiceFigure::Satisfaction`] (a mean of marks) or [`ServiceFigure::Satisfied`] (a share).
    pub figure: ServiceFigure,
    /// The column of satisfaction.
    pub column: String,
    /// Importance that parts high from low: 1 ÷ number of types.
    pub importance: f64,
    /// Satisfaction that parts high from low: that of all complaints.
    pub satisfaction: f64,
    /// Types with satisfaction of at least 10 complaints, in the order of the types.
    pub types: Vec<Point>,
    /// Types with fewer.
    pub too_few: Vec<String>,
}

/// One type of a quadrant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// The type.
    #[serde(rename = "type")]
    pub name: String,
    /// Share of the type.
    pub importance: f64,
    /// Complaints that say how satisfied.
    pub count: u64,
    /// Their satisfaction.
    pub satisfaction: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Where it lies; absent where the interval holds the satisfaction of all complaints.
    pub field: Option<Field>,
}

/// A field of importance–performance analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Important, satisfaction low.
    Concentrate,
    /// Important, satisfaction high.
    KeepUp,
    /// Less important, satisfaction low.
    LowPriority,
    /// Less important, satisfaction high.
    Maintain,
}

/// Correlations of the share of a type with a service figure, over periods or over the values of a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Correlations {
    /// The column whose values are compared; absent where complete periods are.
    pub over: Option<String>,
    /// Complaints that a period or value has at least, of typed ones and of those with the figure.
    pub min_rows: u64,
    /// Every type with every figure, by figure, then by type.
    pub pairs: Vec<Correlation>,
}

/// How the share of one type goes with one figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Correlation {
    /// The figure.
    pub figure: ServiceFigure,
    /// The type.
    #[serde(rename = "type")]
    pub name: String,
    /// Periods or values compared.
    pub n: u64,
    /// Pearson's r; absent where share or figure do not vary.
    pub pearson: Option<f64>,
    /// Lower end of its 95 % interval (Fisher's z); absent over periods, which are not independent.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Spearman's ρ, ties with their mean rank.
    pub spearman: Option<f64>,
    /// Over periods, Spearman's ρ once the line over time and what carries over from one period to the next are taken out of both
    /// (trend-free prewhitening: Yue et al. 2002); absent over values of a column, and where too little is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spearman_prewhitened: Option<f64>,
    /// Benjamini–Hochberg-adjusted p (Student's t, two-sided) over all pairs: of the prewhitened ρ over periods, else of ρ.
    pub p_adjusted: Option<f64>,
}
