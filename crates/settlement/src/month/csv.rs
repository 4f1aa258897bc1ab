//! A statement as CSV, the same at the command line and over HTTP. How registries are
//! read and written as CSV is the registry's.

use super::{LineKind, Statement};
use crate::{Error, Result};

const CSV_HEADER: [&str; 11] = [
    "行",
    "種別",
    "利用日",
    "乗車日時",
    "車両",
    "乗車番号",
    "利用者順",
    "運賃(円)",
    "利用回数",
    "助成額(円)",
    "もとの月",
];

/// A statement's lines in UTF-8 with a byte order mark and CRLF, as spreadsheet programs
/// in Japan open it without asking.
pub fn statement_csv(statement: &Statement) -> Result<Vec<u8>> {
    write(statement).map_err(|error| Error::damaged("statement as CSV", error))
}

fn write(statement: &Statement) -> std::result::Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(CSV_HEADER)?;
    for line in &statement.lines {
        writer.write_record([
            line.line.to_string(),
            kind_in_words(line.kind).to_owned(),
            line.service_date.to_string(),
            line.boarded_at.to_string(),
            line.vehicle.to_string(),
            line.trip.to_string(),
            line.ordinal.to_string(),
            line.fare_yen.get().to_string(),
            line.units.to_string(),
            line.amount_yen.get().to_string(),
            line.original_month
                .map_or_else(String::new, |month| month.to_string()),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

const fn kind_in_words(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Claim => "助成",
        LineKind::Adjustment => "過誤調整",
    }
}

#[cfg(test)]
mod tests {
    use domain::{Digest, Yen};

    use super::*;
    use crate::month::StatementLine;

    fn statement() -> Statement {
        Statement {
            municipality: "102016".parse().unwrap(),
            month: "2026-10".parse().unwrap(),
            operator: "op-1".parse().unwrap(),
            name: "例タクシー".into(),
            total_yen: Yen::ZERO,
            digest: Digest::of("lines"),
            lines: vec![
                claim(),
                StatementLine {
                    line: 2,
                    kind: LineKind::Adjustment,
                    amount_yen: Yen::new(-750),
                    original_month: Some("2026-09".parse().unwrap()),
                    ..claim()
                },
            ],
        }
    }

    fn claim() -> StatementLine {
        StatementLine {
            line: 1,
            kind: LineKind::Claim,
            trip: "0192f0c1-0000-7000-8000-000000000001".parse().unwrap(),
            ordinal: 1,
            service_date: "2026-10-05".parse().unwrap(),
            boarded_at: "2026-10-05T10:00:00+09:00".parse().unwrap(),
            vehicle: "v-1".parse().unwrap(),
            fare_yen: Yen::new(1500),
            units: 1,
            amount_yen: Yen::new(750),
            original_month: None,
        }
    }

    #[test]
    fn a_statement_as_csv_opens_in_a_spreadsheet() {
        let text = String::from_utf8(statement_csv(&statement()).unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}行,種別,利用日,乗車日時,車両,乗車番号,利用者順,運賃(円),利用回数,助成額(円),もとの月\r\n\
             1,助成,2026-10-05,2026-10-05T10:00:00+09:00,v-1,0192f0c1-0000-7000-8000-000000000001,1,1500,1,750,\r\n\
             2,過誤調整,2026-10-05,2026-10-05T10:00:00+09:00,v-1,0192f0c1-0000-7000-8000-000000000001,1,1500,1,-750,2026-09\r\n"
        );
    }
}
