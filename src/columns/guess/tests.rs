//! Columns found by header and cells.

use super::*;
use arrow_array::{ArrayRef, StringArray};
use std::sync::Arc;

fn table(columns: &[(&str, &[&str])]) -> RecordBatch {
    let column = |v: &[&str]| Arc::new(StringArray::from(v.to_vec())) as ArrayRef;
    RecordBatch::try_from_iter(columns.iter().map(|(n, v)| (*n, column(v)))).unwrap()
}

fn names(batch: &RecordBatch) -> Vec<String> {
    let guess = guess(batch);
    [Role::Text, Role::Id, Role::Time, Role::Label]
        .iter()
        .map(|r| {
            guess
                .of(*r)
                .map_or("-".into(), |c| batch.schema_ref().field(c).name().clone())
        })
        .collect()
}

#[test]
fn ids_are_no_texts() {
    let ids = ("单号", &["GD2023-01", "GD2023-02"][..]);
    let shops = ("门店", &["东店", "西店"][..]);
    let chosen = |columns: &[(&str, &[&str])]| names(&table(columns))[0].clone();
    assert_eq!(chosen(&[ids, ("类型", &["噪声", "噪声"])]), "-");
    let products: Vec<&str> = (0..40)
        .map(|n| ["X5 智能手机", "R3 净水器一代"][n % 2])
        .collect();
    assert_eq!(chosen(&[("产品", &products)]), "-");
    assert_eq!(
        chosen(&[ids, shops, ("备忘", &["电梯坏了没人修", "2号楼停水"])]),
        "备忘"
    );
}

#[test]
fn chinese_english_russian() {
    let chinese = table(&[
        ("序号", &["1", "2"]),
        ("留言主题", &["路灯坏了", "停车乱收费"]),
        ("留言时间", &["2020/1/6 12:09:38", "2020-01-07 08:00:00"]),
        (
            "留言详情",
            &["小区门口的路灯坏了半个月", "地下车库乱收费没有发票"],
        ),
        ("一级标签", &["城市管理", "物业"]),
        ("答复时间", &["2020/2/6 12:09:38", "2020-02-07 08:00:00"]),
    ]);
    assert_eq!(
        names(&chinese),
        ["留言详情", "序号", "留言时间", "一级标签"]
    );
    let english = table(&[
        ("Date received", &["2015-04-22", "2016-04-23"]),
        ("Product", &["Mortgage", "Mortgage"]),
        (
            "Consumer complaint narrative",
            &["They took my money", "They lost my file"],
        ),
        ("Complaint ID", &["33", "34"]),
    ]);
    assert_eq!(
        names(&english),
        [
            "Consumer complaint narrative",
            "Complaint ID",
            "Date received",
            "Product"
        ]
    );
    let russian = table(&[
        ("Номер", &["1", "2"]),
        ("Дата обращения", &["03.05.2019", "04.05.2019"]),
        (
            "Текст обращения",
            &["Не работает лифт в подъезде", "Яма на дороге"],
        ),
        ("Тип", &["ЖКХ", "Дороги"]),
    ]);
    assert_eq!(
        names(&russian),
        ["Текст обращения", "Номер", "Дата обращения", "Тип"]
    );
}

#[test]
fn the_complainant_speaks_and_the_moment_is_that_of_the_complaint() {
    let dates = &["2024-03-01", "2024-03-02"][..];
    let (long, short) = (
        &[
            "您好，您反映的问题我们已经记录，将安排专员核实",
            "感谢您的来电，问题已经转给承办单位处理",
        ][..],
        &["快递三天没到", "客服不理人"][..],
    );
    for (columns, want) in [
        (
            vec![
                ("答复内容", long),
                ("来电诉求", short),
                ("办结时间", dates),
                ("来电日期", dates),
            ],
            ["来电诉求", "来电日期"],
        ),
        (
            vec![
                ("处理结果描述", long),
                ("c1", short),
                ("关闭日期", dates),
                ("c2", dates),
            ],
            ["c1", "c2"],
        ),
        (
            vec![
                ("Agent reply", long),
                ("Customer message", short),
                ("Closed at", dates),
                ("Opened on", dates),
            ],
            ["Customer message", "Opened on"],
        ),
        (
            vec![
                ("Решение по обращению", long),
                ("Жалоба", short),
                ("Дата закрытия", dates),
                ("Дата", dates),
            ],
            ["Жалоба", "Дата"],
        ),
        (
            vec![
                ("处理时间(秒)", &["45000", "45001"][..]),
                ("登记日期", dates),
                ("反映内容", short),
            ],
            ["反映内容", "登记日期"],
        ),
        (
            vec![
                ("首次响应时间（分钟）", &["45000", "45001"][..]),
                ("内容", short),
            ],
            ["内容", "-"],
        ),
        (
            vec![("办结时间", dates), ("内容", short)],
            ["内容", "办结时间"],
        ),
    ] {
        let found = names(&table(&columns));
        assert_eq!([found[0].as_str(), found[2].as_str()], want, "{columns:?}");
    }
}

#[test]
fn a_title_goes_with_its_text() {
    let texts = &["小区门口的路灯坏了半个月", "地下车库乱收费没有发票"][..];
    let titles = &["路灯坏了", "停车乱收费"][..];
    for (columns, want) in [
        (vec![("留言详情", texts), ("留言主题", titles)], vec![1, 0]),
        (
            vec![("Subject", titles), ("Description", texts)],
            vec![0, 1],
        ),
        (vec![("Заголовок", titles), ("Текст", texts)], vec![0, 1]),
        (vec![("主题分类", titles), ("内容", texts)], vec![1]),
        (
            vec![("标题", &["投诉", "投诉"][..]), ("内容", texts)],
            vec![1],
        ),
        (vec![("标题", texts)], vec![0]),
        // the text was put together from both before
        (
            vec![
                ("标题", titles),
                (
                    "内容",
                    &[
                        "路灯坏了 小区门口半个月没人修",
                        "停车乱收费，地下车库没有发票",
                    ][..],
                ),
            ],
            vec![1],
        ),
    ] {
        assert_eq!(guess(&table(&columns)).text(), want, "{columns:?}");
    }
}

#[test]
fn unknown_headers_are_guessed_from_cells() {
    let batch = table(&[
        ("c1", &["3", "4"]),
        (
            "c2",
            &["小区门口的路灯坏了半个月", "地下车库乱收费没有发票"],
        ),
        ("c3", &["2020-01-01", "2020-01-02"]),
    ]);
    assert_eq!(names(&batch), ["c2", "-", "c3", "-"]);
}
