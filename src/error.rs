//! error: the one error of the library. Every message is a whole sentence, where and what is wrong, and a next step.

use std::io;
use std::path::{Path, PathBuf};

/// Short for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong, in the shape a person needs to mend it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused something.
    #[error("{}", refusal(path, doing, source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// A verb: `open`, `read`, `write`, `rename`.
        doing: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// Something in the data is not as it must be.
    #[error("{}", sentences(place, message, next))]
    Invalid {
        /// File, row, column, as far as known; may be empty.
        place: String,
        /// What is wrong, without a final stop.
        message: String,
        /// What to try next: whole sentences; may be empty.
        next: String,
    },
    /// A setting outside its range; the fault is in the call, not in the data.
    #[error("{name} is {got}, but must be {wanted}")]
    Param {
        /// The setting, as the command line writes it.
        name: &'static str,
        /// The value given.
        got: String,
        /// The range that is allowed, as it follows "must be".
        wanted: &'static str,
    },
    /// The arguments do not go together.
    #[error("{}", sentences("", what, next))]
    Usage {
        /// What is wrong with it, without a final stop.
        what: String,
        /// What to try next: whole sentences; may be empty.
        next: String,
    },
    /// The user asked to stop (Ctrl-C).
    #[error("stopped; nothing was written")]
    Interrupted,
}

impl Error {
    /// An [`Error::Io`] for `path`.
    pub fn io(path: impl AsRef<Path>, doing: &'static str, source: io::Error) -> Self {
        Self::Io {
            path: path.as_ref().to_path_buf(),
            doing,
            source,
        }
    }

    /// An [`Error::Invalid`]: where, what is wrong (no final stop), and what to try next (whole sentences, or nothing).
    pub fn invalid(
        place: impl Into<String>,
        message: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self::Invalid {
            place: place.into(),
            message: message.into(),
            next: next.into(),
        }
    }

    /// An [`Error::Usage`].
    pub fn usage(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Usage {
            what: what.into(),
            next: next.into(),
        }
    }

    /// True where the command, not the data, is at fault (exit code 2).
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Usage { .. } | Self::Param { .. })
    }

    /// True where a reader of our output went away (`| head`): no failure.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// What the system refused, in words: its own, without its numbers and the names of temporary files, unless better ones are known.
fn refusal(path: &Path, doing: &str, source: &io::Error) -> String {
    use io::ErrorKind::{NotFound, PermissionDenied, ReadOnlyFilesystem};
    let shown = path.display().to_string();
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    match (doing, source.kind()) {
        ("write", NotFound) if !folder.is_dir() => {
            let message = format!("there is no folder {}", folder.display());
            sentences(&shown, &message, "Create it, or write to another place.")
        }
        ("write", PermissionDenied | ReadOnlyFilesystem) if folder.is_dir() => {
            let folder = folder.display().to_string();
            let next = "Write to another place.";
            sentences(&folder, "this folder cannot be written to", next)
        }
        ("read" | "open", NotFound) => match path.extension().is_some_and(|e| e == "tousu") {
            true => {
                let next = format!(
                    "Train a model first (`tousu train FILE --label COL -o {shown}`), or name `demo`, the built-in one."
                );
                sentences(&shown, "no such file", &next)
            }
            false => sentences(&shown, "no such file", ""),
        },
        _ => {
            let reason = source.to_string();
            let words = reason.split(" (os error").next().unwrap_or(&reason);
            format!("{shown}: cannot {doing}: {words}")
        }
    }
}

/// `place: message. next`, without the parts that are empty.
fn sentences(place: &str, message: &str, next: &str) -> String {
    let mut text = String::new();
    if !place.is_empty() {
        text = format!("{place}: ");
    }
    text.push_str(message);
    if !next.is_empty() {
        text.push_str(". ");
        text.push_str(next);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_quoted_without_its_numbers() {
        let full = io::Error::other(
            "No space left on device (os error 28) at path \"/tmp/.tousu-x.part\"",
        );
        let said = Error::io("a.csv", "write", full).to_string();
        assert_eq!(said, "a.csv: cannot write: No space left on device");
        let gone = || io::Error::from_raw_os_error(2);
        let said = Error::io("a.csv", "read", gone()).to_string();
        assert_eq!(said, "a.csv: no such file");
        let said = Error::io("nosuch/a.csv", "write", gone()).to_string();
        let there =
            "nosuch/a.csv: there is no folder nosuch. Create it, or write to another place.";
        assert_eq!(said, there);
    }
}
