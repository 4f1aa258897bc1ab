//! One `[[version.example]]`. What an example does not say is the plain case:
//! a trip within the scheme's municipality on the version's first day, by
//! registrants of the first ground who have used nothing.

use domain::{Assurance, Fare, MunicipalityCode, ServiceDate, Yen};

use super::section::Section;
use super::value::{choice, count, date, flag, list, text, time, yen};
use super::version::texts;
use super::{ExampleRead, municipality};
use crate::{Example, ExampleRider, Expected, Used};

/// What examples of a version leave unsaid. What could not be read is absent;
/// the keys of the examples are looked at all the same.
pub(super) struct Context {
    /// The version's first day.
    pub(super) from: Option<ServiceDate>,
    /// The scheme's municipality.
    pub(super) home: Option<MunicipalityCode>,
    /// The first ground.
    pub(super) ground: Option<String>,
}

pub(super) fn example(section: &mut Section<'_>, context: &Context) -> Option<ExampleRead> {
    let name = section.required("name", text);
    let on = section.optional("on", date).or(context.from);
    let boarded = section.required("boarded", time);
    let minutes = section.optional("minutes", count(0..=1_440)).unwrap_or(20);
    let boarding_area = section.optional("boarding_area", municipality);
    let alighting_area = section.optional("alighting_area", municipality);
    let fare = fare(section);
    let companions = section.optional("companions", count(0..=20)).unwrap_or(0);
    let registrants = section.tables("registrants", |section| rider(section, on, context));
    let expect = section.table("expect", expected);
    Some(ExampleRead {
        span: section.span(),
        expect_span: section.span_of("expect"),
        example: Example {
            name: name?,
            on: on?,
            boarded: boarded?,
            minutes,
            boarding_area: boarding_area.or(context.home)?,
            alighting_area: alighting_area.or(context.home)?,
            fare: fare?,
            companions: u8::try_from(companions).unwrap_or(u8::MAX),
            registrants,
            expect: expect?,
        },
    })
}

fn fare(section: &mut Section<'_>) -> Option<Fare> {
    let meter = section.required("meter_yen", yen);
    let mut part = |key| section.optional(key, yen).unwrap_or(Yen::ZERO);
    let (pickup_yen, toll_yen) = (part("pickup_yen"), part("toll_yen"));
    let (other_yen, base_yen) = (part("other_yen"), part("base_yen"));
    let disability_discount = section.optional("disability_discount", flag);
    Some(Fare {
        meter_yen: meter?,
        pickup_yen,
        toll_yen,
        other_yen,
        base_yen,
        disability_discount: disability_discount.unwrap_or(false),
    })
}

fn rider(
    section: &mut Section<'_>,
    on: Option<ServiceDate>,
    context: &Context,
) -> Option<ExampleRider> {
    let grounds = section.optional("grounds", texts);
    let registered_on = section.optional("registered_on", date);
    let units = section.optional("units", count(0..=99));
    let assurance = section.optional(
        "assurance",
        choice(&[
            ("A0", Assurance::A0),
            ("A1", Assurance::A1),
            ("A2", Assurance::A2),
            ("A3", Assurance::A3),
        ]),
    );
    let mut used = |key| section.optional(key, count(0..=9_999)).unwrap_or(0);
    let (day, month) = (used("used_today"), used("used_this_month"));
    let fiscal_year = used("used_this_fiscal_year");
    let april = on.map(|on| on.fiscal_year().first_month().first_day());
    Some(ExampleRider {
        grounds: grounds.or_else(|| context.ground.clone().map(|ground| vec![ground]))?,
        registered_on: registered_on.or(april.map(ServiceDate::from_date))?,
        units,
        assurance: assurance.unwrap_or(Assurance::A2),
        used: Used {
            day,
            month,
            fiscal_year,
            amount_yen: Yen::ZERO,
        },
    })
}

fn expected(section: &mut Section<'_>) -> Option<Expected> {
    let subsidy = section.required("subsidy_yen", yen);
    let passenger_pays = section.required("passenger_pays_yen", yen);
    let discount = section.optional("discount_yen", yen);
    let claims = section.optional("claims_yen", list(yen));
    let then_used = section.optional("then_used", list(count(0..=9_999)));
    let reasons = section.optional("reasons", texts);
    Some(Expected {
        subsidy: subsidy?,
        passenger_pays: passenger_pays?,
        discount,
        claims,
        then_used,
        reasons: reasons.unwrap_or_default(),
    })
}
