//! Rows that are data, and rows around them.

use super::*;

#[test]
fn rows_that_are_no_data() {
    let edges = Edges::new(&["编号", "内容", "金额", "时间"].map(String::from));
    let judge = |cells: &[&'static str]| edges.judge(cells.iter().copied());
    for (cells, kind) in [
        (vec!["1", "合计", "50", "2024-01-01"], RowKind::Data),
        (vec!["合计", "", "6,000.00", ""], RowKind::Total),
        (vec!["", "总 计：", "6000元", ""], RowKind::Total),
        (vec!["物流小计", "", "30", ""], RowKind::Total),
        (vec!["121", "合计", "12000", ""], RowKind::Total),
        (vec!["121", "合计", "", "2024-01-05"], RowKind::Data),
        (vec!["121", "平均", "30", ""], RowKind::Data),
        (vec!["总计(元)", "", "12000", ""], RowKind::Total),
        (vec!["合计：120件", "", "12000", ""], RowKind::Total),
        (vec!["合计：客服不理人", "", "", ""], RowKind::Data),
        (vec!["小计", "", "物流", ""], RowKind::Total),
        (vec!["小计", "物流", "", ""], RowKind::Data),
        (vec!["小计", "", "物流", "2024-01-05"], RowKind::Data),
        (vec!["小计", "", "物流公司的师傅", "3"], RowKind::Data),
        (vec!["编号", "内容", "金额", "受理时间"], RowKind::Renamed),
        (vec!["工单号", "内容", "金额", "时间"], RowKind::Renamed),
        (vec!["编号", "时间", "金额", "内容"], RowKind::Reordered),
        (vec!["编号", "内容", "金额", "2024-01-05"], RowKind::Data),
        (vec!["编号", "内容", "", ""], RowKind::Header),
        (vec!["T9", "内容", "金额", ""], RowKind::Data),
        (vec!["Total", "", "", ""], RowKind::Foot),
        (vec!["average", "客服", "3", ""], RowKind::Data),
        (vec!["Итого:", "", "5 000", ""], RowKind::Total),
        (vec!["合计", "客服不理我", "3", ""], RowKind::Data),
        (vec!["制表人：王五", "", "", ""], RowKind::Foot),
        (
            vec!["制表人：王五", "审核人：李四", "打印日期：2024-01-01", ""],
            RowKind::Foot,
        ),
        (vec!["共 120 条", "", "", ""], RowKind::Foot),
        (vec!["注：含重复件", "", "", ""], RowKind::Foot),
        (vec!["Source: call centre", "", "", ""], RowKind::Foot),
        (
            vec!["备注：请尽快", "真的投诉", "3", "2024-01-01"],
            RowKind::Data,
        ),
        (vec!["编号", "内容", "金额", "时间"], RowKind::Header),
        (
            vec!["\u{feff}编号", "内容", "金额", "时间"],
            RowKind::Header,
        ),
        (vec!["编号", "内容是这样的", "3", ""], RowKind::Data),
        (vec!["统计局的答复", "内容", "", ""], RowKind::Data),
        (vec!["12", "", "", ""], RowKind::Data),
        (vec!["", "", "", ""], RowKind::Data),
    ] {
        assert_eq!(judge(&cells), kind, "{cells:?}");
    }
}

#[test]
fn two_columns_and_one() {
    let edges = Edges::new(&["产品", "订单量"].map(String::from));
    assert_eq!(edges.judge(["合计", "60000"].into_iter()), RowKind::Total);
    assert_eq!(edges.judge(["产品", "订单量"].into_iter()), RowKind::Header);
    let edges = Edges::new(&["text".to_owned()]);
    assert_eq!(edges.judge(["text"].into_iter()), RowKind::Data);
    assert_eq!(edges.judge(["\u{feff}text"].into_iter()), RowKind::Header);
    assert_eq!(edges.judge(["客服不理人"].into_iter()), RowKind::Data);
}
