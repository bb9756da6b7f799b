//! The tests of the C symbols load a library that needs them; a program exports its symbols to the libraries it loads only
//! when it is linked with `-rdynamic`.

#[path = "build/rtsan.rs"]
mod rtsan;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-link-arg-tests=-rdynamic");
    }
    println!("cargo:rustc-check-cfg=cfg(sanitized)");
    let sanitizers = std::env::var("CARGO_CFG_SANITIZE").unwrap_or_default();
    if sanitizers
        .split(',')
        .any(|name| ["address", "memory", "thread"].contains(&name))
    {
        println!("cargo:rustc-cfg=sanitized");
    }
    if std::env::var_os("CARGO_CFG_RTSAN").is_some() {
        rtsan::link("tests");
    }
}
