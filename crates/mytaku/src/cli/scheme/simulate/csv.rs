//! A simulation for a spreadsheet: a row for each group.

use settlement::simulation::{Figures, GroupFigures, Simulation};

const HEADER: [&str; 13] = [
    "kind",
    "group",
    "trips",
    "claims",
    "registrants",
    "gaining",
    "losing",
    "unchanged",
    "paid_yen",
    "new_yen",
    "difference_yen",
    "paid_units",
    "new_units",
];

/// UTF-8 with a byte order mark and CRLF, as spreadsheet programs in Japan open
/// it without asking.
pub(super) fn csv(found: &Simulation) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADER)?;
    writer.write_record(row("total", "", &found.total))?;
    let kinds = [
        ("ground", &found.by_ground),
        ("district", &found.by_district),
        ("operator", &found.by_operator),
    ];
    for (kind, groups) in kinds {
        for GroupFigures { group, figures, .. } in groups {
            let group = group.as_deref().unwrap_or_default();
            writer.write_record(row(kind, group, figures))?;
        }
    }
    Ok(writer.into_inner()?)
}

fn row(kind: &str, group: &str, figures: &Figures) -> [String; 13] {
    [
        kind.to_owned(),
        group.to_owned(),
        figures.trips.to_string(),
        figures.claims.to_string(),
        figures.registrants.to_string(),
        figures.gaining.to_string(),
        figures.losing.to_string(),
        figures.unchanged.to_string(),
        figures.paid_yen.get().to_string(),
        figures.new_yen.get().to_string(),
        figures.difference_yen.get().to_string(),
        figures.paid_units.to_string(),
        figures.new_units.to_string(),
    ]
}
