use super::Feeder;
use crate::index::{Cell, ColumnKind, IndexParams, SearchParams, Searcher};
use arrow_array::RecordBatch;
use arrow_array::{Array, BooleanArray, Float64Array, Int64Array, StringArray};
use std::sync::Arc;

fn batch() -> RecordBatch {
    let text = |v: Vec<Option<&str>>| Arc::new(StringArray::from(v)) as Arc<dyn Array>;
    RecordBatch::try_from_iter_with_nullable([
        (
            "内容",
            text(vec![Some("商家拒开发票"), Some("快递没到"), None]),
            true,
        ),
        (
            "时间",
            text(vec![
                Some("2024-03-05 10:00"),
                Some("2024/4/1"),
                Some("不详"),
            ]),
            true,
        ),
        (
            "满意度",
            Arc::new(Int64Array::from(vec![Some(1), None, Some(5)])) as _,
            true,
        ),
        (
            "价",
            Arc::new(Float64Array::from(vec![1.5, 2.0, 3.0])) as _,
            true,
        ),
        (
            "真",
            Arc::new(BooleanArray::from(vec![true, false, true])) as _,
            true,
        ),
        (
            "编码",
            text(vec![Some("007"), Some("008"), Some("009")]),
            true,
        ),
    ])
    .unwrap()
}

#[test]
fn batches_become_a_typed_index() {
    let dir = tempfile::tempdir().unwrap();
    let params = IndexParams {
        text: vec!["内容".into()],
        time: Some("时间".into()),
        ..IndexParams::default()
    };
    let b = batch();
    let mut feeder = Feeder::open(
        dir.path(),
        &params,
        &b,
        None,
        &crate::columns::Readings::default(),
    )
    .unwrap();
    feeder.feed(&b).unwrap();
    assert_eq!(feeder.finish().unwrap().added, 3);
    let searcher = Searcher::open(dir.path()).unwrap();
    let kinds: Vec<ColumnKind> = searcher.columns().iter().map(|c| c.kind).collect();
    assert_eq!(
        kinds,
        [
            ColumnKind::Text,
            ColumnKind::Date,
            ColumnKind::Number,
            ColumnKind::Number,
            ColumnKind::Category,
            ColumnKind::Category
        ]
    );
    for (query, want) in [
        ("*", 3),
        ("发票 time:2024-03", 1),
        ("满意度:>=2", 1),
        ("满意度:1", 1),
        ("价:[1.5 TO 2]", 2),
        ("真:true", 2),
        ("编码:007", 1),
        ("编码:7", 0),
        ("时间:不详", 1),
    ] {
        assert_eq!(
            searcher.count(query, &SearchParams::default()).unwrap(),
            want,
            "{query}"
        );
    }
    let hit = &searcher
        .search("发票", &SearchParams::default())
        .unwrap()
        .hits[0];
    assert_eq!(
        hit.cells[2..5],
        [Cell::Int(1), Cell::Float(1.5), Cell::Bool(true)]
    );
}
