//! What crosses the network: signed trip records, the terminal's bundle, the types of the API.
