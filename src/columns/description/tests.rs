use super::*;
use crate::columns::time::{Order, Zone};
use crate::types::Lang;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use proptest::prelude::*;
use std::sync::Arc;

fn table(columns: &[(&str, &[&str])]) -> RecordBatch {
    let column = |v: &[&str]| Arc::new(StringArray::from(v.to_vec())) as ArrayRef;
    RecordBatch::try_from_iter(columns.iter().map(|(n, v)| (*n, column(v)))).unwrap()
}

fn any_column() -> impl Strategy<Value = ColumnDescription> {
    let kinds = prop::sample::select(Kind::names());
    let uses = prop::collection::btree_set(prop::sample::select(ColumnUse::names()), 0..4);
    let orders = [Order::MonthDay, Order::DayMonth, Order::YearFirst];
    let zones = prop_oneof![
        Just(Zone::parse("Asia/Shanghai").unwrap()),
        (-840_i16..=840).prop_map(Zone::Offset),
    ];
    let time = (
        prop::option::of(prop::sample::select(orders.to_vec())),
        prop::option::of(any::<bool>()),
        prop::option::of(zones),
    );
    let list = || prop::collection::vec("\\PC{0,6}", 0..3);
    let answers = prop::option::of((list(), list(), list()));
    let numbers = (prop::option::of(any::<bool>()), "\\PC{0,3}");
    (
        ("[\\PC\n\"]{1,12}", list()),
        kinds,
        uses,
        any::<bool>(),
        time,
        numbers,
        answers,
    )
        .prop_map(
            |(
                (name, also),
                kind,
                uses,
                is_optional,
                (order, is_roc, zone),
                (decimal_comma, unit),
                answers,
            )| {
                ColumnDescription {
                    name,
                    also,
                    kind: Kind::named(kind).unwrap(),
                    uses: uses.into_iter().filter_map(ColumnUse::named).collect(),
                    is_optional,
                    time: TimeFormat {
                        order,
                        is_roc,
                        zone,
                    },
                    decimal_comma,
                    unit,
                    answers: answers.map(|(yes, no, no_answer)| FixedAnswers {
                        yes,
                        no,
                        no_answer,
                    }),
                }
            },
        )
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(columns in prop::collection::vec(any_column(), 0..6)) {
        let mut columns: Vec<ColumnDescription> = columns;
        columns.sort_by(|a, b| a.name.cmp(&b.name));
        columns.dedup_by(|a, b| a.name == b.name);
        let written = Description { source: "columns.toml".into(), columns };
        let evidence = vec!["3 of 4 cells\nfilled".to_owned(); 2];
        let toml = written.to_toml("Written by a test.", &evidence, Lang::Zh);
        prop_assert_eq!(Description::parse(&toml, "columns.toml").unwrap(), written, "{}", toml);
    }
}

fn parsed(columns: &str) -> crate::Result<Description> {
    Description::parse(&format!("version = 1\n{columns}"), "columns.toml")
}

fn error(result: crate::Result<impl Sized>) -> String {
    result.err().map_or_else(String::new, |e| e.to_string())
}

#[test]
fn a_person_may_write_one_role_or_several() {
    let read =
        parsed("[[column]]\nname = \"费用\"\nkind = \"number\"\nrole = [\"by\", \"number\"]\n");
    let uses = read.unwrap().columns[0].uses.clone();
    assert_eq!(uses, [ColumnUse::Role(Role::Dimension), ColumnUse::Number]);
    for (columns, wanted) in [
        (
            "[[column]]\nname = \"a\"\nkind = \"money\"\n",
            "no kind `money`",
        ),
        (
            "[[column]]\nname = \"a\"\nkind = \"text\"\nrole = \"txt\"\n",
            "no role `txt`",
        ),
        (
            "[[column]]\nname = \"a\"\nkind = \"time\"\norder = \"dmy\"\n",
            "no order `dmy`",
        ),
        (
            "[[column]]\nname = \"a\"\nkind = \"time\"\nzone = \"Moon\"\n",
            "no time zone `Moon`",
        ),
        (
            "[[column]]\nname = \"a\"\nkind = \"text\"\ntype = \"x\"\n",
            "unknown field `type`",
        ),
        (
            "[[column]]\nname = \"a\"\nkind = \"text\"\n[[column]]\nname = \"a\"\nkind = \"id\"\n",
            "described twice",
        ),
    ] {
        let said = error(parsed(columns));
        assert!(
            said.contains(wanted) && said.starts_with("columns.toml"),
            "{said}"
        );
    }
    assert!(error(Description::parse("version = 9\n", "c")).contains("version 9"));
}

#[test]
fn a_renamed_column_is_named() {
    let described = parsed(
        "[[column]]\nname = \"投诉内容\"\nkind = \"text\"\nrole = \"text\"\n\
         [[column]]\nname = \"备注\"\nkind = \"text\"\noptional = true\n",
    )
    .unwrap();
    let first = table(&[("投诉内容", &["坏了"]), ("备注", &[""])]);
    described
        .check_header("jan.csv", first.schema_ref())
        .unwrap();
    let second = table(&[("内容", &["坏了"])]);
    let said = error(described.check_header("feb.csv", second.schema_ref()));
    for part in ["feb.csv", "`投诉内容` (text)", "`内容`", "columns.toml"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn cells_that_are_something_else_are_named() {
    let check = |column: &str, cells: &[&str]| {
        let described = parsed(&format!("[[column]]\nname = \"x\"\n{column}\n")).unwrap();
        error(described.check_cells("feb.csv", &table(&[("x", cells)])))
    };
    for (column, cells, wanted) in [
        (
            "kind = \"number\"",
            &["3", "n", "4"][..],
            "1 of 3 filled cells are not, such as `n`",
        ),
        (
            "kind = \"time\"\norder = \"day-month-year\"",
            &["03/05/2024", "03/25/2024"],
            "such as `03/25/2024`",
        ),
        (
            "kind = \"number\"\ndecimal = \"comma\"",
            &["3.5", "4.25"],
            "written with a point",
        ),
        (
            "kind = \"number\"\nunit = \"元\"",
            &["3万单", "4单"],
            "in 单, not in 元",
        ),
        (
            "kind = \"text\"",
            &["2024-01-05", "2024-01-06"],
            "it holds times",
        ),
    ] {
        let said = check(column, cells);
        assert!(
            said.contains(wanted) && said.contains("feb.csv, column `x`"),
            "{said}"
        );
    }
    for (column, cells) in [
        ("kind = \"number\"", &["3", "-", ""][..]),
        (
            "kind = \"time\"\norder = \"day-month-year\"",
            &["03/05/2024", "2024-05-25"],
        ),
        ("kind = \"text\"", &["坏了", "慢"]),
        ("kind = \"category\"", &["1", "2"]),
    ] {
        assert_eq!(check(column, cells), "", "{column}");
    }
}

#[test]
fn what_a_command_names_goes_before_what_is_described() {
    let described = parsed(
        "[[column]]\nname = \"内容\"\nkind = \"text\"\nrole = \"text\"\n\
         [[column]]\nname = \"渠道\"\nkind = \"category\"\nrole = \"by\"\n\
         [[column]]\nname = \"满意度\"\nkind = \"yes-no\"\nrole = \"satisfaction\"\nyes = [\"好\"]\nno = [\"差\"]\n",
    )
    .unwrap();
    let named = NamedColumns {
        by: Some(vec!["区域".into()]),
        ..NamedColumns::default()
    };
    let table = table(&[
        ("内容", &["x"]),
        ("渠道", &["网店"]),
        ("区域", &["东"]),
        ("满意度", &["好"]),
    ]);
    let complete = described.complete(table.schema_ref(), &named, false);
    assert_eq!(complete.text, ["内容"]);
    assert_eq!(complete.by.unwrap(), ["区域"]);
    assert_eq!(complete.service.unwrap(), ["satisfaction=满意度"]);
    assert!(complete.is_complete && complete.time.is_none());
}
