//! A trip of a file: a line as `mytaku scheme decide` reads it, and beside it
//! who drove, where the registrants live, and what was paid.

use domain::{
    Assurance, Fare, MunicipalityCode, OperatorId, RegistrantId, SchemeId, ServiceDate, Timestamp,
    Trip, Yen, holds_individual_number,
};
use rules::{Rider, Used};
use serde::Deserialize;

use super::{Account, Paid, SimulatedTrip};

/// One line: the fields of [`rules::lines::Request`], and `operator`. What else
/// there is on it is not looked at, as there.
#[derive(Clone, Debug, Deserialize)]
pub struct TripLine {
    id: String,
    boarded_at: Timestamp,
    alighted_at: Timestamp,
    boarding_area: MunicipalityCode,
    alighting_area: MunicipalityCode,
    distance_m: u32,
    fare: Fare,
    #[serde(default)]
    companions: u8,
    #[serde(default)]
    operator: Option<OperatorId>,
    #[serde(default)]
    registrants: Vec<Registrant>,
}

/// The fields of [`rules::lines::Registrant`], and `district`, `paid_yen` and
/// `paid_units`. Written out rather than flattened, so that a misspelt field is
/// refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Registrant {
    id: RegistrantId,
    #[serde(default)]
    scheme: Option<SchemeId>,
    grounds: Vec<String>,
    registered_on: ServiceDate,
    #[serde(default)]
    units: Option<u32>,
    #[serde(default)]
    instrument: Option<String>,
    assurance: Assurance,
    #[serde(default)]
    used: Used,
    #[serde(default)]
    refund_requested_on: Option<ServiceDate>,
    #[serde(default)]
    district: Option<String>,
    #[serde(default)]
    paid_yen: Option<Yen>,
    #[serde(default)]
    paid_units: Option<u32>,
}

/// What is wrong with a line that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Only one of `paid_yen` and `paid_units` is there.
    #[error("paid_yenとpaid_unitsは両方書いてください / paid_yen and paid_units go together")]
    HalfPaid,
    /// Less than nothing was paid.
    #[error("paid_yenは0円以上です / paid_yen is 0 or more")]
    Negative,
    /// The district is no name.
    #[error(
        "districtは文字か数字で始まる{DISTRICT_MAX}文字までの地区名です。個人番号は書けません / district is a name of at most {DISTRICT_MAX} characters that begins with a letter or digit, and no individual number"
    )]
    District,
}

const DISTRICT_MAX: usize = 64;

impl TripLine {
    /// The caller's own name for the trip.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The trip with those of its registrants that are of one of `schemes`, or
    /// of none by name. Others ride along like anybody who is not registered.
    pub fn into_trip(self, schemes: &[&SchemeId]) -> Result<SimulatedTrip, LineError> {
        let is_ours = |registrant: &Registrant| match &registrant.scheme {
            Some(scheme) => schemes.contains(&scheme),
            None => true,
        };
        let mut companions = self.companions;
        let mut riders = Vec::with_capacity(self.registrants.len());
        for registrant in self.registrants {
            if is_ours(&registrant) {
                riders.push(registrant.into_rider()?);
            } else {
                companions = companions.saturating_add(1);
            }
        }
        Ok(SimulatedTrip {
            trip: Trip {
                boarded_at: self.boarded_at,
                alighted_at: self.alighted_at,
                boarding_area: self.boarding_area,
                alighting_area: self.alighting_area,
                distance_m: self.distance_m,
                fare: self.fare,
                companions,
            },
            operator: self.operator,
            riders,
        })
    }
}

impl Registrant {
    fn into_rider(self) -> Result<(Rider, Account), LineError> {
        let account = Account {
            paid: paid(self.paid_yen, self.paid_units)?,
            district: self.district.map(district).transpose()?,
            over_limit: false,
        };
        let rider = Rider {
            id: self.id,
            grounds: self.grounds.iter().collect(),
            registered_on: self.registered_on,
            units: self.units,
            instrument: self.instrument,
            assurance: self.assurance,
            used: self.used,
            refund_requested_on: self.refund_requested_on,
        };
        Ok((rider, account))
    }
}

fn paid(yen: Option<Yen>, units: Option<u32>) -> Result<Option<Paid>, LineError> {
    match (yen, units) {
        (None, None) => Ok(None),
        (Some(yen), Some(_)) if yen.is_negative() => Err(LineError::Negative),
        (Some(yen), Some(units)) => Ok(Some(Paid { yen, units })),
        _ => Err(LineError::HalfPaid),
    }
}

/// It is printed and written to spreadsheets, so it is a name and nothing else.
fn district(name: String) -> Result<String, LineError> {
    let is_a_name = name.starts_with(char::is_alphanumeric)
        && name.chars().count() <= DISTRICT_MAX
        && !name.contains(char::is_control)
        && !holds_individual_number(&name);
    if is_a_name {
        Ok(name)
    } else {
        Err(LineError::District)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"id":"t1","boarded_at":"2026-11-02T10:00:00+09:00","alighted_at":"2026-11-02T10:20:00+09:00","boarding_area":"102016","alighting_area":"102016","distance_m":5200,"fare":{"meter_yen":1500},"operator":"op-1","registrants":[{"id":"r1","grounds":["age75"],"registered_on":"2026-04-01","assurance":"A2","district":"城南","paid_yen":750,"paid_units":1}]}"#;

    fn trip(line: &str) -> Result<SimulatedTrip, String> {
        let line: TripLine = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let ours = SchemeId::new("maebashi").unwrap();
        line.into_trip(&[&ours]).map_err(|error| error.to_string())
    }

    #[test]
    fn what_was_paid_stands_beside_the_rider() {
        let trip = trip(LINE).unwrap();
        let [(rider, account)] = trip.riders.as_slice() else {
            panic!("{trip:?}");
        };
        assert_eq!(rider.id.as_str(), "r1");
        let paid = Paid {
            yen: Yen::new(750),
            units: 1,
        };
        assert_eq!(account.paid, Some(paid));
        assert_eq!(account.district.as_deref(), Some("城南"));
        assert_eq!(trip.operator.unwrap().as_str(), "op-1");
    }

    #[test]
    fn a_line_of_scheme_decide_is_one_of_ours() {
        let line = LINE.replace(r#","district":"城南","paid_yen":750,"paid_units":1"#, "");
        assert!(serde_json::from_str::<rules::lines::Request>(&line).is_ok());
        let trip = trip(&line).unwrap();
        assert_eq!(trip.riders[0].1.paid, None);
    }

    #[test]
    fn a_registrant_of_another_scheme_rides_along() {
        let line = LINE.replace(r#""id":"r1","#, r#""id":"r1","scheme":"elsewhere","#);
        let trip = trip(&line).unwrap();
        assert!(trip.riders.is_empty());
        assert_eq!(trip.trip.companions, 1);
    }

    #[test]
    fn what_cannot_be_is_told() {
        for (from, to, problem) in [
            (r#","paid_units":1"#, "", "go together"),
            (r#""paid_yen":750"#, r#""paid_yen":-1"#, "0 or more"),
            (r#""paid_yen""#, r#""paid_yne""#, "unknown field `paid_yne`"),
            ("城南", "=1+1", "letter or digit"),
            ("城南", "", "letter or digit"),
        ] {
            let error = trip(&LINE.replace(from, to)).unwrap_err();
            assert!(error.contains(problem), "{error}");
        }
    }
}
