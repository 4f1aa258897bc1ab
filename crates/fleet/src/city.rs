//! A city with as many taxis and registrants as are wanted.

use std::fmt::Write as _;
use std::iter;

use anyhow::{Context as _, Result};
use domain::{Digest, Month, MunicipalityCode, ServiceDate, TerminalId, Timestamp};
use tokio_postgres::Client;
use wire::{NoncePool, PublicKey, SigningKey};

use crate::chip::Chip;
use crate::taxi::{RIDE_DAYS, RIDES_A_DAY, Taxi};

/// Who may do everything here.
pub const ADMIN: &str = "admin-1";
/// Who closes months.
pub const FINANCE: &str = "finance-1";

/// The more taxis, the more operators.
const TAXIS_OF_AN_OPERATOR: usize = 40;

/// Nonces of a taxi: one for each ride that it will ever have here.
const NONCES: u32 = 100_000;

pub(crate) const DAY_S: i64 = 24 * 60 * 60;

/// 前橋市, whose rules and code are used.
pub fn municipality() -> Result<MunicipalityCode> {
    "102016".parse().context("the municipality's code")
}

/// How large the city is, and when.
#[derive(Clone, Copy, Debug)]
pub struct City {
    taxis: usize,
    /// What time it is, as far as rides are concerned: they are of the days before.
    now: Timestamp,
}

impl City {
    /// With so many `taxis`, and enough registrants for all of them.
    pub const fn new(taxis: usize, now: Timestamp) -> Self {
        Self { taxis, now }
    }

    /// Each has one ride a day at most, so that nobody's limit is ever reached.
    pub const fn registrants(&self) -> usize {
        self.taxis * RIDES_A_DAY
    }

    /// The first month that is settled: all rides are of it or later.
    fn first_month(&self) -> Month {
        let days = i64::try_from(RIDE_DAYS).unwrap_or(i64::MAX);
        self.days_ago(days).month()
    }

    /// The months that are settled, to that of the last ride, which is of yesterday.
    pub fn months(&self) -> impl Iterator<Item = Month> {
        let last = self.days_ago(1).month();
        iter::successors(Some(self.first_month()), |month| Some(month.next()))
            .take_while(move |month| *month <= last)
    }

    /// The day so many days before today.
    pub(crate) fn days_ago(&self, days: i64) -> ServiceDate {
        ServiceDate::of(self.now.plus_seconds(-DAY_S * days))
    }

    /// The registry file.
    pub fn registry(&self) -> String {
        let mut text = format!(
            r#"[municipality]
code = "102016"
name = "前橋市"
first_month = "{}"

[payer]
requester_code = "0000010201"
requester_name = "マエバシシ"
bank = "9900"
branch = "001"
account_kind = "ordinary"
account_number = "0012345"

[[user]]
id = "{ADMIN}"
role = "admin"

[[user]]
id = "{FINANCE}"
role = "finance"
"#,
            self.first_month()
        );
        let numbers: Vec<usize> = (1..=self.taxis).collect();
        for (operator, taxis) in (1..).zip(numbers.chunks(TAXIS_OF_AN_OPERATOR)) {
            let list = |letter| {
                let names = taxis.iter().map(|number| format!("\"{letter}-{number}\""));
                names.collect::<Vec<_>>().join(", ")
            };
            // Writing to a String does not fail.
            let _ = write!(
                text,
                r#"
[[operator]]
id = "op-{operator}"
name = "見本タクシー{operator}"
bank = "9900"
branch = "118"
account_kind = "ordinary"
account_number = "7654321"
account_name = "ミホンタクシー"
vehicles = [{}]
drivers = [{}]
"#,
                list('v'),
                list('d')
            );
        }
        for number in numbers {
            let _ = write!(
                text,
                "\n[[terminal]]\nid = \"t-{number}\"\nvehicle = \"v-{number}\"\n"
            );
        }
        text
    }

    /// Enrols every terminal and registers every registrant with a card, as the
    /// service would write it.
    pub async fn settle(&self, client: &Client, chip: &Chip) -> Result<Vec<Taxi>> {
        let taxis = self.enrol(client).await?;
        self.register(client, chip).await?;
        // As on any day but the first.
        client.batch_execute("ANALYZE").await?;
        Ok(taxis)
    }

    async fn enrol(&self, client: &Client) -> Result<Vec<Taxi>> {
        let municipality = municipality()?;
        let at = self.now.in_japan();
        let expires = self.now.plus_seconds(DAY_S);
        let mut taxis = Vec::with_capacity(self.taxis);
        for number in 1..=self.taxis {
            let key = SigningKey::from_seed(&random()?);
            let pool = NoncePool {
                first: 1,
                count: NONCES,
                seed: random()?,
                issued_at: self.opened()?,
                expires_at: expires,
            };
            let terminal: TerminalId = format!("t-{number}").parse()?;
            let public: PublicKey = key.public();
            client
                .execute(
                    "INSERT INTO terminal_key (public_key, enrolled_at, municipality, terminal, number)
                    VALUES ($1, $2, $3, $4, 1)",
                    &[
                        &public.as_bytes().as_slice(),
                        &at,
                        &municipality.as_str(),
                        &terminal.as_str(),
                    ],
                )
                .await?;
            client
                .execute(
                    "INSERT INTO nonce_pool (municipality, terminal, first_number, nonce_count,
                        seed, issued_at, expires_at)
                    VALUES ($1, $2, 1, $3, $4, $5, $6)",
                    &[
                        &municipality.as_str(),
                        &terminal.as_str(),
                        &NONCES.cast_signed(),
                        &pool.seed.as_slice(),
                        &pool.issued_at.in_japan(),
                        &pool.expires_at.in_japan(),
                    ],
                )
                .await?;
            taxis.push(Taxi::new(*self, number, terminal, key, pool)?);
        }
        Ok(taxis)
    }

    /// Before the first ride.
    fn opened(&self) -> Result<Timestamp> {
        let text = format!("{}-01T00:00:00+09:00", self.first_month());
        text.parse().context("the first moment of a month")
    }

    async fn register(&self, client: &Client, chip: &Chip) -> Result<()> {
        let municipality = municipality()?;
        let (ids, fingerprints): (Vec<String>, Vec<Vec<u8>>) = (0..self.registrants())
            .map(|number| {
                let fingerprint = fingerprint(number).as_bytes().to_vec();
                (registrant(number), fingerprint)
            })
            .unzip();
        let opened = self.opened()?.in_japan();
        let first_day = self.first_month().first_day();
        client
            .execute(
                "WITH admitted AS (
                    INSERT INTO registrant (municipality, registrant, registered_on, uses_before,
                        admitted_by, admitted_at)
                    SELECT $1, id, $3, 0, $4, $5 FROM unnest($2::text[]) AS t (id))
                INSERT INTO registrant_ground (municipality, registrant, ground, from_date,
                    admitted_at)
                SELECT $1, id, 'age75', $3, $5 FROM unnest($2::text[]) AS t (id)",
                &[&municipality.as_str(), &ids, &first_day, &ADMIN, &opened],
            )
            .await?;
        client
            .execute(
                "INSERT INTO credential (municipality, fingerprint, registrant, issuer, valid_from,
                    valid_until, chip_key, linked_by, linked_at)
                SELECT $1, fingerprint, id, 'CN=fleet', $4::timestamptz, $4::timestamptz + interval '5 years', $5, $6, $4::timestamptz
                FROM unnest($2::bytea[], $3::text[]) AS t (fingerprint, id)",
                &[
                    &municipality.as_str(),
                    &fingerprints,
                    &ids,
                    &opened,
                    &chip.spki_der()?,
                    &ADMIN,
                ],
            )
            .await?;
        Ok(())
    }
}

/// The number of a registrant.
pub fn registrant(number: usize) -> String {
    format!("R-{number:06}")
}

/// The fingerprint of a registrant's card: of a certificate that nobody needs.
pub fn fingerprint(number: usize) -> Digest {
    Digest::of(registrant(number))
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).context("the operating system gives no randomness")?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_a_ride_is_in_a_month_that_is_settled() {
        // The first of March: what lies before it has a short month in between.
        for now in ["2026-12-01T04:10:00+09:00", "2027-03-01T00:00:00+09:00"] {
            let city = City::new(1, now.parse().unwrap());
            let months: Vec<Month> = city.months().collect();
            for day in (1..).take(RIDE_DAYS) {
                assert!(months.contains(&city.days_ago(day).month()), "{now}: {day}");
            }
            assert!(months.is_sorted() && !months.contains(&city.days_ago(0).month()));
        }
    }
}
