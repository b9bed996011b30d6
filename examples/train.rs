//! Labelled texts → a model → the types of new texts. Run it with `cargo run --example train`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use tousu::{LabelledRows, Model, Silent, TrainParams, train};

fn main() -> tousu::Result<()> {
    let rows = [
        ("包裹三天没到", "物流"),
        ("快递一直没有送到", "物流"),
        ("物流停在中转站不动了", "物流"),
        ("退款没有到账", "退款"),
        ("退了货，钱还没退回来", "退款"),
        ("客服说七天内退款，十天了没退", "退款"),
        ("屏幕用两天就碎了", "质量"),
        ("衣服洗一次就掉色", "质量"),
        ("充电器一插就发烫", "质量"),
    ];
    let bundle = train(
        &LabelledRows::from_iter(rows),
        &TrainParams::default(),
        &Silent,
    )?;
    // `bundle.save("after-sales.tousu")` writes it, `Model::load("after-sales.tousu")` reads it
    let model = Model::new(&bundle);
    for text in ["快递到哪了", "我的钱什么时候退", "屏幕有裂纹"] {
        if let Some(predicted) = model.predict(text) {
            println!("{text}: {} ({:.2})", predicted.name, predicted.probability);
        }
    }
    Ok(())
}
