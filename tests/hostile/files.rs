//! Attacks made of files: links, devices, names, sizes. Each meets the program itself, as a process with a time limit.
