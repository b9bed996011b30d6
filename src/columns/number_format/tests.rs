use super::*;
use proptest::prelude::*;

fn read(cells: &[&str]) -> Result<Vec<Option<f64>>, MixedNumbers> {
    let mut votes = NumberVotes::default();
    cells.iter().for_each(|c| votes.add(c));
    let format = votes.format(None, None)?;
    Ok(cells
        .iter()
        .map(|c| parse_number(c, format.decimal_comma))
        .collect())
}

#[test]
fn the_column_decides_what_a_comma_is() {
    let some = |v: &[f64]| Ok(v.iter().map(|x| Some(*x)).collect::<Vec<_>>());
    assert_eq!(read(&["3,5", "4,0", "1234"]), some(&[3.5, 4.0, 1234.0]));
    assert_eq!(
        read(&["1,234", "12,345", "7"]),
        some(&[1234.0, 12345.0, 7.0])
    );
    assert_eq!(read(&["1,234", "2,5"]), some(&[1.234, 2.5]));
    assert_eq!(read(&["1.234,50", "7,25"]), some(&[1234.5, 7.25]));
    assert_eq!(read(&["1,234.50", "7"]), some(&[1234.5, 7.0]));
    assert_eq!(
        read(&["1\u{2009}234", "12 345,5"]),
        some(&[1234.0, 12345.5])
    );
    assert_eq!(read(&["1万", "2.5万", "3亿"]), some(&[1e4, 2.5e4, 3e8]));
    assert_eq!(read(&["10000单", "2万单"]), some(&[1e4, 2e4]));
    assert_eq!(read(&["95%", "87.5％"]), some(&[95.0, 87.5]));
    assert_eq!(read(&["¥1,200", "¥300元"]), some(&[1200.0, 300.0]));
    assert_eq!(read(&["(12)", "−3", "+4"]), some(&[-12.0, -3.0, 4.0]));
    assert_eq!(read(&["1e3", "2.5E-2"]), some(&[1000.0, 0.025]));
    assert_eq!(read(&["=\"0012\"", "'7"]), some(&[12.0, 7.0]));
    assert_eq!(read(&["1,5", "2.5"]), Err(MixedNumbers::Decimals));
    assert!(matches!(
        read(&["1小时", "2天"]),
        Err(MixedNumbers::Units(_))
    ));
}

#[test]
fn what_is_no_number_is_none() {
    for cell in [
        "",
        "-",
        "1,2,3",
        "2024-03-05",
        "12:30",
        "A12",
        "3天4小时",
        "1..2",
        "12 34",
        "约5",
        "5分钟内3次",
        "3楼",
    ] {
        assert_eq!(parse_number(cell, false), None, "{cell}");
        assert_eq!(parse_number(cell, true), None, "{cell}");
    }
}

proptest! {
    #[test]
    fn any_convention_reads_back(
        values in prop::collection::vec((0_u32..4_000_000, 0_u32..100), 5..40),
        style in 0_usize..6,
    ) {
        let (thousands, decimal) = [("", ","), ("", "."), (",", "."), (".", ","), ("\u{202f}", ","), ("'", ".")][style];
        let write = |(whole, cents): &(u32, u32)| {
            let digits = whole.to_string();
            let mut out = String::new();
            for (i, c) in digits.chars().enumerate() {
                if i > 0 && (digits.len() - i) % 3 == 0 { out.push_str(thousands); }
                out.push(c);
            }
            format!("{out}{decimal}{cents:02}")
        };
        let cells: Vec<String> = values.iter().map(write).collect();
        let found = read(&cells.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
        for ((whole, cents), found) in values.iter().zip(found) {
            let wanted = f64::from(*whole) + f64::from(*cents) / 100.0;
            prop_assert!((found.unwrap() - wanted).abs() < 1e-6);
        }
    }
}
