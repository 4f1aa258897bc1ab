//! Files of the registry, taken in by a clerk.

use settlement::registry::{CsvImported, CsvKind, import_csv};

use super::{City, user};

/// Takes a file in, not only to try.
pub async fn import(city: &City, kind: CsvKind, file: impl AsRef<[u8]>) -> CsvImported {
    let who = (city.code, &user("clerk"));
    import_csv(&city.settlement, who, (kind, file.as_ref()), false)
        .await
        .unwrap()
}
