use super::*;
use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;

fn reads(text: &str) -> String {
    TimeReader::default()
        .read(text)
        .map_or("-".into(), |t| t.to_string())
}

#[test]
fn forms_of_exports() {
    for (text, time) in [
        ("2020/1/6 12:09:38", "2020-01-06 12:09:38"),
        ("\n\t2017-06-08 17:31:20 ", "2017-06-08 17:31:20"),
        ("2017-06-08T17:31:20.250+08:00", "2017-06-08 17:31:20.250"),
        ("2017-06-08T17:31:20Z", "2017-06-08 17:31:20"),
        ("20180219", "2018-02-19 00:00:00"),
        ("20180219093005", "2018-02-19 09:30:05"),
        ("20240105 15:04", "2024-01-05 15:04:00"),
        ("20240105T150405Z", "2024-01-05 15:04:05"),
        ("22-Apr-15", "2015-04-22 00:00:00"),
        ("Apr 22, 2015 5:03 PM", "2015-04-22 17:03:00"),
        ("Apr 22, 2015 5:03 p.m.", "2015-04-22 17:03:00"),
        ("2019年2月28日", "2019-02-28 00:00:00"),
        ("2019年2月28日 下午3时05分", "2019-02-28 15:05:00"),
        ("2019年2月28日 星期四 8点", "2019-02-28 08:00:00"),
        ("2019年2月", "2019-02-01 00:00:00"),
        ("２０１９年２月２８日", "2019-02-28 00:00:00"),
        ("二〇一九年十二月二十八日", "2019-12-28 00:00:00"),
        ("2019/2/28 上午 8:05:09", "2019-02-28 08:05:09"),
        ("2019/2/28 上午12:05", "2019-02-28 00:05:00"),
        ("2019/2/28 中午12:05", "2019-02-28 12:05:00"),
        ("2019/2/28 晚上8:05", "2019-02-28 20:05:00"),
        ("2019-02-28 24:00:00", "2019-03-01 00:00:00"),
        ("2019-02-28 24:00", "2019-03-01 00:00:00"),
        ("2019-02-28 24:01", "-"),
        ("03.05.2019 09:15", "2019-05-03 09:15:00"),
        ("5 марта 2019 г.", "2019-03-05 00:00:00"),
        ("5 марта 2019 г. в 10:20", "2019-03-05 10:20:00"),
        ("7 мая 2019", "2019-05-07 00:00:00"),
        ("Fri, 05 Jan 2024 15:04:05 +0800", "2024-01-05 15:04:05"),
        (
            "Fri Jan 05 2024 15:04:05 GMT+0800 (中国标准时间)",
            "2024-01-05 15:04:05",
        ),
        ("Fri Jan 05 15:04:05 CST 2024", "2024-01-05 15:04:05"),
        (
            "2024-01-05 15:04:05.999999 -0700 MST",
            "2024-01-05 15:04:05.999999",
        ),
        ("05-JAN-24 03.04.05.000000 PM", "2024-01-05 15:04:05"),
        ("05-1月 -24 03.04.05.000000 下午", "2024-01-05 15:04:05"),
        ("05/Jan/2024:15:04:05 +0800", "2024-01-05 15:04:05"),
        ("民國112年5月3日", "2023-05-03 00:00:00"),
        ("112/05/03", "2023-05-03 00:00:00"),
        ("112年5月3日 下午2:30", "2023-05-03 14:30:00"),
        ("43836.506689815", "2020-01-06 12:09:38"),
        ("43836", "2020-01-06 00:00:00"),
        ("1578312578", "2020-01-06 12:09:38"),
        ("2020-01", "2020-01-01 00:00:00"),
        ("03/25/2019", "2019-03-25 00:00:00"),
        ("25/03/2019", "2019-03-25 00:00:00"),
        ("2020-02-30", "-"),
        ("20201399", "-"),
        ("昨天", "-"),
        ("12", "-"),
        ("", "-"),
        ("3天", "-"),
        ("三", "-"),
        ("1.5", "-"),
        ("3:15", "-"),
        ("market 5 2019", "-"),
        ("13812345678", "-"),
    ] {
        assert_eq!(reads(text), time, "{text:?}");
    }
}

fn votes(cells: &[&str]) -> OrderVotes {
    let mut votes = OrderVotes::default();
    for cell in cells {
        votes.add(cell);
    }
    votes
}

#[test]
fn order_is_decided_by_the_column() {
    let read = |reader: TimeReader, text| reader.read(text).unwrap().date().to_string();
    let day = votes(&["03/05/2019", "13/05/2019"]);
    assert_eq!(read(day.reader(), "03/05/2019"), "2019-05-03");
    let doubt = day.doubt(&TimeFormat::default()).unwrap();
    assert!(doubt.contains("1 cells can only be day first"), "{doubt}");
    let both = votes(&["03/15/2019", "03/16/2019", "13-05-2019"]).reader();
    assert_eq!(read(both, "03/05/2019"), "2019-03-05");
    assert_eq!(read(both, "03-05-2019"), "2019-05-03");
    let month = votes(&["03/05/2019", "03/15/2019"]).reader();
    assert_eq!(read(month, "03/05/2019"), "2019-03-05");
    assert_eq!(read(month, "03-05-2019"), "2019-03-05");
    let doubt = votes(&["03/05/2019"])
        .doubt(&TimeFormat::default())
        .unwrap();
    assert!(doubt.contains("no cell decides"), "{doubt}");
    assert!(
        votes(&["2019-03-05"])
            .doubt(&TimeFormat::default())
            .is_none()
    );
    assert_eq!(read(votes(&["23/1/5"]).reader(), "23/1/5"), "2023-01-05");
    assert_eq!(
        read(votes(&["23.01.05"]).reader(), "23.01.05"),
        "2005-01-23"
    );
}

#[test]
fn calendar_and_zone_are_decided_by_the_column() {
    let read = |v: OrderVotes, text| v.reader().read(text).unwrap().to_string();
    let roc = votes(&["99年5月3日", "民國100年1月1日"]);
    assert_eq!(read(roc, "99年5月3日"), "2010-05-03 00:00:00");
    let doubt = votes(&["99年5月3日"])
        .doubt(&TimeFormat::default())
        .unwrap();
    assert!(doubt.contains("民國"), "{doubt}");
    let zones = votes(&[
        "2024-01-31T18:00:00Z",
        "2024-02-01T02:00:00+08:00",
        "2024-02-01T03:00:00+08:00",
    ]);
    assert_eq!(read(zones, "2024-01-31T18:00:00Z"), "2024-02-01 02:00:00");
    assert!(
        zones
            .doubt(&TimeFormat::default())
            .unwrap()
            .contains("UTC+08:00")
    );
    assert!(
        votes(&["2024-01-31T18:00:00Z"])
            .doubt(&TimeFormat::default())
            .unwrap()
            .contains("UTC")
    );
    let shanghai = TimeFormat {
        zone: Some(Zone::parse("Asia/Shanghai").unwrap()),
        ..TimeFormat::default()
    };
    let reader = TimeReader::default().with(&shanghai);
    for moment in ["2024-01-31T18:00:00Z", "1706724000", "2024-02-01 02:00:00"] {
        let read = reader.read(moment).unwrap();
        assert_eq!(read.to_string(), "2024-02-01 02:00:00", "{moment}");
    }
}

/// The ways in which one column writes its dates.
fn written(date: NaiveDate, form: usize) -> String {
    let pattern = [
        "%y/%-m/%-d",
        "%y.%m.%d",
        "%y-%m-%d",
        "%d/%m/%y",
        "%d.%m.%y",
        "%m/%d/%y",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d-%m-%Y",
        "%Y/%-m/%-d",
        "%Y年%-m月%-d日",
        "%y年%-m月%-d日",
        "%d %b %Y",
        "%b %-d, %Y",
        "%a %b %d %Y",
        "%Y%m%d",
        "%d-%b-%y",
        "%a, %d %b %Y",
        "%Y.%m.%d",
        "%-d-%-m月-%y",
    ];
    date.format(pattern[form % pattern.len()]).to_string()
}

const CLOCKS: [&str; 8] = [
    "",
    " %H:%M",
    " %H:%M:%S",
    " %I:%M:%S %p",
    " 下午%-I:%M",
    " 15时04分",
    " %H:%M:%S.250",
    "T%H:%M:%S+08:00",
];

proptest! {
    #[test]
    fn any_form_is_read_back_over_a_column(
        first in 0_i32..9_000, days in prop::collection::vec(0_i32..700, 30..80), form in 0_usize..20, clock in 0_usize..8,
    ) {
        let start = NaiveDate::from_ymd_opt(2001, 1, 1).unwrap();
        let moment = |d: &i32| (start + chrono::Days::new(u64::try_from(first + d).unwrap())).and_hms_opt(15, 4, 5).unwrap();
        let text = |t: NaiveDateTime| written(t.date(), form) + &t.format(CLOCKS[clock]).to_string();
        let moments: Vec<NaiveDateTime> = days.iter().map(moment).collect();
        let mut votes = OrderVotes::default();
        for t in &moments {
            prop_assert!(votes.add(&text(*t)).is_some(), "{}", text(*t));
        }
        let reader = votes.reader();
        for t in &moments {
            let read = reader.read(&text(*t));
            prop_assert_eq!(read.map(|r| r.date()), Some(t.date()), "{} {:?}", text(*t), reader);
        }
    }

    #[test]
    fn plain_forms_are_read_as_all_are(text in " ?[0-9]{4}[-/.][0-9]{1,2}[-/][0-9]{1,3}([ T][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?)? ?") {
        if let Some(time) = plain::plain(&text) {
            let lexed = WrittenTime::of(&text.replace('-', "\u{2013}"));
            prop_assert_eq!(lexed.and_then(|w| TimeReader::default().settle(&w)), Some(time), "{}", text);
        }
    }

    #[test]
    fn never_panics(text in "\\PC{0,30}|[0-9/:年月日. -]{0,24}|[0-9a-zA-Z+:./ -]{0,30}") {
        let mut votes = OrderVotes::default();
        votes.add(&text);
        let _ = votes.reader().read(&text);
    }
}
