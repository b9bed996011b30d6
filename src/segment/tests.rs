use super::*;
use proptest::prelude::*;

fn words_of<'t>(segmenter: &Segmenter, text: &'t str) -> Vec<&'t str> {
    let mut tokens = Vec::new();
    segmenter.segment(text, &mut tokens);
    tokens.iter().map(|t| &text[t.span.range()]).collect()
}

fn kinds_of(text: &str) -> Vec<Kind> {
    let mut tokens = Vec::new();
    Segmenter::default().segment(text, &mut tokens);
    tokens.iter().map(|t| t.kind).collect()
}

#[test]
fn scripts_side_by_side() {
    let segmenter = Segmenter::default();
    for (text, wanted) in [
        ("我的iphone13很差", vec!["我", "的", "iphone13", "很差"]),
        (
            "5g信号3.5分,退1,000元",
            vec!["5g", "信号", "3.5", "分", ",", "退", "1,000", "元"],
        ),
        (
            "don't жалоба_1 c++!",
            vec!["don't", " ", "жалоба_1", " ", "c++", "!"],
        ),
        ("t恤和u盘", vec!["t恤", "和", "u盘"]),
        ("订单sf1234567890。", vec!["订单", "sf1234567890", "。"]),
        (
            "电话\u{e000}\u{e012}\u{e001}请",
            vec!["电话", "\u{e000}\u{e012}\u{e001}", "请"],
        ),
        ("", vec![]),
    ] {
        assert_eq!(words_of(&segmenter, text), wanted);
    }
    assert_eq!(
        kinds_of("退a1 2\u{e000}\u{e012}\u{e001}!"),
        [
            Kind::Han,
            Kind::Letters,
            Kind::Space,
            Kind::Number,
            Kind::Mask,
            Kind::Symbol
        ]
    );
}

#[test]
fn search_mode_adds_parts() {
    let (text, mut tokens) = ("中华人民共和国", Vec::new());
    Segmenter::default().segment_for_search(text, &mut tokens);
    let words: Vec<&str> = tokens.iter().map(|t| &text[t.span.range()]).collect();
    assert!(words.contains(&"人民") && words.last() == Some(&text));
}

fn with(lines: &str) -> Segmenter {
    Segmenter::default().with_dictionary(&UserDictionary::parse("test", lines).unwrap())
}

#[test]
fn words_stay_whole() {
    let segmenter = with("拒开发票\n质量\n云闪付 5\n七天无理由 n\n5g套餐\n拒开\n");
    for (text, wanted) in [
        ("商家拒开发票", vec!["商家", "拒开发票"]),
        ("手机质量很差", vec!["手机", "质量", "很差"]),
        ("用云闪付买单", vec!["用", "云闪付", "买单"]),
        ("七天无理由退货", vec!["七天无理由", "退货"]),
        ("办了5g套餐", vec!["办", "了", "5g套餐"]),
        ("15g套餐", vec!["15g", "套餐"]),
        ("他们拒开", vec!["他们", "拒开"]),
    ] {
        assert_eq!(words_of(&segmenter, text), wanted);
    }
    let mut tokens = Vec::new();
    segmenter.segment_for_search("拒开发票", &mut tokens);
    assert!(tokens.len() >= 3, "parts and the whole");
}

#[test]
fn other_sentences_do_not_change() {
    let lines: String = (0..300)
        .map(|i| format!("词{}条{} 1000000\n", han(i), han(i * 7)))
        .collect();
    let (plain, mine) = (Segmenter::default(), with(&lines));
    assert_ne!(mine.dictionary_hash(), "");
    for i in 0..5_000_u32 {
        let sentence: String = [
            "客服",
            "快递",
            "说好",
            "直肠癌",
            "退款",
            "没有",
            "第",
            "送到",
            "发票",
            "质量问题",
            "太慢",
        ]
        .iter()
        .cycle()
        .skip(i as usize % 11)
        .step_by(1 + i as usize % 5)
        .take(8)
        .copied()
        .chain([han(i).to_string().as_str()])
        .collect();
        assert_eq!(words_of(&plain, &sentence), words_of(&mine, &sentence));
    }
}

fn han(i: u32) -> char {
    char::from_u32(0x4e00 + (i * 37) % 0x5000).unwrap()
}

#[test]
fn every_bad_line_is_named() {
    let text = "\u{feff}好词 10 n\r\n# 注释\n\n坏 词 有 空格\n词 -3\n词语 0\n！！\n好词\n新词 词性\n行尾 3 n # 注\n";
    let (dictionary, bad) = UserDictionary::read(text);
    let lines: Vec<usize> = bad.iter().map(|b| b.line).collect();
    assert_eq!(lines, [4, 5, 6, 7, 8, 9]);
    let words: Vec<&str> = dictionary.words().iter().map(|w| w.word.as_str()).collect();
    assert_eq!(words, ["好词", "行尾"]);
    let message = UserDictionary::parse("d.txt", text)
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("d.txt: 6 lines") && message.contains("line 9"),
        "{message}"
    );
}

proptest! {
    #[test]
    fn spans_tile(text in "(\\PC{0,6}|[退款客服质量]{1,6}|[a-z0-9.,'_ ]{0,6}|[\u{e000}\u{e001}\u{e012}]{0,3}){0,6}") {
        for segmenter in [Segmenter::default(), with_cached()] {
            prop_assert_eq!(words_of(&segmenter, &text).concat(), text.clone());
            let mut tokens = Vec::new();
            segmenter.segment_for_search(&text, &mut tokens);
            for t in tokens {
                prop_assert!(text.get(t.span.range()).is_some());
            }
        }
    }

    #[test]
    fn chinese_is_cut_as_jieba_cuts_it(text in "[退款客服质量的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要]{1,30}") {
        let segmenter = Segmenter::default();
        let theirs: Vec<&str> = super::base().cut(&text, true).iter().map(|t| t.word).collect();
        prop_assert_eq!(words_of(&segmenter, &text), theirs);
    }
}

fn with_cached() -> Segmenter {
    static MINE: OnceLock<Segmenter> = OnceLock::new();
    MINE.get_or_init(|| with("退款客服\n服a\n量 5\n")).clone()
}
