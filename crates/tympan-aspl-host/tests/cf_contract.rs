//! The contract of the CoreFoundation providers, with the extern one: its symbols are those that the host exports.
#![cfg(all(feature = "core-foundation", target_os = "linux"))]

#[path = "../../tympan-aspl/tests/cf_contract.rs"]
mod contract;

#[test]
fn the_extern_provider_is_in_use() {
    assert!(tympan_aspl_host::symbols::keep() > 200);
    assert_eq!(tympan_aspl::cf::live_objects(), None);
}
