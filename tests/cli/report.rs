//! `tousu report`

use crate::world::World;
use serde_json::Value;
use std::fmt::Write;

pub(crate) const SMALL: &str = "编号,内容,类型,渠道,时间\n\
    1,快递三天没到,物流,电话,2024-01-03\n\
    2,快递爆仓一直没到,物流,电话,2024-01-09\n\
    3,退款不到账,退款,网站,2024-02-01\n\
    4,客服态度差,,电话,2024-02-11\n\
    5,发票拒开,发票,,没写\n";

fn of<'a>(list: &'a Value, key: &str, name: &str) -> &'a Value {
    let found = list.as_array().unwrap().iter().find(|v| v[key] == name);
    found.unwrap_or_else(|| panic!("{name} is not in {list}"))
}

#[test]
fn counts_shares_and_what_is_left_out() {
    let world = World::new().file("a.csv", SMALL);
    let r = world
        .run("report a.csv --type 类型 --by 渠道 --period month --json")
        .ok()
        .json();
    assert_eq!(r["total"], 5);
    assert_eq!(r["rows_without"]["type"], 1);
    assert_eq!(r["rows_without"]["time"], 1);
    assert_eq!(r["rows_without"]["渠道"], 1);
    let parcel = of(&r["types"], "type", "物流");
    assert_eq!(
        (&parcel["count"], &parcel["denominator"]),
        (&2.into(), &4.into())
    );
    assert_eq!(parcel["share"], 0.5);
    assert_eq!(r["periods"].as_array().unwrap().len(), 2);
    assert_eq!(r["ledger"]["rows_in"], 5);
}

/// A monthly export that overlaps with the one before, and an id that was given twice.
#[test]
fn a_row_exported_twice_counts_once_and_an_id_given_twice_is_told() {
    let mut january = "投诉编号,投诉内容,类型,渠道,投诉时间\n".to_owned();
    let mut february = january.clone();
    for i in 0..40 {
        let kind = ["物流", "退款", "发票"][i % 3];
        let row = format!(
            "T{i},第{i}单{kind}一直没有处理,{kind},电话,2024-01-{:02}\n",
            i % 28 + 1
        );
        january.push_str(&row);
        if i >= 36 {
            february.push_str(&row);
        }
    }
    february.push_str(
        "T40,发票抬头开错了,发票,网站,2024-02-03\nT40,快递柜打不开,物流,网站,2024-02-04\n",
    );
    let world = World::new()
        .file("一月.csv", january)
        .file("二月.csv", february);
    let ran = world
        .run("report 一月.csv 二月.csv --type 类型 --json -o r.md")
        .ok()
        .says("46 rows in = 42 out + 4 repeated + 0 rejected")
        .says("4 rows repeat the id, text and time");
    let r = ran.json();
    let ledger = &r["ledger"];
    assert_eq!(
        [&ledger["rows_in"], &ledger["rows_out"], &ledger["repeated"]],
        [46, 42, 4]
    );
    assert_eq!(r["total"], 42);
    let notes = r["notes"].to_string();
    assert!(
        notes.contains("有 4 行") && notes.contains("有 1 件的编号"),
        "{notes}"
    );
    let page = world.read("r.md");
    assert!(page.contains("重复导出，不计 | 4"), "{page}");
}

/// What repeats from row to row is no id, whatever it is called.
#[test]
fn rows_of_one_shop_are_not_taken_for_one_complaint() {
    let rows = (0..60).map(|i| format!("S{},没人接电话,服务,2024-01-{:02}\n", i % 4, i / 8 + 1));
    let file = format!("编号,内容,类型,时间\n{}", rows.collect::<String>());
    let world = World::new().file("a.csv", file);
    let r = world
        .run("report a.csv --type 类型 --id 编号 --json")
        .ok()
        .json();
    let notes = r["notes"].to_string();
    assert!(notes.contains("有 56 行的值与前面的相同"), "{notes}");
    assert_eq!(
        (&r["total"], &r["ledger"]["repeated"]),
        (&60.into(), &0.into())
    );
}

#[test]
fn every_rendering_is_written_and_the_json_is_the_value() {
    let world = World::new().file("a.csv", SMALL);
    let line = "report a.csv --type 类型 -o r.json -o r.html -o r.md -o r.xlsx -o tables/";
    world.run(line).ok().says("5 rows in = 5 out + 0 rejected");
    for name in ["r.json", "r.html", "r.md", "r.xlsx", "tables"] {
        assert!(world.exists(name), "{name}");
    }
    let r: Value = serde_json::from_str(&world.read("r.json")).unwrap();
    assert_eq!(r["lang"], "zh");
    assert!(r["title"].as_str().unwrap().contains("投诉"));
}

#[test]
fn without_types_both_ways_are_named() {
    let world = World::new().file("a.csv", "内容\n快递没到\n");
    let ran = world.run("report a.csv -o r.html").exits(2);
    for way in ["--type", "--model", "train FILE --taxonomy"] {
        assert!(ran.stderr().contains(way), "{way}");
    }
    assert!(!world.exists("r.html"));
}

#[test]
fn mistakes_are_found_before_anything_is_read() {
    let world = World::new().file("a.csv", SMALL);
    world
        .run("report a.csv --type 类型")
        .exits(2)
        .says("no output");
    world
        .run("report a.csv --type 类型 -o r.pdf")
        .exits(2)
        .says("r.pdf");
    world
        .run("report a.csv --type 类别 -o r.html")
        .exits(1)
        .says("类型");
    world.run("report none.csv --type 类型 -o r.html").exits(1);
    assert_eq!(world.names(), ["a.csv"]);
}

#[test]
fn a_file_without_rows_is_an_error_but_a_part_may_be_empty() {
    let world = World::new().file("a.csv", "编号,内容,类型\n");
    let ran = world.run("report a.csv --type 类型 -o r.html");
    ran.exits(1).says("there are no rows");
    assert!(!world.exists("r.html"));
    world.run("report a.csv --type 类型 --partial a.json").ok();
    assert_eq!(
        world.run("report a.json --merge --json").ok().json()["total"],
        0
    );
}

/// The places where `value` is not as `schema` says.
fn differences(value: &Value, schema: &Value, root: &Value, at: &str, out: &mut Vec<String>) {
    if let Some(r) = schema["$ref"].as_str() {
        return differences(value, root.pointer(&r[1..]).unwrap(), root, at, out);
    }
    if let Some(all) = schema["allOf"].as_array() {
        return all
            .iter()
            .for_each(|s| differences(value, s, root, at, out));
    }
    for choice in ["anyOf", "oneOf"] {
        let Some(any) = schema[choice].as_array() else {
            continue;
        };
        let fits = |s: &&Value| {
            let mut found = Vec::new();
            differences(value, s, root, at, &mut found);
            found.is_empty()
        };
        if !any.iter().any(|s| fits(&s)) {
            out.push(format!("{at}: {value} is none of {choice}"));
        }
        return;
    }
    if let Some(one) = schema.get("const").or(schema.get("enum")) {
        let known = one
            .as_array()
            .map_or(value == one, |all| all.contains(value));
        if !known {
            out.push(format!("{at}: {value} is not {one}"));
        }
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        one => vec![one.clone()],
    };
    let fits = |k: &Value| k == kind || (k == "number" && kind == "integer");
    if !kinds.iter().any(fits) {
        out.push(format!("{at}: {kind}, wanted {kinds:?}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            out.push(format!("{at}: {name} is missing"));
        }
    }
    for (name, v) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(s) => differences(v, s, root, &format!("{at}/{name}"), out),
            None if schema["additionalProperties"].is_object() => {
                differences(
                    v,
                    &schema["additionalProperties"],
                    root,
                    &format!("{at}/{name}"),
                    out,
                );
            }
            None => out.push(format!("{at}: {name} is not in the schema")),
        }
    }
    for (i, v) in value.as_array().into_iter().flatten().enumerate() {
        let item = schema["prefixItems"].get(i).unwrap_or(&schema["items"]);
        differences(v, item, root, &format!("{at}/{i}"), out);
    }
}

fn corpus() -> String {
    format!("{}/corpora/complaints.csv", env!("CARGO_MANIFEST_DIR"))
}

fn finding<'a>(report: &'a Value, kind: &str, name: &str, part: &str, value: &str) -> &'a Value {
    let found =
        report["findings"].as_array().unwrap().iter().find(|f| {
            f["kind"] == kind && f["subject"]["type"] == name && f["subject"][part] == value
        });
    found.unwrap_or_else(|| panic!("no {kind} of {name} with {part} {value}"))
}

/// What `corpora/README.md` says is planted; and the report is as its schema says.
#[test]
fn the_planted_truths_are_found() {
    let world = World::new();
    let line = format!(
        "report '{}' --type 投诉类型 --period month --json",
        corpus()
    );
    let r = world.run(&line).ok().json();
    let wave = finding(&r, "rise", "质量问题", "period", "2024-06");
    assert_eq!(
        wave["slices"][0]["cell"],
        serde_json::json!([["产品", "X5手机"], ["区域", "西南"]])
    );
    assert!(wave["words"].to_string().contains("鼓包"));
    let jam = finding(&r, "rise", "物流配送", "period", "2024-08");
    assert_eq!(
        jam["slices"][0]["cell"],
        serde_json::json!([["区域", "华中"], ["承运商", "捷骆物流"]])
    );
    assert!(jam["sentence"].as_str().unwrap().contains("爆仓"));
    finding(&r, "holiday", "物流配送", "holiday", "春节");
    finding(&r, "holiday", "物流配送", "holiday", "国庆节");
    finding(&r, "shift", "退款退货", "period", "2024-04");
    let rude = r["findings"].as_array().unwrap().iter().any(|f| {
        f["kind"] == "cell" && f["subject"]["slice"] == serde_json::json!([["门店", "南塘店"]])
    });
    assert!(rude, "南塘店 is not named");
    for (name, month) in [
        ("虚假宣传", "2023-06"),
        ("安装服务", "2023-07"),
        ("系统故障", "2023-11"),
        ("信息安全", "2023-12"),
        ("发票问题", "2024-09"),
        ("价格费用", "2024-11"),
    ] {
        finding(&r, "rise", name, "period", month);
    }
    let channels = r["by"]
        .as_array()
        .unwrap()
        .iter()
        .find(|d| d[0] == "渠道")
        .unwrap();
    assert_eq!(channels[1]["values"][0]["value"], "电话热线");
    assert!((channels[1]["values"][0]["share"].as_f64().unwrap() - 0.6).abs() < 0.02);
}

#[test]
fn the_schema_describes_the_report() {
    let world = World::new();
    let schema = world.run("report --schema").ok().json();
    let world = world
        .file("goals.csv", "类型,目标\n物流配送,20%\n")
        .file("orders.csv", "渠道,订单\n电话热线,90000\n");
    let line = format!(
        "report '{}' --type 投诉类型 --by 渠道,区域 --compare 2023 2024 --target goals.csv --volume orders.csv --json",
        corpus()
    );
    let r = world.run(&line).ok().json();
    assert!(r["compare"].is_object() && r["rates"].is_object());
    let mut out = Vec::new();
    differences(&r, &schema, &schema, "", &mut out);
    assert!(out.is_empty(), "{}", out[..out.len().min(9)].join("\n"));
}

#[test]
fn threads_change_no_byte() {
    let world = World::new();
    let json = |threads: u8| {
        let line = format!(
            "report '{}' --type 投诉类型 --threads {threads} --json",
            corpus()
        );
        let mut r = world.run(&line).ok().json();
        r["provenance"]["command"] = Value::Null;
        r.to_string()
    };
    assert!(json(1) == json(2));
}

const SALES: &str = "编号,内容,类型,产品,区域,时间,路径\n\
    1,快递三天没到,物流,甲,东,2024-01-03,家电>冰箱\n\
    2,快递爆仓一直没到,物流,甲,西,2024-01-09,家电>洗衣机\n\
    3,退款不到账,退款,乙,东,2024-02-01,手机>X5\n\
    4,客服态度差,态度,乙,东,2024-02-11,手机>X5\n\
    5,发票拒开,发票,乙,,2024-02-12,\n";

#[test]
fn two_spans_side_by_side() {
    let world = World::new().file("a.csv", SALES);
    let line = "report a.csv --type 类型 --by 产品 --time 时间 --no-causes";
    let compare = "--compare 2024-01 2024-02-01..2024-02-29";
    let r = world
        .run(&format!("{line} {compare} --json -o x.html"))
        .ok()
        .json();
    let c = &r["compare"];
    assert_eq!(
        (&c["before"]["count"], &c["after"]["count"]),
        (&2.into(), &3.into())
    );
    assert_eq!(c["after"]["days"], 29);
    let parcel = of(&c["types"], "name", "物流");
    assert_eq!(
        (&parcel["before"], &parcel["after"]),
        (&2.into(), &0.into())
    );
    assert_eq!(parcel["share_difference"], -1.0);
    assert!(parcel["share_low"].as_f64().unwrap() < -0.3);
    assert_eq!(c["by"][0][0], "产品");
    assert!(world.read("x.html").contains("前后对比"));
    let wrong = format!("{line} --compare 2024-01 2024-31 --json");
    world.run(&wrong).exits(2).says("2024-31");
    let empty = format!("{line} --compare 2024-01 1999 --json");
    world
        .run(&empty)
        .ok()
        .says("no complaint from 1999-01-01 to 1999-12-31");
}

#[test]
fn crossings_and_levels_of_a_path() {
    let world = World::new().file("a.csv", SALES);
    let line = "report a.csv --type 类型 --by 产品*区域,路径 --no-causes --json";
    let r = world.run(line).ok().json();
    let names: Vec<&str> = r["by"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d[0].as_str().unwrap())
        .collect();
    assert_eq!(names, ["产品×区域", "路径 1", "路径"]);
    assert_eq!(r["rows_without"]["产品×区域"], 1);
    let crossed = of(&r["by"][0][1]["values"], "value", "乙 × 东");
    assert_eq!(
        (&crossed["count"], &crossed["denominator"]),
        (&2.into(), &4.into())
    );
    assert_eq!(of(&r["by"][1][1]["values"], "value", "家电")["count"], 2);
    world
        .run("report a.csv --type 类型 --by 产品*产品 --json")
        .exits(2)
        .says("different columns");
}

#[test]
fn rates_over_a_volume_and_distance_to_a_goal() {
    let world = World::new()
        .file("a.csv", SALES)
        .file(
            "orders.csv",
            "产品,月份,订单\n甲,2024-01,20000\n乙,2024-02,5000\n丙,2024-02,1000\n",
        )
        .file("goals.csv", "类型,目标\n物流,30%\n别的,10%\n");
    let line = "report a.csv --type 类型 --by 产品 --volume orders.csv --target goals.csv --no-causes --json -o x.md";
    let r = world.run(line).ok().json();
    assert_eq!(
        (&r["rates"]["covered"], &r["rates"]["uncovered"]),
        (&5.into(), &0.into())
    );
    let products = &r["rates"]["by"][0][1];
    assert_eq!(of(products, "name", "甲")["rate"], 1.0);
    assert_eq!(of(products, "name", "乙")["rate"], 6.0);
    assert_eq!(of(products, "name", "丙")["count"], 0);
    let goal = &of(&r["types"], "type", "物流")["target"];
    assert_eq!(goal["goal"], 0.3);
    assert!((goal["distance"].as_f64().unwrap() - 0.1).abs() < 1e-12);
    assert!(r["notes"].to_string().contains("别的"));
    assert!(world.read("x.md").contains("投诉率"));
    let bad = world.file("bad.csv", "产品,数\n甲,很多\n");
    bad.run("report a.csv --type 类型 --by 产品 --volume bad.csv --json")
        .exits(1)
        .says("holds numbers alone");
}

#[test]
fn an_audit_is_drawn_filled_in_and_counted() {
    let mut csv = String::from("编号,内容,predicted\n");
    for i in 0..400 {
        let kind = if i % 4 == 0 { "退款" } else { "物流" };
        writeln!(csv, "{i},第{i}件投诉的内容各不相同{i},{kind}").unwrap();
    }
    let world = World::new().file("a.csv", &csv);
    world
        .run("report a.csv --draw-audit 100 -o audit.csv")
        .ok()
        .says("100 rows drawn");
    let drawn = world.read("audit.csv");
    let mut lines = drawn.lines();
    let header = lines.next().unwrap();
    assert!(
        header.ends_with("inclusion_probability,audited_type"),
        "{header}"
    );
    // The person finds every tenth 物流 to be 退款.
    let filled: Vec<String> = lines
        .map(|l| {
            let number: usize = l.split(',').next().unwrap().parse().unwrap();
            let truth = if number.is_multiple_of(4) || number % 10 == 1 {
                "退款"
            } else {
                "物流"
            };
            format!("{l}{truth}")
        })
        .collect();
    let world = world.file("done.csv", format!("{header}\n{}\n", filled.join("\n")));
    let r = world
        .run("report a.csv --audited done.csv --no-causes --json")
        .ok()
        .json();
    let refund = &of(&r["types"], "type", "退款");
    assert_eq!(refund["share"], 0.25);
    let corrected = &refund["corrected"];
    assert_eq!(corrected["method"], "ppi");
    let (low, high) = (
        corrected["low"].as_f64().unwrap(),
        corrected["high"].as_f64().unwrap(),
    );
    assert!(low < 0.35 && 0.35 < high && high - low < 0.2, "{corrected}");
    // the model has been trained anew since, and calls every 物流 退货
    let world = world.file("new.csv", csv.replace("物流", "退货"));
    let r = world
        .run("report new.csv --audited done.csv --no-causes --json")
        .ok()
        .json();
    assert!(
        r["notes"].to_string().contains("类型已改变"),
        "{}",
        r["notes"]
    );
    let renamed = &of(&r["types"], "type", "退货")["corrected"]["share"];
    assert!(renamed.as_f64().unwrap() < 0.02, "{renamed}");
    let world = world.file("other.csv", csv.replace("\n", "\nX"));
    world
        .run("report other.csv --audited done.csv --no-causes --json")
        .exits(1)
        .says("100 of 100 audited rows are not among the complaints");
    let last = filled.last().unwrap();
    let (row, _) = last.rsplit_once(',').unwrap();
    let twice = format!("{header}\n{}\n{row},别的\n", filled.join("\n"));
    let world = world.file("twice.csv", twice);
    world
        .run("report a.csv --audited twice.csv --no-causes --json")
        .exits(1)
        .says("has two answers");
    let bare: Vec<String> = filled
        .iter()
        .map(|l| {
            let cells: Vec<&str> = l.split(',').collect();
            [cells[0], cells[1], cells[2], cells[4]].join(",")
        })
        .collect();
    let world = world.file(
        "bare.csv",
        format!("编号,内容,predicted,audited_type\n{}\n", bare.join("\n")),
    );
    let line = "report a.csv --audited bare.csv --no-causes --json";
    world.run(line).exits(1).says("inclusion_probability");
    let r = world.run(&format!("{line} --audit-is-random")).ok().json();
    assert!(r["notes"].to_string().contains("--audit-is-random"));
    let few = world.file("few.csv", "内容,predicted\n甲,物流\n乙,退款\n");
    few.run("report few.csv --audited done.csv --no-causes --json")
        .exits(1)
        .says("stand for");
}

#[test]
fn a_value_of_complaints_without_a_day_breaks_nothing() {
    let mut rows = String::from("id,text,type,region,time\n");
    for i in 0..40 {
        let (region, day) = match i % 4 {
            0 => ("西", String::new()),
            _ => ("东", format!("2024-01-{:02}", i % 28 + 1)),
        };
        rows += &format!("{i},第{i}件快递没有送到,物流,{region},{day}\n");
    }
    let world = World::new().file("rows.csv", rows);
    world
        .run("report rows.csv --type type --by region -o r.md")
        .ok();
}
