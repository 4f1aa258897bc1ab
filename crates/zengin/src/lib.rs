//! Bank files of the Zengin standard: write and read, byte by byte.
