//! A list as every route answers one.

use serde::Serialize;

/// A list with its control total.
#[derive(Serialize)]
pub(crate) struct Listed<T> {
    count: usize,
    items: Vec<T>,
}

impl<T> From<Vec<T>> for Listed<T> {
    fn from(items: Vec<T>) -> Self {
        Self {
            count: items.len(),
            items,
        }
    }
}
