//! The command line, tested on the built binary with files written in the test. One binary for all of it.
#![allow(
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    reason = "a test may stop; helpers of tests are not seen as tests"
)]

mod actions;
mod axes;
mod basics;
mod cells;
mod classify;
mod corpus;
mod demo;
mod dict;
mod docs;
mod elapsed;
mod empty_marks;
mod evaluate;
mod events;
mod evidence;
mod explain;
#[cfg(target_os = "linux")]
mod faults;
mod few_labels;
#[cfg(target_os = "linux")]
mod hostile;
mod house;
mod html;
mod ingest;
mod inspect;
mod intake;
mod interrupted_index;
mod label;
mod merge;
mod multi;
mod overwrite;
mod period;
mod personal;
mod planted;
mod planted_actions;
mod planted_cells;
mod planted_histories;
mod precision;
mod print;
mod programs;
mod project;
mod project_paths;
mod read_rightly;
mod readings;
mod real;
mod report;
mod risk;
mod said;
mod said_exactly;
mod search;
mod service;
mod side_tables;
mod spark;
mod themes;
mod train;
mod watch;
mod watch_late;
mod watch_project;
mod workbook;
#[allow(dead_code, reason = "grows with the commands")]
mod world;
