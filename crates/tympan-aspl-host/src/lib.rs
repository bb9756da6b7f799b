//! A simulated HAL that loads, runs and records AudioServerPlugIns on any OS.
