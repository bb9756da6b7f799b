//! The smallest useful driver: what is played to the device is recorded from it.
