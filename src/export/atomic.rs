//! A file that appears whole or not at all.

use crate::{Error, Result};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A temporary file (mode 0600) beside its target; [`AtomicFile::commit`] syncs and renames it, dropping it removes it. What a
/// killed run left in the folder goes when the next file is made there. A device or a pipe is written as it is: it holds nothing
/// that could be kept, and must not be replaced by a file.
///
/// ```
/// use std::io::Write;
/// let dir = tempfile::tempdir()?;
/// let target = dir.path().join("report.txt");
/// let mut file = tousu::export::AtomicFile::create(&target)?;
/// file.write_all(b"whole")?;
/// assert!(!target.exists());
/// file.commit()?;
/// assert_eq!(std::fs::read(&target)?, b"whole");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    file: Option<Inner>,
    target: PathBuf,
}

#[derive(Debug)]
enum Inner {
    Temporary(tempfile::NamedTempFile),
    /// A device or a pipe.
    Direct(std::fs::File),
}

impl Inner {
    fn as_file(&mut self) -> &mut std::fs::File {
        match self {
            Self::Temporary(file) => file.as_file_mut(),
            Self::Direct(file) => file,
        }
    }
}

impl AtomicFile {
    /// Makes the temporary file; the folder must be there.
    ///
    /// # Errors
    /// [`Error::Io`] where the folder is missing or cannot be written, or the target is a folder.
    pub fn create(target: impl AsRef<Path>) -> Result<Self> {
        let target = target.as_ref().to_path_buf();
        if target.is_dir() {
            return Err(Error::io(
                &target,
                "write",
                io::Error::from(io::ErrorKind::IsADirectory),
            ));
        }
        if target.metadata().is_ok_and(|m| !m.is_file()) {
            let open = std::fs::OpenOptions::new().write(true).open(&target);
            let file = open.map_err(|e| Error::io(&target, "write", e))?;
            return Ok(Self {
                file: Some(Inner::Direct(file)),
                target,
            });
        }
        // a link stays a link: the file it points at is replaced
        let target = std::fs::canonicalize(&target).unwrap_or(target);
        let folder = match target.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        remove_abandoned(folder);
        let file = locked_in(folder).map_err(|e| Error::io(&target, "write", e))?;
        lock().insert(file.path().to_path_buf());
        Ok(Self {
            file: Some(Inner::Temporary(file)),
            target,
        })
    }

    /// Puts a file of these bytes at `target`.
    ///
    /// # Errors
    /// As [`AtomicFile::create`] and [`AtomicFile::commit`]; then `target` is as it was.
    pub fn replace(target: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
        let target = target.as_ref();
        let mut file = Self::create(target)?;
        file.write_all(bytes)
            .map_err(|e| Error::io(target, "write", e))?;
        file.commit()
    }

    /// Puts the file in place: sync, then rename. It gets the permissions of the file it replaces, or those that new files get.
    ///
    /// # Errors
    /// [`Error::Io`] where the system refuses; the target is then as it was.
    pub fn commit(mut self) -> Result<()> {
        let fail = |e| Error::io(&self.target, "write", e);
        let file = match self.file.take() {
            Some(Inner::Temporary(file)) => file,
            Some(Inner::Direct(_)) | None => return Ok(()),
        };
        file.as_file().sync_all().map_err(fail)?;
        if let Some(permissions) = usual_permissions(&self.target) {
            file.as_file().set_permissions(permissions).map_err(fail)?;
        }
        let path = file.path().to_path_buf();
        let kept = file.persist(&self.target).map_err(|e| fail(e.error));
        lock().remove(&path);
        kept?;
        // the rename itself lasts only once the folder is synced; not every system can
        if let Some(folder) = self.target.parent().filter(|p| !p.as_os_str().is_empty()) {
            std::fs::File::open(folder).and_then(|f| f.sync_all()).ok();
        }
        Ok(())
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(Inner::Temporary(file)) = self.file.take() {
            lock().remove(file.path());
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let file = self.file.as_mut().map(Inner::as_file);
        file.map_or(Ok(0), |f| f.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        let file = self.file.as_mut().map(Inner::as_file);
        file.map_or(Ok(()), Write::flush)
    }
}

impl io::Seek for AtomicFile {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        let file = self.file.as_mut().map(Inner::as_file);
        file.map_or(Ok(0), |f| f.seek(to))
    }
}

const PREFIX: &str = ".tousu-";
const SUFFIX: &str = ".part";

/// A new temporary file, locked as long as it is open: so others know that somebody still writes it.
fn locked_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    loop {
        let mut builder = tempfile::Builder::new();
        let file = builder.prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
        // some systems have no locks; then nothing is removed there either
        file.as_file().lock().ok();
        // another run may have taken it for abandoned before it was locked
        if file.path().exists() {
            return Ok(file);
        }
    }
}

/// Removes the temporary files that nobody holds any more: their run was killed.
fn remove_abandoned(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with(PREFIX) && name.ends_with(SUFFIX);
        if ours
            && entry.file_type().is_ok_and(|t| t.is_file())
            && let Ok(file) = std::fs::File::open(entry.path())
            && file.try_lock().is_ok()
        {
            std::fs::remove_file(entry.path()).ok();
        }
    }
}

/// Temporary files that are open now.
static OPEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn lock() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every temporary file that is open now: for a process that is about to end without unwinding (Ctrl-C).
pub fn abandon_all() {
    for path in std::mem::take(&mut *lock()) {
        std::fs::remove_file(path).ok();
    }
}

/// What `target` has now, or what a new file gets here.
#[cfg(unix)]
fn usual_permissions(target: &Path) -> Option<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    if let Ok(data) = std::fs::metadata(target) {
        return Some(data.permissions());
    }
    let everyone = std::fs::Permissions::from_mode(0o666);
    let probe = tempfile::Builder::new()
        .permissions(everyone)
        .tempfile()
        .ok()?;
    Some(probe.as_file().metadata().ok()?.permissions())
}

#[cfg(not(unix))]
fn usual_permissions(_target: &Path) -> Option<std::fs::Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_unfinished_leaves_what_was_there() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("a.csv");
        std::fs::write(&target, "old").unwrap();
        let mut file = AtomicFile::create(&target).unwrap();
        file.write_all(b"new").unwrap();
        drop(file);
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_run_left_goes_and_what_is_being_written_stays() {
        let dir = tempfile::tempdir().unwrap();
        for name in [".tousu-dead.part", ".tousu-other", "mine.part"] {
            std::fs::write(dir.path().join(name), "half").unwrap();
        }
        let first = AtomicFile::create(dir.path().join("a.csv")).unwrap();
        let second = AtomicFile::create(dir.path().join("b.csv")).unwrap();
        assert!(!dir.path().join(".tousu-dead.part").exists());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 4);
        first.commit().unwrap();
        second.commit().unwrap();
        assert!(dir.path().join("a.csv").exists() && dir.path().join("b.csv").exists());
    }

    #[test]
    #[cfg(unix)]
    fn a_pipe_is_written_and_stays_a_pipe() {
        use std::io::Read;
        use std::os::unix::fs::FileTypeExt;
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("a.csv");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        // opened for both ends, so that nobody waits for the other
        let mut both = std::fs::File::options();
        let mut reader = both.read(true).write(true).open(&pipe).unwrap();
        let mut file = AtomicFile::create(&pipe).unwrap();
        file.write_all(b"x").unwrap();
        file.commit().unwrap();
        assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
        let mut got = [0];
        reader.read_exact(&mut got).unwrap();
        assert_eq!(&got, b"x");
    }

    #[test]
    #[cfg(unix)]
    fn nobody_else_can_read_what_is_being_written() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let file = AtomicFile::create(dir.path().join("a.csv")).unwrap();
        for entry in std::fs::read_dir(dir.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        file.commit().unwrap();
    }

    #[test]
    fn a_missing_folder_is_said_at_once() {
        let e = AtomicFile::create("/no/such/folder/a.csv")
            .unwrap_err()
            .to_string();
        assert!(e.contains("/no/such/folder/a.csv"), "{e}");
    }
}
