//! How many templates the complaints are written by: looser than near-duplicates.

use super::figures::Figures;
use super::table::{NONE, Table};

/// Counts templates, of all complaints and of every type, each at its first row; nothing where nobody looked for them.
pub fn count_templates(table: &Table, figures: &mut Figures) {
    if table.template.is_empty() {
        return;
    }
    let mut of_code = vec![0_u64; table.types.values.len()];
    let mut all = 0;
    for row in (0..table.rows()).filter(|&row| table.template[row] as usize == row) {
        all += 1;
        let code = table.types.codes[row];
        if code != NONE {
            of_code[code as usize] += 1;
        }
    }
    figures.templates = Some(all);
    for of_type in &mut figures.types {
        let code = table.types.values.iter().position(|v| *v == of_type.name);
        of_type.templates = Some(code.map_or(0, |code| of_code[code]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{FinishParams, Tally, check};

    #[test]
    fn templates_are_counted_at_their_first_row() {
        let mut table = crate::aggregate::tests::random(5, 400);
        let rows = table.rows();
        let firsts = |of: u32| (0..u32::try_from(rows).unwrap()).map(move |row| row / of * of);
        (table.group, table.template) = (firsts(2).collect(), firsts(6).collect());
        let mut figures = Tally::of(&table).finish(&FinishParams::default()).unwrap();
        count_templates(&table, &mut figures);
        check(&figures).unwrap();
        let counted = (figures.distinct, figures.templates);
        let wanted = (rows.div_ceil(2) as u64, rows.div_ceil(6) as u64);
        assert_eq!(counted, (wanted.0, Some(wanted.1)));
        let of_types: u64 = figures.types.iter().filter_map(|t| t.templates).sum();
        let typed = (0..rows)
            .step_by(6)
            .filter(|&row| table.types.codes[row] != NONE);
        assert_eq!(of_types, typed.count() as u64);
        figures.templates = Some(figures.distinct + 1);
        assert!(check(&figures).is_err());
    }
}
