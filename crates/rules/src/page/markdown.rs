//! Markdown that text cannot break out of.

/// A cell of a table.
pub(super) enum Cell {
    /// Markdown, to the left.
    Text(String),
    /// Markdown, to the right.
    Number(String),
}

/// `text` so that it stands for itself anywhere within a line, also in a cell of
/// a table. Line ends and other control characters become spaces.
pub(super) fn escape(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line = line.trim();
    let mut escaped = String::with_capacity(line.len() + 8);
    // What would begin a list, a rule or a heading, were it the first.
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    for (place, c) in line.chars().enumerate() {
        let begins_a_block = match c {
            '-' | '+' | '=' => place == 0,
            '.' | ')' => place == digits && digits > 0,
            _ => false,
        };
        if begins_a_block || "\\`*_[]<>&|~#$!".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A table; a column of numbers stands to the right.
pub(super) fn table(heading: &[&str], rows: &[Vec<Cell>]) -> String {
    let rule: Vec<&str> = match rows.first() {
        Some(first) => first.iter().map(Cell::rule).collect(),
        None => heading.iter().map(|_| "---").collect(),
    };
    let line = |cells: &[&str]| format!("| {} |\n", cells.join(" | "));
    let mut table = line(heading);
    table.push_str(&line(&rule));
    for row in rows {
        let cells: Vec<&str> = row.iter().map(Cell::text).collect();
        table.push_str(&line(&cells));
    }
    table
}

impl Cell {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
        }
    }

    const fn rule(&self) -> &'static str {
        match self {
            Self::Text(_) => "---",
            Self::Number(_) => "---:",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_stands_for_itself() {
        assert_eq!(escape("<b>a</b>&amp;"), "\\<b\\>a\\</b\\>\\&amp;");
        assert_eq!(
            escape("*a* _b_ `c` [d](e) | ~f~"),
            "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\| \\~f\\~"
        );
        assert_eq!(escape("\\"), "\\\\");
        assert_eq!(escape("- a - b"), "\\- a - b");
        assert_eq!(escape("1. a 2. b"), "1\\. a 2. b");
        assert_eq!(escape("12) a"), "12\\) a");
        assert_eq!(escape("1,500円"), "1,500円");
        assert_eq!(escape(" a\n# b\t"), "a \\# b");
        assert_eq!(escape("==="), "\\===");
    }

    #[test]
    fn a_table_has_its_numbers_to_the_right() {
        let rows = [vec![
            Cell::Text("a".to_owned()),
            Cell::Number("1".to_owned()),
        ]];
        assert_eq!(
            table(&["x", "y"], &rows),
            "| x | y |\n| --- | ---: |\n| a | 1 |\n"
        );
    }
}
