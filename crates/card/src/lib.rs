//! A My Number card over PC/SC: recognise it, read it, challenge its chip.
