//! The C symbols that drivers not made with this framework leave undefined.
