#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| event_mesh_fuzz::guard::check(text));
