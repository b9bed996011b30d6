//! The demonstration: the model rebuilds to the same bytes, and `tousu demo` goes the whole way.

use crate::world::World;

fn root(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_model_rebuilds_to_the_same_bytes() {
    let world = World::new();
    let corpus = root("corpora/complaints.csv");
    world
        .run(&format!(
            "train '{corpus}' --label 投诉类型 -o again.tousu --threads 2"
        ))
        .ok();
    let committed = std::fs::read(root("models/demo.tousu")).unwrap();
    assert!(
        world.bytes("again.tousu") == committed,
        "train corpora/complaints.csv --label 投诉类型 -o models/demo.tousu again"
    );
}

#[test]
fn demo_goes_the_whole_way_and_twice() {
    let world = World::new();
    for _ in 0..2 {
        let ran = world.run("demo --out d").ok();
        assert!(ran.stderr().contains("d/report.html"));
    }
    for name in [
        "model.tousu",
        "classified.csv",
        "index",
        "report.html",
        "report.xlsx",
    ] {
        assert!(world.exists(&format!("d/{name}")), "demo wrote no {name}");
    }
    let rows = csv::Reader::from_path(world.path("d/classified.csv"))
        .unwrap()
        .records()
        .count();
    assert_eq!(rows, 1_500);
    assert_eq!(
        world
            .run("search '*' --index d/index --count")
            .ok()
            .stdout()
            .trim(),
        "1500"
    );
}

#[test]
fn the_built_in_model_types_the_export_well() {
    let world = World::new();
    let (export, truth) = (root("corpora/export.csv"), root("corpora/export_types.csv"));
    world
        .run(&format!("classify '{export}' --model demo -o out.csv"))
        .ok();
    let column = |path: &std::path::Path, name: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let at = reader
            .headers()
            .unwrap()
            .iter()
            .position(|h| h == name)
            .unwrap();
        reader
            .records()
            .map(|r| r.unwrap()[at].to_owned())
            .collect()
    };
    let given = column(&world.path("out.csv"), "predicted");
    let types = column(truth.as_ref(), "投诉类型");
    let known = types.iter().filter(|t| !t.starts_with('（')).count();
    let right = given.iter().zip(&types).filter(|(g, t)| g == t).count();
    assert!(right * 100 > known * 85, "{right} of {known}");
}

#[test]
fn a_configuration_file_gives_flags_and_the_command_line_wins() {
    let world = World::new()
        .file("a.csv", "编号,内容\n1,退款一直不到账\n2,快递三天没到\n")
        .file(
            "t.toml",
            "text = \"内容\"\n[classify]\nmodel = \"demo\"\noutput = \"from-file.csv\"\n",
        )
        .file("bad.toml", "colour = 1\n");
    world.run("classify a.csv --config t.toml").ok();
    assert!(world.exists("from-file.csv"));
    world.run("classify a.csv --config t.toml -o mine.csv").ok();
    assert!(world.exists("mine.csv"));
    world
        .run("classify a.csv --model demo -o x.csv --config bad.toml")
        .exits(1)
        .says("colour");
}
