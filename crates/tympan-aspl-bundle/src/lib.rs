//! Builds and reads .driver bundles.
