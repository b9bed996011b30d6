//! Encodings of a thousand generated files, and what becomes of bytes that stand for nothing.

use super::text_source::TextSource;
use crate::types::Random;
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use jieba_rs::Jieba;

/// Words that complaints are made of, in either script.
const SIMPLIFIED: [&str; 24] = [
    "快递",
    "退款",
    "客服",
    "没有",
    "回复",
    "质量",
    "太差",
    "订单",
    "发票",
    "拒开",
    "等了",
    "三天",
    "的",
    "了",
    "我",
    "不",
    "态度",
    "恶劣",
    "要求",
    "赔偿",
    "电话",
    "一直",
    "打不通",
    "商家",
];
const TRADITIONAL: [&str; 24] = [
    "快遞",
    "退款",
    "客服",
    "沒有",
    "回覆",
    "質量",
    "太差",
    "訂單",
    "發票",
    "拒開",
    "等了",
    "三天",
    "的",
    "了",
    "我",
    "不",
    "態度",
    "惡劣",
    "要求",
    "賠償",
    "電話",
    "一直",
    "打不通",
    "商家",
];

/// Words of the dictionary that an encoding can write.
fn dictionary(encoding: &'static Encoding) -> Vec<String> {
    // the dictionary itself is not handed out: its words are found again in a text of common characters
    let jieba = Jieba::new();
    let mut text = String::new();
    for lead in 0xB0..=0xD7_u8 {
        for trail in (0xA1..=0xFE_u8).step_by(3) {
            let (c, bad) = GB18030
                .decode_without_bom_handling(&[lead, trail])
                .0
                .chars()
                .next()
                .map_or((' ', true), |c| (c, false));
            if !bad {
                text.push(c);
            }
        }
    }
    let words = jieba.cut(&text, true);
    words
        .into_iter()
        .map(|w| w.word.to_owned())
        .filter(|w| !encoding.encode(w).2)
        .collect()
}

fn sentence(dice: &mut Random, own: &[&str], words: &[String], chars: usize) -> String {
    let mut out = String::from("编号,内容\n");
    if own == TRADITIONAL {
        out = String::from("編號,內容\n");
    }
    let mut row = 1;
    out.push_str("1,");
    while out.chars().count() < chars {
        match dice.below(24) {
            0 => out.push('，'),
            1 => out.push('。'),
            2 => out.push_str(&format!("{}", dice.below(10_000))),
            3 => {
                row += 1;
                out.push_str(&format!("\n{row},"));
            }
            n if n < 16 => out.push_str(own[dice.below(own.len())]),
            _ => out.push_str(&words[dice.below(words.len())]),
        }
    }
    out
}

fn encode(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    match encoding.name() {
        "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => encoding.encode(text).0.into_owned(),
    }
}

fn found(bytes: &[u8]) -> &'static str {
    let mut source = TextSource::new(
        "t".into(),
        Box::new(std::io::Cursor::new(bytes.to_vec())),
        None,
    );
    while source.more().unwrap() {}
    source.found().unwrap().charset.name()
}

#[test]
fn a_thousand_files_in_five_encodings() {
    let mut dice = Random::new(7);
    let both = [GB18030, BIG5].map(dictionary);
    let mut wrong = Vec::new();
    for file in 0..1000_usize {
        let encoding = [UTF_8, GB18030, BIG5, UTF_16LE, UTF_16BE][file % 5];
        let big5 = encoding == BIG5;
        let (own, words) = if big5 {
            (TRADITIONAL, &both[1])
        } else {
            (SIMPLIFIED, &both[0])
        };
        // 200 bytes to 20 kB, many of them short
        let size = if file % 3 == 0 {
            200
        } else {
            200 + dice.below(20_000)
        };
        let per_char = if encoding == UTF_8 { 3 } else { 2 };
        let text = sentence(&mut dice, &own, words, size / per_char);
        let bytes = encode(encoding, &text);
        let got = found(&bytes);
        if !got.eq_ignore_ascii_case(encoding.name()) {
            wrong.push(format!(
                "{file}: {} bytes of {} taken for {got}",
                bytes.len(),
                encoding.name()
            ));
        }
    }
    assert!(
        wrong.len() <= 5,
        "help: see encoding::Trial::score; {wrong:#?}"
    );
}

#[test]
fn marks_short_files_and_other_scripts() {
    assert_eq!(found(b"\xEF\xBB\xBFa,b\n1,2\n"), "UTF-8");
    assert_eq!(found(b"\xFF\xFEa\0,\0b\0\n\0"), "UTF-16LE");
    assert_eq!(found(b"\xFE\xFF\0a\0,\0b\0\n"), "UTF-16BE");
    assert_eq!(found(b"a,b\n1,2\n"), "UTF-8");
    assert_eq!(found(&encode(GB18030, "编号,内容\n1,坏了\n")), "GB18030");
    assert_eq!(found(&encode(BIG5, "編號,內容\n1,壞了\n")), "Big5");
    let russian = "номер,текст\n1,Не работает лифт в подъезде уже третий день\n";
    assert_eq!(
        found(&encode(encoding_rs::WINDOWS_1251, russian)),
        "windows-1251"
    );
    assert_eq!(found(russian.as_bytes()), "UTF-8");
    assert_eq!(found(&encode(UTF_16LE, russian)), "UTF-16LE");
    assert_eq!(found("id,text\n1,caf\u{e9}\n".as_bytes()), "UTF-8");
    // a file whose first megabyte is ASCII
    let mut late = "1,abc\n".repeat(200_000).into_bytes();
    late.extend(encode(GB18030, "2,快递三天没到，客服不回复\n"));
    assert_eq!(found(&late), "GB18030");
    // UTF-8 with a cut character is still UTF-8
    let mut cut = "编号,内容\n1,快递三天没到，客服一直不回复我\n"
        .repeat(3)
        .into_bytes();
    cut.truncate(cut.len() - 3);
    assert_eq!(found(&cut), "UTF-8");
}
