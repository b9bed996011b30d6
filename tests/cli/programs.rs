//! Programs that are optional: a test that wants one says so and is skipped where it is missing.

use crate::world::World;
use std::process::{Command, Stdio};

/// The first of some programs that is there.
pub(crate) fn program(names: &[&'static str], without: &str) -> Option<&'static str> {
    let found = names.iter().copied().find(|name| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|o| o.status.success())
    });
    if found.is_none() {
        println!("SKIPPED: no {} here; {without}", names[0]);
    }
    found
}

/// LibreOffice, if it opens a file named like `sample`: its parts are installed one by one.
pub(crate) fn office(sample: &str, content: &str, without: &str) -> Option<&'static str> {
    let office = program(&["soffice", "libreoffice"], without)?;
    let world = World::new().file(sample, content);
    converted(office, &world, sample, "pdf");
    let made = world.exists("converted/sample.pdf");
    if !made {
        println!("SKIPPED: LibreOffice opens no {sample} here; {without}");
    }
    made.then_some(office)
}

/// Converts a file in LibreOffice into the folder `converted`; what it said on stderr, but for a missing Java.
pub(crate) fn converted(office: &str, world: &World, file: &str, to: &str) -> Vec<String> {
    let profile = format!(
        "-env:UserInstallation=file://{}",
        world.path("office").display()
    );
    let output = Command::new(office)
        .args([profile.as_str(), "--headless", "--convert-to", to])
        .arg("--outdir")
        .arg(world.path("converted"))
        .arg(world.path(file))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let said = said.lines().filter(|l| !l.contains("javaldx"));
    said.map(str::to_owned).collect()
}
