//! Rewrites the demonstration corpus, byte for byte: `cargo run --example generate`.
//!
//! With a folder as its argument it writes there instead of `corpora/`.

#[path = "generate/mod.rs"]
mod generate;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/corpora")),
        PathBuf::from,
    );
    for (name, content) in generate::files() {
        std::fs::write(folder.join(name), content)?;
    }
    Ok(())
}
