#![no_main]

libfuzzer_sys::fuzz_target!(|header: &str| event_mesh_fuzz::accept::check(header));
