//! A private PostgreSQL cluster, started from the installed server's own binaries.
