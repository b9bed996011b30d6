//! Free-text complaints (投诉) → their types, a searchable index, and a report of shares, trends and causes. Offline, in Chinese,
//! English and Russian; everything the `tousu` command does, as a library.
//!
//! # Train a model, and ask it
//!
//! A few labelled texts a type are enough to begin with; a few hundred make it good.
//!
//! ```
//! use tousu::{LabelledRows, Model, Silent, TrainParams, train};
//!
//! let rows = [
//!     ("包裹三天没到", "物流"),
//!     ("快递一直没到", "物流"),
//!     ("退款没有到账", "退款"),
//!     ("退款还没到账", "退款"),
//! ];
//! let bundle = train(&LabelledRows::from_iter(rows), &TrainParams::default(), &Silent)?;
//! // bundle.save("m.tousu")? writes it, Model::load("m.tousu")? reads it
//! let model = Model::new(&bundle);
//! let predicted = model.predict("我的退款呢").unwrap();
//! assert_eq!(predicted.name, "退款");
//! assert!(predicted.probability > 0.5);
//! # Ok::<(), tousu::Error>(())
//! ```
//!
//! [`Model::explain`] says which words decided; [`evaluate_training`] how good such a model is on rows it has not seen.
//!
//! # Index complaints, and search them
//!
//! ```
//! use tousu::{Complaint, Index};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let dir = folder.path().join("index");
//! let mut index = Index::create(&dir)?;
//! index.add([
//!     Complaint::new("a1", "包裹三天没到").time("2024-03-05").field("区域", "朝阳"),
//!     Complaint::new("a2", "商家拒开发票").time("2024-04-01").field("区域", "海淀"),
//! ])?;
//! let results = index.search("\"三天\" 区域:朝阳")?;
//! assert_eq!(results.hits[0].id, "a1");
//! # Ok::<(), tousu::Error>(())
//! ```
//!
//! [`Searcher`] has filters, facets, other orders and all hits.
//!
//! # Report on rows
//!
//! ```
//! use tousu::{ReadingParams, ReportFormat, ReportParams, Silent, render, report};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("complaints.csv");
//! # let rows: String = (0..40).map(|i| format!("包裹{i}没到,{},2024-0{}-05\n", ["物流", "退款"][i % 2], 1 + i % 6)).collect();
//! # std::fs::write(&path, format!("内容,predicted,时间\n{rows}")).unwrap();
//! // a table with a column of types, here `predicted`; other columns are guessed
//! let input = ReadingParams::of([path.to_string_lossy()]);
//! let (reported, account) = report(&input, None, &ReportParams::default(), &Silent)?;
//! assert_eq!(account.rows_in, 40);
//! assert_eq!(reported.report.figures.types[0].share.count, 20);
//! let html = render(&reported.report, ReportFormat::Html)?;
//! # assert!(!html.is_empty());
//! # Ok::<(), tousu::Error>(())
//! ```
//!
//! `examples/` holds all three as programs. Long runs tell an [`Observer`] what they do; nothing here prints.
#![deny(missing_docs)]

// The rooms: ARCHITECTURE.md says what each is for. They are hidden, not private: the binary, the tests and the benchmarks use them.
#[doc(hidden)]
pub mod aggregate;
#[doc(hidden)]
pub mod bundle;
#[doc(hidden)]
pub mod causes;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod collect;
#[doc(hidden)]
pub mod columns;
#[doc(hidden)]
pub mod error;
#[doc(hidden)]
pub mod evaluate;
#[doc(hidden)]
pub mod events;
#[doc(hidden)]
pub mod export;
#[doc(hidden)]
pub mod index;
#[doc(hidden)]
pub mod ingest;
#[doc(hidden)]
pub mod label;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod normalize;
#[doc(hidden)]
pub mod pipeline;
#[doc(hidden)]
pub mod project;
#[doc(hidden)]
pub mod reading;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod risk;

pub mod score;
#[doc(hidden)]
pub mod segment;
#[doc(hidden)]
pub mod similar;
#[doc(hidden)]
pub mod train;
#[doc(hidden)]
pub mod types;
#[doc(hidden)]
pub mod vectorize;
#[doc(hidden)]
pub mod watch;

pub use bundle::{Bundle, Card};
pub use columns::NamedColumns;
pub use error::{Error, Result};
pub use evaluate::Evaluation;
pub use index::{Complaint, Hit, Index, SearchParams, SearchResults, Searcher};
pub use ingest::InputParams;
pub use normalize::MaskParams;
pub use pipeline::{Account, ReadingParams, RejectParams, ReportParams, Reported, report};
pub use report::{Report, ReportFormat, render};
pub use score::{Contribution, Explanation, Model, TypeProbability};
pub use train::{LabelledRows, ModelKind, RareRule, Split, TrainParams, evaluate_training, train};
pub use types::{Lang, Level, Observer, Progress, Separator, Silent, TypeSets};
