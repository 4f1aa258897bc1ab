//! Tables on a terminal, aligned although Japanese takes two columns a letter.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Figures.
    Right,
}

const GAP: &str = "  ";

/// `rows` below `head`, each column as wide as its widest cell.
pub fn table<const N: usize>(head: [(&str, Align); N], rows: &[[String; N]]) -> String {
    let mut widths = head.map(|(title, _)| title.width());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let aligns = head.map(|(_, align)| align);
    let rule = widths.map(|width| "─".repeat(width));
    let mut text = line(&head.map(|(title, _)| title.to_owned()), &widths, &aligns);
    text += &line(&rule, &widths, &aligns);
    for row in rows {
        text += &line(row, &widths, &aligns);
    }
    text
}

fn line<const N: usize>(cells: &[String; N], widths: &[usize; N], aligns: &[Align; N]) -> String {
    let mut text = String::new();
    for ((cell, width), align) in cells.iter().zip(widths).zip(aligns) {
        let space = " ".repeat(width.saturating_sub(cell.width()));
        // Writing to a string cannot fail.
        let _ = match align {
            Align::Left => write!(text, "{GAP}{cell}{space}"),
            Align::Right => write!(text, "{GAP}{space}{cell}"),
        };
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_whatever_is_in_them() {
        let rows = [
            ["見本タクシー".to_owned(), "6,700".to_owned()],
            ["op-2".to_owned(), "0".to_owned()],
        ];
        let text = table([("事業者", Align::Left), ("円", Align::Right)], &rows);
        let expected = "  事業者           円\n  ────────────  ─────\n  見本タクシー  6,700\n  op-2              0\n";
        assert_eq!(text, expected);
    }
}
