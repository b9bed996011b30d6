use super::{Expr, Leaf, Malformed, Op, Test, parse};
use proptest::prelude::*;

/// The tree without candidates, short enough to read in a test.
fn show(e: &Expr) -> String {
    let list = |parts: &[Expr]| parts.iter().map(show).collect::<Vec<_>>().join(" ");
    match e {
        Expr::All => "*".into(),
        Expr::Word(l) => l.text.clone(),
        Expr::Exact(l) => format!("'{}'", l.text),
        Expr::Not(e) => format!("-{}", show(e)),
        Expr::And(p) => format!("(& {})", list(p)),
        Expr::Or(p) => format!("(| {})", list(p)),
        Expr::Column { column, test } => format!("{}{}", column.text, show_test(test)),
    }
}

fn show_test(t: &Test) -> String {
    let end = |e: &Option<(Leaf, bool)>| match e {
        None => "*".to_owned(),
        Some((l, belongs)) => format!("{}{}", l.text, if *belongs { "" } else { "!" }),
    };
    match t {
        Test::Present => " is there".into(),
        Test::Is { value, literal } => {
            format!("~{}{}", value.text, if *literal { "!" } else { "" })
        }
        Test::In(v) => format!("={}", v.join(",")),
        Test::Compare(Op::Less, v) => format!("<{}", v.text),
        Test::Compare(Op::AtMost, v) => format!("<={}", v.text),
        Test::Compare(Op::More, v) => format!(">{}", v.text),
        Test::Compare(Op::AtLeast, v) => format!(">={}", v.text),
        Test::Range { low, high } => format!("[{},{}]", end(low), end(high)),
    }
}

fn tree(query: &str) -> String {
    show(&parse(query).unwrap_or_else(|e| panic!("{query}: {e:?}")))
}

#[test]
fn words_strings_and_signs() {
    assert_eq!(tree(""), "*");
    assert_eq!(tree(" * "), "*");
    assert_eq!(tree("退款 发票"), "(& 退款 发票)");
    assert_eq!(tree("\"拒开发票\" -快递"), "(& '拒开发票' -快递)");
    assert_eq!(tree("a OR b c | d 或 e"), "(| a (& b c) d e)");
    assert_eq!(tree("(a OR b) AND NOT c"), "(& (| a b) -c)");
    assert_eq!(tree("iPhone-13 Wi-Fi - x"), "(& iPhone-13 Wi-Fi - x)");
    assert_eq!(tree("或者 ORDER"), "(& 或者 ORDER)");
    assert_eq!(tree("10:30 http://a.b/c"), "(& 10:30 http://a.b/c)");
}

#[test]
fn full_width_signs_work_like_plain_ones() {
    assert_eq!(tree("“停车费” 「物业」"), "(& '停车费' '物业')");
    assert_eq!(tree("（a ｜ b） 区域：朝阳"), "(& (| a b) 区域~朝阳)");
    assert_eq!(tree("－退款 时间：＞＝2024-03"), "(& -退款 时间>=2024-03)");
    assert_eq!(tree("满意度：［1 至 2］"), "满意度[1,2]");
}

#[test]
fn escapes_inside_strings() {
    assert_eq!(tree(r#""他说\"好\"""#), r#"'他说"好"'"#);
    assert_eq!(tree(r#""a\\""#), r"'a\'");
    assert_eq!(tree(r#""a\n“b”""#), r"'a\n“b”'");
}

#[test]
fn columns() {
    assert_eq!(tree("满意度:[1 TO 2]"), "满意度[1,2]");
    assert_eq!(tree("n:{1 TO *]"), "n[1!,*]");
    assert_eq!(tree("time:>=2024-03 n:<5"), "(& time>=2024-03 n<5)");
    assert_eq!(tree("区域:!=朝阳"), "-区域=朝阳");
    assert_eq!(tree("区域:\"朝 阳\" 店:*"), "(& 区域~朝 阳! 店 is there)");
    assert_eq!(tree("\"Submitted via\":Web"), "Submitted via~Web");
    assert_eq!(tree("区域:(朝阳 OR 海淀)"), "(| 区域~朝阳 区域~海淀)");
    assert_eq!(tree("-区域:朝阳*"), "-区域~朝阳*");
}

#[test]
fn carets_stand_under_the_place() {
    let at = |q: &str| parse(q).unwrap_err().at;
    assert_eq!(at("退款 \"没到账"), "退款 ".len());
    assert_eq!(at("a )"), 2);
    assert_eq!(at("(a OR )"), 6);
    assert_eq!(at("OR a"), 0);
    assert_eq!(at("区域:"), "区域:".len());
    assert_eq!(at("n:[1 2]"), 5);
    assert_eq!(at("n:[1 TO 2"), 9);
    assert_eq!(at("n:>="), 4);
    assert_eq!(at("a -()"), 4);
}

#[test]
fn the_message_shows_the_caret_under_wide_characters() {
    let query = "退款 \"没到账";
    let said = parse(query).unwrap_err().explain(query).to_string();
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines[1], "  退款 \"没到账");
    assert!(
        lines[2].starts_with("       ^ this quote is not closed"),
        "{said}"
    );
}

#[test]
fn depth_and_length_are_bounded() {
    for deep in [
        "(".repeat(60_000),
        "-(".repeat(30_000),
        "NOT ".repeat(10_000),
    ] {
        assert!(parse(&deep).is_err());
    }
    assert!(parse(&"a ".repeat(501)).is_err());
    assert!(parse(&"a".repeat(70_000)).is_err());
    assert_eq!(tree(&format!("{}a{}", "(".repeat(40), ")".repeat(40))), "a");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn no_input_panics(query in r#"[ab款票"“”「」()（）:：|｜*\-\\\[\]{}<>=!≥ ORTNDA或~0-9\u{0}\u{301}😀]{0,40}"#) {
        if let Err(Malformed { at, .. }) = parse(&query) {
            prop_assert!(at <= query.len() && query.is_char_boundary(at));
            let _ = parse(&query).map_err(|e| e.explain(&query).to_string());
        }
    }

    #[test]
    fn an_escaped_string_comes_back_whole(text in r#"\PC{0,30}"#) {
        let query = format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""));
        prop_assert_eq!(tree(&query), format!("'{text}'"));
    }
}
