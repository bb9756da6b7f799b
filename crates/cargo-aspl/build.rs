//! Drivers that are not made with `tympan-aspl` leave CoreFoundation calls undefined; the command exports them. A program
//! exports its symbols to the libraries it loads only when it is linked with `-rdynamic`.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-link-arg-bins=-rdynamic");
    }
    if std::env::var_os("CARGO_CFG_RTSAN").is_some() {
        link_rtsan();
    }
}

/// Links the runtime of RealtimeSanitizer, whole, so that its functions take the place of the C library's.
fn link_rtsan() {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let target = std::env::var("TARGET").expect("cargo names the target");
    let output = std::process::Command::new(rustc)
        .args(["--print", "sysroot"])
        .output()
        .expect("rustc runs");
    let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let library = format!("{sysroot}/lib/rustlib/{target}/lib/librustc-stable_rt.rtsan.a");
    assert!(
        std::path::Path::new(&library).exists(),
        "RealtimeSanitizer's runtime is not there: {library}; it comes with rustup's stable toolchain for Linux"
    );
    println!("cargo:rustc-link-arg-bins=-Wl,--whole-archive,{library},--no-whole-archive");
    println!("cargo:rustc-link-arg-bins=-Wl,--export-dynamic");
}
