//! What the tables of an array are called by, so that every place of a file has a
//! name of its own.

use toml::de::DeValue;

/// What a table of an array is called by: its own name, or its number.
pub(super) fn of(item: &DeValue<'_>, number: usize) -> String {
    let own_name = ["id", "name", "period"].into_iter().find_map(|key| {
        let (_, value) = item
            .as_table()?
            .iter()
            .find(|(name, _)| name.get_ref().as_ref() == key)?;
        value.get_ref().as_str()
    });
    own_name.map_or_else(|| number.to_string(), str::to_owned)
}

/// `label` apart from those that came `earlier`. Two limits of a year are both called
/// `fiscal_year`: the second becomes `fiscal_year_2`.
pub(crate) fn told_apart(label: &str, earlier: &[String]) -> String {
    let number = 1 + earlier.iter().filter(|taken| *taken == label).count();
    if number == 1 {
        label.to_owned()
    } else {
        format!("{label}_{number}")
    }
}
