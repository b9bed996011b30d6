//! Complaints to measure with: those of the demonstration corpus, repeated; two characters of every repeated text are
//! changed, so that no cache of whole texts could help.

pub(crate) type Failure = Box<dyn std::error::Error>;

/// `rows` texts and labels.
pub(crate) fn complaints(rows: usize) -> Result<(Vec<String>, Vec<String>), Failure> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
    let (mut texts, mut labels) = (Vec::new(), Vec::new());
    for record in csv::Reader::from_path(path)?.records() {
        let record = record?;
        texts.push(record[1].to_owned());
        labels.push(record[2].to_owned());
    }
    let n = texts.len();
    for i in n..rows {
        texts.push(changed(&texts[i % n], i / n));
        labels.push(labels[i % n].clone());
    }
    texts.truncate(rows);
    labels.truncate(rows);
    Ok((texts, labels))
}

/// `text` with two characters replaced.
fn changed(text: &str, round: usize) -> String {
    const OTHERS: [char; 8] = ['的', '了', '是', '在', '有', '和', '就', '都'];
    let mut chars: Vec<char> = text.chars().collect();
    let n = chars.len();
    for (k, place) in [n / 3, 2 * n / 3].into_iter().enumerate() {
        if let Some(c) = chars.get_mut((place + round) % n.max(1)) {
            *c = OTHERS[(round + 3 * k) % OTHERS.len()];
        }
    }
    chars.into_iter().collect()
}

/// `rows` texts: those of a file's column, repeated with two characters changed.
pub(crate) fn repeated(set: &str, column: &str, rows: usize) -> Result<Vec<String>, Failure> {
    let mut reader = csv::Reader::from_path(set)?;
    let at = reader.headers()?.iter().position(|h| h == column);
    let at = at.ok_or("no such column")?;
    let all = reader.records().map(|r| r.map(|r| r[at].to_owned()));
    let all: Vec<String> = all.collect::<Result<_, _>>()?;
    let n = all.len().max(1);
    Ok((0..rows)
        .map(|i| match i / n {
            0 => all[i].clone(),
            round => changed(&all[i % n], round),
        })
        .collect())
}
