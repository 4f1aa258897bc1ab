//! A My Number card in software, behind the vpcd virtual reader: for demos and tests.
