//! Paths that `init` is given from outside the project's folder.

use super::world::World;

const EXPORT: &str =
    "编号,投诉时间,投诉内容,类型\n1,2024-01-02,快递三天没到,物流\n2,2024-01-31,一直没有退款,退款\n";

fn setting(world: &World, key: &str) -> String {
    let settings = world.read("hotline/tousu.toml");
    let line = settings
        .lines()
        .find(|l| l.starts_with(&format!("{key} = ")));
    let line = line.unwrap_or_else(|| panic!("{key}: {settings}"));
    let value = line.split(" = ").nth(1).unwrap();
    value.split(" #").next().unwrap().trim().to_owned()
}

#[test]
fn paths_are_those_from_where_one_is() {
    let world = World::new()
        .file("my.tousu", "a model")
        .file("measures.csv", "")
        .file("in/a.csv", EXPORT);
    let line = "init hotline --model my.tousu --actions measures.csv --inputs in,more -q";
    world.run(line).ok();
    assert_eq!(setting(&world, "model"), "\"../my.tousu\"");
    assert_eq!(setting(&world, "actions"), "\"../measures.csv\"");
    assert_eq!(setting(&world, "inputs"), "[\"../in\", \"more\"]");
    assert!(world.exists("hotline/more") && !world.exists("hotline/in"));
}

#[test]
fn a_path_from_the_project_and_the_built_in_model_stay() {
    let world = World::new().file("my.tousu", "a model");
    world.run("init hotline --model ../my.tousu").ok();
    assert_eq!(setting(&world, "model"), "\"../my.tousu\"");
    let world = World::new();
    world.run("init hotline --model demo").ok();
    assert_eq!(setting(&world, "model"), "\"demo\"");
}

#[test]
fn a_model_that_is_not_there_is_refused_with_its_path() {
    let world = World::new().file("my.tousu", "a model");
    let ran = world.run("init hotline --model nosuch.tousu").exits(2);
    assert_eq!(
        ran.stderr(),
        "error: nosuch.tousu: no such file. Train a model first (`tousu train FILE --label COL -o nosuch.tousu`), or give --model \
         demo, the built-in one.\n"
    );
    assert!(!world.exists("hotline"));
    // written into the settings by hand
    world.run("init hotline --model demo").ok();
    let settings = world
        .read("hotline/tousu.toml")
        .replace("\"demo\"", "\"my.tousu\"");
    let world = world
        .file("hotline/tousu.toml", settings)
        .file("hotline/exports/a.csv", EXPORT);
    let said = world.shell("cd hotline && tousu month").stderr();
    assert_eq!(
        said,
        "error: tousu.toml, [classify] model: there is no my.tousu in hotline/ (paths are relative to that folder). Write \
         ../my.tousu.\n"
    );
}

#[test]
fn the_first_month_says_what_its_columns_are_for() {
    let world = World::new().file("hotline/exports/a.csv", EXPORT);
    world
        .run("init hotline --type 类型")
        .ok()
        .says("hotline/tousu.toml: check the settings. Then go to hotline,");
    let said = world
        .shell("cd hotline && tousu month --month 2024-01 --formats md")
        .stderr();
    let line = "columns.toml: how 4 columns are read. Check it once; `tousu month` and `tousu watch` use it.\n";
    assert!(said.contains(line), "{said}");
}
