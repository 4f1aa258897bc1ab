//! `fare`, `discount`, `other_schemes`: what a subsidy is computed from.

use super::words::rounding;
use super::{Said, said};
use crate::{ComputedFrom, Discount, DiscountOrder, FareParts, FareRule};

pub(super) fn facts(
    fare: &FareRule,
    discount: Option<&Discount>,
    computed_from: ComputedFrom,
) -> Vec<Said> {
    let FareRule { counts, base_fare } = fare;
    let mut facts = vec![parts(*counts)];
    if let Some(base_fare) = base_fare {
        facts.push(said(
            "fare.base_fare_yen",
            format!("初乗運賃は、車載端末から分からないときは{base_fare}円とします。"),
            format!("The base fare is {base_fare} yen where the terminal does not say it."),
        ));
    }
    facts.push(discount_of(discount));
    facts.push(other_schemes(computed_from));
    facts
}

fn parts(counts: FareParts) -> Said {
    let FareParts {
        meter,
        pickup,
        toll,
        other,
    } = counts;
    let all = [
        (meter, "メーター運賃", "the meter fare"),
        (pickup, "迎車料金", "the pickup charge"),
        (toll, "有料道路などの通行料", "tolls"),
        (other, "そのほかの料金", "anything else"),
    ];
    let named = |wanted: bool| -> (Vec<&str>, Vec<&str>) {
        let chosen = all.iter().filter(|(counts, ..)| *counts == wanted);
        chosen.map(|(_, ja, en)| (*ja, *en)).unzip()
    };
    let (in_ja, in_en) = named(true);
    let (out_ja, out_en) = named(false);
    let (left_out_ja, left_out_en) = if out_ja.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!("{}は含みません。", out_ja.join("・")),
            format!(" Not: {}.", out_en.join(", ")),
        )
    };
    said(
        "fare.counts",
        format!(
            "助成の計算に使うのは{}です。{left_out_ja}",
            in_ja.join("・")
        ),
        format!(
            "The subsidy is computed from {}.{left_out_en}",
            in_en.join(", ")
        ),
    )
}

fn discount_of(discount: Option<&Discount>) -> Said {
    let Some(Discount {
        share,
        rounding: how,
        order,
    }) = discount
    else {
        return said(
            "discount",
            "障害者割引は計算しません。",
            "No disability discount is computed.",
        );
    };
    let (rounded_ja, rounded_en) = rounding(*how);
    let (order_ja, order_en) = match order {
        DiscountOrder::BeforeSubsidy => (
            "割引後の運賃に助成します",
            "the subsidy is computed from the fare after it",
        ),
        DiscountOrder::BesideSubsidy => (
            "割引も助成も割引前の運賃から計算し、合わせて運賃までです",
            "discount and subsidy are both computed from the fare before it, and never exceed it together",
        ),
    };
    said(
        "discount",
        format!(
            "障害者割引は、メーター運賃の{}（{rounded_ja}）で、{order_ja}。",
            share.in_japanese()
        ),
        format!(
            "The disability discount is {} of the meter fare ({rounded_en}); {order_en}.",
            share.in_english()
        ),
    )
}

fn other_schemes(computed_from: ComputedFrom) -> Said {
    let (ja, en) = match computed_from {
        ComputedFrom::WholeFare => (
            "同じ乗車にほかの事業も助成するときは、運賃の全体から計算し、合わせて運賃までです。",
            "Where another scheme subsidises the same trip, this one is computed from the whole fare; together they never exceed it.",
        ),
        ComputedFrom::WhatIsLeft => (
            "同じ乗車にほかの事業が先に助成したときは、その残りから計算します。",
            "Where another scheme has subsidised the same trip, this one is computed from what is left.",
        ),
    };
    said("other_schemes.computed_from", ja, en)
}
