//! Complaints → an index → hits. Run it with `cargo run --example search`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use tousu::{Complaint, Index};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let mut index = Index::create(folder.path().join("index"))?;
    index.add([
        Complaint::new("a1", "包裹三天没到，打电话没人接")
            .time("2024-03-05")
            .field("区域", "朝阳"),
        Complaint::new("a2", "商家拒开发票")
            .time("2024-04-01")
            .field("区域", "海淀"),
        Complaint::new("a3", "快递三天没动静")
            .time("2024-04-02")
            .field("区域", "海淀"),
    ])?;
    for query in ["\"三天没\"", "快递 OR 包裹", "发票 区域:海淀"] {
        let results = index.search(query)?;
        println!("{query}: {} found", results.total);
        for hit in &results.hits {
            println!("  {} {}", hit.id, hit.text);
        }
    }
    Ok(())
}
