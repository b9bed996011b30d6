//! `tousu explain`.

use super::train::labelled;
use super::world::World;

#[test]
fn contributions_add_up_and_point_at_the_source() {
    let world = World::new().file("c.csv", labelled(40));
    world.run("train c.csv --label 类型 -o m.tousu -q").ok();
    let text = "我的退款，一直没有到账！";
    let e = world
        .run(&format!("explain '{text}' --model m.tousu --json"))
        .ok()
        .json();
    assert_eq!(e["best"], "退款");
    let parts = e["contributions"].as_array().unwrap();
    let sum: f64 = parts.iter().map(|c| c["value"].as_f64().unwrap()).sum();
    let difference = e["difference"].as_f64().unwrap();
    assert!((sum + e["bias"].as_f64().unwrap() - difference).abs() < 1e-9);
    let at = &parts[0]["source"][0];
    let (from, to) = (
        at[0].as_u64().unwrap() as usize,
        at[1].as_u64().unwrap() as usize,
    );
    assert_eq!(&text[from..to], parts[0]["term"].as_str().unwrap());
    let shown = world
        .run(&format!("explain '{text}' --model m.tousu --limit 5"))
        .ok()
        .stdout();
    assert!(
        shown.contains("more terms") && shown.contains(text),
        "{shown}"
    );
    let terms = shown.lines().skip_while(|l| !l.starts_with("weight"));
    let mut terms: Vec<&str> = terms.skip(1).filter_map(|l| l.split("  ").nth(1)).collect();
    let listed = terms.len();
    terms.sort_unstable();
    terms.dedup();
    assert_eq!(terms.len(), listed, "every term once:\n{shown}");
    assert!(!shown.contains("logit"), "{shown}");
    world
        .run("explain 'zzzz' --model m.tousu")
        .ok()
        .says("the model knows no word of this text")
        .says("the model is not sure");
    world
        .run("explain ' ' --model m.tousu")
        .exits(2)
        .says("empty");
}
