//! Figures of real files against pandas, where `TOUSU_DATA` names a folder that holds them; none is part of the project.

use std::process::Command;

#[test]
fn figures_agree_with_pandas() {
    let Some(data) = std::env::var_os("TOUSU_DATA") else {
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/real_figures.py");
    let ran = Command::new("python3")
        .arg(script)
        .arg(data)
        .env("TOUSU", env!("CARGO_BIN_EXE_tousu"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
}
