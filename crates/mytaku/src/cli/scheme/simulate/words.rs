//! A simulation in words and tables.

use domain::Yen;
use settlement::simulation::{Band, GroupFigures, Simulation};

use crate::output::Table;

/// What was found, and how it is to be read.
pub(super) fn in_words(found: &Simulation) -> String {
    let mut parts = vec![head(found), totals(found).to_string()];
    let kinds = [
        ("対象要件 Ground", &found.by_ground),
        ("地区 District", &found.by_district),
        ("事業者 Operator", &found.by_operator),
    ];
    for (heading, groups) in kinds {
        // Of which nothing is known, nothing is said.
        if groups.iter().any(|group| group.group.is_some()) {
            parts.push(by_group(heading, groups).to_string());
        }
    }
    if found.total.registrants > 0 {
        parts.push(bands(found).to_string());
    }
    parts.push(notes(found).join("\n"));
    parts.join("\n")
}

fn head(found: &Simulation) -> String {
    let mut lines = vec![format!(
        "{} ({}) の試算 / simulated",
        found.name, found.scheme
    )];
    let days = match (found.first_date, found.last_date) {
        (Some(first), Some(last)) => format!(" ({first} – {last})"),
        _ => String::new(),
    };
    let total = &found.total;
    lines.push(format!("  乗車 / trips: {}{days}", grouped(total.trips)));
    lines.push(format!("  助成 / claims: {}", grouped(total.claims)));
    lines.push(format!(
        "  登録者 / registrants: {} (増える gain {}, 減る lose {}, 同じ same {})",
        grouped(total.registrants),
        grouped(total.gaining),
        grouped(total.losing),
        grouped(total.unchanged),
    ));
    let versions = found.versions.iter();
    let versions: Vec<String> = versions
        .map(|one| format!("{} ({})", one.version, grouped(one.trips)))
        .collect();
    if !versions.is_empty() {
        lines.push(format!(
            "  判定した版 / decided by: {}",
            versions.join(", ")
        ));
    }
    lines.push(format!("  これまで / paid: {}\n", paid_by(found)));
    lines.join("\n")
}

fn paid_by(found: &Simulation) -> String {
    match (&found.months, &found.against) {
        (Some(months), _) if months.from == months.until => {
            format!("{}の精算 / as settled in {0}", months.from)
        }
        (Some(months), _) => format!(
            "{}から{}までの精算 / as settled in {0} to {1}",
            months.from, months.until
        ),
        (None, Some(against)) => format!(
            "記載の額、なければ{}の規則による額 / as stated, or else by the rules of {0}",
            against.scheme
        ),
        (None, None) => "記載の額 / as stated".to_owned(),
    }
}

fn totals(found: &Simulation) -> Table {
    let total = &found.total;
    let mut table = Table::new(&["", ">これまで Paid", ">新しい規則 New", ">差 Difference"]);
    let share = found.difference_per_mille.map(per_cent);
    let share = share.map_or(String::new(), |share| format!(" ({share})"));
    table.row(vec![
        "助成(円) Yen".to_owned(),
        total.paid_yen.to_string(),
        total.new_yen.to_string(),
        format!("{}{share}", signed(total.difference_yen)),
    ]);
    table.row(vec![
        "利用回数 Uses".to_owned(),
        grouped(total.paid_units).to_string(),
        grouped(total.new_units).to_string(),
        signed(more(total.new_units, total.paid_units)),
    ]);
    table
}

fn by_group(heading: &'static str, groups: &[GroupFigures]) -> Table {
    let mut table = Table::new(&[
        heading,
        ">助成 Claims",
        ">これまで(円) Paid",
        ">新(円) New",
        ">差(円) Difference",
        ">増える人 Gain",
        ">減る人 Lose",
        ">同じ人 Same",
    ]);
    for group in groups {
        let figures = &group.figures;
        table.row(vec![
            name(group),
            grouped(figures.claims).to_string(),
            figures.paid_yen.to_string(),
            figures.new_yen.to_string(),
            signed(figures.difference_yen),
            grouped(figures.gaining).to_string(),
            grouped(figures.losing).to_string(),
            grouped(figures.unchanged).to_string(),
        ]);
    }
    table
}

fn name(group: &GroupFigures) -> String {
    match (&group.group, &group.name) {
        (Some(id), Some(name)) => format!("{} {id}", shortened(name)),
        (Some(id), None) => id.clone(),
        (None, _) => "なし・不明 none or not known".to_owned(),
    }
}

/// Some grounds are sentences, and a table has to fit a page.
fn shortened(name: &str) -> String {
    const MOST: usize = 20;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    name.chars().take(MOST - 1).chain(['…']).collect()
}

fn bands(found: &Simulation) -> Table {
    let mut table = Table::new(&["1人の差(円) Each", ">人 Registrants", ">計(円) Together"]);
    for band in &found.bands {
        table.row(vec![
            ends(band),
            grouped(band.registrants).to_string(),
            signed(band.difference_yen),
        ]);
    }
    table
}

fn ends(band: &Band) -> String {
    match (band.from_yen, band.until_yen) {
        (Some(from), Some(until)) if from == until => signed(from),
        (Some(from), Some(until)) => format!("{} – {}", signed(from), signed(until)),
        (None, Some(until)) => format!("{}以下 or less", signed(until)),
        (Some(from), None) => format!("{}以上 or more", signed(from)),
        (None, None) => String::new(),
    }
}

fn notes(found: &Simulation) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(version) = &found.last_version_not_tried {
        notes.push(format!(
            "注意: {version}からの版は、どの乗車よりも後に始まるため使っていません。試すには --as-of {version} を付けてください / note: the version from {version} begins after all the trips and decided none; to try it, add --as-of {version}"
        ));
    }
    notes.push(format!(
        "1人の増は最大{0}円、減は最大{1}円 / one registrant gains {0} yen at most and loses {1} at most",
        found.largest_gain_yen, found.largest_loss_yen
    ));
    notes.push(
        "対象要件は、新しい規則の順ではじめに当たるもの / a registrant counts under the first of the new scheme's grounds that they hold".to_owned(),
    );
    if found.held.claims > 0 {
        notes.push(format!(
            "新しい規則で審査待ちとなる{}件・{}円は含まない / without {0} claims of {1} yen that the new scheme holds for review",
            found.held.claims, found.held.yen
        ));
    }
    if let Some(months) = &found.months {
        notes
            .push("地区は乗車地の市町村 / districts are the municipalities of boarding".to_owned());
        let open: Vec<String> = months.not_closed.iter().map(ToString::to_string).collect();
        if !open.is_empty() {
            notes.push(format!(
                "まだ締めていない月は、いま締めたときの額: {} / months that are not closed, as they would be settled now",
                open.join(", ")
            ));
        }
    }
    notes.push("乗り方は変わらないものとする / people are taken to ride as they did".to_owned());
    notes
}

/// A count with thousands separators.
fn grouped(count: u64) -> Yen {
    Yen::new(i64::try_from(count).unwrap_or(i64::MAX))
}

fn more(new: u64, paid: u64) -> Yen {
    let (new, paid) = (grouped(new), grouped(paid));
    new.checked_sub(paid).unwrap_or_default()
}

fn signed(amount: Yen) -> String {
    if amount > Yen::ZERO {
        format!("+{amount}")
    } else {
        amount.to_string()
    }
}

fn per_cent(per_mille: i64) -> String {
    let sign = match per_mille {
        0 => "±",
        1.. => "+",
        _ => "-",
    };
    let size = per_mille.unsigned_abs();
    format!("{sign}{}.{}%", size / 10, size % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_told_in_per_cent() {
        for (per_mille, text) in [(0, "±0.0%"), (5, "+0.5%"), (-1_234, "-123.4%")] {
            assert_eq!(per_cent(per_mille), text);
        }
    }

    #[test]
    fn a_gain_has_its_sign() {
        assert_eq!(signed(Yen::new(1_200)), "+1,200");
        assert_eq!(signed(Yen::new(-1_200)), "-1,200");
        assert_eq!(signed(Yen::ZERO), "0");
    }
}
