//! A scheme file and a trip in, a decision out: pure, and the same in the taxi, the service and the audit.
