//! What is printed: errors without the system's numbers, masks in the language asked for.

use super::world::World;

const ROWS: &str = "id,date,text,type\n1,2024-01-02,the parcel is late; write to ann@example.com,Delivery\n2,2024-01-03,no refund yet,Refund\n";

#[test]
fn errors_name_what_is_wrong_and_nothing_of_the_system() {
    let world = World::new().file("in.csv", ROWS).file("in3.xlsx", ROWS);
    world.run("index in.csv --index i").ok();
    for (line, said) in [
        (
            "classify in.csv --model demo -o nodir/t.csv",
            "nodir/t.csv: there is no folder nodir. Create it, or write to another place.",
        ),
        (
            "classify in.csv --model nosuch.tousu -o t.csv",
            "nosuch.tousu: no such file. Train a model first (`tousu train FILE --label COL -o nosuch.tousu`), or name `demo`, the built-in one.",
        ),
        (
            "index in.csv --index in3.xlsx",
            "in3.xlsx: this is a file, and an index is a folder. Choose an empty or new folder for the index.",
        ),
        (
            "classify gone.csv --model demo -o t.csv",
            "gone.csv: no such file",
        ),
        (
            "search * --index i --since yesterday",
            "--since is `yesterday`, but must be a date such as 2024-03-05, 2024-03, 2024-Q1 or 2024",
        ),
    ] {
        let ran = world.run(line);
        let stderr = ran.stderr();
        assert_eq!(
            stderr.lines().last(),
            Some(&*format!("error: {said}")),
            "{line}"
        );
    }
}

#[test]
fn masks_are_in_the_language_asked_for() {
    let world = World::new().file("in.csv", ROWS);
    world.run("index in.csv --index i").ok();
    for (lang, mask) in [("en", "[e-mail]"), ("zh", "[邮箱]")] {
        world
            .run(&format!("search parcel --index i --lang {lang}"))
            .ok()
            .prints(mask);
        world
            .run(&format!("search --show 1 --index i --lang {lang}"))
            .ok()
            .prints(mask);
        let draw = format!("label draw in.csv --types A,B -o {lang}.csv --lang {lang}");
        world.run(&draw).ok();
        assert!(world.read(&format!("{lang}.csv")).contains(mask), "{lang}");
    }
}

#[test]
fn a_text_is_known_whatever_the_language_of_its_masks() {
    let texts = "text\nthe parcel is late; write to ann@example.com\nno refund yet\n";
    let world = World::new().file("in.csv", texts);
    world
        .run("label draw in.csv --types A,B -o en.csv --lang en")
        .ok();
    let labelled = world
        .read("en.csv")
        .replace("ann@", "")
        .replace(",,", ",A,");
    let world = world.file("en.csv", labelled);
    world
        .run("label add en.csv --to labels.csv --types A,B --lang en")
        .ok();
    let ran = world.run("label draw in.csv --types A,B --labels labels.csv -o zh.csv");
    ran.exits(1).says("there is no row left to label");
}

#[test]
fn evaluate_names_no_confusion_where_there_is_none() {
    let world = World::new().file("in.csv", super::train::labelled(60));
    let out = world
        .run("evaluate in.csv --label 类型 --text 投诉内容 --folds 2")
        .ok()
        .stdout();
    let confused = out
        .split("confused most often (given → predicted)\n")
        .nth(1);
    assert!(confused.is_none_or(|rest| rest.contains(" → ")), "{out}");
    assert!(
        out.contains("most confident  accuracy  lowest confidence\n"),
        "{out}"
    );
}

#[test]
fn a_model_of_another_language_is_told() {
    let rows = (0..20).map(|i| {
        format!(
            "{i},2024-01-{:02},the parcel {i} is late and nobody answers the phone\n",
            i + 1
        )
    });
    let english: String = std::iter::once("id,date,text\n".to_owned())
        .chain(rows)
        .collect();
    let world = World::new()
        .file("en.csv", english)
        .file("zh.csv", super::train::labelled(10));
    let line = "warning: the model was trained on texts in Chinese script, and these are mostly in Latin script: its types mean nothing \
                here. Use a model of this language\n";
    let ran = world.run("classify en.csv --model demo -o t.csv").ok();
    assert_eq!(ran.stderr().matches(line).count(), 1, "{}", ran.stderr());
    let ran = world
        .run("report en.csv --model demo -o r.md --lang en")
        .ok();
    assert_eq!(ran.stderr().matches(line).count(), 1, "{}", ran.stderr());
    let ran = world.run("classify zh.csv --model demo -o t.csv").ok();
    assert!(!ran.stderr().contains("script"), "{}", ran.stderr());
}
