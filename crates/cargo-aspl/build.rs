//! Drivers that are not made with `tympan-aspl` leave CoreFoundation calls undefined; the command exports them. A program
//! exports its symbols to the libraries it loads only when it is linked with `-rdynamic`.

#[path = "../tympan-aspl-host/build/rtsan.rs"]
mod rtsan;
#[path = "build/templates.rs"]
mod templates;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=../tympan-aspl-host/build");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-link-arg-bins=-rdynamic");
    }
    if std::env::var_os("CARGO_CFG_RTSAN").is_some() {
        rtsan::link("bins");
    }
    templates::write()
}
