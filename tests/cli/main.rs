//! The command line, tested on the built binary with files written in the test. One binary for all of it.

mod basics;
mod corpus;
mod house;
#[allow(dead_code, reason = "grows with the commands")]
mod world;
