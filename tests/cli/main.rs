//! The command line, tested on the built binary with files written in the test. One binary for all of it.

mod basics;
mod world;
