//! The in-taxi agent.
