//! The workbook in an office program that did not write it: LibreOffice converts it without a warning, and what comes out holds
//! the same numbers and the same charts. Skipped, and said so, without LibreOffice.

use crate::programs::{converted, office};
use crate::world::World;
use calamine::{Data, Reader, Xlsx};
use std::collections::{BTreeMap, BTreeSet};

/// Every number by sheet and place.
fn numbers(bytes: &[u8]) -> BTreeMap<(String, usize, usize), f64> {
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = BTreeMap::new();
    for (name, sheet) in book.worksheets() {
        let (top, left) = sheet.start().unwrap_or_default();
        for (row, column, cell) in sheet.used_cells() {
            let x = match cell {
                Data::Float(x) => *x,
                Data::Int(x) => *x as f64,
                _ => continue,
            };
            let place = (name.clone(), row + top as usize, column + left as usize);
            out.insert(place, x);
        }
    }
    out
}

/// Charts in the package, by the names of their parts.
fn charts(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let parts = text.match_indices("xl/charts/chart").map(|(at, _)| {
        let rest = &text[at..];
        rest[..rest.find(".xml").unwrap_or(0)].to_owned()
    });
    parts.collect::<BTreeSet<_>>().len()
}

#[test]
fn an_office_program_reads_what_was_written() {
    let unopened = "the workbook was not opened in it";
    let Some(office) = office("sample.csv", "类型,件数\n噪音,3\n", unopened) else {
        return;
    };
    let world = World::new();
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
    world
        .run(&format!("report {corpus} --type 投诉类型 -o r.xlsx"))
        .ok();
    let said = converted(office, &world, "r.xlsx", "xlsx");
    assert!(said.is_empty(), "{said:?}");
    let (ours, theirs) = (world.bytes("r.xlsx"), world.bytes("converted/r.xlsx"));
    let (before, after) = (numbers(&ours), numbers(&theirs));
    assert!(before.len() > 2000, "only {} numbers", before.len());
    for (place, x) in &before {
        // fifteen digits are what the format promises to keep
        let same = after
            .get(place)
            .is_some_and(|y| (x - y).abs() <= 1e-14 * x.abs().max(1.0));
        assert!(same, "{place:?}: {x} became {:?}", after.get(place));
    }
    assert!(charts(&ours) >= 8, "{} charts", charts(&ours));
    assert_eq!(charts(&theirs), charts(&ours));
}
