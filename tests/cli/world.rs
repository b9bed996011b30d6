//! A folder of its own for every test, and a way to run the binary in it that reads as a story.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A temporary folder with files in it.
pub(crate) struct World {
    dir: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    /// Writes a file and gives the world back.
    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// File names in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(self.dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs `tousu` here; `line` is split at white space, 'single quotes' keep words together.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.run_with(line, b"")
    }

    /// The same with something on stdin.
    pub(crate) fn run_with(&self, line: &str, stdin: &[u8]) -> Ran {
        use std::io::Write;
        let mut child = Command::new(binary())
            .args(split(line))
            .current_dir(self.dir.path())
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let bytes = stdin.to_vec();
        let feeder = std::thread::spawn(move || pipe.write_all(&bytes).ok());
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Ran {
            line: line.to_owned(),
            output,
        }
    }
}

impl World {
    /// Runs a shell script here in which `tousu` is the binary.
    pub(crate) fn shell(&self, script: &str) -> Ran {
        self.shell_in(&[], script)
    }

    /// The same, started by another command.
    pub(crate) fn shell_in(&self, by: &[&str], script: &str) -> Ran {
        let whole = format!("tousu() {{ \"$TOUSU\" \"$@\"; }}; {script}");
        let words: Vec<&str> = by.iter().copied().chain(["sh", "-c", &whole]).collect();
        let output = Command::new(words[0])
            .args(&words[1..])
            .current_dir(self.dir.path())
            .env("NO_COLOR", "1")
            .env("TOUSU", binary())
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ran {
            line: script.to_owned(),
            output,
        }
    }
}

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tousu"))
}

fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut open) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                open = true;
            }
            c if c.is_whitespace() && !quoted => {
                if open {
                    words.push(std::mem::take(&mut word));
                    open = false;
                }
            }
            c => {
                word.push(c);
                open = true;
            }
        }
    }
    if open {
        words.push(word);
    }
    words
}

/// What a run gave.
pub(crate) struct Ran {
    line: String,
    output: Output,
}

impl Ran {
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.output.status.code(),
            Some(code),
            "tousu {}\n--- stdout\n{}\n--- stderr\n{}",
            self.line,
            String::from_utf8_lossy(&self.output.stdout),
            String::from_utf8_lossy(&self.output.stderr),
        );
        self
    }

    pub(crate) fn code(&self) -> Option<i32> {
        self.output.status.code()
    }

    pub(crate) fn ok(self) -> Self {
        self.exits(0)
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    pub(crate) fn stdout_bytes(&self) -> &[u8] {
        &self.output.stdout
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.output.stdout)
            .unwrap_or_else(|e| panic!("tousu {}: not JSON ({e}): {}", self.line, self.stdout()))
    }

    /// Stdout holds `text`.
    pub(crate) fn prints(self, text: &str) -> Self {
        let found = String::from_utf8_lossy(&self.output.stdout);
        assert!(found.contains(text), "tousu {}\n{found}", self.line);
        self
    }

    /// Asserts that stderr holds `text`.
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(
            self.stderr().contains(text),
            "tousu {}: stderr lacks {text:?}:\n{}",
            self.line,
            self.stderr()
        );
        self
    }
}
