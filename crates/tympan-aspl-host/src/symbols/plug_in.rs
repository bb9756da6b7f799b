//! What drivers call of CFPlugIn: they say when they have an instance, which on a Mac keeps them loaded. Here nothing is
//! ever unloaded.

use super::abi::Given;
use super::{Symbol, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFPlugInAddInstanceForFactory,
    CFPlugInRemoveInstanceForFactory
];

#[unsafe(no_mangle)]
extern "C" fn CFPlugInAddInstanceForFactory(factory: Given) {
    factory.uuid("CFPlugInAddInstanceForFactory");
}

#[unsafe(no_mangle)]
extern "C" fn CFPlugInRemoveInstanceForFactory(factory: Given) {
    factory.uuid("CFPlugInRemoveInstanceForFactory");
}
