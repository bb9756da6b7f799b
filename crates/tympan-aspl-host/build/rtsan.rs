//! Links the runtime of RealtimeSanitizer, for the build scripts of this crate and of `cargo-aspl`.

/// Links the runtime, whole, so that its functions take the place of the C library's. `kind` is that of the programs: `bins` or `tests`.
pub fn link(kind: &str) {
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
    println!("cargo:rustc-link-arg-{kind}=-Wl,--whole-archive,{library},--no-whole-archive");
    println!("cargo:rustc-link-arg-{kind}=-Wl,--export-dynamic");
}
