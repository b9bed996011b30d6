//! `tousu report` on the demonstration corpus finds every truth that `corpora/README.md` lists.

use crate::world::World;
use serde_json::Value;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");

/// The report as its JSON, sliced by these columns.
fn report(by: &str) -> Value {
    let world = World::new();
    world
        .run(&format!(
            "report '{CORPUS}' --type 投诉类型 --by {by} --time 投诉时间 -o x.json"
        ))
        .ok();
    serde_json::from_str(&world.read("x.json")).unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap()
}

/// Findings of a kind about a type.
fn findings<'a>(report: &'a Value, kind: &str, of: &str) -> Vec<&'a Value> {
    list(report, "findings")
        .iter()
        .filter(|f| f["kind"] == kind && f["subject"]["type"] == of)
        .collect()
}

/// The one finding of a kind about a type in a period.
fn finding<'a>(report: &'a Value, kind: &str, of: &str, period: &str) -> &'a Value {
    findings(report, kind, of)
        .into_iter()
        .find(|f| f["subject"]["period"] == period)
        .unwrap_or_else(|| panic!("no {kind} of {of} in {period}"))
}

/// Its strongest words.
fn words(finding: &Value, first: usize) -> Vec<&str> {
    let words = list(finding, "words").iter().take(first);
    words.map(|w| w["word"].as_str().unwrap()).collect()
}

/// The values of the cell that carries most of it, sorted.
fn carrier(finding: &Value) -> Vec<&str> {
    let cell = list(&finding["slices"][0], "cell").iter();
    let mut values: Vec<&str> = cell.map(|pair| pair[1].as_str().unwrap()).collect();
    values.sort_unstable();
    values
}

/// One value of a dimension.
fn slice<'a>(report: &'a Value, column: &str, value: &str) -> &'a Value {
    let dimension = list(report, "by").iter().find(|d| d[0] == column).unwrap();
    let mut values = list(&dimension[1], "values").iter();
    values.find(|v| v["value"] == value).unwrap()
}

/// Types of all cells of a column that stand out: value, type.
fn standing_out<'a>(report: &'a Value, column: &str) -> Vec<(&'a str, &'a str)> {
    let dimension = list(report, "by").iter().find(|d| d[0] == column).unwrap();
    let mut found = Vec::new();
    for value in list(&dimension[1], "values") {
        for cell in list(value, "types")
            .iter()
            .filter(|c| c["stands_out"] == true)
        {
            found.push((
                value["value"].as_str().unwrap(),
                cell["type"].as_str().unwrap(),
            ));
        }
    }
    found
}

/// Whether the trend marks a type in a period as above its band.
fn marked(report: &Value, period: &str, of: &str) -> bool {
    let mut periods = list(report, "periods").iter();
    let period = periods.find(|p| p["period"] == period).unwrap();
    let above = |m: &&Value| m["count"].as_f64() > m["high"].as_f64();
    list(period, "marks")
        .iter()
        .filter(above)
        .any(|m| m["type"] == of)
}

#[test]
fn the_report_finds_every_planted_truth() {
    let report = report("产品,渠道,区域,门店");

    // 1. Holidays: named as such. What days off bring every time is expected, so their months are not marked.
    let holidays: Vec<&str> = findings(&report, "holiday", "物流配送")
        .iter()
        .filter_map(|f| f["subject"]["holiday"].as_str())
        .collect();
    for name in ["春节", "国庆"] {
        assert!(holidays.iter().any(|h| h.starts_with(name)), "{holidays:?}");
    }
    assert!(!marked(&report, "2023-01", "物流配送") && !marked(&report, "2024-02", "物流配送"));

    // 2. The defect wave: marked, carried by product and region, told in its own word.
    assert!(marked(&report, "2024-06", "质量问题"));
    let wave = finding(&report, "rise", "质量问题", "2024-06");
    assert_eq!(carrier(wave), ["X5手机", "西南"]);
    assert!(wave["slices"][0]["carries"].as_f64().unwrap() > 0.7);
    assert!(words(wave, 3).contains(&"鼓包"), "{:?}", words(wave, 5));

    // 3. The channel that carries 60 %.
    let hotline = slice(&report, "渠道", "电话热线")["share"]
        .as_f64()
        .unwrap();
    assert!((hotline - 0.60).abs() < 0.01);

    // 4. The rule that moved a type, from its month on.
    let rule = finding(&report, "shift", "退款退货", "2024-04");
    assert!(rule["count"].as_f64() > rule["expected"].as_f64().map(|e| e * 1.5));
    assert!(words(rule, 3).contains(&"新规"), "{:?}", words(rule, 5));

    // 5. The rude shop, and no other.
    let rude: Vec<_> = standing_out(&report, "门店")
        .into_iter()
        .filter(|(_, of)| *of == "服务态度")
        .collect();
    assert_eq!(rude, [("南塘店", "服务态度")]);

    // 6. The jam: found in its region, while the type as a whole stays within its band; its words.
    let jam = finding(&report, "rise", "物流配送", "2024-08");
    assert_eq!(carrier(jam), ["华中"]);
    assert!(words(jam, 5).contains(&"爆仓") && words(jam, 5).contains(&"滞留"));

    // 7. Satisfaction at the counter.
    let mean = |channel: &str| {
        slice(&report, "渠道", channel)["numbers"]["满意度"]["mean"]
            .as_f64()
            .unwrap()
    };
    assert!(mean("门店受理") > mean("电话热线") + 0.6);

    // 8. Campaigns: marked, and counted once where complaints are distinct.
    for (period, of) in CAMPAIGNS {
        assert!(marked(&report, period, of), "{period} {of}");
    }
    let (total, distinct) = (
        report["total"].as_u64().unwrap(),
        report["distinct"].as_u64().unwrap(),
    );
    assert!(total == 8000 && distinct < 7_700, "{distinct}");
}

const CAMPAIGNS: [(&str, &str); 6] = [
    ("2023-06", "虚假宣传"),
    ("2023-07", "安装服务"),
    ("2023-11", "系统故障"),
    ("2023-12", "信息安全"),
    ("2024-09", "发票问题"),
    ("2024-11", "价格费用"),
];

#[test]
fn the_jammed_carrier_is_named_where_carriers_are_looked_at() {
    let report = report("区域,承运商");
    let jam = finding(&report, "rise", "物流配送", "2024-08");
    assert_eq!(carrier(jam), ["华中", "捷骆物流"]);
}

/// The spring export carries complaints about trade-in subsidies, a kind the model was never taught.
#[test]
fn a_kind_without_a_type_is_seen() {
    let world = World::new();
    let export = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/export.csv");
    world
        .run(&format!("classify '{export}' --model demo -o typed.csv"))
        .ok();
    world.run("report typed.csv -o x.json").ok();
    let report: Value = serde_json::from_str(&world.read("x.json")).unwrap();
    let unknown: Vec<&Value> = list(&report, "findings")
        .iter()
        .filter(|f| f["kind"] == "unknown")
        .collect();
    let said: Vec<&str> = unknown
        .iter()
        .map(|f| f["sentence"].as_str().unwrap())
        .collect();
    let subsidy = unknown
        .iter()
        .find(|f| {
            words(f, 3)
                .iter()
                .any(|w| w.contains("换新") || w.contains("补贴"))
        })
        .unwrap_or_else(|| panic!("{said:#?}"));
    assert_eq!(
        list(subsidy, "members").len() as u64,
        subsidy["count"].as_u64().unwrap()
    );
}

/// Nothing is named that was not planted: rises, shifts, holidays and cells are truths or follow from one.
#[test]
fn nothing_else_is_named() {
    let report = report("产品,渠道,区域,门店");
    for f in list(&report, "findings") {
        let (kind, subject) = (f["kind"].as_str().unwrap(), &f["subject"]);
        let of = subject["type"].as_str().unwrap_or_default();
        let period = subject["period"].as_str().unwrap_or_default();
        let value = subject["slice"][0][1].as_str().unwrap_or_default();
        let planted = match kind {
            "type" => true,
            "holiday" => of == "物流配送",
            // of the last month: customers pay for returns since April
            "issue" => {
                let word = f["words"][0]["word"].as_str().unwrap();
                let since = f["history"]["since"].as_str().unwrap();
                (period, of, word) == ("2024-12", "退款退货", "退货运费")
                    && since.starts_with("2024-04")
            }
            "shift" => (period, of) == ("2024-04", "退款退货"),
            "rise" => {
                CAMPAIGNS.contains(&(period, of))
                    || (period, of) == ("2024-06", "质量问题")
                    || of == "物流配送"
                        && ["2023-01", "2023-10", "2024-02", "2024-08", "2024-10"].contains(&period)
            }
            // Fitted things, the wave's product and region, the jam's region and its shops, the rude shop and its region.
            "cell" => match of {
                "安装服务" => true,
                "质量问题" => ["X5手机", "西南", "竹溪店", "江坎上店"].contains(&value),
                "物流配送" => ["华中", "橘洲里店", "云梦台店"].contains(&value),
                "服务态度" => ["南塘店", "华南"].contains(&value),
                _ => false,
            },
            _ => false,
        };
        assert!(planted, "not planted: {}", f["sentence"]);
    }
}
