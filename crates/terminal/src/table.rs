//! The outbox as a table for people.

use std::io::{self, Write};

use terminal::outbox::{Exposure, Unsettled};

/// Writes one line a record and what they come to. The columns that may hold
/// wide characters stand last, so that the others stay aligned.
pub(crate) fn write(
    output: &mut impl Write,
    unsettled: &[Unsettled],
    exposure: &Exposure,
) -> io::Result<()> {
    if unsettled.is_empty() {
        return writeln!(
            output,
            "未送信の乗車はありません。 / Every trip is settled with the service."
        );
    }
    writeln!(
        output,
        "{:>8}  {:<36}  {:<32}  {:>11}  {:<7}  {:<8}  reason",
        "sequence", "trip", "signed", "subsidy_yen", "online", "status"
    )?;
    for row in unsettled {
        writeln!(
            output,
            "{:>8}  {:<36}  {:<32}  {:>11}  {:<7}  {:<8}  {}",
            row.sequence,
            row.trip_id,
            row.signed_at,
            row.subsidy_yen,
            if row.online { "yes" } else { "no" },
            row.status,
            row.ja.as_deref().unwrap_or("-"),
        )?;
    }
    writeln!(
        output,
        "waiting {}, conflict {}, rejected {}; promised without the service: {} yen on {} trips",
        exposure.waiting,
        exposure.conflict,
        exposure.rejected,
        exposure.at_risk_yen,
        exposure.at_risk_trips,
    )
}
