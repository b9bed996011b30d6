use super::world::World;
use tousu::types::SplitMix;

#[test]
fn check_names_bad_lines_and_shows_what_changes() {
    let world = World::new()
        .file("d.txt", "拒开发票\n质量 n\n坏 词 有 空格\n")
        .file("good.txt", "拒开发票\n")
        .file(
            "in.csv",
            "id,text\n1,商家一直拒开发票不给说法\n2,快递员态度很差还骂人\n3,酒店拒开发票\n",
        );
    let out = world.run("dict check d.txt").exits(1).stdout();
    assert!(out.contains("line 3"), "{out}");
    let summary = world
        .run("dict check good.txt --against in.csv --text text --json")
        .ok()
        .json();
    assert_eq!(summary["against"]["texts"], 3);
    assert_eq!(summary["against"]["changed"], 2);
    assert_eq!(summary["against"]["words"][0]["now"], 2);
}

#[test]
fn check_prints_a_summary_and_the_first_words() {
    let words: Vec<String> = ('一'..='丘').map(|c| format!("甲{c}乙戊己")).collect();
    let rows: Vec<String> = words.iter().map(|w| format!("请看{w}好吗")).collect();
    let world = World::new()
        .file("d.txt", words.join("\n"))
        .file("in.csv", format!("text\n{}\n", rows.join("\n")));
    let lines = |flags: &str| {
        let line = format!("dict check d.txt --against in.csv --text text {flags}");
        world.run(&line).ok().stdout().lines().count()
    };
    let short = lines("");
    assert!(short < 40, "{short} lines");
    assert!(lines("--all") > 2 * words.len());
}

#[test]
fn suggestions_can_be_loaded() {
    let heads = [
        "我用", "他拿", "开通", "绑定", "打开", "听说", "今天", "昨天", "店里", "客服",
    ];
    let tails = [
        "买单失败",
        "退款太慢",
        "扣钱两次",
        "转账出错",
        "登录不上",
        "付账卡住",
    ];
    let mut csv = String::from("text\n");
    let mut dice = SplitMix::new(1);
    for (i, head) in heads.iter().enumerate() {
        for tail in tails {
            csv.push_str(&format!("{head}云闪付{tail}，这是第{i}次，"));
            // other words around it: cohesion is a matter of the whole collection
            for _ in 0..80 {
                let word = 0x4e00 + u32::try_from(dice.below(3000)).unwrap();
                csv.push(char::from_u32(word).unwrap());
            }
            csv.push('\n');
        }
    }
    let world = World::new().file("in.csv", csv);
    world.run("dict suggest in.csv --text text -o new.txt").ok();
    let new = world.read("new.txt");
    assert!(new.lines().any(|l| l == "云闪付"), "{new}");
    world.run("dict check new.txt").ok();
}
