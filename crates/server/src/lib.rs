//! HTTP: extract, authorise, call settlement, answer.
